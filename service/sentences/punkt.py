"""Decide whether a full stop ends its sentence: nltk's Punkt, told of English abbreviations and sentence openers.

nltk's own English model is a download, and is none of ours to ship; Punkt's parameters are therefore filled here from
`words`. Kiss and Strunk (2006), "Unsupervised Multilingual Sentence Boundary Detection", describes the decision.
"""

import re
from functools import lru_cache

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from service.sentences.words import ABBREVIATIONS, STARTERS

# nltk's flags for a word seen with a capital at a sentence's beginning, and without one inside (its names are private).
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


@lru_cache(maxsize=1 << 16)
def ends_sentence(word: str, following: str) -> bool:
    """Say whether the full stop after `word` ends a sentence, when `following` (no closing marks) comes next."""
    if len(word) > _LONGEST_ABBREVIATION or not _PLAIN.fullmatch(word):
        return True
    # Punkt knows dotted abbreviations one by one: all are treated as the one that it is told of.
    known = "U.S" if _DOTTED.fullmatch(word) else word.replace("’", "'")
    following = following.replace("’", "'")
    if following.endswith("."):
        following = "Xx"  # an initial or a title ("A.", "Mr."): a capital that tells Punkt nothing
    return bool(_PUNKT.text_contains_sentbreak(f"{known}. {following}"))
