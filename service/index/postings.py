"""Compile counted terms into postings: for each term, the sentences and paragraphs that hold it, in order.

A posting is a number and a code. The code stands for a pair (how often the text holds the term, how long the
text is); few such pairs differ, so a posting takes six bytes and its weight is still exact. Codes are ordered
by weight, best first, so that the least code of a run is an upper bound for the run.
"""

from dataclasses import dataclass

import numpy as np

from service.index.bm25 import CountedBM25

K1, B = 0.9, 0.3  # sentences
PARAGRAPH_K1, PARAGRAPH_B = 1.2, 0.75
_DENSE = 1 << 26  # up to so many possible pairs are marked in a table instead of sorted


@dataclass(frozen=True)
class Postings:
    """The postings of one kind of text (sentences, or paragraphs), term by term.

    `offsets` (int64, one more than terms) tells where each term's run begins in `numbers` (int32, ascending
    within a run) and `codes`; `best` is each run's least code. `pair_counts` and `pair_lengths` spell the
    codes out, `pair_uses` (int64) tells how many postings have each.
    """

    size: int  # texts in the collection, those without a term too
    tokens: int  # terms in all of them
    offsets: np.ndarray
    numbers: np.ndarray
    codes: np.ndarray
    best: np.ndarray
    pair_counts: np.ndarray
    pair_lengths: np.ndarray
    pair_uses: np.ndarray


@dataclass(frozen=True)
class ParagraphPostings(Postings):
    """Paragraph postings, each of which knows the sentence postings it was made of.

    Those of posting i are sentence postings `first[i]` to `first[i + 1]`; `least` is the least of their
    codes.
    """

    first: np.ndarray
    least: np.ndarray


def impacts(postings: Postings, k1: float, b: float) -> np.ndarray:
    """Give the weight of every code before idf: float64, falling."""
    average = postings.tokens / postings.size if postings.tokens else 1.0
    return CountedBM25(postings.pair_counts.tolist(), postings.pair_lengths.tolist(), average, k1, b).impacts()


def compile_sentences(tokens: np.ndarray, lengths: np.ndarray, terms: int) -> Postings:
    """Turn sentences of term numbers into postings.

    `tokens` (int32) are the term numbers of all sentences one after the other, `lengths` (int32) how many
    each sentence has, `terms` how many terms there are. One sort of (term, sentence) keys does the work.
    """
    keys = tokens.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    keys.sort()
    starts = _run_starts(keys[1:] != keys[:-1], len(keys))
    counts = np.diff(starts, append=len(keys)).astype(np.int32)
    keys = keys[starts]
    offsets = np.searchsorted(keys, np.arange(terms + 1, dtype=np.uint64) << np.uint64(32))
    numbers = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
    del keys, starts
    codes, pairs = _encode(counts, numbers, lengths, len(tokens), K1, B)
    return Postings(len(lengths), len(tokens), offsets, numbers, codes, least(codes, offsets[:-1]), *pairs)


def compile_paragraphs(
    sentences: Postings, lengths: np.ndarray, paragraph_of: np.ndarray, size: int
) -> ParagraphPostings:
    """Group sentence postings by paragraph. `lengths` are the sentences', `paragraph_of` (int32, never
    falling) is each one's paragraph, `size` how many paragraphs there are.
    """
    owners = paragraph_of[sentences.numbers]
    changes = owners[1:] != owners[:-1]
    inner = sentences.offsets[1:-1]
    changes[inner[(inner > 0) & (inner < len(owners))] - 1] = True
    first = _run_starts(changes, len(owners))
    counts_of = sentences.pair_counts[sentences.codes]
    counts = np.add.reduceat(counts_of, first) if len(first) else counts_of
    numbers, offsets = owners[first], np.searchsorted(first, sentences.offsets)
    in_paragraph = np.bincount(paragraph_of, weights=lengths, minlength=size).astype(np.int64)
    codes, pairs = _encode(counts, numbers, in_paragraph, sentences.tokens, PARAGRAPH_K1, PARAGRAPH_B)
    return ParagraphPostings(
        size,
        sentences.tokens,
        offsets,
        numbers,
        codes,
        least(codes, offsets[:-1]),
        *pairs,
        first=np.append(first, len(owners)).astype(place_type(len(owners))),
        least=least(sentences.codes, first),
    )


def _run_starts(changes: np.ndarray, count: int) -> np.ndarray:
    """Tell where runs begin among `count` values, each but the first of which is a change or is not."""
    begins = np.ones(count, dtype=bool)
    begins[1:] = changes
    return begins.nonzero()[0]


def place_type(postings: int) -> type[np.signedinteger]:
    """Give the type that holds the places of so many postings."""
    return np.int32 if postings < 1 << 31 else np.int64


def code_type(pairs: int) -> type[np.unsignedinteger]:
    """Give the type that holds the codes of so many pairs."""
    return np.uint16 if pairs <= 1 << 16 else np.uint32


def least(codes: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Give the least code of each run, by where the runs start."""
    return np.minimum.reduceat(codes, np.minimum(starts, len(codes) - 1)) if len(codes) else codes


def order_pairs(counts: np.ndarray, lengths: np.ndarray, average: float, k1: float, b: float) -> np.ndarray:
    """Give the order of pairs by their weights, best first; equal ones stay as they come."""
    weights = CountedBM25(counts.tolist(), lengths.tolist(), average, k1, b).impacts()
    return np.argsort(-weights, kind="stable")


Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]  # counts, lengths and uses by code


def _encode(
    counts: np.ndarray, numbers: np.ndarray, lengths: np.ndarray, tokens: int, k1: float, b: float
) -> tuple[np.ndarray, Pairs]:
    """Give each posting the code of its pair (count, text's length), and the pairs by code, best first."""
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
    """Give the distinct values in order; all are below `top`."""
    if top > _DENSE:
        return np.unique(values)
    seen = np.zeros(top, dtype=bool)
    seen[values] = True
    return seen.nonzero()[0]


def _renumber(values: np.ndarray, distinct: np.ndarray, order: np.ndarray, top: int) -> np.ndarray:
    """Give each value its place in `distinct[order]`."""
    places = np.empty(len(distinct), dtype=code_type(len(distinct)))
    places[order] = np.arange(len(distinct), dtype=places.dtype)
    if top > _DENSE:
        return places[distinct.searchsorted(values)]
    table = np.empty(top, dtype=places.dtype)
    table[distinct] = places
    return table[values]
