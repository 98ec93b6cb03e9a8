"""What the candidates hold of the question: matrices of candidates by question terms, which the features read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from service.answer.view import View, Views
from service.index.embedded import PARAGRAPH_WEIGHT, Hit, Index
from service.question import Question
from service.sentences.sentence import Block, Cut, Sentence


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer: where it stands, and how the index scored it."""

    hit: Hit
    document: int
    position: int
    sentence: Sentence
    block: Block
    view: View
    before: View | None
    after: View | None


@dataclass(frozen=True)
class Evidence:
    """All that the features read. Matrices are [candidates x terms], each value between 0 and 1.

    `exact`, `held`: the sentence's own terms, then with kin. `before`, `after`: its neighbours'. `paragraph`, `above`: the rest of
    its paragraph; title, heading and lead-in. `document`: whether the document holds the term anywhere.
    `where[c][t]` lists the positions of the candidate's tokens that match term t.
    """

    question: Question
    candidates: Sequence[Candidate]
    weights: np.ndarray  # [terms], sum 1: each term's share of what was asked
    idf: np.ndarray  # [terms]: what each weighs, see `weighing`
    exact: np.ndarray
    held: np.ndarray
    before: np.ndarray
    after: np.ndarray
    paragraph: np.ndarray
    above: np.ndarray
    document: np.ndarray
    where: list[list[list[int]]]
    bigram_idf: np.ndarray  # [question bigrams]
    known: dict[Any, Any] = field(default_factory=dict, repr=False)  # what was computed `once`

    def alike(self, number: int) -> np.ndarray:
        """Say which candidates say the same as this one: boolean [candidates], by the words that two sentences share."""
        own = self.candidates[number].view.content
        return np.array([_say_the_same(own, c.view.content) for c in self.candidates], dtype=bool)


T = TypeVar("T")


def once(compute: Callable[[Evidence], T]) -> Callable[[Evidence], T]:
    """Compute a function of the evidence once for each evidence: features build on each other."""

    @wraps(compute)
    def compute_once(e: Evidence) -> T:
        if compute not in e.known:
            e.known[compute] = compute(e)
        value: T = e.known[compute]
        return value

    return compute_once


def gather_evidence(question: Question, index: Index, views: Views, hits: Sequence[Hit], idf: np.ndarray) -> Evidence:
    """Read the best hits and note what each holds of the question's terms, which weigh `idf` [terms]."""
    candidates = [_read_candidate(hit, index, views) for hit in add_followers(hits, index, views)]
    terms = question.terms
    matches = [[candidate.view.match(term) for term in terms] for candidate in candidates]
    held = np.array([[closeness for closeness, _ in row] for row in matches]).reshape(len(candidates), len(terms))
    above = [_terms_above(candidate, index, views) for candidate in candidates]
    weight_of = dict(zip(terms, idf.tolist(), strict=True))
    paragraphs = _paragraph_terms(candidates, index, views)
    return Evidence(
        question=question,
        candidates=candidates,
        weights=idf / (idf.sum() or 1.0),
        idf=idf,
        exact=(held == 1.0).astype(float),
        held=held,
        before=_presence(terms, [_terms_before(c, views) for c in candidates]),
        after=_presence(terms, [c.after.content if c.after else frozenset() for c in candidates]),
        paragraph=_presence(terms, paragraphs),
        above=_presence(terms, above),
        document=_holding_documents(terms, candidates, index),
        where=[[places for _, places in row] for row in matches],
        bigram_idf=np.array([sum(weight_of.get(t, 0.0) for t, _ in pair) for pair in question.bigrams]),
    )


ALIKE, FEWEST = 0.7, 5  # the share of the shorter's content words, and how many it must have


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one is other or (fewer >= FEWEST and len(one & other) >= ALIKE * fewer)


FOLLOWED = 10  # best hits whose followers are read too


def add_followers(hits: Sequence[Hit], index: Index, views: Views) -> list[Hit]:
    """Add the sentences that go on from the best hits with a pronoun: they may answer without a word of the question."""
    found = {hit.number for hit in hits}
    added = []
    for hit in hits[:FOLLOWED]:
        document, position = index.corpus.locate(hit.number)
        sentences = index.corpus.cut(document).sentences
        for place in range(position + 1, min(position + 3, len(sentences))):
            first = views.get(document, place).tokens[:1]
            if sentences[place].block != sentences[position].block or not first or first[0].word not in PERSONAL:
                break
            number = hit.number + place - position
            if number not in found:
                found.add(number)
                added.append(Hit(number, PARAGRAPH_WEIGHT * hit.paragraph, 0.0, hit.paragraph))
    return [*hits, *added]


PERSONAL = frozenset("he she it they his her its their this these".split())


def _holding_documents(terms: Sequence[str], candidates: Sequence[Candidate], index: Index) -> np.ndarray:
    documents, place = np.unique([c.document for c in candidates], return_inverse=True)
    holding = [index.holding(term, documents) for term in terms]
    return np.array(holding, dtype=float).reshape(len(terms), len(documents)).T[place]


def _presence(terms: Sequence[str], held: Sequence[frozenset[str]]) -> np.ndarray:
    return np.array([[term in found for term in terms] for found in held], dtype=float).reshape(len(held), len(terms))


def _read_candidate(hit: Hit, index: Index, views: Views) -> Candidate:
    document, position = index.corpus.locate(hit.number)
    cut = index.corpus.cut(document)
    sentence = cut.sentences[position]
    block = cut.blocks[sentence.block]
    first, last = _surroundings(cut, block, position)
    return Candidate(
        hit,
        document,
        position,
        sentence,
        block,
        views.get(document, position),
        views.get(document, position - 1) if position > first else None,
        views.get(document, position + 1) if position + 1 < last else None,
    )


def _surroundings(cut: Cut, block: Block, position: int) -> tuple[int, int]:
    """Bound a sentence's paragraph; where paragraphs are of one or two sentences (news), two neighbours on each side."""
    if block.last - block.first >= 3:
        return block.first, block.last
    return max(0, position - 2), min(len(cut.sentences), position + 3)


def _terms_before(candidate: Candidate, views: Views) -> frozenset[str]:
    """Collect the terms of the sentence before; while that one begins with a pronoun, of the one before it too."""
    before, place, found = candidate.before, candidate.position - 1, frozenset[str]()
    while before is not None:
        found |= before.content
        leans = before.tokens and before.tokens[0].word in PERSONAL
        place -= 1
        before = views.get(candidate.document, place) if leans and place >= candidate.block.first else None
    return found


def _paragraph_terms(candidates: Sequence[Candidate], index: Index, views: Views) -> list[frozenset[str]]:
    known: dict[tuple[int, int, int], frozenset[str]] = {}
    found = []
    for c in candidates:
        first, last = _surroundings(index.corpus.cut(c.document), c.block, c.position)
        key = (c.document, first, last)
        if key not in known:
            known[key] = frozenset().union(*(views.get(c.document, p).content for p in range(first, last)))
        found.append(known[key])
    return found


def _terms_above(candidate: Candidate, index: Index, views: Views) -> frozenset[str]:
    """Collect the terms of the title (or the first sentence), the heading above, and the lead-in."""
    places = {0, candidate.sentence.heading, candidate.sentence.lead_in} - {None, candidate.position}
    return frozenset().union(*(views.get(candidate.document, p).content for p in places if p is not None))
