"""The words of a question that no document holds, and whether it cannot be answered without them."""

from collections.abc import Collection

import numpy as np

from service.answer.ranking.evidence import Evidence
from service.english.tokens import APOSTROPHES, HYPHENS, Token
from service.index.embedded import Index
from service.query.asking_words import is_light
from service.query.question import Question

CLOSE = 0.6  # how closely related a word must be to stand for one that is missing
# Shares of the question's weight that missing words have where they are decisive: any words, and all of its names.
# Measured on questions put to 16 single articles and 27 groups of 12: of 824 about what is not there, 640 are told by
# these, and of 1,198 that are answered, 27.
ANY, NAMES = 0.5, 0.2
_POSSESSIVES = tuple(mark + "s" for mark in APOSTROPHES)


def find_unmentioned(evidence: Evidence, index: Index, documents: Collection[int] | None) -> frozenset[str]:
    """Return the terms that neither the searched documents nor, by a related word, any candidate holds."""
    written = {
        token.term for token in evidence.question.tokens
    }  # terms joined across a hyphen are no words of their own
    held = evidence.held.max(axis=0, initial=0.0)
    return frozenset(
        term
        for term, closeness in zip(evidence.question.terms, held, strict=True)
        if term in written and closeness < CLOSE and not _holds(index, term, documents)
    )


def _holds(index: Index, term: str, documents: Collection[int] | None) -> bool:
    return term in index and (documents is None or bool(index.search({term: 1.0}, 1, documents)))


def are_decisive(evidence: Evidence, missing: Collection[str]) -> bool:
    """Return whether nothing can answer without the missing terms: they are most of the question, or all its names."""
    question = evidence.question
    absent = np.array([term in missing for term in question.terms])
    share = float(evidence.weights @ absent)
    names = question.names.intersection(token.term for token in question.tokens)
    return share >= ANY or (bool(names) and names <= set(missing) and share >= NAMES)


def write_words(question: Question, missing: Collection[str]) -> tuple[str, ...]:
    """Return the words of the missing terms as the question has them, each once, with names and hyphenated words whole."""
    told = {term for term in missing if not is_light(term)} or missing
    runs: list[list[Token]] = []
    for token in question.tokens:
        if token.term not in told or token.stop:
            continue
        if runs and _continues(question.text, runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    words = (_trim(question.text[run[0].start : run[-1].end]) for run in runs)
    return tuple({word.casefold(): word for word in words}.values())


def _continues(text: str, last: Token, token: Token) -> bool:
    """Return whether a missing word belongs to the one before it: joined by a hyphen, or a name like it."""
    between = text[last.end : token.start]
    names = text[last.start].isupper() and text[token.start].isupper() and not text[: last.end].endswith(_POSSESSIVES)
    return (bool(between) and between in HYPHENS) or (between == " " and names)


def _trim(text: str) -> str:
    return text[:-2] if text.endswith(_POSSESSIVES) else text
