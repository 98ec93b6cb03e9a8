"""Features of labelled lines: whether a line's label is what is asked for, and whether it defines it."""

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.label_words import LABELS_BY_KIND, labels_for
from service.english.word_classes import word_set

_MEANING = word_set("mean meaning meant define definition term word")


@once
def labelled_as_asked(e: Evidence) -> np.ndarray:
    """The label of the line is a word of the question, or one by which such questions are answered: "Venue" for "where"."""
    asked = frozenset(e.question.terms)
    wanted = LABELS_BY_KIND.get(e.question.kind, asked).union(asked, *map(labels_for, asked))
    return np.array([_fits(c.analysis, asked, wanted) for c in e.candidates])


def _fits(sentence: AnalysedSentence, asked: frozenset[str], wanted: frozenset[str]) -> float:
    labels = sentence.label
    if not labels:
        return 0.0
    if labels <= asked:
        return 1.0
    return 0.0 if labels.isdisjoint(wanted) else 0.7


def defined_by_label(e: Evidence) -> np.ndarray:
    """A definition is asked for, and what is to be defined is the label of the line, or ends what stands above it."""
    asked = [token.term for token in e.question.tokens if not token.stop and token.term not in _MEANING]
    if not asked or not (e.question.kind == "definition" or any(t.term in _MEANING for t in e.question.tokens)):
        return np.zeros(len(e.candidates))
    return np.array([_defines(c.analysis, asked) for c in e.candidates])


def _defines(sentence: AnalysedSentence, asked: list[str]) -> float:
    if sentence.label == frozenset(asked):
        return 1.0
    above = [token.term for token in sentence.tokens if token.start < sentence.lead]
    return float(above[-len(asked) :] == asked)
