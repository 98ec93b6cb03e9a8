"""What stands around sentences, as far as their places tell: which to compare before any of them is read."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from service.index.segment import BLOCKS, SENTENCES, Segment
from service.sentences.sentence import Segmentation

# The ranges around a sentence: its neighbours in its paragraph, the paragraph, the title (the document's first sentence), the
# heading and the one above that, the line that leads into its list, and the document.
AROUND = ("before", "after", "paragraph", "title", "heading", "above heading", "lead-in", "document")
NEIGHBOURS = 2  # on each side, where a paragraph has fewer than `FEW` sentences
FEW = 3
NOT_PROSE = ("heading", "boilerplate")
_BLOCK, _KIND, _HEADING, _LEAD_IN = (SENTENCES.place(name) for name in ("block", "kind", "heading", "lead_in"))
_NOT_PROSE = np.zeros(256, dtype=bool)
_NOT_PROSE[[SENTENCES.code("kind", kind) for kind in NOT_PROSE]] = True
_BOUNDS = [BLOCKS.place("first"), BLOCKS.place("last")]


class Surroundings(NamedTuple):
    """What stands around some sentences.

    `ranges` (int64 [sentences x AROUND x 2]) are half-open ranges of collection-wide numbers, empty where there is no such
    thing. `place` (int64 [sentences]) is how many sentences of its paragraph stand before each, `heading` (bool [sentences])
    whether it is a heading or boilerplate.
    """

    ranges: np.ndarray
    place: np.ndarray
    heading: np.ndarray


def look_around(places: Sequence[tuple[Segmentation, int, int]]) -> Surroundings:
    """Look around sentences, each given with its segmentation, its position there, and its collection-wide number."""
    found = [_ranges_of(*place) for place in places]
    sentences = [cut.sentences[position] for cut, position, _ in places]
    before = [position - cut.blocks[s.block].first for s, (cut, position, _) in zip(sentences, places, strict=True)]
    return Surroundings(
        np.array(found, dtype=np.int64).reshape(len(places), len(AROUND), 2),
        np.array(before, dtype=np.int64),
        np.array([sentence.kind in NOT_PROSE for sentence in sentences], dtype=bool),
    )


def _ranges_of(segmentation: Segmentation, position: int, number: int) -> list[tuple[int, int]]:
    sentences, begin = segmentation.sentences, number - position
    sentence = sentences[position]
    block = segmentation.blocks[sentence.block]
    first, last = block.first, block.last
    if last - first < FEW:
        first, last = max(0, position - NEIGHBOURS), min(len(sentences), position + NEIGHBOURS + 1)
    above = None if sentence.heading is None else sentences[sentence.heading].heading
    single = [0 if sentences[0].block != sentence.block else None, sentence.heading, above, sentence.lead_in]
    bounds = [
        (max(position - 1, block.first), position),
        (position + 1, max(position + 1, min(position + 2, block.last))),
        (first, last),
        *((0, 0) if place is None else (place, place + 1) for place in single),
        (0, len(sentences)),
    ]
    return [(start + begin, end + begin) if start < end else (0, 0) for start, end in bounds]


def look_around_rows(segment: Segment, numbers: np.ndarray, repeated: np.ndarray) -> Surroundings:
    """Look around sentences of a segment, all at once; those in `repeated`, in order, are boilerplate.

    No row is checked: of damaged ones it may tell anything, but it raises nothing, and no range leaves the segment.
    """
    rows, begins = segment.sentences.values, segment.sentences.ends
    document = begins.searchsorted(numbers, side="right") - 1
    begin, end, own = begins[document], begins[document + 1], rows[numbers]
    block = segment.blocks.ends[document] + own[:, _BLOCK]
    first, last = (segment.blocks.values.take(block, axis=0, mode="clip")[:, _BOUNDS] + begin[:, None]).T
    few, heading, none = last - first < FEW, own[:, _HEADING], np.int64(-1)
    single = np.empty((len(numbers), 4), dtype=np.int64)
    single[:, 0] = np.where(rows[begin, _BLOCK] != own[:, _BLOCK], 0, none)
    single[:, 1] = heading
    single[:, 2] = np.where(heading < 0, none, rows.take(begin + heading, axis=0, mode="clip")[:, _HEADING])
    single[:, 3] = own[:, _LEAD_IN]
    ranges = np.empty((len(numbers), len(AROUND), 2), dtype=np.int64)
    starts, ends = ranges[:, :, 0], ranges[:, :, 1]
    starts[:, 0], ends[:, 0] = np.maximum(numbers - 1, first), numbers
    starts[:, 1], ends[:, 1] = numbers + 1, np.minimum(numbers + 2, last)
    starts[:, 2] = np.where(few, np.maximum(begin, numbers - NEIGHBOURS), first)
    ends[:, 2] = np.where(few, np.minimum(end, numbers + NEIGHBOURS + 1), last)
    starts[:, 3:7] = np.where(single < 0, end[:, None], begin[:, None] + single)
    np.add(starts[:, 3:7], single >= 0, out=ends[:, 3:7])
    starts[:, 7], ends[:, 7] = begin, end
    np.minimum(np.maximum(ranges, 0, out=ranges), begins[-1], out=ranges)
    ranges[starts >= ends] = 0
    at = repeated.searchsorted(numbers)
    listed = repeated.take(at, mode="clip") == numbers if len(repeated) else np.zeros(len(numbers), dtype=bool)
    return Surroundings(ranges, numbers - first, _NOT_PROSE.take(own[:, _KIND], mode="clip") | listed)
