"""How large a collection may be: the first documents are served, in the order of their ids, and the others named."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from service.documents.containers import file_of
from service.documents.document import Skipped
from service.documents.reading_options import ReadingOptions
from service.index.joining import SegmentPart
from service.index.segment import Segment

FULL = 0.95  # share of the sentences from which files that were too many are not tried again
_OVER = "It is over the "


class FittingParts(NamedTuple):
    """Parts of segments as far as they fit, and the ids of the documents that do not, in order."""

    parts: list[SegmentPart]
    over: list[str]


def say_over(options: ReadingOptions) -> str:
    """Say why a document is not served, and what to do."""
    return (
        f"{_OVER}{options.max_documents:,} documents or {options.max_sentences:,} sentences of a collection: raise "
        "QUOTH_MAX_DOCUMENTS or QUOTH_MAX_SENTENCES, or serve it in a collection of its own."
    )


def is_over(fault: str | None) -> bool:
    """Return whether that is why a file was skipped: it is read again once there is room."""
    return fault is not None and fault.startswith(_OVER)


def has_room(segment: Segment, options: ReadingOptions) -> bool:
    """Return whether an index of this segment could hold more; too few sentences to try are no room."""
    sentences = len(segment.sentences.values)
    return len(segment) < options.max_documents and sentences < FULL * options.max_sentences


def fit(parts: Sequence[SegmentPart], options: ReadingOptions) -> FittingParts:
    """Keep the first documents of parts, which come in order, up to the limits."""
    kept: list[SegmentPart] = []
    documents, sentences = options.max_documents, options.max_sentences
    for number, part in enumerate(parts):
        ends = part.segment.sentences.ends[part.first : part.last + 1]
        fitting = min(documents, int(np.searchsorted(ends[1:] - ends[0], sentences, side="right")))
        documents, sentences = documents - fitting, sentences - int(ends[fitting] - ends[0])
        if fitting:
            kept.append(SegmentPart(part.segment, part.first, part.first + fitting))
        if fitting < part.last - part.first:
            rest = [SegmentPart(part.segment, part.first + fitting, part.last), *parts[number + 1 :]]
            return FittingParts(
                kept, [id for one in rest for id in (one.segment.ids[place] for place in range(one.first, one.last))]
            )
    return FittingParts(kept, [])


def name_over(over: Iterable[str], files: Collection[str], served: Callable[[str], bool], reason: str) -> list[Skipped]:
    """Name what is over: files, of one that is `served` in part the first document that is not."""
    named: dict[str, Skipped] = {}
    for id in over:
        file = file_of(id, files)
        if file not in named:
            name, rest = (id, " So are the documents after it in this file.") if served(file) else (file, "")
            named[file] = Skipped(name, reason + rest)
    return list(named.values())
