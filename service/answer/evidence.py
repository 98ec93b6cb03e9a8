"""What the candidates hold of the question: matrices of candidates by question terms, which the features read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from service.answer.view import View, Views
from service.index.embedded import PARAGRAPH_WEIGHT, Hit, Index
from service.question import Question
from service.sentences.sentence import Block, Sentence

PERSONAL = frozenset("he she it they his her its their this these".split())
_FIRST_WORD = re.compile(r"[^\W_]+")
ALIKE, FEWEST = 0.7, 5  # the share of the shorter's content words, and how many it must have
FOLLOWED = 10  # best hits whose followers are read too
Range = tuple[int, int]  # of sentences in the collection, half-open


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer: where it stands, and how the index scored it."""

    hit: Hit
    document: int
    position: int
    sentence: Sentence
    block: Block
    view: View


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
    candidates = [_read_candidate(hit, index, views) for hit in add_followers(hits, index)]
    terms = question.terms
    matches = [[candidate.view.match(term) for term in terms] for candidate in candidates]
    held = np.array([[closeness for closeness, _ in row] for row in matches]).reshape(len(candidates), len(terms))
    weight_of = dict(zip(terms, idf.tolist(), strict=True))
    ranges = [_find_surroundings(candidate, index) for candidate in candidates]
    before, after, paragraph, *above, document = (
        _find_terms(terms, places, index) for places in zip(*ranges, strict=True)
    )
    return Evidence(
        question=question,
        candidates=candidates,
        weights=idf / (idf.sum() or 1.0),
        idf=idf,
        exact=(held == 1.0).astype(float),
        held=held,
        before=before,
        after=after,
        paragraph=paragraph,
        above=np.maximum.reduce(above),
        document=document,
        where=[[places for _, places in row] for row in matches],
        bigram_idf=np.array([sum(weight_of.get(t, 0.0) for t, _ in pair) for pair in question.bigrams]),
    )


def add_followers(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Add the sentences that go on from the best hits with a pronoun: they may answer without a word of the question."""
    found = {hit.number for hit in hits}
    added = []
    for hit in hits[:FOLLOWED]:
        document, position = index.corpus.locate(hit.number)
        sentences = index.corpus.cut(document).sentences
        for place in range(position + 1, min(position + 3, len(sentences))):
            if sentences[place].block != sentences[position].block or not _leans(index, document, place):
                break
            number = hit.number + place - position
            if number not in found:
                found.add(number)
                added.append(Hit(number, PARAGRAPH_WEIGHT * hit.paragraph, 0.0, hit.paragraph))
    return [*hits, *added]


def _leans(index: Index, document: int, place: int) -> bool:
    """Whether a sentence begins with a word that points back."""
    sentence = index.corpus.cut(document).sentences[place]
    first = _FIRST_WORD.search(index.corpus.documents[document].text, sentence.body, sentence.end)
    return first is not None and first.group().lower() in PERSONAL


def _read_candidate(hit: Hit, index: Index, views: Views) -> Candidate:
    document, position = index.corpus.locate(hit.number)
    cut = index.corpus.cut(document)
    sentence = cut.sentences[position]
    return Candidate(hit, document, position, sentence, cut.blocks[sentence.block], views.get(document, position))


def _find_surroundings(c: Candidate, index: Index) -> tuple[Range, ...]:
    """Bound what stands around a candidate: the sentence before (and those that it leans on), the one after, the paragraph;
    the title (or first sentence), the heading and the lead-in; the document.
    """
    count = len(index.corpus.cut(c.document).sentences)
    zero = index.corpus.first(c.document)
    first, last = _bound_paragraph(c, count)
    above = [place if place != c.position else None for place in (0, c.sentence.heading, c.sentence.lead_in)]
    bounds = [
        (_begin_before(c, first, index), c.position),
        (c.position + 1, min(c.position + 2, last)),
        (first, last),
        *((place, place + 1) if place is not None else (0, 0) for place in above),
        (0, count),
    ]
    return tuple((zero + start, zero + end) for start, end in bounds)


def _bound_paragraph(c: Candidate, count: int) -> Range:
    """Bound a sentence's paragraph; where paragraphs are of one or two sentences (news), two neighbours on each side."""
    if c.block.last - c.block.first >= 3:
        return c.block.first, c.block.last
    return max(0, c.position - 2), min(count, c.position + 3)


def _begin_before(c: Candidate, first: int, index: Index) -> int:
    """Begin at the sentence before; while that one begins with a pronoun, at the one before it in the paragraph."""
    place = max(c.position - 1, first)
    while c.block.first < place < c.position and _leans(index, c.document, place):
        place -= 1
    return place


def _find_terms(terms: Sequence[str], ranges: Sequence[Range], index: Index) -> np.ndarray:
    """Say which terms stand in which ranges: [ranges x terms], 0 or 1, from the postings."""
    starts, ends = np.array(ranges).T
    return np.array([index.holds_within(term, starts, ends) for term in terms], dtype=float).T


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one is other or (fewer >= FEWEST and len(one & other) >= ALIKE * fewer)
