"""What a feature is to say of two sentences: a row of the tables in test_features*.py, and how it is measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from service.answer.ranking import features
from service.answer.ranking.candidates import rank_candidates
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

MODEL = load_model()


@dataclass(frozen=True)
class Row:
    """A question and two documents, of which a feature gives the first the greater value, or both `values`.

    Of a document of several sentences, the one that is judged stands in square brackets. `others` are documents beside.
    """

    feature: str
    promise: str
    question: str
    more: str
    less: str
    values: tuple[float, float] | None = None
    others: tuple[str, ...] = ()


def as_parameters(rows: Sequence[Row]) -> pytest.MarkDecorator:
    """Run a test for each row, named by what it promises."""
    return pytest.mark.parametrize("row", rows, ids=[f"{row.feature}: {row.promise}" for row in rows])


def features_by_name() -> dict[str, Callable[[Evidence], np.ndarray]]:
    """Give the features as they are computed, by name."""
    return {feature.__name__: feature for group in features.FEATURES.values() for feature in group}


def check(row: Row) -> None:
    """Compute the row's feature of both sentences, and compare."""
    more, less = measure(row)
    if row.values is not None:
        assert (more, less) == pytest.approx(row.values), f"It is {more} and {less}."
    else:
        assert more > less, f"It is {more} and {less}."


def measure(row: Row) -> tuple[float, float]:
    """Give the feature's values of the two sentences, found, read and ranked as in the service."""
    evidence = gather(row.question, (row.more, row.less, *row.others))
    values = features_by_name()[row.feature](evidence)
    return float(values[_find(evidence, 0, row.more)]), float(values[_find(evidence, 1, row.less)])


def gather(question: str, texts: Sequence[str]) -> Evidence:
    """Index texts, each a document, and read what the candidates hold of a question."""
    plain = [text.replace("[", "").replace("]", "") for text in texts]
    documents = [make_document(f"{number}.txt", text, "utf-8") for number, text in enumerate(plain)]
    ranked = rank_candidates(read_question(question), Index(documents, [segment_text(text) for text in plain]), MODEL)
    assert ranked is not None, "No sentence holds a word of the question."
    return ranked.evidence


def _find(evidence: Evidence, document: int, text: str) -> int:
    judged = text.partition("[")[2].partition("]")[0] or text
    found = [
        number
        for number, c in enumerate(evidence.candidates)
        if (c.document, c.analysis.text[c.analysis.lead :]) == (document, judged)
    ]
    assert len(found) == 1, f"{judged!r} is {len(found)} candidates."
    return found[0]
