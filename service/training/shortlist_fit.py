"""Fit the shortlist: which hits the answer is among, told by what the index knows of them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from service.answer.ranking.candidates import find_candidates
from service.answer.ranking.linear import Linear
from service.answer.ranking.shortlist import describe_hits
from service.answer.ranking.term_weights import weigh_terms
from service.evaluate.judging import ShownQuote, holds
from service.evaluate.question_file import LabelledQuestion
from service.index.interface import Index
from service.query.question import read_question
from service.training.examples import REWORDED, Data, Report, reword
from service.training.learning import fit_ranking, measure_scale

Found = tuple[np.ndarray, np.ndarray]  # of a question's hits: their signs, and which of them answer


def fit_shortlist(data: Sequence[Data], common: Mapping[str, float], report: Report) -> Linear:
    """Fit the weights of `SIGNS` on every question of whose hits one answers; all collections count the same."""
    lists: list[Found] = []
    shares: list[float] = []
    for one in data:
        found = list(_describe_all(one, common))
        report(f"{one.name}: hits of {len(found)} questions")
        lists += found
        shares += [1 / max(len(found), 1)] * len(found)
    scale = measure_scale(np.vstack([signs for signs, _ in lists]))
    weights = fit_ranking(
        [scale(signs) for signs, _ in lists], [right for _, right in lists], np.array(shares), steps=30
    )
    return Linear(scale.mean, scale.spread, weights)


def _describe_all(data: Data, common: Mapping[str, float]) -> Iterator[Found]:
    for number, question in enumerate(data.questions, 1):
        for one in (question, *(reword(question) if number % REWORDED == 0 else ())):
            found = _describe(one, data.index, common) if one.answerable else None
            if found is not None and found[1].any():
                yield found


def _describe(asked: LabelledQuestion, index: Index, common: Mapping[str, float]) -> Found | None:
    question = read_question(asked.text)
    weights = weigh_terms(question, index, common)
    hits = find_candidates(question, index, weights) if question.terms else []
    if not hits:
        return None
    quotes = [_quote(index, hit.number) for hit in hits]
    right = [any(holds(one, [quote]) for one in asked.alternatives) for quote in quotes]
    return describe_hits(question, index, hits, weights), np.array(right)


def _quote(index: Index, number: int) -> ShownQuote:
    place, position = index.corpus.locate(number)
    document, sentence = index.corpus.documents[place], index.corpus.segmentation(place).sentences[position]
    return ShownQuote(document.id, sentence.start, sentence.end, document.text[sentence.start : sentence.end])
