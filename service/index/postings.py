"""Compile counted terms to postings: for each term, the sentences and paragraphs that hold it, in order.

A posting of a sentence is its number and a code. The code stands for a pair (count of the term, length of the text); there are
few distinct pairs, so that a posting takes six bytes and still has its exact weight. Codes are ordered by weight, the highest
first, so that the least code of a run gives its upper bound.

A posting of a paragraph is made of those of its sentences that hold the term, which stand one after the other. So two bytes are
stored of it, its own code, and one bit for each posting of a sentence, which says whether another paragraph begins there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from service.index.bm25 import CountedBM25
from service.index.strings import count_each, look_up

K1, B = 0.9, 0.3  # sentences
PARAGRAPH_K1, PARAGRAPH_B = 1.2, 0.75
_DENSE = 1 << 26  # up to so many possible pairs, a table is used instead of sorting
_AT_ONCE = 1 << 21  # postings compiled together, so that what that takes is little beside the postings themselves
_MOST_RANGES = 16  # ranges of terms, each of which means another pass over all tokens


@dataclass(frozen=True)
class Postings:
    """What the postings of sentences and those of paragraphs have in common.

    `offsets` (int32 or int64 [terms + 1]) are where the run of each term begins in `codes`; `best` is the least code of each
    run. `pair_counts` and `pair_lengths` give the meaning of each code, and `pair_uses` (int64) the number of postings with it.
    """

    size: int  # texts in the collection, including those without a term
    tokens: int  # terms in all of them together
    offsets: np.ndarray
    codes: np.ndarray
    best: np.ndarray
    pair_counts: np.ndarray
    pair_lengths: np.ndarray
    pair_uses: np.ndarray


@dataclass(frozen=True)
class SentencePostings(Postings):
    """The postings of sentences, term by term, with their `numbers` (int32 [postings], ascending within a run)."""

    numbers: np.ndarray


@dataclass(frozen=True)
class ParagraphPostings(Postings):
    """The postings of paragraphs, term by term. `starts` (uint8) has a bit for each posting of a sentence; see `pack`."""

    starts: np.ndarray


def pack(begins: np.ndarray) -> np.ndarray:
    """Pack flags into bits, the first of eight into the lowest: boolean [n] to uint8 [n / 8, rounded up]."""
    return np.packbits(begins, bitorder="little")


def unpack(starts: np.ndarray, run: slice) -> np.ndarray:
    """Return the flags of a run of postings: boolean [postings]."""
    first = run.start >> 3
    bits = np.unpackbits(starts[first : (run.stop + 7) >> 3], bitorder="little")
    return bits[run.start - 8 * first : run.stop - 8 * first].view(bool)


def impacts(postings: Postings, k1: float, b: float) -> np.ndarray:
    """Return the weight of every code before idf: float64 [codes], descending."""
    average = postings.tokens / postings.size if postings.tokens else 1.0
    return CountedBM25(postings.pair_counts.tolist(), postings.pair_lengths.tolist(), average, k1, b).impacts()


def compile_sentences(tokens: np.ndarray, lengths: np.ndarray, terms: int) -> SentencePostings:
    """Compile sentences of term numbers to postings.

    `tokens` (int32) are the term numbers of all sentences one after the other, `lengths` (int32 [sentences]) the number of
    terms of each, `terms` the number of distinct terms. Sorting (term, sentence) keys does the work, those of some terms at
    a time.
    """
    pairs = _PairNumbers(lengths)
    numbers, pair_of = np.empty(len(tokens), dtype=np.int32), np.empty(len(tokens), dtype=pairs.dtype)
    offsets = np.zeros(terms + 1, dtype=np.int64)
    done = 0
    for first, last, keys in _sort_keys(tokens, lengths, terms):
        starts = _run_starts(keys[1:] != keys[:-1], len(keys))
        counts = np.diff(starts, append=len(keys))
        keys = keys[starts]
        wanted = np.arange(first + 1, last + 1, dtype=np.uint64) << np.uint64(32)
        offsets[first + 1 : last + 1] = keys.searchsorted(wanted) + done
        run = slice(done, done + len(keys))
        numbers[run] = keys & np.uint64(0xFFFFFFFF)
        pair_of[run] = pairs.number(counts, numbers[run])
        done = run.stop
    for array in (numbers, pair_of):
        array.resize(done, refcheck=False)  # gives back what repeated words would have taken
    narrowed = narrow(offsets)
    codes, meanings = _encode(pair_of, pairs, len(tokens), K1, B)
    return SentencePostings(len(lengths), len(tokens), narrowed, codes, least(codes, narrowed[:-1]), *meanings, numbers)


def compile_paragraphs(
    sentences: SentencePostings, lengths: np.ndarray, paragraph_of: np.ndarray, size: int
) -> ParagraphPostings:
    """Group sentence postings by paragraph.

    `lengths` and `paragraph_of` (int32 [sentences]) are each sentence's length and paragraph, the latter never decreasing;
    `size` is the number of paragraphs.
    """
    pairs = _PairNumbers(np.bincount(paragraph_of, weights=lengths, minlength=size).astype(np.int64))
    begins = np.ones(len(sentences.numbers), dtype=bool)
    pair_of = np.empty(len(begins), dtype=pairs.dtype)
    offsets = np.zeros(len(sentences.offsets), dtype=np.int64)
    done = 0
    for first, last in _split_terms(sentences.offsets):
        run = slice(int(sentences.offsets[first]), int(sentences.offsets[last]))
        inner = sentences.offsets[first:last] - run.start
        owners = paragraph_of[sentences.numbers[run]]
        np.not_equal(owners[1:], owners[:-1], out=begins[run][1:])
        begins[run][inner[inner < len(owners)]] = True
        starts = begins[run].nonzero()[0]
        offsets[first + 1 : last + 1] = starts.searchsorted(sentences.offsets[first + 1 : last + 1] - run.start) + done
        counts = np.add.reduceat(sentences.pair_counts[sentences.codes[run]], starts)
        pair_of[done : done + len(starts)] = pairs.number(counts, owners[starts])
        done += len(starts)
    pair_of.resize(done, refcheck=False)
    narrowed = narrow(offsets)
    codes, meanings = _encode(pair_of, pairs, sentences.tokens, PARAGRAPH_K1, PARAGRAPH_B)
    best = least(codes, narrowed[:-1])
    return ParagraphPostings(size, sentences.tokens, narrowed, codes, best, *meanings, pack(begins))


def _sort_keys(tokens: np.ndarray, lengths: np.ndarray, terms: int) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield terms [first, last) with the sorted keys (term << 32 | sentence) of all their tokens, in order: uint64."""
    sentences = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    runs = _split_terms(np.append(0, count_each(tokens, terms).cumsum()))
    group_of = np.repeat(np.arange(len(runs), dtype=np.uint8), [last - first for first, last in runs])
    groups = look_up(group_of, tokens) if len(runs) > 1 else None
    for group, (first, last) in enumerate(runs):
        chosen = slice(None) if groups is None else (groups == group).nonzero()[0]
        keys = tokens[chosen].astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= sentences[chosen]
        keys.sort()
        yield first, last, keys


