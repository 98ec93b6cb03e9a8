"""Fold texts to what a faithful quotation must keep, with a way back to the original offsets.

Folding ignores case, the style of quotation marks, dashes and ellipses, runs of white space, zero-width characters, and
whether accented letters are composed (Unicode NFC or NFD). It also ignores what belongs to the page and not to the words:
the hyphen of a word that a line's end breaks, footnote marks, Markdown's emphasis and links, HTML's tags, comments and
character references outside code, and the ">" that mail puts before each line. Accents, other punctuation and words stay.
"""

import re
import string
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable

from service.documents.document import Document
from service.html_tags import find_markup
from service.memory import ENTRY, Memory

MARKS = "\"“”„‟«»‹›'‘’‚‛`´ʼ＇＂「」『』"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASHES = "‐‑‒–—―−"
_TABLE = str.maketrans(MARKS + _DASHES, "'" * len(MARKS) + "-" * len(_DASHES))
# There are none beyond the Basic Multilingual Plane; searching it would add 0.1 s to every start.
_GROWING = "".join(c for c in map(chr, range(0x10000)) if len(c.casefold()) > 1)
_MARKED = r"\w\"'“”‘’("  # what emphasis stands beside
# Everything that does not fold to exactly one character; the rest is folded in bulk, single spaces between words included.
_SPECIAL = re.compile(
    rf"""
    (?P<broken> (?=[-‐\u00ad¬ ])(?<=[^\W\d_])[ ]?[-‐\u00ad¬][ \t]*+\r?\n[ \t]*+(?=[^\W\d_]) )
    | (?P<run>
        (?:[ ](?=[\s{_INVISIBLE}{MARKS}]) | [^\S ] | [{_INVISIBLE}] | (?<!\w)[{MARKS}] | [{MARKS}](?!\w))
        (?:(?<=\n)(?:[ \t]*>)++ | \s | [{_INVISIBLE}] | (?<!\w)[{MARKS}] | [{MARKS}](?!\w))*
    )
    | (?=[-\[*_!\]> \t\d<(†‡¹²³⁰⁴-⁹])(?P<nothing>
        (?<=[.,;:!?"'”’)\]\w])\[(?:\^[^\[\]\s]{{1,30}} | (?:note[ ])?\d{{1,3}}(?:[ ]?[,;–-][ ]?\d{{1,3}}){{0,8}}
            | citation[ ]needed | (?<!\w\[)[a-z])\](?:[–-]\[\d{{1,3}}\])?(?![(\w])
        | (?<=[.,;:!?"'”’)])[†‡¹²³⁰⁴-⁹]{{1,3}} | (?<=[a-z]{{3}})[†‡¹²³⁰⁴-⁹]{{1,3}}(?!\w)
        | (?<=[.!?"'”’])\(\d{{1,2}}\)(?=\s|\Z)
        | (?<=[a-z][.!?])\d{{1,2}}(?=\s|\Z)
        | (?<![\w*])\*{{1,3}}(?=[{_MARKED}]) | (?<=[{_MARKED}.,;:!?)])\*{{1,3}}(?![\w*])
        | (?<!\w)_{{1,2}}(?=[^\W_]) | (?<=[^\W_])_{{1,2}}(?!\w) | (?<=[.,;:!?])_{{1,2}}(?!\w)
        | !?\[(?=[^\[\]\n]{{1,300}}\]\([^()\s]{{1,500}}\)) | (?<=[^\s\[])\]\([^()\s]{{1,500}}\)
        | \A(?:[ \t]*>)++[ \t]?
    )
    | (?P<ellipsis> … | \.(?:[ \u00a0]\.){{2}} )
    | .[\u0300-\u036f]+
    | [{_GROWING}]
    """,
    re.VERBOSE,
)
_STRETCH_BYTES = 75  # of a stretch: its beginnings in both texts, in two lists


