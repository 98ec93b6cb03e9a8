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
    size, counts = int(segment.sentences.ends[-1]), np.diff(segment.sentences.ends)
    if (counts > 0).sum() < FEWEST:
        return NONE
    document = np.repeat(np.arange(len(segment)), counts)
    place = np.arange(size) - segment.sentences.ends[:-1][document]
    at_edge = (place < EDGE) | (counts[document] - place <= EDGE)
    groups = _group(hash_sentences(segment), segment.lengths.values >= SHORTEST)
    often = _documents_in(groups, document, np.ones(size, dtype=bool)) >= FEWEST
    shares = np.bincount(document[often], minlength=len(segment)) / np.maximum(counts, 1)
    counted = at_edge & (shares < OWN)[document]
    found = at_edge & often & (_documents_in(groups, document, counted) >= FEWEST)
    wanted = {
        group for group, number in _firsts(groups, found) if reads_as_furniture(_text_of(segment, number, document))
    }
    return np.flatnonzero(found & np.isin(groups, np.array(sorted(wanted), dtype=groups.dtype))).astype(np.int32)


def hash_sentences(segment: Segment) -> np.ndarray:
    """Return a hash of each sentence's terms in order: uint64."""
    lengths = segment.lengths.values.astype(np.int64)
    ends = lengths.cumsum()
    starts = ends - lengths
    place = np.arange(len(segment.tokens.values)) - np.repeat(starts, lengths)
    mixed = segment.tokens.values.astype(np.uint64) * _MIX + (place.astype(np.uint64) + np.uint64(1)) * _STEP
    mixed ^= mixed >> np.uint64(29)
    mixed *= _STEP
    mixed ^= mixed >> np.uint64(32)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), mixed.cumsum(dtype=np.uint64)))
    return sums[ends] - sums[starts]


def _group(hashes: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Number the different hashes from 0; -1 for what does not count: int64."""
    groups = np.full(len(hashes), -1, dtype=np.int64)
    groups[counted] = np.unique(hashes[counted], return_inverse=True)[1]
    return groups


def _documents_in(groups: np.ndarray, document: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Count, for each sentence, the documents with a counted sentence of its group: int64."""
    counted = counted & (groups >= 0)
    group, held = groups[counted], document[counted]
    order = np.argsort(group, kind="stable")  # documents ascend within each group
    group, held = group[order], held[order]
    is_new = np.ones(len(group), dtype=bool)
    is_new[1:] = (group[1:] != group[:-1]) | (held[1:] != held[:-1])
    counts = np.bincount(group[is_new], minlength=int(groups.max(initial=-1)) + 1)
    return np.where(groups >= 0, np.append(counts, 0)[groups], 0)


def _firsts(groups: np.ndarray, found: np.ndarray) -> list[tuple[int, int]]:
    """Return the groups among the sentences found, each with the number of its first sentence there."""
    numbers = np.flatnonzero(found)
    group, first = np.unique(groups[numbers], return_index=True)
    return list(zip(group.tolist(), numbers[first].tolist(), strict=True))


def _text_of(segment: Segment, number: int, document: np.ndarray) -> str:
    text = segment.texts[int(document[number])].tobytes().decode("utf-8", "surrogatepass")
    start, end = (int(segment.sentences.values[number, SENTENCES.place(name)]) for name in ("start", "end"))
    return text[start:end]
