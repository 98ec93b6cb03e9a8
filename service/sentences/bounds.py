"""Cut what is too long for a quote: captions, transcripts and other text with hardly any stops."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from service.sentences.punkt_words import CLAUSE_OPENERS, UNENDING

MOST = 400  # characters of a piece of such a text
LONGEST_PROSE = 600  # characters of a sentence with commas, which stays whole
_MARK_EVERY = 150  # characters from comma to comma, at most, in such a sentence
_USUAL, _FEWEST = 280, 60  # characters of a piece that is cut: what is aimed at, and the least

_MARK = re.compile(r"[,;:—–()،、，；：]")
# Between words, the best kind of place first.
_PLACE = re.compile(
    rf"""
    (?P<line>\s*[\n\r\u2028\u2029]\s*) | (?<=[.!?…;؛；।۔؟])(?P<stop>\s+) | (?<=[,:—–،)])(?P<mark>\s+)
    | (?<=[、，。；：！？])(?P<wide>(?=\S)) | (?P<clause>\s+)(?=(?:{CLAUSE_OPENERS})\s) | (?P<space>\s+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What each kind is worth, in characters away from the usual length.
_WORTH = {"line": 200, "stop": 160, "wide": 120, "mark": 100, "clause": 60, "space": 0}
_WORD = re.compile(r"[^\W_]")
_GOES_ON = re.compile(rf"\b(?:{UNENDING})\Z", re.IGNORECASE)
_STOPPED = re.compile(r"[^\w.!?…:;。！？]*+[.!?…:;。！？]")  # the end of a line, read backwards
_FLOWING = 5  # one line in so many must end in the middle of a phrase
_THAI_VOWEL = re.compile(r"[\u0e40-\u0e44].|.[\u0e30-\u0e3a\u0e45-\u0e4e]")  # belongs to the consonant beside it


def bound_piece(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield, for a sentence that is too long, where each of its pieces but the last ends and where the next begins.

    A piece has at most `MOST` characters, but a word that is longer stays whole. No piece is without a letter or digit.
    """
    if not _is_too_long(text, start, end):
        return
    while end - start > MOST:
        cut = _find_place(text, start, end) or _find_wide_place(text, start, end)
        if cut is None or not _WORD.search(text, cut[1], end):
            return
        yield cut
        start = cut[1]


def _is_too_long(text: str, start: int, end: int) -> bool:
    if end - start <= MOST:
        return False
    marks = sum(1 for _ in _MARK.finditer(text, start, end))
    return end - start > LONGEST_PROSE or marks * _MARK_EVERY < end - start


def _find_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the best place between words within `MOST` characters, else the first one after."""
    left = end - start
    usual = left // -(-left // _USUAL)  # all pieces of about the same length
    best: re.Match[str] | None = None
    most = 0
    opened = _WORD.search(text, start, end)
    first = opened.end() if opened else end
    last = max(first, start + MOST + 1)
    for found in _PLACE.finditer(text, first, min(last, end)):
        length = found.start() - start
        worth = _WORTH[str(found.lastgroup)] - abs(length - usual) - (MOST if length < _FEWEST else 0)
        if length <= MOST and (best is None or worth > most):
            best, most = found, worth
    if best is None and not (last <= end and _splits_letters(text, start)):
        best = _PLACE.search(text, min(last - 1, end), end)
    return (best.start(), _skip_space(text, best.end(), end)) if best else None


def _skip_space(text: str, place: int, end: int) -> int:
    while place < end and text[place].isspace():
        place += 1
    return place


def _splits_letters(text: str, start: int) -> bool:
    """Return whether text of a script without spaces stands at the bound."""
    return start + MOST < len(text) and is_unspaced(text[start + MOST - 1]) and is_unspaced(text[start + MOST])


def _find_wide_place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the last place within `MOST` characters between two letters of a script without spaces."""
    for place in range(min(start + MOST, end - 1), start + _FEWEST, -1):
        before, after = text[place - 1], text[place]
        if is_unspaced(before) and is_unspaced(after) and not _THAI_VOWEL.fullmatch(before + after):
            return place, place
    return None


def is_unspaced(character: str) -> bool:
    """Return whether a letter is of a script without spaces: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""
    if unicodedata.category(character) != "Lo":
        return False
    return (
        "\u0e00" <= character <= "\u0eff"
        or "\u1000" <= character <= "\u109f"
        or "\u1780" <= character <= "\u17ff"
        or ("\u3040" <= character <= "\u9fff")
    )


def flows(lines: Sequence[str]) -> bool:
    """Return whether lines without any stop are one text, as in captions, and not a list: some end in "the" or "of"."""
    if len(lines) < 3 or any(_STOPPED.match(line[::-1]) for line in lines):
        return False
    return _FLOWING * sum(1 for line in lines if _GOES_ON.search(line)) >= len(lines)
