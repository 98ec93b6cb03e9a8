"""Turn text into search terms, the same way for documents and questions.

Folding serves the search only: it drops case, accents, ligatures and curly quotes and leaves stems. Every token keeps
its offsets in the original text.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nltk.stem.snowball import SnowballStemmer

from service.english.forms import base_form
from service.english.word_classes import STOP_WORDS

APOSTROPHES = "'’‘ʼ＇`´"
HYPHENS = "-‐‑–­/"
_WORD = re.compile(
    rf"""
    (?:[^\W\d_]\.){{2,}}                                   # U.S., e.g., p.m.
    | \d+(?:[.,]\d+)*(?:[^\W\d_]+)?                        # 300,000  3.5  50th  1990s
    | [^\W_]+(?:[{APOSTROPHES}][^\W_]+)*                   # words, o'clock, Canada's
    """,
    re.VERBOSE,
)
_MAY_JOIN = re.compile(rf"[{HYPHENS}](?<=[\w.].)(?=\w)")
_MARKS = re.compile(r"[̀-ͯ]+")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")


class Token(NamedTuple):
    """A word at [start, end) of the text it was cut from.

    `word` is its folded form, `term` its stem, as indexed; a `stop` word is left out of a search.
    """

    start: int
    end: int
    word: str
    term: str
    stop: bool


def fold(text: str) -> str:
    """Fold case, accents, ligatures and compatibility forms: "Ｃａｆé ﬁ" becomes "cafe fi"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).casefold()


_stemmer = SnowballStemmer("english")


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Stem a folded word with nltk's Snowball (Porter2) stemmer, after mapping it to its base form."""
    return _stemmer.stem(base_form(word)) if word.isascii() and word.isalpha() else word


@lru_cache(maxsize=1 << 18)
def analyse(raw: str) -> tuple[str, str, bool]:
    """Return the folded word, its term, and whether it is a stop word."""
    if raw[0].isdigit():
        word = fold(raw).replace(",", "").rstrip(".")
        return word, word, False
    if "." in raw:  # an acronym with stops: U.S. and US are one term, "us" the pronoun is not
        word = fold(raw).replace(".", "")
        return word, word, word in ("eg", "ie")
    acronym = len(raw) > 1 and raw.isupper()
    word = fold(raw)
    for mark in APOSTROPHES:
        word = word.replace(mark, "'")
    word = word.removesuffix("'s").removesuffix("'") or word
    if acronym:
        return word, word if word in STOP_WORDS else stem(word), False
    return word, stem(word.replace("'", "")), word in STOP_WORDS


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, stop words included."""
    return [Token(match.start(), match.end(), *analyse(match.group())) for match in _WORD.finditer(text)]


def extract_terms(text: str) -> list[str]:
    """Return the search terms of a text in order: without stop words, hyphenated words also as one."""
    words = split_words(text)
    if words is None:
        return list(_iterate_terms(text))
    # The same without offsets, which only hyphens need: most sentences of a large collection go this way.
    return [term for _, term, stop in map(analyse, words) if not stop]


def split_words(text: str) -> list[str] | None:
    """Return the raw words of a text, or None if hyphens may join some of them into further terms."""
    return None if _MAY_JOIN.search(text) else _WORD.findall(text)


def _iterate_terms(text: str) -> Iterator[str]:
    """Yield the term of each word, and after hyphenated words the term of them all."""
    joined: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if joined and not (match.start() == end + 1 and text[end] in HYPHENS):
            if len(joined) > 1:
                yield stem("".join(joined))
            joined = []
        word, term, stop = analyse(match.group())
        joined.append(word)
        end = match.end()
        if not stop:
            yield term
    if len(joined) > 1:
        yield stem("".join(joined))
