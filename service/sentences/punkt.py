"""Decide whether a full stop ends its sentence: nltk's Punkt, told of English words.

nltk's own English model is a download; Punkt's parameters are therefore filled here, from `words`. The
decision is described by Kiss and Strunk (2006), "Unsupervised Multilingual Sentence Boundary Detection".
"""

import re
from functools import lru_cache

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from service.sentences.punkt_words import ABBREVIATIONS, STARTERS

# nltk's flags (it keeps their names private) for a word seen with a capital at a sentence's beginning, and
# with a small letter inside.
_BEGINNING_UPPER, _INSIDE_LOWER = 1 << 1, 1 << 5
_LONGEST_ABBREVIATION = 15
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")
_PLAIN = re.compile(r"[\w.'’&°№-]+")


def _parameters() -> PunktParameters:
    parameters = PunktParameters()
    parameters.abbrev_types.update(ABBREVIATIONS)
    parameters.sent_starters.update(STARTERS)
    for word in STARTERS:
        parameters.add_ortho_context(word, _BEGINNING_UPPER | _INSIDE_LOWER)
    return parameters


_PUNKT = PunktSentenceTokenizer(_parameters())


def ends_sentence(word: str, following: str) -> bool:
    """Say whether the full stop after `word` ends a sentence before `following` (both without marks)."""
    if len(word) > _LONGEST_ABBREVIATION or not _PLAIN.fullmatch(word):
        return True
    return _ask_punkt(
        _known_word(word.lower().rpartition("-")[2].replace("’", "'")),
        _known_opener(following.replace("’", "'")),
    )


def _known_word(word: str) -> str:
    """Fold a word to one that Punkt treats alike, which keeps its answers few enough to remember."""
    if len(word) == 1 and word.isalpha():
        return "X"
    if word in ABBREVIATIONS:
        return word
    # Punkt knows dotted abbreviations one by one: all are treated as one that it is told of.
    return "u.s" if _DOTTED.fullmatch(word) else "word"


def _known_opener(word: str) -> str:
    """Fold the word after a stop likewise: a known opener, a number, any other word large or small."""
    if word.lower() in STARTERS:
        return word
    if not word[:1].isalpha():
        return "5"
    return "xx" if word[:1].islower() else "Xx"  # an initial or title ("A.", "Mr.") is no opener either


@lru_cache(maxsize=4096)
def _ask_punkt(word: str, following: str) -> bool:
    return bool(_PUNKT.text_contains_sentbreak(f"{word}. {following}"))
