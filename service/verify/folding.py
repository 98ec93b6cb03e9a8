"""Fold a text to what a quotation of it must keep, with a way back from each folded place to the text's own.

Case goes, and so do the marks of quotation, the kinds of dash and ellipsis, runs of white space, characters without
width, and the two ways that Unicode has to write an accented letter. Accents, other punctuation and words stay.
"""

import re
import string
import sys
import unicodedata
from bisect import bisect_right

from service.documents.document import Document
from service.memory import ENTRY, Memory

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
_STRETCH_BYTES = 75  # where one begins in both texts, two lists' slots with their integers


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

    @property
    def nbytes(self) -> int:
        """The memory that it takes."""
        return sys.getsizeof(self.text) + _STRETCH_BYTES * len(self._folded) + 200

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


def fold_word(word: str) -> str:
    """Fold one word, punctuation at its ends removed; "" where nothing else is in it."""
    core = word.strip(string.punctuation)
    if core.isascii() and core.isalnum():  # most words: folding them takes no more
        return core.lower()
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


def fold_document(document: Document, memory: Memory) -> Folded:
    """Fold a document's text, or find it folded in `memory`."""
    key = ("folded", document.sha256)
    return memory.get_or_make(key, lambda: Folded(document.text), lambda folded: ENTRY + folded.nbytes)


def _fold_plain(text: str) -> str:
    return text.casefold().translate(_TABLE)


def _fold_special(found: re.Match[str]) -> str:
    if found["run"]:
        return " " if any(character.isspace() for character in found["run"]) else ""
    if found["ellipsis"]:
        return "..."
    return unicodedata.normalize("NFC", found.group().casefold())
