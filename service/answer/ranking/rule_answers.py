"""Which sentences answer a question for a rule ("Can I bring a dog?") or for a procedure ("How do I reset it?")."""

from itertools import pairwise

import numpy as np

from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.rules import ASKING_PERMISSION, PAYMENT
from service.english.tokens import stem
from service.english.word_classes import word_set
from service.query.question import Question

_NEAR = 7  # tokens from a word of the question to the word that permits or forbids
_ASKING = ASKING_PERMISSION | PAYMENT
_ASKING_TERMS = frozenset(stem(word) for word in _ASKING)
_HOW_TO = word_set("do does can could should must may is are to would")  # after "how"


@once
def rule_found(e: Evidence) -> np.ndarray:
    """The sentence permits, forbids or tells how, as the question asks: booleans [candidates] as 0 or 1."""
    if _asks_for_rule(e.question):
        return np.array([_states_rule(e, n) for n in range(len(e.candidates))], dtype=float)
    if _asks_how_to(e.question):
        return np.array([c.analysis.gives_instruction for c in e.candidates], dtype=float)
    return np.zeros(len(e.candidates))


def rule_missing(e: Evidence) -> np.ndarray:
    """Another candidate answers so, and this one does not."""
    found = rule_found(e)
    return (1 - found) * found.max(initial=0.0)


def _asks_for_rule(question: Question) -> bool:
    return question.kind == "yes_no" and any(token.word in _ASKING for token in question.tokens)


def _asks_how_to(question: Question) -> bool:
    """Tell "How do I reset it?" and "How is a claim made?" from "How did it end?"."""
    if question.kind != "how":
        return False
    words = [token.word for token in question.tokens]
    after = next((after for how, after in pairwise(words) if how == "how"), "to")
    return after in _HOW_TO


def _states_rule(e: Evidence, number: int) -> bool:
    """Return whether a word that permits or forbids stands near one that the question asks about."""
    sentence = e.candidates[number].analysis
    ruling = sentence.rulings
    if any(token.word in PAYMENT for token in e.question.tokens):
        ruling = ruling + sentence.payments
    about = [
        place
        for term, places in zip(e.question.terms, e.where[number], strict=True)
        if term not in _ASKING_TERMS
        for place in places
    ]
    return any(abs(place - word) <= _NEAR for place in about for word in ruling)
