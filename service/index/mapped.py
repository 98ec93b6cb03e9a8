"""A corpus over a segment, on disk or not, whose documents and segmentations are decoded when they are needed."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn
from service.index.arrays import DamagedIndexError
from service.index.columns import LazyRows
from service.index.corpus import DateRange
from service.index.looking_around import Surroundings, look_around_rows
from service.index.repeated import NONE
from service.index.segment import BLOCKS, QUOTATIONS, SENTENCES, TURNS, Segment, read_about, read_document_of, sum_of
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
        try:
            return read_document_of(check_about(self._segment, number), self._segment.texts[number])
        except ValueError as error:
            raise DamagedIndexError(str(error)) from None


def check_about(segment: Segment, number: int) -> np.ndarray:
    """Return the description of a document. Raises DamagedIndexError if it is not as it was written."""
    about = segment.about[number]
    if sum_of(about) != segment.sums[number][0, 0]:
        raise DamagedIndexError(f"The description of '{segment.ids[number]}' in the index is damaged.")
    return about


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
        return (read_about(check_about(self._segment, number)) for number in range(len(self._segment)))

    def expect(self, numbers: Iterable[int]) -> None:
        pass

    def dates(self) -> DateRange:
        return DateRange.of(self.abouts())

    def segmentation(self, document: int) -> Segmentation:
        key = ("segmentation", self._serial, document)
        return self._memory.get_or_make(key, lambda: self._read_cut(document), _size_of_cut)

    def _read_cut(self, document: int) -> Segmentation:
        segment = self._segment
        sentences, blocks, quotations = (
            segment.sentences[document],
            segment.blocks[document],
            segment.quotations[document],
        )
        if sum_of(sentences, blocks, quotations) != segment.sums[document][0, 1]:
            raise DamagedIndexError(f"The sentences of '{segment.ids[document]}' in the index are damaged.")
        # Copied, as what was checked must not change, and a new index may replace the file.
        return Segmentation(
            LazyRows(SENTENCES, self._mark(sentences.copy(), document)),
            LazyRows(BLOCKS, blocks.copy()),
            LazyRows(QUOTATIONS, quotations.copy()),
        )

    def turns(self, document: int) -> Sequence[SpeechTurn]:
        key = ("turns", self._serial, document)
        return self._memory.get_or_make(key, lambda: self._read_turns(document), lambda rows: ENTRY + 200 + rows.nbytes)

    def _read_turns(self, document: int) -> LazyRows[SpeechTurn]:
        turns = self._segment.turns[document].copy()
        if sum_of(turns) != self._segment.sums[document][0, 2]:
            raise DamagedIndexError(f"The turns of '{self._segment.ids[document]}' in the index are damaged.")
        return LazyRows(TURNS, turns)

    def _mark(self, sentences: np.ndarray, document: int) -> np.ndarray:
        """Make repeated sentences of a document boilerplate."""
        first, last = self._repeated.searchsorted(self._firsts[document : document + 2])
        places = self._repeated[first:last] - self._firsts[document]
        sentences[places, SENTENCES.place("kind")] = SENTENCES.code("kind", "boilerplate")
        return sentences

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