def _split_terms(offsets: np.ndarray) -> list[tuple[int, int]]:
    """Split terms into ranges [first, last) of about as many postings each, few enough for a byte to number them.

    `offsets` [terms + 1] are where the postings of each begin.
    """
    whole = int(offsets[-1])
    wanted = np.arange(0, whole, max(_AT_ONCE, -(-whole // _MOST_RANGES)), dtype=np.int64)
    borders = np.unique(offsets.searchsorted(wanted[1:]))
    borders = borders[offsets[borders] < whole]
    return list(pairwise([0, *borders.tolist(), len(offsets) - 1])) if whole else []


def _run_starts(changes: np.ndarray, count: int) -> np.ndarray:
    """Return where runs begin among `count` values; `changes` (boolean [count - 1]) marks values unlike the one before."""
    begins = np.ones(count, dtype=bool)
    begins[1:] = changes
    return begins.nonzero()[0]


def narrow(offsets: np.ndarray) -> np.ndarray:
    """Return ascending offsets in the smallest of the types that they are stored in."""
    return offsets.astype(np.int32 if offsets[-1] < 1 << 31 else np.int64)


def code_type(pairs: int) -> type[np.unsignedinteger]:
    """Return the integer type for the codes of so many pairs."""
    return np.uint16 if pairs <= 1 << 16 else np.uint32


def least(codes: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the least code of each run, given where the runs start; 0 of an empty one, as terms that nothing holds have."""
    filled = (np.diff(starts, append=len(codes)) > 0).nonzero()[0]
    found = np.zeros(len(starts), dtype=codes.dtype)
    if len(filled):
        found[filled] = np.minimum.reduceat(codes, starts[filled])
    return found


def order_pairs(counts: np.ndarray, lengths: np.ndarray, average: float, k1: float, b: float) -> np.ndarray:
    """Return the order of pairs by weight, the highest first; the sort is stable."""
    weights = CountedBM25(counts.tolist(), lengths.tolist(), average, k1, b).impacts()
    return np.argsort(-weights, kind="stable")


Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]  # counts, lengths and uses by code


class _PairNumbers:
    """Numbers for the pairs (count, length of the text), ordered by count and then by length."""

    def __init__(self, lengths: np.ndarray) -> None:
        """Take the lengths of all texts; no count is greater than the length."""
        self.texts = len(lengths)
        self.lengths, ranks = np.unique(lengths, return_inverse=True)
        self.top = (int(self.lengths[-1]) + 1) * len(self.lengths) if self.texts else 0  # which no number reaches
        self.dtype = np.min_scalar_type(self.top)
        self._ranks = ranks.astype(np.int32)

    def number(self, counts: np.ndarray, texts: np.ndarray) -> np.ndarray:
        """Return the number of each pair, given its count and which text it is of."""
        return (counts * len(self.lengths) + self._ranks[texts]).astype(self.dtype)


def _encode(pair_of: np.ndarray, pairs: _PairNumbers, tokens: int, k1: float, b: float) -> tuple[np.ndarray, Pairs]:
    """Return the code of each posting, given the number of its pair, and the pairs by code."""
    if not len(pair_of):
        nothing = np.zeros(0, dtype=np.int32)
        return np.zeros(0, dtype=np.uint16), (nothing, nothing, nothing.astype(np.int64))
    used = _distinct(pair_of, pairs.top)
    pair_counts, pair_lengths = used // len(pairs.lengths), pairs.lengths[used % len(pairs.lengths)]
    order = order_pairs(pair_counts, pair_lengths, tokens / pairs.texts, k1, b)
    codes = _renumber(pair_of, used, order, pairs.top)
    uses = count_each(codes, len(used))
    return codes, (pair_counts[order].astype(np.int32), pair_lengths[order].astype(np.int32), uses)


def _distinct(values: np.ndarray, top: int) -> np.ndarray:
    """Return the distinct values in order, given that all are below `top`."""
    if top > _DENSE:
        return np.unique(values)
    seen = np.zeros(top, dtype=bool)
    for start in range(0, len(values), _AT_ONCE):
        seen[values[start : start + _AT_ONCE]] = True
    return seen.nonzero()[0]


def _renumber(values: np.ndarray, distinct: np.ndarray, order: np.ndarray, top: int) -> np.ndarray:
    """Return the place of each value in `distinct[order]`."""
    places = np.empty(len(distinct), dtype=code_type(len(distinct)))
    places[order] = np.arange(len(distinct), dtype=places.dtype)
    if top > _DENSE:
        return places[distinct.searchsorted(values)]
    table = np.empty(top, dtype=places.dtype)
    table[distinct] = places
    return look_up(table, values)
