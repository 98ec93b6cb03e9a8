"""Cut a quote where it says that it left something out or put something in: "...", "[...]", "[he]"."""

import re
from dataclasses import dataclass

_DOTS = r"(?:…\.?|\.{3,5}|\.(?:[ \u00a0]\.){2,3})"
_BREAK = re.compile(
    rf"""
    (?P<omission> (?<!\s)\s* (?: \[\s*{_DOTS}\s*\] | \(\s*{_DOTS}\s*\) | {_DOTS} ) \s* )
    | \[ (?P<inserted> [^\[\]\n]{{1,200}} ) \]
    """,
    re.VERBOSE,
)
_LETTERS = 3  # of a bracketed beginning, such as "[T]he" or "[un]said", at most
INSERTION_REACH = 200  # characters of the document that a bracketed insertion may stand for


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A stretch of a quote to be found as it is. `first` and `last` are its place in the quote.

    `text` is that place's text but for brackets around letters ("[T]he" is "The"). `reach` is how many characters of
    the document may lie between the piece before and this one, None for any number. Where a bracket is set inside a
    word ("agree[d]"), the word's end is open.
    """

    text: str
    first: int
    last: int
    reach: int | None = None
    open_start: bool = False
    open_end: bool = False


def split_pieces(quote: str) -> list[QuotePiece]:
    """Cut a quote into the pieces between omissions and insertions, those without a letter or digit left out."""
    pieces: list[QuotePiece] = []
    text, first, reach, open_start = "", 0, None, False
    at = 0
    for found in _BREAK.finditer(quote):
        text += quote[at : found.start()]
        at = found.end()
        if _opens_word(quote, found):
            text += found["inserted"]
            continue
        within = found["inserted"] is not None
        open_end = within and quote[found.start() - 1 : found.start()].isalpha()
        added = _add(pieces, QuotePiece(text, first, found.start(), reach, open_start, open_end))
        # Beside an omission, an insertion reaches as far as that does.
        reach = INSERTION_REACH if within and (added or reach) else None
        text, first, open_start = "", at, within and quote[at : at + 1].isalpha()
    _add(pieces, QuotePiece(text + quote[at:], first, len(quote), reach, open_start))
    return pieces


def is_elided(quote: str) -> bool:
    """Tell whether a quote says that something was left out or put in; "[T]he" alone says neither."""
    return any(not _opens_word(quote, found) for found in _BREAK.finditer(quote))


def _opens_word(quote: str, found: re.Match[str]) -> bool:
    """Tell whether a bracket holds the first letters of the word that goes on after it."""
    inside = found["inserted"] or ""
    before, after = quote[found.start() - 1 : found.start()], quote[found.end() : found.end() + 1]
    return inside.isalpha() and len(inside) <= _LETTERS and after.isalpha() and not before.isalnum()


def _add(pieces: list[QuotePiece], piece: QuotePiece) -> bool:
    if any(character.isalnum() for character in piece.text):
        pieces.append(piece)
        return True
    return False
