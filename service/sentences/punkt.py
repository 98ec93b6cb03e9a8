"""Decide whether a full stop ends its sentence, with nltk's Punkt and English parameters.

nltk's own English model has to be downloaded, so the parameters are filled in here from punkt_words.py. The algorithm is
that of Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32(4), 2006.
"""

import re
from functools import lru_cache

from service.sentences.punkt_words import ABBREVIATIONS, STARTERS

_LONGEST_ABBREVIATION = 15
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")
_PLAIN = re.compile(r"[\w.'’&°№-]+")


def ends_sentence(word: str, following: str) -> bool:
    """Return whether the full stop after `word` ends a sentence, given the `following` word (both without marks)."""
    if len(word) > _LONGEST_ABBREVIATION or not (word.isalnum() or _PLAIN.fullmatch(word)):
        return True
    return _ask_punkt(
        _known_word(word.lower().rpartition("-")[2].replace("’", "'")),
        _known_opener(following.replace("’", "'")),
    )


def _known_word(word: str) -> str:
    """Map a word to one that Punkt treats alike, so that there are few enough cases to cache."""
    if len(word) == 1 and word.isalpha():
        return "X"
    if word in ABBREVIATIONS:
        return word
    # Punkt only knows listed dotted abbreviations; all others are mapped to one that is.
    return "u.s" if "." in word and _DOTTED.fullmatch(word) else "word"


def _known_opener(word: str) -> str:
    """Map the word after a stop likewise: to itself if it is a known opener, else by number and case."""
    if word.lower() in STARTERS:
        return word
    if not word[:1].isalpha():
        return "5"
    return "xx" if word[:1].islower() else "Xx"  # an initial or title ("A.", "Mr.") is no opener either


@lru_cache(maxsize=4096)
def _ask_punkt(word: str, following: str) -> bool:
    from service.sentences.punkt_model import PUNKT  # with the first stop that has to be decided, as that takes a while

    return bool(PUNKT.text_contains_sentbreak(f"{word}. {following}"))