class _Rewritten:
    """A text in which stretches were replaced, with a way back to the original offsets."""

    __slots__ = ("_new", "_old", "text")

    def __init__(self, original: str, replaced: Iterable[tuple[int, int, str]], keep: Callable[[str], str]) -> None:
        """Replace [start, end) by a text, in order, and put what `keep` returns, of the same length, for all between."""
        parts: list[str] = []
        # Where stretches begin in both texts; those at even positions map one to one, those at odd ones do not.
        self._new, self._old = [0], [0]
        length = at = 0
        for start, end, new in replaced:
            parts += [keep(original[at:start]), new]
            length += start - at
            self._new += [length, length + len(new)]
            self._old += [start, end]
            length, at = length + len(new), end
        parts.append(keep(original[at:]))
        self.text = "".join(parts)

    @property
    def nbytes(self) -> int:
        return _STRETCH_BYTES * len(self._new) + 200

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets of [start, end), which must not be empty."""
        first = bisect_right(self._new, start) - 1
        last = bisect_right(self._new, end - 1) - 1
        begins = self._old[first] + (0 if first % 2 else start - self._new[first])
        ends = self._old[last + 1] if last % 2 else self._old[last] + end - self._new[last]
        return begins, ends


class Folded:
    """A folded text: search `text`, then map what was found to the original with `place`."""

    __slots__ = ("_folded", "_shown", "text")

    def __init__(self, original: str, markup: bool = True) -> None:
        """Fold a text; without `markup`, its tags count as words."""
        # HTML goes first: what stands on both sides of a tag is side by side for the other marks.
        replaced = [(m.start, m.end, m.shown) for m in find_markup(original)] if markup else []
        shown = _Rewritten(original, replaced, str) if replaced else None
        self._shown = shown
        plain = original if shown is None else shown.text
        specials = ((found.start(), found.end(), _fold_special(found)) for found in _SPECIAL.finditer(plain))
        self._folded = _Rewritten(plain, specials, _fold_plain)
        self.text = self._folded.text

    @property
    def nbytes(self) -> int:
        """The bytes that it takes, estimated."""
        shown = sys.getsizeof(self._shown.text) + self._shown.nbytes if self._shown else 0
        return sys.getsizeof(self.text) + self._folded.nbytes + shown

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of [start, end) of the folded text, which must not be empty."""
        begins, ends = self._folded.place(start, end)
        return self._shown.place(begins, ends) if self._shown else (begins, ends)


def fold_quote(text: str) -> str:
    """Fold a quote as documents are folded, and strip white space. One that is a tag alone is of code, and stays."""
    folded = Folded(text).text.strip()
    return folded if any(map(str.isalnum, folded)) else Folded(text, markup=False).text.strip()


def fold_word(word: str) -> str:
    """Fold one word and strip the punctuation at its ends; "" if nothing is left."""
    core = word.strip(string.punctuation)
    if core.isascii() and core.isalnum():  # most words, for which this is equivalent
        return core.lower()
    folded = Folded(word).text
    first, last = 0, len(folded)
    while first < last and not folded[first].isalnum():
        first += 1
    while first < last and not folded[last - 1].isalnum():
        last -= 1
    return folded[first:last]


def cuts_word(text: str, place: int) -> bool:
    """Return whether an offset is inside a word, a number or a composed letter of a text.

    In scripts without spaces between words or without case, no offset is.
    """
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.combining(after):
        return True
    if before.isalnum() and after.isalnum():
        return "Lo" not in (unicodedata.category(before), unicodedata.category(after))
    if after.isdigit() and before in ".,":
        return place > 1 and text[place - 2].isdigit()
    return before.isdigit() and after in ".," and text[place + 1 : place + 2].isdigit()


def fold_document(document: Document, memory: Memory) -> Folded:
    """Return a document's text folded, keeping it in `memory`."""
    key = ("folded", document.sha256)
    return memory.get_or_make(key, lambda: Folded(document.text), lambda folded: ENTRY + folded.nbytes)


def _fold_plain(text: str) -> str:
    return text.casefold().translate(_TABLE)


def _fold_special(found: re.Match[str]) -> str:
    if found["run"]:
        return " " if any(character.isspace() for character in found["run"]) else ""
    if found["nothing"] is not None or found["broken"]:
        return ""
    if found["ellipsis"]:
        return "..."
    return unicodedata.normalize("NFC", found.group().casefold())
