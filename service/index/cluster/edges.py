"""Boilerplate by repetition in a cluster: the edges of all documents are kept apart while they are loaded, and compared once.

What is compared is a segment of them, in which each document is its first and last sentences; see repeated.py.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from service.index.joining import SegmentPart, join_parts
from service.index.repeated import EDGE, find_repeated
from service.index.segment import EMPTY, RAGGED, SENTENCES, Ragged, Segment

Places = list[int]  # the positions of a document's sentences


def cut_edges(segment: Segment) -> tuple[Segment, list[Places]]:
    """Return a segment of the first and last sentences of each document, and their positions in it."""
    places = [_edges_of(len(segment.lengths[number])) for number in range(len(segment))]
    nothing = {name: Ragged(EMPTY[name], np.zeros(len(segment) + 1, dtype=np.int64)) for name in RAGGED}
    cut = [_cut(segment, number, kept) for number, kept in enumerate(places)]
    rows = {name: Ragged.of([piece[name] for piece in cut], EMPTY[name]) for name in (cut[0] if cut else ())}
    edges = Segment(segment.ids, vocabulary=segment.vocabulary, **(nothing | rows))
    return join_parts([SegmentPart(edges, 0, len(edges))]) if len(edges) else edges, places


def _edges_of(count: int) -> Places:
    return list(range(count)) if count <= 2 * EDGE else [*range(EDGE), *range(count - EDGE, count)]


def _cut(segment: Segment, number: int, kept: Places) -> dict[str, np.ndarray]:
    """Return the rows of some sentences of a document, with their text alone."""
    text = segment.texts[number].tobytes().decode("utf-8", "surrogatepass")
    table, lengths = segment.sentences[number][kept].copy(), segment.lengths[number]
    first, last = SENTENCES.place("start"), SENTENCES.place("end")
    pieces = [text[start:end] for start, end in table[:, [first, last]].tolist()]
    ends = np.cumsum([0, *map(len, pieces)])
    table[:, first], table[:, last] = ends[:-1], ends[1:]
    tokens, bounds = segment.tokens[number], np.concatenate(([0], lengths.cumsum()))
    said = [tokens[bounds[place] : bounds[place + 1]] for place in kept]
    return {
        "texts": np.frombuffer("".join(pieces).encode("utf-8", "surrogatepass"), dtype=np.uint8),
        "sentences": table,
        "lengths": lengths[kept],
        "tokens": np.concatenate(said) if said else EMPTY["tokens"],
    }


def find_repeated_places(edges: Iterable[tuple[Segment, Sequence[Places]]]) -> dict[str, Places]:
    """Return, by the id of each document that has any, the positions of its sentences that are boilerplate by repetition."""
    listed = list(edges)
    every = sorted((id, n, number) for n, (segment, _) in enumerate(listed) for number, id in enumerate(segment.ids))
    joined = join_parts([SegmentPart(listed[n][0], number, number + 1) for _, n, number in every])
    positions = list(chain.from_iterable(listed[n][1][number] for _, n, number in every))
    found: dict[str, Places] = {}
    owners = joined.sentences.ends.searchsorted(repeated := find_repeated(joined), side="right") - 1
    for owner, number in zip(owners.tolist(), repeated.tolist(), strict=True):
        found.setdefault(joined.ids[owner], []).append(positions[number])
    return found
