"""Join parts of segments to one segment, under one vocabulary of exactly the terms that they use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from types import MappingProxyType

import numpy as np

from service.index.freed_memory import give_back
from service.index.segment import RAGGED, Ragged, Segment, make_segment
from service.index.strings import look_up
from service.index.vocabulary import FirstNumbers, Vocabulary

_FEW = 8  # a part with so many times the terms of all others together: theirs are inserted into it one by one


@dataclass(frozen=True)
class SegmentPart:
    """The documents [first, last) of a segment."""

    segment: Segment
    first: int
    last: int


def join_parts(parts: Sequence[SegmentPart]) -> Segment:
    """Concatenate parts under one vocabulary of exactly the terms that they use.

    The result does not depend on how the documents were divided into segments.
    """
    return join_numbered(parts)[0]


def join_taken(parts: list[SegmentPart]) -> Segment:
    """Join parts as `join_parts` does, and take them out of the list, so that nothing is held twice but what is being joined."""
    return _join(parts, taken=parts)[0]


def join_numbered(
    parts: Sequence[SegmentPart], used: Mapping[int, np.ndarray] = MappingProxyType({})
) -> tuple[Segment, dict[int, np.ndarray]]:
    """Join parts as `join_parts` does. Also returns, by the id() of each vocabulary, the new number of each of its terms.

    A term that the parts do not use has 0 there. `used` marks (boolean [terms]) the terms that they use, by the id() of a
    vocabulary, for those where this is known.
    """
    return _join(parts, used)


def _join(
    parts: Sequence[SegmentPart],
    used: Mapping[int, np.ndarray] = MappingProxyType({}),
    taken: list[SegmentPart] | None = None,
) -> tuple[Segment, dict[int, np.ndarray]]:
    """Join parts; `taken` is the list that they are taken out of, if they are."""
    if not parts:
        return make_segment(()), {}
    vocabulary, numbers = _join_vocabularies(parts, used)
    ids = _join_ids(parts)
    tables = [numbers[id(part.segment.vocabulary)] for part in parts]
    rows = {name: [getattr(part.segment, name).part(part.first, part.last) for part in parts] for name in RAGGED}
    if taken is not None:
        taken.clear()
    joined = {}
    for name in RAGGED:
        joined[name] = _join_rows(rows.pop(name), tables if name == "tokens" else ())
        if taken is not None:
            give_back()
    return Segment(ids, vocabulary=vocabulary, **joined), numbers


def _join_rows(pieces: list[Ragged], tables: Sequence[np.ndarray]) -> Ragged:
    """Concatenate the rows of parts, and let go of each part's once they are copied.

    `tables`, if there are any, give the new value of each value, one table a part.
    """
    ends = _join_ends(pieces)
    values = np.empty((int(ends[-1]), *pieces[0].values.shape[1:]), dtype=pieces[0].values.dtype)
    done = 0
    pieces.reverse()
    for number in range(len(pieces)):
        piece = pieces.pop().values
        values[done : done + len(piece)] = look_up(tables[number], piece) if tables else piece
        done += len(piece)
    return Ragged(values, ends)


def _join_ids(parts: Sequence[SegmentPart]) -> tuple[str, ...]:
    ids = {id(part.segment): tuple(part.segment.ids) for part in parts}
    return tuple(chain.from_iterable(ids[id(part.segment)][part.first : part.last] for part in parts))


def _join_vocabularies(
    parts: Sequence[SegmentPart], known: Mapping[int, np.ndarray]
) -> tuple[Vocabulary, dict[int, np.ndarray]]:
    """Return the common vocabulary and, by the id() of each vocabulary, the new number of each of its terms."""
    used = dict(known)
    vocabularies = {id(part.segment.vocabulary): part.segment.vocabulary for part in parts}
    for part in parts:
        if (key := id(part.segment.vocabulary)) not in known:
            marks = used.setdefault(key, np.zeros(len(part.segment.vocabulary), dtype=bool))
            marks[part.segment.tokens.part(part.first, part.last).values] = True
    sizes = {key: len(vocabulary) for key, vocabulary in vocabularies.items()}
    large = max(sizes, key=sizes.__getitem__)
    if (sum(sizes.values()) - sizes[large]) * _FEW > sizes[large]:
        return _merge_vocabularies(vocabularies, used)
    base = vocabularies[large]
    terms = {key: _terms_at(vocabularies[key], marks) for key, marks in used.items() if key != large}
    more = {t for listed in terms.values() for t in listed if (n := base.find(t)) is None or not used[large][n]}
    vocabulary = base.spliced(used[large], more)
    old = np.ones(len(vocabulary), dtype=bool)
    old[[vocabulary.number(term) for term in more]] = False
    numbers = {large: _spread(used[large], old.nonzero()[0])}
    for key, listed in terms.items():
        numbers[key] = _spread(used[key], [vocabulary.number(term) for term in listed])
    return vocabulary, numbers


def _merge_vocabularies(
    vocabularies: dict[int, Vocabulary], used: dict[int, np.ndarray]
) -> tuple[Vocabulary, dict[int, np.ndarray]]:
    """Merge vocabularies one after the other, so that each term that many of them share is looked up once in each."""
    first = FirstNumbers()
    found = {key: first.number(_terms_at(vocabularies[key], marks)) for key, marks in used.items()}
    vocabulary, order = first.sort()
    return vocabulary, {key: _spread(used[key], look_up(order, numbers)) for key, numbers in found.items()}


def _terms_at(vocabulary: Vocabulary, marks: np.ndarray) -> list[str]:
    return list(compress(vocabulary, marks.tolist()))


def _spread(marks: np.ndarray, values: np.ndarray | Sequence[int]) -> np.ndarray:
    """Return an int32 array with the values at the marks, and 0 elsewhere."""
    spread = np.zeros(len(marks), dtype=np.int32)
    spread[marks] = values
    return spread


def _join_ends(pieces: Sequence[Ragged]) -> np.ndarray:
    counts = np.concatenate([np.diff(piece.ends) for piece in pieces])
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
