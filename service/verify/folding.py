"""Fold a text to what a quotation of it must keep, with a way back from each folded place to the text's own.

Case goes, and so do the marks of quotation, the kinds of dash and ellipsis, runs of white space, characters without
width, and the two ways that Unicode has to write an accented letter. Accents, other punctuation and words stay.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from service.documents.document import Document

MARKS = "\"“”„‟«»‹›'‘’‚‛`´ʼ＇＂「」『』"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASHES = "‐‑‒–—―−"
_TABLE = str.maketrans(MARKS + _DASHES, "'" * len(MARKS) + "-" * len(_DASHES))
# None stands beyond the Basic Multilingual Plane; looking there would take a tenth of a second of every start.
_GROWING = "".join(c for c in map(chr, range(0x10000)) if len(c.casefold()) > 1)
# What does not become exactly one character: all else is folded in bulk. A single space between words, by far
# the most frequent, is left to the bulk too.
_SPECIAL = re.compile(
    rf"""
    (?P<run>
        (?:[ ](?=[\s{_INVISIBLE}{MARKS}]) | [^\S ] | [{_INVISIBLE}] | (?<!\w)[{MARKS}] | [{MARKS}](?!\w))
        (?:\s | [{_INVISIBLE}] | (?<!\w)[{MARKS}] | [{MARKS}](?!\w))*
    )
    | (?P<ellipsis> … | \.(?:[ \u00a0]\.){{2}} )
    | .[\u0300-\u036f]+
    | [{_GROWING}]
    """,
    re.VERBOSE,
)
_CACHED = 32 << 20  # characters of folded text kept for one index


class Folded:
    """A folded text. `text` is what to search; `place` turns a stretch of it into the original's own."""

    __slots__ = ("_folded", "_original", "text")

    def __init__(self, original: str) -> None:
        parts: list[str] = []
        # Stretches of both texts begin at these places: at even positions one to one, at odd ones not.
        self._folded, self._original = [0], [0]
        length = at = 0
        for special in _SPECIAL.finditer(original):
            plain = _fold_plain(original[at : special.start()])
            new = _fold_special(special)
            parts += [plain, new]
            self._folded += [length + len(plain), length + len(plain) + len(new)]
            self._original += [special.start(), special.end()]
            length, at = self._folded[-1], special.end()
        parts.append(_fold_plain(original[at:]))
        self.text = "".join(parts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original of [start, end) of the folded text, which must not be empty."""
        first = bisect_right(self._folded, start) - 1
        last = bisect_right(self._folded, end - 1) - 1
        begins = self._original[first] + (0 if first % 2 else start - self._folded[first])
        ends = self._original[last + 1] if last % 2 else self._original[last] + end - self._folded[last]
        return begins, ends


def fold_quote(text: str) -> str:
    """Fold a quote as the documents are, white space at its ends removed."""
    return Folded(text).text.strip()


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """Fold one word, punctuation at its ends removed; "" where nothing else is in it."""
    return _EDGES.sub("", Folded(word).text)


_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")


def cuts_word(text: str, place: int) -> bool:
    """Tell whether a place stands inside a word, a number or a composed letter of a text.

    Scripts that put no spaces between words, or have no capitals, are cut anywhere.
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


class FoldedTexts:
    """The folded texts of documents, those folded last kept. Threads may share it."""

    def __init__(self, capacity: int = _CACHED) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, document: Document) -> Folded:
        """Give a document's folded text. Two threads that want it at once may both fold it."""
        folded = self._kept.get(document.sha256)
        if folded is None:
            folded = Folded(document.text)
            with self._lock:
                self._keep(document.sha256, folded)
        return folded

    def _keep(self, name: str, folded: Folded) -> None:
        if name not in self._kept and len(folded.text) <= self._capacity:
            self._kept[name] = folded
            self._size += len(folded.text)
        while self._size > self._capacity:
            self._size -= len(self._kept.popitem(last=False)[1].text)


def _fold_plain(text: str) -> str:
    return text.casefold().translate(_TABLE)


def _fold_special(found: re.Match[str]) -> str:
    if found["run"]:
        return " " if any(character.isspace() for character in found["run"]) else ""
    if found["ellipsis"]:
        return "..."
    return unicodedata.normalize("NFC", found.group().casefold())
