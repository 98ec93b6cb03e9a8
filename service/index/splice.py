"""Compile a collection of which little changed: move the postings that stay, and compile only the rest.

The arrays are exactly those of `compile_segment`. Two things affect the postings that stay: numbers shift, and the order of
codes depends on the average length of texts, which any change affects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.index.compiled import Compiled, compile_segment, owners_of
from service.index.joining import SegmentPart, join_numbered, join_parts
from service.index.paragraph_runs import all_starts, paragraph_numbers
from service.index.postings import (
    K1,
    PARAGRAPH_B,
    PARAGRAPH_K1,
    B,
    ParagraphPostings,
    Postings,
    SentencePostings,
    code_type,
    least,
    narrow,
    order_pairs,
    pack,
)
from service.index.repeated import find_repeated
from service.index.segment import Segment
from service.index.strings import look_up

FEW = 300  # splicing pays off while less than one in so many of the collection's tokens comes or goes
_GONE = -1


@dataclass(frozen=True)
class Moves:
    """Where the texts of one kind, sentences or paragraphs, move.

    `old` and `new` (int32) are the numbers that old and new texts get, -1 for one that is gone. `borders` (int32) is the
    number of old texts, including those gone, before each new one.
    """

    old: np.ndarray
    new: np.ndarray
    borders: np.ndarray
    size: int


def is_little_changed(source: Segment, parts: Sequence[SegmentPart]) -> bool:
    """Return whether parts hold nearly everything of a segment and little else."""
    sizes = [(part.segment is source, _range_of(part, "tokens")) for part in parts]
    kept, new = (sum(last - first for own, (first, last) in sizes if own is of) for of in (True, False))
    whole = len(source.tokens.values)
    return (whole - kept + new) * FEW < whole


class Splice:
    """Compiles parts by reusing what was compiled from the segment that most of them come from.

    `segment` is the segment that they are joined to.
    """

    def __init__(self, old: Compiled, source: Segment, parts: Sequence[SegmentPart]) -> None:
        """`old` was compiled from `source`."""
        self._old = old
        self._moves = [_trace(parts, source, rows) for rows in ("sentences", "blocks")]
        used = _find_used(old.sentences, source, parts, self._moves[0])
        self.segment, numbers = join_numbered(parts, {id(source.vocabulary): used})
        self._numbers = numbers[id(source.vocabulary)]
        self._more = join_parts([part for part in parts if part.segment is not source])

    def compile(self) -> Compiled:
        """Compile the parts."""
        old, new, joined = self._old, compile_segment(self._more), self.segment
        added = np.array([joined.vocabulary.number(term) for term in new.vocabulary], dtype=np.int32)
        terms, counts = (self._numbers, added), (len(joined.vocabulary), len(joined.tokens.values))
        of_sentences = (old.sentences.numbers, new.sentences.numbers)
        of_paragraphs = (paragraph_numbers(old), paragraph_numbers(new))
        sentences = _PostingsSplice(old.sentences, new.sentences, of_sentences, terms, self._moves[0], counts)
        paragraphs = _PostingsSplice(old.paragraphs, new.paragraphs, of_paragraphs, terms, self._moves[1], counts)
        starts = pack(sentences.join(all_starts(old), all_starts(new)))
        return Compiled(
            joined.vocabulary,
            SentencePostings(**sentences.splice(K1, B), numbers=sentences.join_numbers()),
            ParagraphPostings(**paragraphs.splice(PARAGRAPH_K1, PARAGRAPH_B), starts=starts),
            owners_of(joined),
            joined.sentences.ends,
            joined.blocks.ends,
            repeated=find_repeated(joined),
        )


def _find_used(old: SentencePostings, source: Segment, parts: Sequence[SegmentPart], moves: Moves) -> np.ndarray:
    """Mark the terms of the source that its parts use, by examining the documents that they leave out."""
    kept = [part for part in parts if part.segment is source]
    gaps = zip([0, *(part.last for part in kept)], [*(part.first for part in kept), len(source)], strict=True)
    gone = np.concatenate([source.tokens.part(first, last).values for first, last in gaps])
    sentences = int((moves.old == _GONE).sum())
    used = np.ones(len(source.vocabulary), dtype=bool)
    for term in np.unique(gone).tolist():
        run = old.numbers[old.offsets[term] : old.offsets[term + 1]]
        used[term] = len(run) > sentences or (moves.old[run] != _GONE).any()
    return used


def _range_of(part: SegmentPart, rows: str) -> tuple[int, int]:
    """Return the half-open range of a part's rows of one kind in its segment."""
    ends = getattr(part.segment, rows).ends
    return int(ends[part.first]), int(ends[part.last])


def _trace(parts: Sequence[SegmentPart], source: Segment, rows: str) -> Moves:
    """Compute where the texts of one kind move."""
    old = np.full(int(getattr(source, rows).ends[-1]), _GONE, dtype=np.int32)
    new, borders = [np.zeros(0, dtype=np.int32)] * 2
    passed = size = 0
    for part in parts:
        first, last = _range_of(part, rows)
        now = np.arange(size, size + last - first, dtype=np.int32)
        if part.segment is source:
            old[first:last] = now
            passed = last
        else:
            new = np.append(new, now)
            borders = np.append(borders, np.full(len(now), passed, dtype=np.int32))
        size += len(now)
    return Moves(old, new, borders, size)


