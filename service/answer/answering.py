"""Answer a question from an index: the best sentence, a list's items, or silence with the nearest passages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from service.answer.answer import Answer, Citation, Reason, Role, Span, WeighedTerm
from service.answer.evidence import Candidate, Evidence, gather_evidence
from service.answer.features import compute_features
from service.answer.highlight import find_highlight
from service.answer.lists import MOST, item_span, list_items, split_enumeration
from service.answer.passages import find_passage
from service.answer.ranking import CANDIDATES, load_model
from service.answer.view import Views
from service.index.embedded import Index
from service.question import Question
from service.sentences.sentence import Cut, Sentence

NEAREST = 3
LONGEST_QUOTE = 600  # code points, unless a single sentence is longer

_views: WeakKeyDictionary[Index, Views] = WeakKeyDictionary()


@dataclass(frozen=True)
class Ranked:
    """The candidates of a question, best first, and how likely the first answers."""

    evidence: Evidence
    order: Sequence[int]  # candidate numbers, best first
    scores: np.ndarray
    confidence: float

    @property
    def candidates(self) -> list[Candidate]:
        return [self.evidence.candidates[number] for number in self.order]


def answer_question(
    question: Question,
    index: Index,
    limit: int | None = None,
    documents: Collection[int] | None = None,
    threshold: float | None = None,
) -> Answer:
    """Answer from the documents, or say why not.

    `limit` bounds the citations (none: all of a list's items up to 20). `documents` are the numbers of the documents to stay
    within. Below `threshold` (none: the one that the evaluation chose) the answer is silence.
    """
    if question.kind == "chatter":
        return _silence(question, index, "not_a_question")
    if not question.terms:
        return _silence(question, index, "no_terms")
    question, corrected = correct_spelling(question, index)
    ranked = rank_candidates(question, index, documents)
    if ranked is None:
        return replace(_silence(question, index, "no_match"), corrected=corrected)
    least = load_model().threshold if threshold is None else threshold
    answered = ranked.confidence >= least
    first, places, truncated = _choose(ranked, index, limit) if answered else (None, [], False)
    rest = [number for number in ranked.order if number != first]
    spares = [_cite(ranked, number, index, "nearest") for number in rest[: 2 * NEAREST]]
    return Answer(
        question=question,
        answered=answered,
        confidence=ranked.confidence,
        reason=None if answered else "low_confidence",
        citations=tuple(places),
        nearest=tuple(spares[:NEAREST]),
        truncated=truncated,
        terms=_weigh_terms(ranked, index),
        carried_over=question.carried,
        corrected=corrected,
        spares=tuple(spares[NEAREST:]),
    )


def _silence(question: Question, index: Index, reason: Reason) -> Answer:
    terms = tuple(WeighedTerm(term, index.idf(term) * question.weights[term], False) for term in question.terms)
    return Answer(question, False, 0.0, reason, (), (), terms=terms, carried_over=question.carried)


def correct_spelling(question: Question, index: Index) -> tuple[Question, tuple[tuple[str, str], ...]]:
    """Take one word that no document holds for the nearest that does; (as asked, as taken), if any."""
    closest = getattr(index, "closest_term", None)
    unknown = [term for term in question.terms if term not in index]
    if closest is None or len(unknown) != 1 or len(question.terms) < 2 or unknown[0] in question.numbers:
        return question, ()
    taken = closest(unknown[0])
    if taken is None or taken in question.terms:
        return question, ()
    return question.with_term(unknown[0], taken), ((unknown[0], taken),)


def rank_candidates(question: Question, index: Index, documents: Collection[int] | None = None) -> Ranked | None:
    """Search, read and rank; None where no sentence holds a term. Page furniture comes last, whatever it holds."""
    hits = index.search(question.weights, CANDIDATES, documents)
    if not hits:
        return None
    if index not in _views:
        _views[index] = Views(index.corpus)
    evidence = gather_evidence(question, index, _views[index], hits)
    features = compute_features(evidence)
    model = load_model()
    scores = model.score(features)
    furniture = np.array([c.sentence.kind == "furniture" for c in evidence.candidates])
    order = np.lexsort((-scores, furniture))
    confidence = model.estimate(features[~furniture], scores[~furniture]) if not furniture.all() else 0.0
    return Ranked(evidence, [int(number) for number in order], scores, confidence)


def _choose(ranked: Ranked, index: Index, limit: int | None) -> tuple[int, list[Citation], bool]:
    """Choose the citations that answer: a list's items, or the best sentence."""
    best = ranked.order[0]
    candidate = ranked.evidence.candidates[best]
    citation = _cite(ranked, best, index, "answer")
    spans = _list_spans(ranked, best, index)
    if not spans:
        return best, [citation], False
    text, cut = candidate_text(candidate, index), index.corpus.cut(candidate.document)
    most = min(limit or MOST, MOST)
    items = [
        replace(
            citation,
            start=s.start,
            end=s.end,
            quote=text[s.start : s.end],
            highlight=None,
            passage=_passage_at(text, cut, s),
        )
        for s in spans[:most]
    ]
    return best, items, len(spans) > most


def candidate_text(candidate: Candidate, index: Index) -> str:
    return index.corpus.documents[candidate.document].text


def _passage_at(text: str, cut: Cut, span: Span) -> Span:
    position = next(n for n, s in enumerate(cut.sentences) if s.end > span.start)
    return find_passage(text, cut, position, position + 1)


def _list_spans(ranked: Ranked, best: int, index: Index) -> list[Span]:
    """Find the items that answer: of a lead-in that ranks best, or of the list whose lead-in holds more of the question."""
    e = ranked.evidence
    candidate = e.candidates[best]
    cut = index.corpus.cut(candidate.document)
    sentence = candidate.sentence
    lead = candidate.position if list_items(cut, candidate.position) else sentence.lead_in
    if lead is None or not (e.question.kind == "list" or e.question.plural or lead == candidate.position):
        return []
    if lead != candidate.position and not _lead_in_answers(ranked, best, lead, index):
        return []
    items = list_items(cut, lead)
    if items:
        return [item_span(cut, position) for position in items]
    if sentence.lead_in is not None and sentence.kind == "prose":
        return split_enumeration(candidate_text(candidate, index), Span(sentence.body, sentence.end))
    return []


def _lead_in_answers(ranked: Ranked, best: int, lead: int, index: Index) -> bool:
    """Whether the lead-in holds more of the question than the item does, so that the whole list is asked for."""
    e = ranked.evidence
    view = _views[index].get(e.candidates[best].document, lead)
    of_lead = np.array([view.match(term)[0] for term in e.question.terms])
    own = e.held[best]
    return float(np.maximum(of_lead - own, 0) @ e.weights) >= float(np.maximum(own - of_lead, 0) @ e.weights)


def _cite(ranked: Ranked, number: int, index: Index, role: Role) -> Citation:
    candidate = ranked.evidence.candidates[number]
    document, cut = index.corpus.documents[candidate.document], index.corpus.cut(candidate.document)
    sentence = candidate.sentence
    return Citation(
        role=role,
        document=document,
        start=sentence.body,
        end=sentence.end,
        quote=document.text[sentence.body : sentence.end],
        passage=find_passage(document.text, cut, candidate.position, candidate.position + 1),
        score=round(float(ranked.scores[number]), 4),
        highlight=find_highlight(ranked.evidence, number),
        quotation=_quotation(cut, sentence),
    )


def _quotation(cut: Cut, sentence: Sentence) -> Span | None:
    if sentence.quotation is None:
        return None
    quotation = cut.quotations[sentence.quotation]
    return Span(quotation.start, quotation.end)


def _weigh_terms(ranked: Ranked, index: Index) -> tuple[WeighedTerm, ...]:
    e = ranked.evidence
    held = e.held[ranked.order[0]]
    return tuple(
        WeighedTerm(term, float(idf), bool(found > 0))
        for term, idf, found in zip(e.question.terms, e.idf, held, strict=True)
    )
