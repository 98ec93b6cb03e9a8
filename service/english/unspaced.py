"""Cut text of scripts written without spaces, and Korean, into overlapping pairs of characters, or threes.

A pair is a term, as in the CJK bigram filters of search engines: no dictionary is needed, and a word of two characters or
more shares its pairs with the text whatever stands around it.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Han, kana, Hangul; then Thai, Lao, Burmese and Khmer, whose characters are letters, so that it takes three to tell a word.
_PAIRED = (
    "\u3005\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7a3"
)
_LETTERS = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u104f\u1780-\u17d3"
_RUN = re.compile(f"[{_PAIRED}]+|(?P<letters>[{_LETTERS}]+)")
# Particles and question words; a pair of two of them tells nothing.
_EMPTY = frozenset(
    "的了是在有和吗嗎呢吧么麼什谁誰哪几幾多少怎为為何" + "はがをにのでともかてたすま" + "은는이가을를의에"
)


class Gram(NamedTuple):
    """Characters of a text from `start` on; `end` is past the first of them, or past all in the last gram of a run."""

    start: int
    end: int
    term: str
    empty: bool


def has_unspaced(text: str) -> bool:
    """Return whether a text holds a character of such a script."""
    return not text.isascii() and _RUN.search(text) is not None


def blank_unspaced(text: str) -> str:
    """Put spaces in the place of such characters, so that the rest can be cut into words."""
    return _RUN.sub(lambda found: " " * len(found.group()), text)


def cut_grams(text: str) -> Iterator[Gram]:
    """Yield the grams of every run of such characters; a run that is shorter is a term by itself."""
    for found in _RUN.finditer(text):
        start, end = found.span()
        size = 3 if found["letters"] else 2
        for place in range(start, max(end - size, start) + 1):
            term = unicodedata.normalize("NFKC", text[place : min(place + size, end)])
            last = place + size >= end
            yield Gram(place, end if last else place + 1, term, all(character in _EMPTY for character in term))