class _PostingsSplice:
    """Old postings, of which some are gone, with a few new ones in between."""

    def __init__(
        self,
        old: Postings,
        new: Postings,
        numbers: tuple[np.ndarray, np.ndarray],
        terms: tuple[np.ndarray, np.ndarray],
        moves: Moves,
        whole: tuple[int, int],
    ) -> None:
        """`numbers` are the texts of old and new postings, `terms` the numbers that old and new terms get; `whole` is the total
        number of terms and of tokens.
        """
        self.old, self.new, self.moves, self.tokens = old, new, moves, whole[1]
        self.texts = numbers
        self.numbers = look_up(moves.old, numbers[0])
        self.gone = (self.numbers == _GONE).nonzero()[0]
        held = np.diff(old.offsets)
        held = held - np.bincount(old.offsets.searchsorted(self.gone, side="right") - 1, minlength=len(held))
        kept = held.nonzero()[0]
        lengths = np.zeros(whole[0], dtype=np.int64)
        lengths[terms[0][kept]] = held[kept]
        lengths[terms[1]] += np.diff(new.offsets)
        self.offsets = narrow(np.append(0, lengths.cumsum()))
        self.pieces = _cut(self.gone, self._find_places(kept, *terms), len(old.codes))

    def _find_places(self, kept: np.ndarray, old_terms: np.ndarray, new_terms: np.ndarray) -> np.ndarray:
        """Return before which old posting each new one goes. `kept` are the old terms with a posting that stays."""
        old, new, (texts, new_texts) = self.old, self.new, self.texts
        numbers = np.append(old_terms[kept], len(self.offsets))  # the last one marks the end
        ranks = numbers.searchsorted(new_terms)
        starts = np.append(old.offsets[kept], len(texts))[ranks]
        ends = np.where(numbers[ranks] == new_terms, np.append(old.offsets[kept + 1], 0)[ranks], starts)
        runs = np.diff(new.offsets)
        return _bisect(texts, starts.repeat(runs), ends.repeat(runs), self.moves.borders[new_texts])

    def join(self, old: np.ndarray, new: np.ndarray) -> np.ndarray:
        """Merge values of the old postings with those of the new ones."""
        pieces = [values for a, b, c, d in self.pieces for values in (old[a:b], new[c:d])]
        return np.concatenate(pieces)

    def join_numbers(self) -> np.ndarray:
        """Return the texts that all postings belong to."""
        return self.join(self.numbers, self.moves.new[self.texts[1]])

    def splice(self, k1: float, b: float) -> dict[str, Any]:
        """Return the fields of the postings of all texts."""
        counts, lengths, uses, old_table, new_table = self._merge_pairs(k1, b)
        codes = self.join(_recode(self.old.codes, old_table), new_table[self.new.codes])
        return {
            "size": self.moves.size,
            "tokens": self.tokens,
            "offsets": self.offsets,
            "codes": codes,
            "best": least(codes, self.offsets[:-1]),
            "pair_counts": counts,
            "pair_lengths": lengths,
            "pair_uses": uses,
        }

    def _merge_pairs(self, k1: float, b: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Order the pairs in use now: their counts, lengths and uses, then tables from old and from new codes to theirs."""
        old, new = self.old, self.new
        left = old.pair_uses - np.bincount(old.codes[self.gone], minlength=len(old.pair_uses))
        counts, lengths, uses = (
            np.concatenate(pair).astype(np.int64)
            for pair in (
                (old.pair_counts, new.pair_counts),
                (old.pair_lengths, new.pair_lengths),
                (left, new.pair_uses),
            )
        )
        pairs, places = np.unique(counts << 32 | lengths, return_inverse=True)
        uses = np.bincount(places, weights=uses, minlength=len(pairs)).astype(np.int64)
        used = uses.nonzero()[0]
        counts, lengths = pairs[used] >> 32, pairs[used] & 0xFFFFFFFF
        order = order_pairs(counts, lengths, self.tokens / max(self.moves.size, 1), k1, b)
        table = np.zeros(len(pairs), dtype=code_type(len(used)))
        table[used[order]] = np.arange(len(used))
        tables = np.split(table[places], [len(left)])
        return counts[order].astype(np.int32), lengths[order].astype(np.int32), uses[used[order]], tables[0], tables[1]


def _cut(gone: np.ndarray, places: np.ndarray, count: int) -> list[tuple[int, int, int, int]]:
    """Return the ranges of old and of new postings, [start, end) in turn, that make up the result.

    `gone` are the old postings to leave out, `places` those before which a new one goes, and `count` is the number of old
    ones.
    """
    at = np.concatenate((gone, places))
    is_new = np.arange(len(at)) >= len(gone)
    order = np.lexsort((~is_new, at))  # at the same place, new before old
    at, is_new = at[order], is_new[order]
    starts, ends = np.append(0, at + ~is_new), np.append(at, count)
    passed = np.append(is_new.cumsum(), len(places))
    return list(
        zip(*(edge.tolist() for edge in (starts, ends, passed - np.append(is_new, False), passed)), strict=True)
    )


def _bisect(numbers: np.ndarray, starts: np.ndarray, ends: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Find, in each ascending run [start, end), the first number that is not less than the one wanted."""
    while (left := starts < ends).any():
        middle = (starts + ends) // 2
        below = left & (numbers.take(middle, mode="clip") < wanted)
        starts = np.where(below, middle + 1, starts)
        ends = np.where(left & ~below, middle, ends)
    return starts


def _recode(codes: np.ndarray, table: np.ndarray) -> np.ndarray:
    if table.dtype == codes.dtype and np.array_equal(table, np.arange(len(table))):
        return codes
    return look_up(table, codes)
