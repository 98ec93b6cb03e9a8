"""Answer a question from an index: with the best sentence or a list's items, or with silence and the nearest passages."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from service.answer.answer import Answer, Finding, Reason
from service.answer.citing import cite, cite_agreement, cite_answer, denies_what_is_asked, with_figure
from service.answer.partial_answers import find_further
from service.answer.ranking.candidates import Ranked, rank_candidates
from service.answer.ranking.misspelt import correct_spelling
from service.answer.ranking.model import Model
from service.answer.unmentioned import are_decisive, find_unmentioned, write_words
from service.answer.word_matches import match_words, weigh_unranked
from service.index.interface import Index
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

        `limit` bounds the number of findings (default: up to 3 that answer, or a list's items up to 20, and up to 5 others). `documents`
        are the numbers of the documents to search (default: all). If the confidence is below `threshold` (default: the
        model's own), the answer is silence.
        """
        least = self.model.threshold if threshold is None else threshold
        if question.kind == "chatter":
            return _silence(question, index, "not_a_question", least)
        if not question.terms:
            return _silence(question, index, "no_terms", least)
        question, corrected = correct_spelling(question, index, self.model)
        corrected = question.corrected + corrected
        ranked = rank_candidates(question, index, self.model, documents)
        if ranked is None or not ranked.evidence.held.any():  # words of like meaning alone are no mention
            found = _silence(question, index, "no_match", least)
            return replace(found, corrected=corrected, unmentioned=write_words(question, question.terms))
        missing = find_unmentioned(ranked.evidence, index, documents)
        reason = _reason_for_silence(ranked, missing, index, least)
        said = _Said(least, corrected, write_words(question, missing))
        return _compose(ranked, index, self.model, limit, reason, said)


def _reason_for_silence(ranked: Ranked, missing: Collection[str], index: Index, least: float) -> Reason | None:
    """Give the reason not to answer, or None. With 0 as the least confidence, whatever sentence is found may answer."""
    if missing and least > 0 and are_decisive(ranked.evidence, missing):
        return "no_match"
    speaks = ranked.speaks and ranked.confidence >= least and not denies_what_is_asked(ranked, index)
    return None if speaks else "low_confidence"


class _Said(NamedTuple):
    """What an answer says besides; see `Answer`."""

    min_confidence: float
    corrected: tuple[tuple[str, str], ...]
    unmentioned: tuple[str, ...]


def _compose(
    ranked: Ranked, index: Index, model: Model, limit: int | None, reason: Reason | None, said: _Said
) -> Answer:
    """Compose the answer from ranked candidates: what answers and what agrees with it, unless silent, and the nearest."""
    question, answered = ranked.evidence.question, reason is None
    citations, truncated, spoken = _gather_citations(ranked, index, model, limit) if answered else ([], False, [])
    rest = [number for number in ranked.order if number not in spoken]
    return Answer(
        question=question,
        answered=answered,
        confidence=ranked.confidence,
        reason=reason,
        citations=tuple(citations),
        nearest=tuple(cite(ranked, number, index, "nearest") for number in rest[:NEAREST]),
        **said._asdict(),
        truncated=truncated,
        terms=match_words(ranked),
        carried_over=question.carried_over,
        spares=(cite(ranked, number, index, "nearest") for number in rest[NEAREST : 2 * NEAREST]),
    )


def _silence(question: Question, index: Index, reason: Reason, least: float) -> Answer:
    terms = weigh_unranked(question, index)
    return Answer(question, False, 0.0, reason, (), (), least, terms=terms, carried_over=question.carried_over)


def _gather_citations(
    ranked: Ranked, index: Index, model: Model, limit: int | None
) -> tuple[list[Finding], bool, list[int]]:
    """Cite what answers, what answers in part too, and what agrees; and list the candidates that are spoken."""
    citations, truncated = cite_answer(ranked, index, limit)
    agreement = cite_agreement(ranked, index, model)
    spoken = [ranked.order[0]]
    if len(citations) == 1:
        taken = {(other.document.id, other.start) for other in agreement}
        further = [(number, cite(ranked, number, index, "answer")) for number in find_further(ranked, index)]
        further = [(n, cited) for n, cited in further if (cited.document.id, cited.start) not in taken]
        further = further[: None if limit is None else limit - 1]
        citations += [cited for _, cited in further]
        spoken += [number for number, _ in further]
    room = OTHERS if limit is None else max(0, min(OTHERS, limit - len(citations)))
    others = agreement[:room]
    if any(other.role == "differs" for other in others):
        citations = [with_figure(citations[0], ranked, ranked.order[0]), *citations[1:]]
    return citations + others, truncated, spoken
