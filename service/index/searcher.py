"""Search compiled postings: BM25 over sentences, plus that of their paragraphs.

The scores are those of rank_bm25 (see bm25.py); postings give them without visiting every sentence.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from service.index.bm25 import inverse_frequency
from service.index.compiled import Compiled
from service.index.exhaustive import DENSE, pick_best, sum_by_text, sum_for, weigh_codes
from service.index.holders import FIRST, Held, TextPlace, count_owners, hold_all, keep_from, keep_within
from service.index.kin import MOST, KinFinder
from service.index.machine_code import find_code, load_code
from service.index.paragraph_runs import ParagraphRun, read_paragraph_run
from service.index.places import Finder
from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B, impacts, unpack
from service.index.scope import bounds_of
from service.index.spelling import Speller
from service.index.term_runs import QueryTerm, Term, read_term, run_of
from service.index.topk import TermList, find_best, ranges, sum_by_number
from service.index.window_search import WindowSearch
from service.memory import ENTRY, Key, Memory, new_serial

PARAGRAPH_WEIGHT = 0.6
_TERM_BYTES = ENTRY + 624  # a Term with its slices and floats: the sum of their sys.getsizeof
_KIN_BYTES = ENTRY + 190 * MOST
SMALL = 16384  # postings of a query; see `_is_small`
SOME_TERMS = 5


class Hit(NamedTuple):
    """A sentence found: its collection-wide number, its score, and the two parts of the score."""

    number: int
    score: float
    sentence: float
    paragraph: float


_make_hit: Callable[[tuple[int, float, float, float]], Hit] = partial(tuple.__new__, Hit)  # in half the time

# The numbers of sentences, their own scores, and those of their paragraphs.
Scored = tuple[np.ndarray, np.ndarray, np.ndarray]


class KinTerm(NamedTuple):
    """A term that is like another in meaning: the cosine of their vectors, and the term's own idf among sentences."""

    term: str
    cosine: float
    idf: float


