"""A corpus over a segment, on disk or not, whose documents and segmentations are decoded when they are needed."""

import hashlib
import sys
from collections.abc import Iterator, Sequence

from service.documents.document import Document
from service.index.segment import BLOCKS, QUOTATIONS, SENTENCES, Segment, read_document_of
from service.memory import ENTRY, Memory, new_serial
from service.sentences.sentence import Segmentation

_DOCUMENT_BYTES = ENTRY + 800  # besides the text
_SENTENCE_BYTES = 300  # a sentence with its share of blocks and quotations, measured with tracemalloc


class DamagedIndexError(Exception):
    """An index cannot be used; the message is a sentence that names it and gives the reason."""


class MappedDocuments(Sequence[Document]):
    """The documents of a segment, decoded one by one."""

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
        text = self._segment.texts[number]
        document = read_document_of(self._segment.about[number], text)
        if hashlib.sha256(text.data).hexdigest() != document.sha256:
            raise DamagedIndexError(f"The text of '{document.id}' in the index is not the one that was read.")
        return document


def _size_of_document(document: Document) -> int:
    return sys.getsizeof(document.text) + _DOCUMENT_BYTES


class MappedCorpus:
    """A corpus over a segment; see Corpus. What was decoded is kept in `memory`."""

    def __init__(self, segment: Segment, memory: Memory) -> None:
        self._segment = segment
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
        none = self._segment.texts.values[:0]
        return (read_document_of(self._segment.about[number], none) for number in range(len(self._segment)))

    def segmentation(self, document: int) -> Segmentation:
        key = ("segmentation", self._serial, document)
        return self._memory.get_or_make(key, lambda: self._read_cut(document), _size_of_cut)

    def _read_cut(self, document: int) -> Segmentation:
        segment = self._segment
        return Segmentation(
            SENTENCES.decode(segment.sentences[document]),
            BLOCKS.decode(segment.blocks[document]),
            QUOTATIONS.decode(segment.quotations[document]),
        )

    def first(self, document: int) -> int:
        return int(self._firsts[document])

    def locate(self, number: int) -> tuple[int, int]:
        document = int(self._firsts.searchsorted(number, side="right")) - 1
        return document, number - int(self._firsts[document])


def _size_of_cut(segmentation: Segmentation) -> int:
    return len(segmentation.sentences) * _SENTENCE_BYTES + ENTRY + 300
