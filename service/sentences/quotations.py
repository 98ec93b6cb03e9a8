"""Find quotations, from the opening to the closing mark, across sentences and paragraphs."""

import re
from collections.abc import Iterable, Iterator

from service.sentences.sentence import Quotation

_MARK = re.compile('[“”„«»"‘’]')
_OPENS_AFTER = '([{—–-/“‘"«*_>:]\\，。：；、'
_ENDS_SPEECH = ".,!?…;:—–"


def find_quotations(text: str, blocks: Iterable[tuple[int, int]]) -> list[Quotation]:
    """Find the outermost quotations in blocks, pairs of (start, end), in order and not overlapping.

    A speech of several paragraphs, with an opening mark at each and one closing mark at the end, is one quotation. A mark
    that is never closed opens none. Single marks count if they are clearly not apostrophes.
    """
    if not _MARK.search(text):
        return []
    double = list(_paired(text, blocks))
    spans = sorted(double + list(_single(text, blocks)), key=lambda span: (span[0], -span[1]))
    found: list[Quotation] = []
    for start, end in spans:
        if not found or start >= found[-1].end:
            found.append(Quotation(start, end))
    return found


def _paired(text: str, blocks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the quotations between double marks and guillemets."""
    opened: tuple[int, str] | None = None
    for start, end in blocks:
        if opened and not _reopens(text[start], opened[1]):
            opened = None
        for found in _MARK.finditer(text, start, end):
            place, mark = found.start(), found.group()
            if mark in "‘’":
                continue
            if opened and _closes(text, place, mark, opened[1], start):
                yield opened[0], place + 1
                opened = None
            elif opened and (place == start or mark not in "“„«"):
                continue  # the next paragraph of the same speech
            elif mark in "“„«" or (mark == '"' and _can_open(text, place, start, end)):
                opened = place, mark


def _reopens(first: str, mark: str) -> bool:
    """Return whether a paragraph's first character resumes the quotation that this mark opened."""
    return first == mark or (mark in "“„" and first in "“„") or (mark == "«" and first in "«»")


def _closes(text: str, place: int, mark: str, opened: str, start: int) -> bool:
    if place == start:
        return False
    if opened == '"':
        return mark == '"' and not text[place - 1].isspace()
    return mark in {"“": "”", "„": "“”", "«": "»"}[opened]


def _can_open(text: str, place: int, start: int, end: int) -> bool:
    """Return whether a straight mark is where an opening one can be: before a word, and not after one."""
    before_word = place + 1 < end and not text[place + 1].isspace()
    before = text[place - 1]
    unspaced = before >= "\u2e80"  # Chinese and Japanese put no space before it
    return before_word and (place == start or before.isspace() or before in _OPENS_AFTER or unspaced)


def _single(text: str, blocks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the quotations between single curly marks.

    The closing mark is the same character as the apostrophe. It closes after a stop or a comma, and after a letter other than
    "s" if no letter follows; after "s" ("the members’ vote") only if there is no better candidate later.
    """
    for start, end in blocks:
        opened: int | None = None
        likely: int | None = None
        for found in _MARK.finditer(text, start, end):
            place, mark = found.start(), found.group()
            if mark == "‘" and _can_open(text, place, start, end):
                if opened is not None and likely is not None:
                    yield opened, likely + 1
                opened, likely = place, None
            elif mark == "’" and opened is not None and not text[place + 1 : place + 2].isalnum():
                if text[place - 1] in _ENDS_SPEECH or text[place - 1] != "s":
                    yield opened, place + 1
                    opened = None
                elif likely is None:
                    likely = place
        if opened is not None and likely is not None:
            yield opened, likely + 1
