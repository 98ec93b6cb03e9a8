"""Split a stretch of text into words to compare, each with its offsets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.english.tokens import STOP_WORDS
from service.html_tags import blank_markup
from service.verify.folding import MARKS, fold_word

# A dash separates words, a hyphen does not; in scripts without spaces, each character is a word.
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\s—–…぀-ヿ㐀-鿿가-힯]+")
_AROUND = MARKS + "()[]*_"  # marks at the ends of a word that are not part of it
LIGHT = 0.35  # weight of a stop word; others weigh 1


@dataclass(frozen=True, slots=True)
class ComparedWord:
    """A word at [start, end) of its text, its folded form to compare (`key`), and its weight."""

    start: int
    end: int
    key: str
    weight: float


def read_words(text: str, start: int, end: int) -> list[ComparedWord]:
    """Return the words of [start, end) of a text; tags and comments are none."""
    words = []
    plain = blank_markup(text[start:end])
    for found in _WORD.finditer(plain):
        key = fold_word(found.group())
        if key:
            inner = found.group().lstrip(_AROUND)
            begins, ends = found.end() - len(inner), found.start() + len(found.group().rstrip(_AROUND))
            weight = LIGHT if key in STOP_WORDS else 1.0
            words.append(ComparedWord(start + begins, start + ends, key, weight))
    return words


def weigh(words: Iterable[ComparedWord]) -> float:
    """Sum the weights of words."""
    return sum(word.weight for word in words)
