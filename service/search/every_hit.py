"""Find every sentence that holds what is wanted, in the order of the documents, counted and a page at a time."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from service.english.tokens import extract_terms
from service.english.unspaced import has_unspaced
from service.html_tags import blank_markup
from service.index.interface import FIRST, Held, Index, TextPlace
from service.search.wanted import Wanted
from service.sentences.sentence import Segmentation, Sentence

# The characters that one search for a phrase reads, of paragraphs and of the documents that they are in.
LOOKED_THROUGH = 2_000_000
OPENED = 64_000_000


class HoldingSentence(NamedTuple):
    """A sentence that holds what is wanted, or several that a phrase runs through: [start, end) of a document by number."""

    document: int
    start: int
    end: int


@dataclass(frozen=True)
class HitPlace:
    """Where a page begins: after the sentence at `start` of the document with this id."""

    document: str
    start: int


@dataclass(frozen=True)
class FoundHits:
    """A page of hits, with how many there are in all and in each document, by number.

    If not `complete`, the work allowed for a search ended before the documents did, and the counts are the least there are.
    `reached` is where the next page begins, None after the last.
    """

    sentences: tuple[HoldingSentence, ...]
    counts: Mapping[int, int]
    complete: bool
    reached: HitPlace | None

    @property
    def total(self) -> int:
        """The number of hits in all documents."""
        return sum(self.counts.values())


def find_every(
    wanted: Wanted, index: Index, limit: int, after: HitPlace | None = None, documents: Collection[int] | None = None
) -> FoundHits:
    """Find up to `limit` hits after a place, and count all of them. `documents` are the numbers to stay within."""
    if not (wanted.words or wanted.phrases):
        return FoundHits((), {}, True, None)
    if wanted.phrases:
        return _find_phrases(wanted, index, limit, after, documents)
    held, first = index.sentences_with_all(wanted.terms, documents), _first_place(index, after)
    rest = _go_on(index.sentences_with_all, wanted.terms, documents, held, first)
    numbers = rest.numbers[rest.numbers.searchsorted(index.corpus.first(first[0]) + first[1]) :]
    page = tuple(_sentence(index, number) for number in numbers[:limit].tolist())
    goes_on = page and (len(numbers) > limit or not rest.complete)
    reached = _place_of(index, page[-1]) if goes_on else None
    return FoundHits(page, index.count_by_document(held.numbers), held.complete, reached)


def count_sentences(terms: tuple[str, ...], index: Index, documents: Collection[int] | None = None) -> int:
    """Count the sentences that hold all of these terms: as many as the index counts at most."""
    return len(index.sentences_with_all(terms, documents).numbers)


def _go_on(
    find: Callable[..., Held],
    terms: tuple[str, ...],
    documents: Collection[int] | None,
    held: Held,
    first: TextPlace,
) -> Held:
    """Return what is held from a place on, which may lie behind what an index found at once; more than that if it is there."""
    return held if held.complete or first == FIRST else find(terms, documents, first)


def _sentence(index: Index, number: int) -> HoldingSentence:
    document, place = index.corpus.locate(number)
    sentence = index.corpus.segmentation(document).sentences[place]
    return HoldingSentence(document, sentence.start, sentence.end)


def _place_of(index: Index, found: HoldingSentence) -> HitPlace:
    return HitPlace(index.corpus.ids[found.document], found.start)


def _first_place(index: Index, after: HitPlace | None) -> TextPlace:
    """Return the place of the first sentence after a place."""
    if after is None:
        return FIRST
    number = bisect_right(index.corpus.ids, after.document) - 1
    if number < 0 or index.corpus.ids[number] != after.document:
        return number + 1, 0
    sentences = index.corpus.segmentation(number).sentences
    return number, bisect_right(sentences, after.start, key=attrgetter("start"))


def _first_block(index: Index, after: HitPlace | None) -> TextPlace:
    """Return the place of the first paragraph that ends after a place."""
    first = _first_place(index, after)
    if after is None or first[0] >= len(index.corpus.ids) or index.corpus.ids[first[0]] != after.document:
        return first
    blocks = index.corpus.segmentation(first[0]).blocks
    return first[0], bisect_right(blocks, after.start, key=attrgetter("end"))


class _Walk:
    """A walk through paragraphs that may hold the phrases, which ends when the work allowed for it is done."""

    def __init__(self, wanted: Wanted, index: Index) -> None:
        self._wanted, self._index = wanted, index
        self._left, self._to_open = LOOKED_THROUGH, OPENED
        self.stopped_before: HitPlace | None = None

    def walk(self, paragraphs: np.ndarray) -> Iterator[HoldingSentence]:
        opened, plain = -1, ""
        for number in map(int, paragraphs):
            document, block_number = self._index.locate_paragraph(number)
            text = self._index.corpus.documents[document].text
            cut = self._index.corpus.segmentation(document)
            block = cut.blocks[block_number]
            self._to_open -= 0 if document == opened else len(text)
            self._left -= block.end - block.start
            if (self._left < 0 or self._to_open < 0) and opened >= 0:
                self.stopped_before = HitPlace(self._index.corpus.ids[document], block.start - 1)
                return
            if document != opened:
                opened, plain = document, blank_markup(text)
            runs = _runs_in(plain, cut, block.first, block.last, self._wanted)
            yield from (HoldingSentence(document, start, end) for start, end in runs)


def _find_phrases(
    wanted: Wanted, index: Index, limit: int, after: HitPlace | None, documents: Collection[int] | None
) -> FoundHits:
    sure = [*wanted.terms, *(term for phrase in wanted.phrases for term in _sure_terms(phrase))]
    terms = tuple(dict.fromkeys(sure))
    held = index.paragraphs_with_all(terms, documents)
    later_held = _go_on(index.paragraphs_with_all, terms, documents, held, _first_block(index, after))
    counting = _Walk(wanted, index)
    counts = Counter(found.document for found in counting.walk(held.numbers))
    paging = _Walk(wanted, index)
    rest = later_held.numbers[_first_paragraph(index, later_held.numbers, after) :]
    ids = index.corpus.ids
    later = (
        f for f in paging.walk(rest) if after is None or (ids[f.document], f.start) > (after.document, after.start)
    )
    page = tuple(islice(later, limit + 1))
    reached = paging.stopped_before
    if len(page) > limit:
        reached = _place_of(index, page[limit - 1])
    elif reached is None and len(rest) and not later_held.complete:
        reached = _end_of(index, int(rest[-1]))
    return FoundHits(page[:limit], counts, held.complete and counting.stopped_before is None, reached)


def _end_of(index: Index, paragraph: int) -> HitPlace:
    document, place = index.locate_paragraph(paragraph)
    return HitPlace(index.corpus.ids[document], index.corpus.segmentation(document).blocks[place].end)


def _first_paragraph(index: Index, paragraphs: np.ndarray, after: HitPlace | None) -> int:
    """Return the position of the first paragraph that may hold a hit after a place."""
    if after is None:
        return 0

    def ends_at(number: int) -> tuple[str, int]:
        document, place = index.locate_paragraph(number)
        return index.corpus.ids[document], index.corpus.segmentation(document).blocks[place].end

    return bisect_right(paragraphs, (after.document, after.start), key=lambda number: ends_at(int(number)))


def _sure_terms(phrase: str) -> list[str]:
    """Return the terms that every text with a phrase is indexed by.

    Those of words with marks in them depend on what stands around them, as do capitals that tell US from us; of scripts
    without spaces, the pairs or threes of characters within the phrase.
    """
    terms: list[str] = []
    for word in phrase.split():
        if not word.isalpha():
            continue
        size = 1 if not has_unspaced(word) else 3 if min(word) < "\u3000" else 2
        terms += [term for term in extract_terms(word.casefold()) if len(term) >= size]
    return terms


def _runs_in(text: str, cut: Segmentation, first: int, last: int, wanted: Wanted) -> list[tuple[int, int]]:
    """Return the ranges of sentences, of those in [first, last), that hold every phrase and every word."""
    sentences = cut.sentences[first:last]
    if not sentences:
        return []
    starts = [sentence.start for sentence in sentences]
    runs: list[tuple[int, int]] = []
    for match in wanted.patterns[0].finditer(text, sentences[0].start, sentences[-1].end):
        low, high = (bisect_right(starts, place) - 1 for place in (match.start(), match.end() - 1))
        if runs and low <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(high, runs[-1][1])
        else:
            runs.append((low, high))
    ranges = [(sentences[low].start, sentences[high].end) for low, high in runs]
    return [
        (start, end)
        for (start, end), (low, high) in zip(ranges, runs, strict=True)
        if all(pattern.search(text, start, end) for pattern in wanted.patterns[1:])
        and _hold(text, sentences[low : high + 1], wanted.terms)
    ]


def _hold(text: str, sentences: Sequence[Sentence], terms: Collection[str]) -> bool:
    if not terms:
        return True
    held = {term for sentence in sentences for term in extract_terms(text[sentence.start : sentence.end])}
    return held.issuperset(terms)
