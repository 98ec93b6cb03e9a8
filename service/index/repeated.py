"""Boilerplate by repetition: lines that many documents have word for word at their beginning or end.

Wire copy and forms filled in are repeated too. A document counts only if most of it is its own, and a line only if it reads as
what publishers put around texts: a rule that minutes and contracts repeat is still an answer.
"""

import numpy as np

from service.english.furniture import reads_as_furniture
from service.index.segment import SENTENCES, Segment

FEWEST = 5  # documents that must have the line
EDGE = 8  # sentences at a document's beginning and end
OWN = 0.5  # share of a document's sentences that must be its own for it to count
SHORTEST = 2  # terms
_MIX, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
NONE = np.zeros(0, dtype=np.int32)


def find_repeated(segment: Segment) -> np.ndarray:
    """Return the numbers of the sentences that are boilerplate by repetition, in order: int32.

    They depend on the documents alone, not on how they were divided into segments.
    """
    counts = np.diff(segment.sentences.ends)
    if (counts > 0).sum() < FEWEST:
        return NONE
    document = np.repeat(np.arange(len(segment), dtype=np.int32), counts)
    place = np.arange(len(document)) - segment.sentences.ends[:-1][document]
    at_edge = (place < EDGE) | (counts[document] - place <= EDGE)
    sizes = np.bincount(document[at_edge], minlength=len(segment))
    numbers = np.flatnonzero(at_edge & (segment.lengths.values >= SHORTEST))
    starts = segment.lengths.values.cumsum(dtype=np.int64) - segment.lengths.values
    for hashes in (_hash_ends, _hash_whole):  # the first is quick, and leaves little to the second
        numbers = numbers[_count(hashes(segment, starts, numbers), document[numbers]) >= FEWEST]
    shares = np.bincount(document[numbers], minlength=len(segment)) / np.maximum(sizes, 1)
    groups, own = _hash_whole(segment, starts, numbers), (shares < OWN)[document[numbers]]
    counted = groups[own], numbers[own]
    is_often = _count(counted[0], document[counted[1]]) >= FEWEST
    found, first = np.unique(counted[0][is_often], return_index=True)
    lines = (_text_of(segment, number, document) for number in counted[1][is_often][first].tolist())
    return numbers[np.isin(groups, found[np.array([reads_as_furniture(line) for line in lines], dtype=bool)])].astype(
        np.int32
    )


def _hash_ends(segment: Segment, starts: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return a hash of the number of terms of sentences and of their first and last one: uint64."""
    lengths, tokens = segment.lengths.values[numbers].astype(np.int64), segment.tokens.values
    first, last = tokens[starts[numbers]], tokens[starts[numbers] + lengths - 1]
    return (lengths.astype(np.uint64) * _MIX + first.astype(np.uint64)) * _STEP + last.astype(np.uint64)


def _hash_whole(segment: Segment, starts: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return a hash of all terms of sentences in order: uint64."""
    lengths = segment.lengths.values[numbers].astype(np.int64)
    ends = lengths.cumsum()
    place = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    tokens = segment.tokens.values[np.repeat(starts[numbers], lengths) + place]
    mixed = tokens.astype(np.uint64) * _MIX + (place.astype(np.uint64) + np.uint64(1)) * _STEP
    mixed ^= mixed >> np.uint64(29)
    mixed *= _STEP
    mixed ^= mixed >> np.uint64(32)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), mixed.cumsum(dtype=np.uint64)))
    return sums[ends] - sums[ends - lengths]


def _count(hashes: np.ndarray, document: np.ndarray) -> np.ndarray:
    """Count, for each hash, the documents that have it; documents ascend: int64."""
    order = np.argsort(hashes, kind="stable")
    sorted_hashes, held = hashes[order], document[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = sorted_hashes[1:] != sorted_hashes[:-1]
    is_new = begins.copy()
    is_new[1:] |= held[1:] != held[:-1]
    run = begins.cumsum() - 1
    counts = np.empty(len(order), dtype=np.int64)
    counts[order] = np.bincount(run[is_new])[run] if len(run) else 0
    return counts


def _text_of(segment: Segment, number: int, document: np.ndarray) -> str:
    text = segment.texts[int(document[number])].tobytes().decode("utf-8", "surrogatepass")
    start, end = (int(segment.sentences.values[number, SENTENCES.place(name)]) for name in ("start", "end"))
    return text[start:end]
