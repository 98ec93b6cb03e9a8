"""Search compiled postings: BM25 over sentences, and beside it over their paragraphs.

`rank_bm25` defines the scores; compiled postings give the same sums without visiting every sentence.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from service.index.bm25 import inverse_frequency
from service.index.compiled import Compiled
from service.index.places import Finder
from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B, Postings, impacts
from service.index.spelling import Speller
from service.index.topk import TermList, find_best, ranges, sum_by_number
from service.memory import ENTRY, Memory, new_serial

PARAGRAPH_WEIGHT = 0.6
_TERM_BYTES = ENTRY + 560  # a Term with its slices and floats, by sys.getsizeof of all of them
SMALL = 1024  # postings; up to so many in a query, scoring every sentence that holds a term is faster


class Hit(NamedTuple):
    """A sentence found: its number in the collection, its score, and the two parts of that score."""

    number: int
    score: float
    sentence: float
    paragraph: float


Scored = tuple[np.ndarray, np.ndarray, np.ndarray]  # sentences' numbers, their own scores, and their paragraphs'


class Term(NamedTuple):
    """A term that the collection holds: its number, where its postings run, and its idf, among sentences and paragraphs."""

    number: int
    sentences: slice
    paragraphs: slice
    idf: float
    paragraph_idf: float


class QueryTerm(NamedTuple):
    """A query's term that the collection holds: as in `Term`, with its weight times idf among sentences and paragraphs."""

    number: int
    sentences: slice
    paragraphs: slice
    sentence: float
    paragraph: float