class Searcher:
    """Searches compiled postings. Immutable, and safe to use from many threads.

    Raises DamagedIndexError before it would read postings that are not as they were written.
    Queries with some `small` postings are scored exhaustively; see `_is_small`.
    """

    def __init__(self, data: Compiled, small: int = SMALL, memory: Memory | None = None) -> None:
        self.memory = memory = Memory() if memory is None else memory
        self.serial = new_serial()
        self._data = data
        self._small = small
        self._in_sentences = Finder(data.sentences.size, memory)
        self._in_paragraphs = Finder(data.paragraphs.size, memory)
        self._sentence_impacts = impacts(data.sentences, K1, B)
        self._paragraph_impacts = impacts(data.paragraphs, PARAGRAPH_K1, PARAGRAPH_B)
        self._kinds = data.sentences.codes.dtype.name, data.paragraphs.codes.dtype.name
        self._windows: WindowSearch | None = None
        self._kin_key = "kin finder", self.serial

    def prepare(self) -> None:
        """Prepare what searches for common terms and for kin need, which is otherwise done when first needed."""
        data = self._data
        load_code(self._kinds)
        if windows := self._compiled():
            windows.prepare(self._check, self._read_run)
            _ = self._kin
            return

        def read_sentences(number: int) -> np.ndarray:
            self._check(number)
            return data.sentences.numbers[run_of(data.sentences, number)]

        def read_paragraphs(number: int) -> np.ndarray:
            self._check(number)
            # Not kept: only the marks made of it are wanted, and the longest runs would take all of the memory.
            return read_paragraph_run(data, run_of(data.sentences, number)).numbers

        self._in_sentences.prepare(np.diff(data.sentences.offsets), read_sentences)
        self._in_paragraphs.prepare(np.diff(data.paragraphs.offsets), read_paragraphs)
        _ = self._kin

    def __contains__(self, term: object) -> bool:
        # Not kept: most of the terms asked for here are misspelt, and in no document.
        number = self._data.vocabulary.find(term) if isinstance(term, str) else None
        return number is not None and self._read(number) is not None

    def known(self, terms: Iterable[str]) -> list[bool]:
        """Return whether a sentence holds each term."""
        return [term in self for term in terms]

    def idf(self, term: str) -> float:
        """Return the idf of a term among sentences; that of a term in no sentence is the highest."""
        return self.idfs([term])[0]

    def idfs(self, terms: Iterable[str]) -> list[float]:
        """Return the idf of each term; see `idf`."""
        unknown = inverse_frequency(0, max(self._data.sentences.size, 1))
        return [found.idf if found else unknown for found in self._find(terms)]

    def holds_within(self, terms: Sequence[str], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return which half-open ranges of sentence numbers hold each term: boolean [terms x ranges]."""
        numbers = self._data.sentences.numbers
        bounds = np.concatenate((starts, ends)).astype(numbers.dtype, copy=False)  # or numpy would convert the runs
        held = np.zeros((len(terms), len(starts)), dtype=bool)
        for row, term in zip(held, self._find(terms), strict=True):
            if term is not None:
                places = numbers[term.sentences].searchsorted(bounds)
                np.less(places[: len(starts)], places[len(starts) :], out=row)
        return held

    def holding(self, term: str, start: int, end: int) -> list[int]:
        """Return the numbers of the sentences from `start` to before `end` that hold a term."""
        found = self._find([term])[0]
        if found is None:
            return []
        run = self._data.sentences.numbers[found.sentences]
        first, last = run.searchsorted(np.array((start, end), dtype=run.dtype)).tolist()
        numbers: list[int] = run[first:last].tolist()
        return numbers

    def sentences_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        """Return the sentences that hold every term, all for no term, of these documents (None: all), from a place on."""
        data = self._data
        runs = [data.sentences.numbers[term.sentences if term else slice(0)] for term in self._find(terms)]
        held = keep_from(hold_all(runs, data.sentences.size), data.first_sentence, start)
        return Held(keep_within(held, bounds_of(documents, data.first_sentence)))

    def paragraphs_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        """Return the paragraphs that hold every term; see `sentences_with_all`."""
        data, none = self._data, self._data.paragraph_of[:0]
        runs = [self._paragraphs_of(term.number).numbers if term else none for term in self._find(terms)]
        held = keep_from(hold_all(runs, data.paragraphs.size), data.first_paragraph, start)
        return Held(keep_within(held, bounds_of(documents, data.first_paragraph)))

    def count_by_document(self, sentences: np.ndarray) -> dict[int, int]:
        """Count ascending sentence numbers by the number of their document."""
        return count_owners(sentences, self._data.first_sentence)

    def locate_paragraph(self, number: int) -> tuple[int, int]:
        """Convert a collection-wide paragraph number to (document number, position among its blocks)."""
        firsts = self._data.first_paragraph
        document = int(firsts.searchsorted(number, side="right")) - 1
        return document, number - int(firsts[document])

    def closest_term(self, term: str) -> str | None:
        """Return the term of the collection that an unknown one was probably meant to be; see Speller.closest."""
        return self._speller.closest(term)

    def kin(self, terms: Iterable[str]) -> list[tuple[KinTerm, ...]]:
        """Return, for each term, those of the collection whose meaning is most like its own; see KinFinder.find."""

        def find(key: Key) -> tuple[KinTerm, ...]:
            found = {one.term: one for one in self._kin.find(str(key[-1]))}
            keys = [("term", self.serial, term) for term in found]
            terms = self.memory.get_many(keys, lambda key: self._check(found[key[-1]].number), _TERM_BYTES)  # type: ignore[index]
            pairs = zip(found.values(), terms, strict=True)
            return tuple(KinTerm(one.term, one.cosine, term.idf) for one, term in pairs if term is not None)

        return self.memory.get_many([("kin", self.serial, term) for term in terms], find, _KIN_BYTES)

    def _compiled(self) -> WindowSearch | None:
        """Return what searches with compiled code, None as long as there is none."""
        if self._windows is None and (code := find_code(self._kinds)) is not None:
            impacts = self._sentence_impacts, self._paragraph_impacts
            self._windows = WindowSearch(self._data, impacts, code, self.memory, self.serial)
        return self._windows

    def _read_run(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Read the sentences and the paragraphs that hold the term of a number, whose postings were checked."""
        run = run_of(self._data.sentences, number)
        return self._data.sentences.numbers[run], read_paragraph_run(self._data, run).numbers

    def _find(self, terms: Iterable[str]) -> list[Term | None]:
        """Look up terms, or find them in memory: the same ones are needed again and again."""
        keys = [("term", self.serial, term) for term in terms]
        return self.memory.get_many(keys, lambda key: self._look_up(str(key[-1])), _TERM_BYTES)

    def _look_up(self, term: str) -> Term | None:
        """Look up a term whose postings are to be read."""
        number = self._data.vocabulary.find(term)
        return None if number is None else self._check(number)

    def _paragraphs_of(self, number: int) -> ParagraphRun:
        """Return the paragraphs that hold the term of a number, whose postings were checked."""
        return self.memory.get_or_make(
            ("paragraphs", self.serial, number),
            lambda: read_paragraph_run(self._data, run_of(self._data.sentences, number)),
            lambda made: made.nbytes + ENTRY,
        )

    def _check(self, number: int) -> Term | None:
        """Return the term of a number, whose postings are to be read; None if no sentence holds it."""
        found = self._read(number)
        if found is not None:
            self._data.check_runs(found.sentences, found.paragraphs)
        return found

    def _read(self, number: int) -> Term | None:
        return read_term(self._data, self._sentence_impacts, self._paragraph_impacts, number)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._data.vocabulary, np.diff(self._data.sentences.offsets))

    @property
    def _kin(self) -> KinFinder:
        make = partial(KinFinder, self._data.vocabulary)
        return self.memory.get_or_make(self._kin_key, make, lambda made: ENTRY + made.nbytes)

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        documents: Collection[int] | None = None,
        support: float = PARAGRAPH_WEIGHT,
    ) -> list[Hit]:
        """Return the best `limit` sentences that hold at least one term, best first, ties in document order.

        `terms` maps each term to its weight in the query (1 for one occurrence, never negative). `documents` are the
        numbers of the documents to search (default: all); idf remains that of the whole collection. The score of a
        sentence is its own BM25 plus `support` times that of its paragraph.
        """
        query = self._weigh({term: weight for term, weight in terms.items() if weight > 0})
        if not query or limit < 1 or (documents is not None and not documents):
            return []
        # Few searches need it, and it is slow to make: it is not to be dropped while there are any.
        self.memory.get(self._kin_key)
        if windows := self._compiled():
            within = bounds_of(documents, self._data.first_sentence)
            return [*map(_make_hit, zip(*windows.search(query, limit, within, support, self._read_run), strict=True))]
        if self._is_small(query, support):
            scored = self._score_everywhere(query, documents, support)
        elif support:
            scored = self._score(self._find_with_paragraphs(query, limit, support, documents), query, support)
        else:
            scored = self._score(self._find_sentences(query, limit, documents), query, support)
        return _take_best(*scored, limit, support)

    def _is_small(self, query: Sequence[QueryTerm], support: float) -> bool:
        """Return whether scoring every sentence that holds a term is faster than pruning.

        Scoring costs three times as much a posting where sums are sorted (see exhaustive.py). Pruning costs twice as much
        with paragraphs; and each term is looked up for each one before it, so that its cost grows faster than the terms.
        """
        postings = sum(term.sentences.stop - term.sentences.start for term in query)
        limit = self._small * (2 if support else 1) * max(1.0, len(query) / SOME_TERMS) ** 3
        return postings <= (limit if self._data.sentences.size <= DENSE * postings else limit / 3)

    def _weigh(self, terms: Mapping[str, float]) -> list[QueryTerm]:
        """Weigh those terms that a sentence holds."""
        return [
            QueryTerm(*found[:5], weight * found.idf, weight * found.paragraph_idf)
            for found, weight in zip(self._find(terms), terms.values(), strict=True)
            if found
        ]

    def _score_everywhere(
        self, query: Sequence[QueryTerm], documents: Collection[int] | None, support: float
    ) -> Scored:
        """Score every sentence that holds a term, which is fastest if there are few."""
        data, runs = self._data, [term.sentences for term in query]
        holders = np.concatenate([data.sentences.numbers[run] for run in runs])
        scores = weigh_codes(data.sentences, self._sentence_impacts, runs, [term.sentence for term in query])
        numbers, own = sum_by_text(holders, scores, data.sentences.size)
        if support:
            begins = np.concatenate([unpack(data.paragraphs.starts, run) for run in runs])
            runs, weights = [term.paragraphs for term in query], [term.paragraph for term in query]
            scores = weigh_codes(data.paragraphs, self._paragraph_impacts, runs, weights)
            owners, wanted = data.paragraph_of.take(holders[begins]), data.paragraph_of.take(numbers)
            lent = sum_for(wanted, owners, scores, data.paragraphs.size)
        else:
            lent = np.zeros(len(numbers))
        if within := bounds_of(documents, data.first_sentence):
            starts, ends = within
            last = starts.searchsorted(numbers, side="right") - 1
            inside = (last >= 0) & (numbers < ends[last])
            numbers, own, lent = numbers[inside], own[inside], lent[inside]
        return numbers, own, lent

    def _find_sentences(self, query: Sequence[QueryTerm], limit: int, documents: Collection[int] | None) -> np.ndarray:
        """Find the best sentences, ignoring their paragraphs."""
        lists = [self._sentence_list(term) for term in query]
        within = bounds_of(documents, self._data.first_sentence)
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

        numbers = data.numbers[run]
        return TermList(
            numbers, bounds, term.sentence * term.own_most, partial(self._in_sentences.find, term.number, numbers)
        )

    def _find_with_paragraphs(
        self, query: Sequence[QueryTerm], limit: int, support: float, documents: Collection[int] | None
    ) -> np.ndarray:
        """Find the paragraphs that could hold the best sentences, and the best sentences in them."""
        lists = [self._paragraph_list(term, support) for term in query]

        def evaluate(numbers: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return self._open_paragraphs(numbers, query, support)

        return find_best(lists, limit, evaluate, bounds_of(documents, self._data.first_paragraph))

    def _paragraph_list(self, term: QueryTerm, support: float) -> TermList:
        """Make the list of a term's paragraphs; each is bounded by its own score plus that of its best sentence."""
        data, own, lent = self._data.paragraphs, self._sentence_impacts, self._paragraph_impacts
        numbers, _, least = self._paragraphs_of(term.number)
        codes = data.codes[term.paragraphs]
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

        upper = term.sentence * term.own_most + share * term.lent_most
        return TermList(numbers, bounds, upper, partial(self._in_paragraphs.find, term.number, numbers))

    def _open_paragraphs(
        self, wanted: np.ndarray, query: Sequence[QueryTerm], support: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score every sentence of these paragraphs that holds a term."""
        data = self._data
        inside, owners, lent, own = [], [], [], []
        for term in query:
            run = self._paragraphs_of(term.number)
            held, places = self._in_paragraphs.find(term.number, run.numbers, wanted)
            first, last = run.first.take(places), run.first.take(places + 1)
            at = ranges(first, last) + term.sentences.start
            inside.append(at)
            owners.append(held)
            codes = data.paragraphs.codes[term.paragraphs].take(places)
            lent.append(self._paragraph_impacts.take(codes) * (support * term.paragraph))
            own.append(self._sentence_impacts.take(data.sentences.codes.take(at)) * term.sentence)
        shares = np.bincount(np.concatenate(owners), weights=np.concatenate(lent), minlength=len(wanted))
        numbers, scores = sum_by_number(data.sentences.numbers.take(np.concatenate(inside)), np.concatenate(own))
        scores += shares[wanted.searchsorted(data.paragraph_of.take(numbers))]
        return numbers, scores

    def _score(self, numbers: np.ndarray, query: Sequence[QueryTerm], support: float) -> Scored:
        """Score sentences term by term in the order of the query, so that equal sentences have equal scores."""
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
            held, places = self._in_paragraphs.find(term.number, self._paragraphs_of(term.number).numbers, wanted)
            scores[held] += term.paragraph * self._paragraph_impacts.take(data.codes[term.paragraphs].take(places))
        return scores


def _take_best(numbers: np.ndarray, own: np.ndarray, lent: np.ndarray, limit: int, support: float) -> list[Hit]:
    """Return the best of scored sentences, ties in the order of their numbers."""
    total = own + support * lent
    best = pick_best(total, limit)
    columns = (parts[best].tolist() for parts in (numbers, total, own, lent))
    return [*map(_make_hit, zip(*columns, strict=True))]
