"""Which word of the best passage holds each term of the question, or stands for it."""

from functools import cached_property

import numpy as np

from service.answer.answer import WeighedTerm
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.candidates import Ranked
from service.answer.ranking.meanings import cosines
from service.english.tokens import Token
from service.english.word_vectors import read_table, unit_vectors
from service.index.interface import Index
from service.query.question import Question

ALIKE = 0.5  # the least cosine of a word that is said to stand for another
_ROUNDING = 1e-4  # more than two ways to compute a cosine differ by
_NO_WORD = None, 0.0


def weigh_unranked(question: Question, index: Index) -> tuple[WeighedTerm, ...]:
    """Weigh the terms of a question for which nothing was found."""
    words = _write_terms(question)
    weights = (index.idf(term) * question.weights[term] for term in question.terms)
    return tuple(WeighedTerm(t, words.get(t, t), w, False) for t, w in zip(question.terms, weights, strict=True))


def match_words(ranked: Ranked) -> tuple[WeighedTerm, ...]:
    """Weigh a question's terms, each with the word of the best candidate that holds it or is most like it, as written there."""
    e, best = ranked.evidence, ranked.order[0]
    sentence, words = e.candidates[best].analysis, _write_terms(e.question)
    found = []
    known = _WordVectors(sentence)
    likely = (cosines(e)[best] > ALIKE - _ROUNDING).tolist()
    terms = zip(e.question.terms, e.idf.tolist(), e.held[best].tolist(), likely, strict=True)
    for term, weight, held, alike in terms:
        token, likeness = _find_word(term, known, e.question) if held or alike else _NO_WORD
        word = None if token is None else sentence.text[token.start : token.end]
        found.append(WeighedTerm(term, words.get(term, term), weight, held > 0, word, likeness))
    return tuple(found)


def _write_terms(question: Question) -> dict[str, str]:
    """Map each term to the first word of the question that has it, as it is written."""
    return {token.term: question.text[token.start : token.end] for token in reversed(question.tokens)}


class _WordVectors:
    """The content words of a sentence that have a vector, and these vectors: read once for all terms that need them."""

    def __init__(self, sentence: AnalysedSentence) -> None:
        self.sentence = sentence

    @cached_property
    def terms(self) -> list[str]:
        rows = read_table().rows
        return [term for term in self.sentence.positions if term in self.sentence.content and term in rows]

    @cached_property
    def vectors(self) -> np.ndarray:
        rows = read_table().rows
        return unit_vectors([rows[term] for term in self.terms])


def _find_word(term: str, words: _WordVectors, question: Question) -> tuple[Token | None, float]:
    """Find the word that holds a term, or a related one, or the most like it by vectors; and how like it is, 0 to 1."""
    sentence = words.sentence
    closeness, places = sentence.match(term)
    if places:
        return sentence.tokens[places[0]], closeness
    row = read_table().rows.get(term)
    if row is None or term in question.names or term in question.numbers or not words.terms:
        return _NO_WORD
    near = np.einsum("ij,j->i", words.vectors, unit_vectors([row])[0])
    nearest = int(np.argmax(near))
    if near[nearest] < ALIKE:
        return _NO_WORD
    return sentence.tokens[sentence.positions[words.terms[nearest]][0]], round(float(near[nearest]), 4)
