"""What is around a place in a document: the passage to show, and the quotation that it belongs to."""

from bisect import bisect_right

from service.sentences.sentence import Quotation, Segmentation

LONGEST = 1000  # characters of a passage, unless the place itself is longer


def passage_around(segmentation: Segmentation, start: int, end: int) -> tuple[int, int]:
    """Return the blocks that [start, end) touches; if they are too long, its sentences and as many around them as fit."""
    starts = [sentence.start for sentence in segmentation.sentences]
    first = max(0, bisect_right(starts, start) - 1)
    last = max(first, bisect_right(starts, end - 1) - 1)
    sentences = segmentation.sentences
    left, right = segmentation.blocks[sentences[first].block].first, segmentation.blocks[sentences[last].block].last - 1
    while (first, last) != (left, right):
        wider = [(first - 1, last)] * (first > left) + [(first, last + 1)] * (last < right)
        fitting = [(a, b) for a, b in wider if sentences[b].end - sentences[a].start <= LONGEST]
        if not fitting:
            break
        first, last = min(fitting, key=lambda pair: sentences[pair[1]].end - sentences[pair[0]].start)
    return min(start, sentences[first].start), max(end, sentences[last].end)


def quotation_around(segmentation: Segmentation, start: int, end: int) -> Quotation | None:
    """Return the quotation of the document that contains [start, end), or None."""
    starts = [quotation.start for quotation in segmentation.quotations]
    place = bisect_right(starts, start) - 1
    return segmentation.quotations[place] if place >= 0 and segmentation.quotations[place].end >= end else None
