"""Answer a question from an index: with the best sentence or a list's items, or with silence and the nearest passages."""

from collections.abc import Collection
from dataclasses import replace

from service.answer.answer import Answer, Finding, Reason, WeighedTerm
from service.answer.citing import cite, cite_agreement, cite_answer
from service.answer.ranking.candidates import Ranked, rank_candidates
from service.answer.ranking.misspelt import correct_spelling
from service.answer.ranking.model import Model
from service.index.embedded import Index
from service.query.question import Question

NEAREST = 3
OTHERS = 5  # findings besides those that answer, unless `limit` leaves room for fewer


class Answerer:
    """Answers questions with the weights of one model. It holds no other state, and can be shared by threads."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def answer(
        self,
        question: Question,
        index: Index,
        limit: int | None = None,
        documents: Collection[int] | None = None,
        threshold: float | None = None,
    ) -> Answer:
        """Answer a question from the documents of an index, or return silence and its reason.

        `limit` bounds the number of findings (default: all of a list's items up to 20, and up to 5 others). `documents`
        are the numbers of the documents to search (default: all). If the confidence is below `threshold` (default: the
        model's own), the answer is silence.
        """
        if question.kind == "chatter":
            return _silence(question, index, "not_a_question")
        if not question.terms:
            return _silence(question, index, "no_terms")
        question, corrected = correct_spelling(question, index, self.model)
        corrected = question.corrected + corrected
        ranked = rank_candidates(question, index, self.model, documents)
        if ranked is None:
            return replace(_silence(question, index, "no_match"), corrected=corrected)
        least = self.model.threshold if threshold is None else threshold
        answered = ranked.speaks and ranked.confidence >= least
        return replace(_compose(ranked, index, limit, answered), corrected=corrected)


def _compose(ranked: Ranked, index: Index, limit: int | None, answered: bool) -> Answer:
    """Compose the answer from ranked candidates: what answers and what agrees with it, unless silent, and the nearest."""
    question = ranked.evidence.question
    citations, truncated = _gather_citations(ranked, index, limit) if answered else ([], False)
    rest = ranked.order[1:] if answered else ranked.order
    return Answer(
        question=question,
        answered=answered,
        confidence=ranked.confidence,
        reason=None if answered else "low_confidence",
        citations=tuple(citations),
        nearest=tuple(cite(ranked, number, index, "nearest") for number in rest[:NEAREST]),
        truncated=truncated,
        terms=_weigh_terms(ranked, index),
        carried_over=question.carried_over,
        spares=(cite(ranked, number, index, "nearest") for number in rest[NEAREST : 2 * NEAREST]),
    )


def _silence(question: Question, index: Index, reason: Reason) -> Answer:
    terms = tuple(WeighedTerm(term, index.idf(term) * question.weights[term], False) for term in question.terms)
    return Answer(question, False, 0.0, reason, (), (), terms=terms, carried_over=question.carried_over)


def _gather_citations(ranked: Ranked, index: Index, limit: int | None) -> tuple[list[Finding], bool]:
    citations, truncated = cite_answer(ranked, index, limit)
    room = OTHERS if limit is None else max(0, min(OTHERS, limit - len(citations)))
    return citations + cite_agreement(ranked, index)[:room], truncated


def _weigh_terms(ranked: Ranked, index: Index) -> tuple[WeighedTerm, ...]:
    e = ranked.evidence
    held = e.held[ranked.order[0]]
    return tuple(
        WeighedTerm(term, float(idf), bool(found > 0))
        for term, idf, found in zip(e.question.terms, e.idf, held, strict=True)
    )
