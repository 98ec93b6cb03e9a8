"""The words of a question that no document holds, and whether it cannot be answered without them."""

from collections.abc import Collection

import numpy as np

from service.answer.ranking.evidence import Evidence
from service.english.tokens import APOSTROPHES, HYPHENS, Token
from service.english.unspaced import has_unspaced
from service.english.word_classes import DETERMINERS, DO
from service.index.interface import Index
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
        # A pair of characters may lie across two words, and be missing though both are there.
        if term in written and closeness < CLOSE and not has_unspaced(term) and not _holds(index, term, documents)
    )


def _holds(index: Index, term: str, documents: Collection[int] | None) -> bool:
    return term in index and (documents is None or bool(index.search({term: 1.0}, 1, documents)))


def are_decisive(evidence: Evidence, missing: Collection[str]) -> bool:
    """Return whether nothing can answer without the missing terms: they are most of the question, or all its names."""
    question = evidence.question
    naming = _name_identifiers(question, missing)
    absent = np.array([term in missing and term not in naming for term in question.terms])
    share = float(evidence.weights @ absent)
    names = question.names.intersection(token.term for token in question.tokens)
    return share >= ANY or (bool(names) and names <= set(missing) and share >= NAMES)


def _name_identifiers(question: Question, missing: Collection[str]) -> set[str]:
    """Return the terms just before a number or the like that is known: "error" in "error E1043", which the number tells."""
    return {
        token.term
        for token, following in zip(question.tokens, question.tokens[1:], strict=False)
        if any(c.isdigit() for c in following.word) and following.term not in missing and not following.stop
    }


def write_words(question: Question, missing: Collection[str]) -> tuple[str, ...]:
    """Return the words of the missing terms as the question has them, each once, with names and hyphenated words whole.

    Words that ask rather than tell, and verbs, are left out if there are others: who asks what a ship carries wants to know
    of the ship.
    """
    if not missing:
        return ()
    absent = [token for token in question.tokens if token.term in missing and not token.stop]
    telling = [token for token in absent if not is_light(token.term)] or absent
    verb = _find_verb(question)
    nouns = [token for token in telling if token is not verb and not _is_participle(question.text, token)]
    told = {token.start for token in nouns or telling}
    runs: list[list[Token]] = []
    for last, token in zip((None, *question.tokens), question.tokens, strict=False):
        if runs and last is runs[-1][-1] and _continues(question.text, last, token):
            runs[-1].append(token)
        else:
            runs.append([token])
    kept = [run for run in runs if any(token.start in told for token in run)]
    words = (_trim(question.text[run[0].start : run[-1].end]) for run in kept)
    return tuple({word.casefold(): word for word in words}.values())


def _find_verb(question: Question) -> Token | None:
    """Find the main verb of a question with "do": the last plain word before the next function word or the end."""
    tokens = question.tokens
    first = next((n for n, token in enumerate(tokens) if token.word in DO), len(tokens)) + 1
    for n in range(first + 1, len(tokens)):
        ends = n + 1 == len(tokens) or tokens[n + 1].stop
        if ends and not (
            tokens[n].stop or tokens[n - 1].word in DETERMINERS or question.text[tokens[n].start].isupper()
        ):
            return tokens[n]
    return None


def _is_participle(text: str, token: Token) -> bool:
    return len(token.word) > 4 and token.word.endswith("ed") and text[token.start].islower()


def _continues(text: str, last: Token, token: Token) -> bool:
    """Return whether a word belongs to the one before it: joined by a hyphen, or a name like it."""
    between = text[last.end : token.start]
    if not between:  # in a script without spaces, where words are pairs of characters
        return True
    capital = text[last.start].isupper() and text[token.start].isupper() and not text.isupper()
    names = capital and not text[: last.end].endswith(_POSSESSIVES)
    return (bool(between) and between in HYPHENS) or (between == " " and names and not (last.stop or token.stop))


def _trim(text: str) -> str:
    return text[:-2] if text.endswith(_POSSESSIVES) else text
