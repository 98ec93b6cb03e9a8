"""The yardstick: plain rank-bm25 over the same sentences and terms, never silent where it finds a word."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from service.documents.document import Document
from service.english.tokens import extract_terms
from service.evaluate.judging import Reply
from service.index.embedded import Index

SHOWN = 4  # the answer and three next passages, as /ask shows


class PlainBM25:
    """rank_bm25's BM25Okapi with its defaults, each sentence a text of its own.

    It speaks whenever a sentence scores above zero, and its score is its confidence: the two can be compared with a
    service's figures, but for calibration. Its time grows with the sentences: about 1.5 s a question at a million.
    """

    def __init__(self, index: Index) -> None:
        corpus = index.corpus
        self._places = [
            (document, sentence.body, sentence.end)
            for number, document in enumerate(corpus.documents)
            for sentence in corpus.segmentation(number).sentences
        ]
        terms = [extract_terms(document.text[start:end]) for document, start, end in self._places]
        # rank_bm25 divides by the number of terms, so it cannot be given none at all.
        self._bm25 = BM25Okapi(terms) if any(terms) else None

    def reply(self, question: str) -> Reply:
        """Answer with the sentence of the highest score, in the shape of /ask; ties go to the first."""
        if self._bm25 is None:
            return _shape([], 0.0)
        scores = self._bm25.get_scores(extract_terms(question))
        best = [number for number in np.argsort(-scores, kind="stable")[:SHOWN] if scores[number] > 0]
        return _shape([_cite(*self._places[number]) for number in best], float(scores[best[0]]) if best else 0.0)


def _cite(document: Document, start: int, end: int) -> dict[str, Any]:
    return {"document": {"id": document.id}, "start": start, "end": end, "quote": document.text[start:end]}


def _shape(citations: Sequence[dict[str, Any]], confidence: float) -> Reply:
    return {
        "answered": bool(citations),
        "answer": citations[0]["quote"] if citations else None,
        "confidence": confidence,
        "citations": [one | {"role": "answer"} for one in citations[:1]],
        "nearest": [one | {"role": "nearest"} for one in citations[1:]],
    }
