"""Split a quote where it marks an omission or an insertion: "...", "[...]", "[he]"."""

import re
from dataclasses import dataclass

_DOTS = r"(?:…\.?|\.{3,5}|\.(?:[ \u00a0]\.){2,3})"
_BREAK = re.compile(
    rf"""
    (?P<omission> (?<!\s)\s* (?: \[\s*{_DOTS}\s*\] | \(\s*{_DOTS}\s*\) | <\s*{_DOTS}\s*> | {_DOTS} ) \s* )
    | \[ (?P<inserted> [^\[\]\n]{{1,200}} ) \]
    """,
    re.VERBOSE,
)
_LETTERS = 3  # letters at most in a bracketed beginning, such as "[T]he" or "[un]said"
INSERTION_REACH = 200  # characters of the document that a bracketed insertion may replace


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A stretch of a quote to find as it is: [first, last) of the quote.

    `text` is the text there without brackets around letters ("[T]he" becomes "The"). `reach` is how many characters of the
    document may lie between the piece before and this one, None for any number. A bracket inside a word ("agree[d]") leaves
    that end of the piece open: the document's word may continue.
    """

    text: str
    first: int
    last: int
    reach: int | None = None
    open_start: bool = False
    open_end: bool = False


def split_pieces(quote: str) -> list[QuotePiece]:
    """Split a quote at its omissions and insertions, dropping pieces without a letter or digit."""
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
        # An insertion next to an omission reaches as far as the omission.
        reach = INSERTION_REACH if within and (added or reach) else None
        text, first, open_start = "", at, within and quote[at : at + 1].isalpha()
    _add(pieces, QuotePiece(text + quote[at:], first, len(quote), reach, open_start))
    return pieces


def is_elided(quote: str) -> bool:
    """Return whether a quote marks an omission or insertion; "[T]he" alone is neither."""
    return any(not _opens_word(quote, found) for found in _BREAK.finditer(quote))


def _opens_word(quote: str, found: re.Match[str]) -> bool:
    """Return whether a bracket holds the first letters of the word that continues after it."""
    inside = found["inserted"] or ""
    before, after = quote[found.start() - 1 : found.start()], quote[found.end() : found.end() + 1]
    return inside.isalpha() and len(inside) <= _LETTERS and after.isalpha() and not before.isalnum()


def _add(pieces: list[QuotePiece], piece: QuotePiece) -> bool:
    if any(character.isalnum() for character in piece.text):
        pieces.append(piece)
        return True
    return False
