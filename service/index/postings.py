"""Compile counted terms to postings: for each term, the sentences and paragraphs that hold it, in order.

A posting of a sentence is its number and a code. The code stands for a pair (count of the term, length of the text); there are
few distinct pairs, so that a posting takes six bytes and still has its exact weight. Codes are ordered by weight, the highest
first, so that the least code of a run gives its upper bound.

A posting of a paragraph is made of those of its sentences that hold the term, which stand one after the other. So two bytes are
stored of it, its own code, and one bit for each posting of a sentence, which says whether another paragraph begins there.
"""

from dataclasses import dataclass

import numpy as np

from service.index.bm25 import CountedBM25

K1, B = 0.9, 0.3  # sentences
PARAGRAPH_K1, PARAGRAPH_B = 1.2, 0.75
_DENSE = 1 << 26  # up to so many possible pairs, a table is used instead of sorting


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
    terms of each, `terms` the number of distinct terms. A single sort of (term, sentence) keys does the work.
    """
    keys = tokens.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    keys.sort()
    starts = _run_starts(keys[1:] != keys[:-1], len(keys))
    counts = np.diff(starts, append=len(keys)).astype(np.int32)
    keys = keys[starts]
    offsets = narrow(np.searchsorted(keys, np.arange(terms + 1, dtype=np.uint64) << np.uint64(32)))
    numbers = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
    del keys, starts
    codes, pairs = _encode(counts, numbers, lengths, len(tokens), K1, B)
    return SentencePostings(len(lengths), len(tokens), offsets, codes, least(codes, offsets[:-1]), *pairs, numbers)


def compile_paragraphs(
    sentences: SentencePostings, lengths: np.ndarray, paragraph_of: np.ndarray, size: int
) -> ParagraphPostings:
    """Group sentence postings by paragraph.

    `lengths` and `paragraph_of` (int32 [sentences]) are each sentence's length and paragraph, the latter never decreasing;
    `size` is the number of paragraphs.
    """
    owners = paragraph_of[sentences.numbers]
    begins = np.ones(len(owners), dtype=bool)
    np.not_equal(owners[1:], owners[:-1], out=begins[1:])
    inner = sentences.offsets[:-1]
    begins[inner[inner < len(owners)]] = True
    first = begins.nonzero()[0]
    counts_of = sentences.pair_counts[sentences.codes]
    counts = np.add.reduceat(counts_of, first) if len(first) else counts_of
    offsets = narrow(np.searchsorted(first, sentences.offsets))
    in_paragraph = np.bincount(paragraph_of, weights=lengths, minlength=size).astype(np.int64)
    codes, pairs = _encode(counts, owners[first], in_paragraph, sentences.tokens, PARAGRAPH_K1, PARAGRAPH_B)
    best = least(codes, offsets[:-1])
    return ParagraphPostings(size, sentences.tokens, offsets, codes, best, *pairs, pack(begins))


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


def _encode(
    counts: np.ndarray, numbers: np.ndarray, lengths: np.ndarray, tokens: int, k1: float, b: float
) -> tuple[np.ndarray, Pairs]:
    """Return the code of each posting's pair (count, length of the text), and the pairs by code."""
    if not len(counts):
        nothing = np.zeros(0, dtype=np.int32)
        return np.zeros(0, dtype=np.uint16), (nothing, nothing, nothing.astype(np.int64))
    distinct, ranks = np.unique(lengths, return_inverse=True)
    top = (int(counts.max()) + 1) * len(distinct)
    pair_of: np.ndarray = np.multiply(counts, len(distinct), dtype=np.int32 if top < 1 << 31 else np.int64)
    pair_of += ranks.astype(np.int32)[numbers]
    used = _distinct(pair_of, top)
    pair_counts, pair_lengths = used // len(distinct), distinct[used % len(distinct)]
    order = order_pairs(pair_counts, pair_lengths, tokens / len(lengths), k1, b)
    codes = _renumber(pair_of, used, order, top)
    uses = np.bincount(codes, minlength=len(used))
    return codes, (pair_counts[order].astype(np.int32), pair_lengths[order].astype(np.int32), uses)


def _distinct(values: np.ndarray, top: int) -> np.ndarray:
    """Return the distinct values in order, given that all are below `top`."""
    if top > _DENSE:
        return np.unique(values)
    seen = np.zeros(top, dtype=bool)
    seen[values] = True
    return seen.nonzero()[0]


def _renumber(values: np.ndarray, distinct: np.ndarray, order: np.ndarray, top: int) -> np.ndarray:
    """Return the place of each value in `distinct[order]`."""
    places = np.empty(len(distinct), dtype=code_type(len(distinct)))
    places[order] = np.arange(len(distinct), dtype=places.dtype)
    if top > _DENSE:
        return places[distinct.searchsorted(values)]
    table = np.empty(top, dtype=places.dtype)
    table[distinct] = places
    return table[values]
