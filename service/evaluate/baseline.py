"""The baseline: plain rank-bm25 over the same sentences and terms. It answers whenever a sentence holds a term."""

from dataclasses import replace

import numpy as np
from rank_bm25 import BM25Okapi

from service.documents.document import Document
from service.english.tokens import extract_terms
from service.evaluate.judging import JudgedReply, ShownQuote
from service.index.interface import Index

SHOWN = 4  # the answer and the three next passages, as /ask shows them


class PlainBM25:
    """rank_bm25's BM25Okapi with its default parameters, each sentence being a document to it.

    Its score serves as its confidence, so that all figures but the calibration error can be compared. Its time grows with
    the number of sentences: about 1.5 s a question at a million.
    """

    def __init__(self, index: Index) -> None:
        corpus = index.corpus
        self._places = [
            (document, sentence.body, sentence.end)
            for number, document in enumerate(corpus.documents)
            for sentence in corpus.segmentation(number).sentences
        ]
        terms = [extract_terms(document.text[start:end]) for document, start, end in self._places]
        # rank_bm25 divides by the number of terms, so it must not be given none at all.
        self._bm25 = BM25Okapi(terms) if any(terms) else None

    def reply(self, question: str) -> JudgedReply:
        """Answer with the sentence that scores highest, the first of equals; silent where none scores above zero."""
        scores = np.zeros(0) if self._bm25 is None else self._bm25.get_scores(extract_terms(question))
        best = [number for number in np.argsort(-scores, kind="stable")[:SHOWN] if scores[number] > 0]
        if not best:
            return JudgedReply(False, None, 0.0)
        first, *others = (_quote(*self._places[number]) for number in best)
        nearest = tuple(replace(quote, role="nearest") for quote in others)
        return JudgedReply(True, first.text, float(scores[best[0]]), (first,), nearest)


def _quote(document: Document, start: int, end: int) -> ShownQuote:
    return ShownQuote(document.id, start, end, document.text[start:end])
