"""Features of meaning: how like the question's words are to a sentence's, by their vectors.

Names and numbers are left out: Paris is like London, and 1914 like 1918, but neither answers for the other.
"""

from itertools import accumulate, pairwise

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence, around, focus_places
from service.answer.ranking.known import once
from service.english.word_vectors import DIMENSIONS, read_table, rows_of, sum_up, unit_vectors

# Cosines below the first say nothing, as one in fifty pairs of unrelated words has more; from the second on, the words
# are as good as the same.
UNRELATED, SAME = 0.35, 0.85


@once
def _asked(e: Evidence) -> tuple[list[int], np.ndarray]:
    """Return which of the question's terms have a vector, and these vectors [terms x DIMENSIONS]."""
    rows, question = read_table().rows, e.question
    places = [
        place
        for place, term in enumerate(question.terms)
        if term in rows and term not in question.names and term not in question.numbers
    ]
    return places, unit_vectors([rows[question.terms[place]] for place in places])


@once
def _content_rows(sentence: AnalysedSentence) -> np.ndarray:
    """Return the rows of a sentence's content terms, in their order."""
    return np.array(rows_of([term for term in sentence.positions if term in sentence.content]), np.int32)


@once
def _content_vectors(e: Evidence) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return the vectors of all sentences' content terms [terms x DIMENSIONS], and which of them, [start, end), are of each."""
    rows = [_content_rows(c.analysis) for c in e.candidates]
    return unit_vectors(np.concatenate(rows)), list(pairwise(accumulate(map(len, rows), initial=0)))


def _direction(sentence: AnalysedSentence, vectors: np.ndarray) -> np.ndarray:
    """Return the direction of the sum of a sentence's content terms, which have these vectors; found once."""
    if _direction not in sentence.known:
        sentence.known[_direction] = sum_up(_content_rows(sentence), vectors)
    found: np.ndarray = sentence.known[_direction]
    return found


@once
def cosines(e: Evidence) -> np.ndarray:
    """Return, for each term with a vector, the greatest cosine to a content term of each sentence: [candidates x terms]."""
    places, asked = _asked(e)
    vectors, bounds = _content_vectors(e)
    found = np.zeros((len(bounds), len(e.question.terms)), np.float32)
    filled = [number for number, (start, end) in enumerate(bounds) if start < end]
    if places and filled:
        best = np.maximum.reduceat(vectors @ asked.T, [bounds[number][0] for number in filled], axis=0)
        if len(filled) == len(bounds):
            found[:, places] = best
        else:
            found[np.ix_(filled, places)] = best
    return found


@once
def meant(e: Evidence) -> np.ndarray:
    """Return how closely each sentence holds each term, or a word of like meaning: [candidates x terms], from 0 to 1."""
    alike = np.minimum((cosines(e) - UNRELATED) / (SAME - UNRELATED), 1.0)
    return np.maximum(e.held, alike)  # which is never negative


@once
def meaning_covered(e: Evidence) -> np.ndarray:
    """The weight of the terms that the sentence holds, words of like meaning counted by how alike they are."""
    covered: np.ndarray = meant(e) @ e.weights
    return covered


def meaning_missing(e: Evidence) -> np.ndarray:
    """The weight of the heaviest term, as far as nothing like it is in the sentence."""
    missing: np.ndarray = (e.weights * (1 - meant(e))).max(axis=1)
    return missing


def meaning_missing_around(e: Evidence) -> np.ndarray:
    missing: np.ndarray = (1 - np.maximum(meant(e), around(e))) @ e.weights
    return missing


def meaning_filled(e: Evidence) -> np.ndarray:
    """What words of like meaning add to the terms and related words that the sentence holds."""
    filled: np.ndarray = (meant(e) - e.held) @ e.weights
    return filled


def focus_meant(e: Evidence) -> np.ndarray:
    """How like the noun asked for is to a word of the sentence; one half if no noun is asked for."""
    places = focus_places(e)
    return meant(e)[:, places].max(axis=1) if places else np.full(len(e.candidates), 0.5)


@once
def nearest_words(e: Evidence) -> np.ndarray:
    """The mean cosine of the question's common words to the nearest word of the sentence, by weight; 0 without such words."""
    places, _ = _asked(e)
    weights = e.weights[places]
    found: np.ndarray = cosines(e)[:, places] @ weights / max(float(weights.sum()), 1e-9)
    return found


@once
def likeness(e: Evidence) -> np.ndarray:
    """The cosine of the question's meaning to the sentence's, both without the question's names."""
    places, asked = _asked(e)
    if not places:
        return np.zeros(len(e.candidates))
    total = e.weights[places] @ asked
    total = total / max(float(np.sqrt(total @ total)), 1e-9)
    vectors, bounds = _content_vectors(e)
    directions = [
        _direction(c.analysis, vectors[start:end]) for c, (start, end) in zip(e.candidates, bounds, strict=True)
    ]
    sums = np.concatenate(directions).reshape(-1, DIMENSIONS)
    found: np.ndarray = sums @ total
    return found
