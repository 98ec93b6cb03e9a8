"""Explain misses: why a question was missed, and how far down a right passage was ranked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from service.answer.ranking.candidates import rank_candidates
from service.answer.ranking.misspelt import correct_spelling
from service.answer.ranking.model import Model
from service.evaluate.judging import MAX_ANSWER, MAX_LIST, Quotes, ShownQuote, fold, holds
from service.evaluate.outcomes import Outcome
from service.evaluate.question_file import Alternative
from service.index.interface import Index
from service.query.question import read_question

Reason = Literal[
    "spoke", "silent", "wrong_sentence", "ranked_lower", "not_weighed", "not_retrieved", "incomplete", "too_long",
    "not_in_documents",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)
DEPTH = 1000  # sentences of the search in which a right one is looked for

HEADINGS: Mapping[Reason, str] = {
    "spoke": "Spoke where the documents do not answer",
    "silent": "Right, but silent",
    "wrong_sentence": "Right document, wrong sentence",
    "ranked_lower": "Another document ranked first",
    "not_weighed": "Found by the search, too far down to be weighed",
    "not_retrieved": "No passage that answers was found",
    "incomplete": "Only some of a list's items",
    "too_long": "Right, but too long for an answer",
    "not_in_documents": "The right answer stands in no document",
}

# The passages for a question, best first: those that the answer stage weighed, and those that the search found.
Ranking = Callable[[str], tuple[Quotes, Quotes]]


@dataclass(frozen=True)
class Miss:
    """A question missed. `place` is the rank of the first right passage, from 1; None if none was ranked."""

    outcome: Outcome
    reason: Reason
    place: int | None = None


def explain(outcome: Outcome, ranking: Ranking, texts: Mapping[str, str]) -> Miss:
    """Find out why an outcome is not right. `texts` are the documents' canonical texts by id."""
    question = outcome.question
    if not question.answerable:
        return Miss(outcome, "spoke")
    if not any(_stands(alternative, texts) for alternative in question.alternatives):
        return Miss(outcome, "not_in_documents")
    if outcome.top1 and not outcome.answered:
        return Miss(outcome, "silent")
    weighed, found = ranking(question.text)
    place = _place_in(weighed, question.alternatives)
    if place is None:
        place = _place_in(found, question.alternatives)
        return Miss(outcome, "not_weighed" if place else "not_retrieved", place)
    if place == 1:
        _, longest = MAX_LIST if question.is_list else MAX_ANSWER
        return Miss(outcome, "too_long" if len(outcome.quote) > longest else "incomplete", place)
    if question.is_list and any(_holds_part(alternative, weighed) for alternative in question.alternatives):
        return Miss(outcome, "incomplete", place)
    documents = {alternative.document for alternative in question.alternatives}
    return Miss(outcome, "wrong_sentence" if outcome.document in documents else "ranked_lower", place)


def _stands(alternative: Alternative, texts: Mapping[str, str]) -> bool:
    """Tell whether the alternative's document exists and holds its texts, or is as long as its span needs."""
    text = texts.get(alternative.document)
    if text is None:
        return False
    if alternative.span is not None:
        return alternative.span[1] <= len(text)
    folded = fold(text)
    return all(fold(part) in folded for part in alternative.all)


def _place_in(quotes: Quotes, alternatives: tuple[Alternative, ...]) -> int | None:
    right = (n for n, quote in enumerate(quotes, 1) if any(holds(one, [quote]) for one in alternatives))
    return next(right, None)


def _holds_part(alternative: Alternative, quotes: Quotes) -> bool:
    """Tell whether the passage ranked first holds one of the alternative's texts."""
    parts = (Alternative(alternative.document, all=(part,)) for part in alternative.all)
    return any(holds(part, quotes[:1]) for part in parts)


def rank_with(index: Index, model: Model) -> Ranking:
    """Make a ranking from an index: what the answer stage weighed, and what the search alone finds."""

    def rank(text: str) -> tuple[Quotes, Quotes]:
        question, _ = correct_spelling(read_question(text), index, model)
        if not question.terms:
            return [], []
        ranked = rank_candidates(question, index, model)
        hits = index.search(dict.fromkeys(question.terms, 1.0), DEPTH)
        weighed = (
            [_quote(index, candidate.document, candidate.position) for candidate in ranked.candidates] if ranked else []
        )
        return weighed, [_quote(index, *index.corpus.locate(hit.number)) for hit in hits]

    return rank


def _quote(index: Index, number: int, position: int) -> ShownQuote:
    """Quote a sentence, given by its document's number and its position in the document."""
    document = index.corpus.documents[number]
    sentence = index.corpus.segmentation(number).sentences[position]
    return ShownQuote(document.id, sentence.body, sentence.end, document.text[sentence.body : sentence.end])
