"""The outline of a text: which headings a heading stands below, judged by how each is written."""

import re
from typing import NamedTuple

from service.sentences.sentence import Sentence

_HASHES = re.compile(r"#{1,6}")
_UNDERLINED = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*(={3,}|-{3,})[ \t]*(?=[\r\n]|\Z)")
_NUMBER = re.compile(r"(?:§+[ \t]*)?(\d{1,3}(?:\.\d{1,3})*)[.):]?\s")
_NAMED = re.compile(
    r"(article|section|chapter|part|clause|appendix|annex|schedule)[ \t]+[\dIVXA-Z]{1,5}\b", re.IGNORECASE
)
_WEAK = (":", "term")  # closed by any heading of another form
_FORMED = ("#", "=", "-", "number", "named")  # they say by themselves how deep they stand


class _Heading(NamedTuple):
    """An open heading: its position among the sentences, the form that it is written in, its depth among those, and the run
    of lines that it belongs to.
    """

    number: int
    form: str
    depth: int
    run: int


class Outline:
    """The headings that are open at a place of a text, outermost first.

    A heading closes those of its own form that are not above it. One of a form that is not open yet stands below all that
    are, as in reStructuredText: the first heading of each form shows how deep that form stands.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Heading] = []
        self._tight: int | None = None  # the run whose lines a weak heading holds for

    @property
    def last(self) -> int | None:
        """The position of the innermost open heading."""
        return self.open[-1].number if self.open else None

    def enter(self, run: int) -> None:
        """Come to what is no heading: a term, or a line with a colon, right above lines holds for those alone."""
        if self._tight is not None and run != self._tight:
            while self.open and self.open[-1].form in _WEAK and self.open[-1].run == self._tight:
                self.open.pop()
        self._tight = run if self.open and self.open[-1].form in _WEAK and self.open[-1].run == run else None

    def add(self, number: int, sentence: Sentence, run: int, term: bool) -> int | None:
        """Open a heading, and return the position of the one that it stands below; `term`: it is a term to be defined."""
        form, depth = ("term", 0) if term else _read_form(self.text, sentence)
        titled = len(self.open) == 1 and self.open[0].number == number - 1 == 0 and self.open[0].form == form
        if titled and form not in _FORMED:
            self.open[0] = _Heading(0, "title", 0, self.open[0].run)
        self._close(form, depth)
        above = self.last
        self.open.append(_Heading(number, "title" if number == 0 and form == "plain" else form, depth, run))
        return above

    def _close(self, form: str, depth: int) -> None:
        while self.open and self.open[-1].form in _WEAK and self.open[-1].form != form:
            self.open.pop()
        for place, heading in enumerate(self.open):
            if heading.form == form and heading.depth >= depth:
                del self.open[place:]
                return
        while form == "#" and self.open and self.open[-1].form not in ("#", "title"):
            self.open.pop()


def _read_form(text: str, sentence: Sentence) -> tuple[str, int]:
    if hashes := _HASHES.match(text, sentence.start, sentence.body):
        return "#", len(hashes.group())
    if underline := _UNDERLINED.match(text, sentence.end, sentence.end + 200):
        return underline[1][0], 0
    line = text[sentence.start : sentence.end]
    if number := _NUMBER.match(line):
        return "number", number[1].count(".")
    if _NAMED.match(line):
        return "named", 0
    if line[-1] in ":：":
        return ":", 0
    if line[0] in "*_":
        return "bold", 0
    return ("capitals" if line.isupper() else "plain"), 0