class Searcher:
    """Search compiled postings. Immutable, and safe to use from many threads."""

    def __init__(self, data: Compiled, small: int = SMALL, memory: Memory | None = None) -> None:
        self.memory = memory = Memory() if memory is None else memory
        self.serial = new_serial()
        self._data = data
        self._small = small
        self._in_sentences = Finder(data.sentences.size, memory)
        self._in_paragraphs = Finder(data.paragraphs.size, memory)
        self._sentence_impacts = impacts(data.sentences, K1, B)
        self._paragraph_impacts = impacts(data.paragraphs, PARAGRAPH_K1, PARAGRAPH_B)

    def prepare(self) -> None:
        """Make ready what searches for common terms need, which is otherwise made when it is first needed."""
        for finder, postings in (
            (self._in_sentences, self._data.sentences),
            (self._in_paragraphs, self._data.paragraphs),
        ):
            finder.prepare(postings.numbers, postings.offsets)

    def __contains__(self, term: str) -> bool:
        return self._find(term) is not None

    def idf(self, term: str) -> float:
        """Give a term's weight; for one that no sentence holds, the weight of one that a single sentence
        would.
        """
        found = self._find(term)
        return found.idf if found else inverse_frequency(0, max(self._data.sentences.size, 1))

    def holds_within(self, term: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Say which ranges of sentences, [start, end) by their numbers, hold a term: boolean [ranges]."""
        term_found = self._find(term)
        if term_found is None:
            return np.zeros(len(starts), dtype=bool)
        numbers = self._data.sentences.numbers[term_found.sentences]
        starts, ends = (
            places.astype(numbers.dtype, copy=False) for places in (starts, ends)
        )  # or the run is converted
        found: np.ndarray = numbers.searchsorted(starts) < numbers.searchsorted(ends)
        return found

    def closest_term(self, term: str) -> str | None:
        """Give the collection's term that this one, unknown to it, was probably meant to be; see
        Speller.closest.
        """
        return self._speller.closest(term)

    def _find(self, term: str) -> Term | None:
        """Look a term up; the same few are asked for again and again."""
        key = ("term", self.serial, term)
        return self.memory.get_or_make(key, partial(_find, self._data, term), _TERM_BYTES)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._data.vocabulary, np.diff(self._data.sentences.offsets))

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        documents: Collection[int] | None = None,
        support: float = PARAGRAPH_WEIGHT,
    ) -> list[Hit]:
        """Give the best `limit` sentences that hold at least one term, best first, ties in document order.

        `terms` maps each term to its weight in the query (1 for one occurrence; nothing below 0). `documents`
        are the numbers of the documents to stay within; idf stays the whole collection's. A sentence's score
        is its own BM25 plus `support` times its paragraph's.
        """
        query = [found for term, weight in terms.items() if (found := self._query_term(term, weight)) is not None]
        if not query or limit < 1 or (documents is not None and not documents):
            return []
        if sum(term.sentences.stop - term.sentences.start for term in query) <= self._small:
            scored = self._score_everywhere(query, documents, support)
        elif support:
            scored = self._score(self._find_with_paragraphs(query, limit, support, documents), query, support)
        else:
            scored = self._score(self._find_sentences(query, limit, documents), query, support)
        return _take_best(*scored, limit, support)

    def _query_term(self, term: str, weight: float) -> QueryTerm | None:
        found = self._find(term) if weight > 0 else None
        return QueryTerm(*found[:3], weight * found.idf, weight * found.paragraph_idf) if found else None

    def _score_everywhere(
        self, query: Sequence[QueryTerm], documents: Collection[int] | None, support: float
    ) -> Scored:
        """Score every sentence that holds a term: where they are few, that is the shortest way."""
        data = self._data
        runs, weights = [term.sentences for term in query], [term.sentence for term in query]
        numbers, own = _sum_runs(data.sentences, self._sentence_impacts, runs, weights)
        if within := _ranges_of(documents, data.first_sentence):
            starts, ends = within
            last = starts.searchsorted(numbers, side="right") - 1
            inside = (last >= 0) & (numbers < ends[last])
            numbers, own = numbers[inside], own[inside]
        if not support:
            return numbers, own, np.zeros(len(numbers))
        runs, weights = [term.paragraphs for term in query], [term.paragraph for term in query]
        paragraphs, lent = _sum_runs(data.paragraphs, self._paragraph_impacts, runs, weights)
        return numbers, own, lent[paragraphs.searchsorted(data.paragraph_of[numbers])]

    def _find_sentences(self, query: Sequence[QueryTerm], limit: int, documents: Collection[int] | None) -> np.ndarray:
        """Find the best sentences, their paragraphs not counted."""
        lists = [self._sentence_list(term) for term in query]
        within = _ranges_of(documents, self._data.first_sentence)
        return find_best(lists, limit, lambda numbers, scores: (numbers, scores), within)

    def _sentence_list(self, term: QueryTerm) -> TermList:
        data = self._data.sentences
        run = term.sentences
        codes, own = data.codes[run], self._sentence_impacts

        def bounds(positions: np.ndarray | None) -> np.ndarray:
            wanted = codes if positions is None else codes.take(positions)
            scores = own.take(wanted)
            scores *= term.sentence
            return scores

        numbers, upper = data.numbers[run], term.sentence * float(own[data.best[term.number]])
        return TermList(numbers, bounds, upper, partial(self._in_sentences.find, term.number, numbers))

    def _find_with_paragraphs(
        self, query: Sequence[QueryTerm], limit: int, support: float, documents: Collection[int] | None
    ) -> np.ndarray:
        """Find the paragraphs that could hold the best sentences, and the best sentences in those."""
        lists = [self._paragraph_list(term, support) for term in query]

        def evaluate(numbers: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return self._open_paragraphs(numbers, query, support)

        return find_best(lists, limit, evaluate, _ranges_of(documents, self._data.first_paragraph))

    def _paragraph_list(self, term: QueryTerm, support: float) -> TermList:
        """List a term's paragraphs; each is bounded by its own share and by the best of its sentences."""
        data, own, lent = self._data.paragraphs, self._sentence_impacts, self._paragraph_impacts
        run = term.paragraphs
        codes, least = data.codes[run], data.least[run]
        share = support * term.paragraph

        def bounds(positions: np.ndarray | None) -> np.ndarray:
            ours = codes if positions is None else codes.take(positions)
            best = least if positions is None else least.take(positions)
            scores = own.take(best)
            scores *= term.sentence
            shares = lent.take(ours)
            shares *= share
            scores += shares
            return scores

        best = float(own[self._data.sentences.best[term.number]]), float(lent[data.best[term.number]])
        numbers, upper = data.numbers[run], term.sentence * best[0] + share * best[1]
        return TermList(numbers, bounds, upper, partial(self._in_paragraphs.find, term.number, numbers))

    def _open_paragraphs(
        self, wanted: np.ndarray, query: Sequence[QueryTerm], support: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score every sentence of these paragraphs that holds a term."""
        data, paragraphs = self._data, self._data.paragraphs
        positions, owners, counts = [], [], []
        for term in query:
            run = paragraphs.numbers[term.paragraphs]
            held, places = self._in_paragraphs.find(term.number, run, wanted)
            positions.append(places + term.paragraphs.start)
            owners.append(held)
            counts.append(len(held))
        at, owner = np.concatenate(positions), np.concatenate(owners)
        lent = self._paragraph_impacts.take(paragraphs.codes[at])
        lent *= np.repeat([support * term.paragraph for term in query], counts)
        shares = np.bincount(owner, weights=lent, minlength=len(wanted))
        first, last = paragraphs.first[at], paragraphs.first[at + 1]
        inside = ranges(first, last)
        own = self._sentence_impacts.take(data.sentences.codes[inside])
        own *= np.repeat([term.sentence for term in query], counts).repeat(last - first)
        numbers, scores = sum_by_number(data.sentences.numbers[inside], own)
        scores += shares[wanted.searchsorted(data.paragraph_of[numbers])]
        return numbers, scores

    def _score(self, numbers: np.ndarray, query: Sequence[QueryTerm], support: float) -> Scored:
        """Score the found sentences term by term in the query's order: equal sentences score equally."""
        own, lent = np.zeros(len(numbers)), np.zeros(len(numbers))
        for term in query:
            self._sentence_list(term).add_to(own, numbers)
        if support:
            paragraphs, place = np.unique(self._data.paragraph_of[numbers], return_inverse=True)
            lent = self._score_paragraphs(paragraphs, query)[place]
        return numbers, own, lent

    def _score_paragraphs(self, wanted: np.ndarray, query: Sequence[QueryTerm]) -> np.ndarray:
        data, scores = self._data.paragraphs, np.zeros(len(wanted))
        for term in query:
            held, places = self._in_paragraphs.find(term.number, data.numbers[term.paragraphs], wanted)
            scores[held] += term.paragraph * self._paragraph_impacts.take(data.codes[term.paragraphs].take(places))
        return scores


def _find(data: Compiled, term: str) -> Term | None:
    number = data.vocabulary.find(term)
    if number is None:
        return None
    sentences, paragraphs = _run(data.sentences, number), _run(data.paragraphs, number)
    if sentences.start == sentences.stop:
        return None
    return Term(
        number,
        sentences,
        paragraphs,
        inverse_frequency(sentences.stop - sentences.start, data.sentences.size),
        inverse_frequency(paragraphs.stop - paragraphs.start, data.paragraphs.size),
    )


def _run(postings: Postings, term: int) -> slice:
    return slice(int(postings.offsets[term]), int(postings.offsets[term + 1]))


def _sum_runs(
    postings: Postings, own: np.ndarray, runs: Sequence[slice], weights: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Score every text that holds a term: ascending numbers, and of each the sum over the terms, in the query's order.

    `own` are the codes' impacts, `runs` and `weights` the terms' postings and weights.
    """
    scores = own.take(np.concatenate([postings.codes[run] for run in runs]))
    scores *= np.repeat(weights, [run.stop - run.start for run in runs])
    numbers, place = np.unique(np.concatenate([postings.numbers[run] for run in runs]), return_inverse=True)
    return numbers, np.bincount(place, weights=scores)


def _take_best(numbers: np.ndarray, own: np.ndarray, lent: np.ndarray, limit: int, support: float) -> list[Hit]:
    """Give the best of scored sentences, ties in the order of their numbers."""
    total = own + support * lent
    best = (-total).argsort(kind="stable")[:limit]
    return list(map(Hit, *(parts[best].tolist() for parts in (numbers, total, own, lent))))


def _ranges_of(documents: Collection[int] | None, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    if documents is None:
        return None
    numbers = np.unique(np.fromiter(documents, dtype=np.int64))
    starts, ends = firsts[numbers], firsts[numbers + 1]
    apart = np.flatnonzero(starts[1:] != ends[:-1])
    return starts[np.concatenate(([0], apart + 1))], ends[np.append(apart, len(ends) - 1)]
