"""Turns of an interview, a transcript, a chat or a play: lines that open with the speaker's label."""

import re
from collections import Counter
from collections.abc import Iterator

from service.sentences.sentence import Segmentation

_DATE = r"(?:\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:,[ \t]*|[ \t]+|T))?"
_TIME = rf"(?:[\[(]?{_DATE}\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?Z?(?: ?[AaPp]\.?[Mm]\.?)?[\])]?[ \t]*(?:[-–—][ \t]*)?)"
_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|la|al|bin|of|the)){0,4}(?: ?\([^()\n]{1,40}\))?"
_BOLD = r"(?:\*{1,3}|_{1,3})?"
_LABEL = re.compile(
    rf"^[ \t]*(?P<time>{_TIME})?{_BOLD}(?:<(?=[^<>\n]{{1,40}}>))?(?P<name>{_NAME})"
    rf"(?:{_BOLD}[:：]{_BOLD}|>|{_BOLD}[ \t]+[–—-]{{1,2}}(?=[ \t])|(?<=[A-Z]{{2}})\.{_BOLD})[ \t]*(?=\S)",
    re.MULTILINE,
)
_STOPS = '.!?…"”’'
_MOST_WORDS = 5


def find_speakers(text: str) -> frozenset[str]:
    """Return the names that label turns in a text, none if its labels are those of a form ("Date:") or a glossary.

    Turns have two speakers at least, of whom one speaks again, or carry the time; and most of them are sentences.
    """
    found: list[tuple[str, bool, bool]] = []
    for label in _find_labels(text):
        name = label["name"]
        dash = label.group().rstrip()[-1] in "-–—"
        if len(name.split()) > _MOST_WORDS or (dash and not name.isupper()):
            continue
        line = text[label.end() : _end_of_line(text, label.end())].rstrip(" \t\r*_")
        found.append((name, bool(label["time"]), line[-1:] in _STOPS))
    counts = Counter(name for name, _, _ in found)
    timed = sum(time for _, time, _ in found)
    repeated = len(counts) > 1 and max(counts.values()) > 1
    sentences = 3 * sum(stop for _, _, stop in found) >= 2 * len(found)
    return frozenset(counts) if len(found) > 1 and (timed > 1 or (repeated and sentences)) else frozenset()


def _find_labels(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels of a text: each is tried where a line begins, which is faster than at every character."""
    start = 0
    while True:
        if label := _LABEL.match(text, start):
            yield label
        start = text.find("\n", start) + 1
        if not start:
            return


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def find_turn(text: str, start: int, end: int, speakers: frozenset[str]) -> int | None:
    """Return where a line goes on after the label of a speaker, None if it has none."""
    label = _LABEL.match(text, start, end) if speakers else None
    return label.end() if label and label["name"] in speakers else None


def label_of(text: str, segmentation: Segmentation, position: int) -> tuple[int, int] | None:
    """Return the span of the name in the label of the turn that a sentence belongs to, None if it belongs to none."""
    turn = segmentation.sentences[position].turn
    if turn is None:
        return None
    opening = segmentation.sentences[turn]
    label = _LABEL.match(text, opening.start, opening.end)
    return label.span("name") if label else None
