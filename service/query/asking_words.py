"""Words of a question that ask rather than tell; the sentence that answers often lacks them."""

from service.english.question_words import LIGHT_WORDS
from service.english.tokens import extract_terms

_LIGHT_TERMS = frozenset(term for word in LIGHT_WORDS for term in extract_terms(word))
LIGHT, HEAVY = 0.4, 1.0


def weigh_term(term: str) -> float:
    """Weigh a search term of a question: `LIGHT` if it asks rather than tells, else `HEAVY`."""
    return LIGHT if term in _LIGHT_TERMS else HEAVY


def is_light(term: str) -> bool:
    return term in _LIGHT_TERMS
