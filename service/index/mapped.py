"""A corpus over a segment, on disk or not, whose documents and segmentations are decoded when they are needed."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn
from service.index.columns import LazyRows
from service.index.corpus import DateRange
from service.index.looking_around import Surroundings, look_around_rows
from service.index.repeated import NONE
from service.index.segment import (
    Segment,
    check_sum,
    read_about,
    read_cut,
    read_document,
    read_fingerprints,
    read_turns,
)
from service.memory import ENTRY, Memory, new_serial
from service.sentences.sentence import Segmentation

_DOCUMENT_BYTES = ENTRY + 800  # besides the text


class MappedDocuments(Sequence[Document]):
    """The documents of a segment, decoded one by one. Raises DamagedIndexError for one that is not as it was read."""

    def __init__(self, segment: Segment, memory: Memory) -> None:
        self._segment = segment
        self._memory = memory
        self._serial = new_serial()

    def __len__(self) -> int:
        return len(self._segment)

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        if not 0 <= number < len(self):
            raise IndexError(f"Document {number} of {len(self)}")
        key = ("document", self._serial, number)
        return self._memory.get_or_make(key, lambda: self._read(number), _size_of_document)

    def _read(self, number: int) -> Document:
        return read_document(self._segment, number)


def _size_of_document(document: Document) -> int:
    return sys.getsizeof(document.text) + _DOCUMENT_BYTES


class MappedCorpus:
    """A corpus over a segment; see Corpus. What was decoded is kept in `memory`.

    Sentences whose numbers are in `repeated`, in order, are boilerplate whatever their form. Raises DamagedIndexError for a
    segmentation that is not as it was made.
    """

    def __init__(self, segment: Segment, memory: Memory, repeated: np.ndarray = NONE) -> None:
        self._segment = segment
        self._repeated = repeated
        self._memory = memory
        self._serial = new_serial()
        self._documents = MappedDocuments(segment, memory)
        self._firsts = segment.sentences.ends

    def __len__(self) -> int:
        return int(self._firsts[-1])

    @property
    def documents(self) -> Sequence[Document]:
        return self._documents

    @property
    def ids(self) -> Sequence[str]:
        return self._segment.ids

    def abouts(self) -> Iterator[Document]:
        """Yield the documents without their texts."""
        segment = self._segment
        for number in range(len(segment)):
            about = segment.about[number]
            check_sum(segment, number, "description", about)
            yield read_about(about)

    def expect(self, numbers: Iterable[int]) -> None:
        pass

    def dates(self) -> DateRange:
        return DateRange.of(self.abouts())

    def segmentation(self, document: int) -> Segmentation:
        key = ("segmentation", self._serial, document)
        return self._memory.get_or_make(key, lambda: self._read_cut(document), _size_of_cut)

    def _read_cut(self, document: int) -> Segmentation:
        first, last = self._repeated.searchsorted(self._firsts[document : document + 2])
        return read_cut(self._segment, document, self._repeated[first:last] - self._firsts[document])

    def turns(self, document: int) -> Sequence[SpeechTurn]:
        key = ("turns", self._serial, document)
        return self._memory.get_or_make(
            key, lambda: read_turns(self._segment, document), lambda rows: ENTRY + 200 + rows.nbytes
        )

    def fingerprints(self, document: int) -> np.ndarray:
        key = ("fingerprints", self._serial, document)
        return self._memory.get_or_make(
            key, lambda: read_fingerprints(self._segment, document), lambda prints: ENTRY + 120 + prints.nbytes
        )

    def first(self, document: int) -> int:
        return int(self._firsts[document])

    def locate(self, number: int) -> tuple[int, int]:
        document = int(self._firsts.searchsorted(number, side="right")) - 1
        return document, number - int(self._firsts[document])

    def surroundings(self, numbers: Sequence[int]) -> Surroundings:
        """Look around sentences; of damaged ones it may tell anything, which is noticed when one is read."""
        return look_around_rows(self._segment, np.array(numbers, dtype=np.int64), self._repeated)


def _size_of_cut(segmentation: Segmentation) -> int:
    parts = segmentation.sentences, segmentation.blocks, segmentation.quotations
    return ENTRY + 600 + sum(rows.nbytes for rows in parts if isinstance(rows, LazyRows))
