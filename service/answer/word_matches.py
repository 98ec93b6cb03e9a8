"""Which word of the best passage holds each term of the question, or stands for it."""

import numpy as np

from service.answer.answer import WeighedTerm
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.candidates import Ranked
from service.english.tokens import Token
from service.english.word_vectors import read_table, unit_vectors
from service.index.interface import Index
from service.query.question import Question

ALIKE = 0.5  # the least cosine of a word that is said to stand for another


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
    for term, weight, held in zip(e.question.terms, e.idf.tolist(), e.held[best].tolist(), strict=True):
        token, likeness = _find_word(term, sentence, e.question)
        word = None if token is None else sentence.text[token.start : token.end]
        found.append(WeighedTerm(term, words.get(term, term), weight, held > 0, word, likeness))
    return tuple(found)


def _write_terms(question: Question) -> dict[str, str]:
    """Map each term to the first word of the question that has it, as it is written."""
    return {token.term: question.text[token.start : token.end] for token in reversed(question.tokens)}


def _find_word(term: str, sentence: AnalysedSentence, question: Question) -> tuple[Token | None, float]:
    """Find the word that holds a term, or a related one, or the most like it by vectors; and how like it is, 0 to 1."""
    closeness, places = sentence.match(term)
    if places:
        return sentence.tokens[places[0]], closeness
    row = read_table().rows.get(term)
    if row is None or term in question.names or term in question.numbers:
        return None, 0.0
    known = [t for t in sentence.positions if t in sentence.content and t in read_table().rows]
    if not known:
        return None, 0.0
    cosines = np.einsum("ij,j->i", unit_vectors([read_table().rows[t] for t in known]), unit_vectors([row])[0])
    nearest = int(np.argmax(cosines))
    if cosines[nearest] < ALIKE:
        return None, 0.0
    return sentence.tokens[sentence.positions[known[nearest]][0]], round(float(cosines[nearest]), 4)
