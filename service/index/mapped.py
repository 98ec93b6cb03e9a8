"""A corpus whose documents and cuts are made when they are asked for, from a segment that may lie on disk."""

import hashlib
from collections.abc import Sequence

from service.cache import BoundedCache
from service.documents.document import Document
from service.index.segment import BLOCKS, QUOTATIONS, SENTENCES, Segment, read_document_of
from service.sentences.sentence import Cut

DOCUMENTS_KEPT = 16 << 20  # bytes of text held ready
CUTS_KEPT = 100_000  # sentences held ready


class DamagedIndexError(Exception):
    """An index that cannot be used; its message is a sentence that names it and says why."""


class MappedDocuments(Sequence[Document]):
    """The documents of a segment, read one by one."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._cache: BoundedCache[int, Document] = BoundedCache(DOCUMENTS_KEPT)

    def __len__(self) -> int:
        return len(self._segment)

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        if not 0 <= number < len(self):
            raise IndexError(f"Document {number} of {len(self)}")
        document = self._cache.get(number)
        if document is None:
            document = self._read(number)
            self._cache.put(number, document, len(self._segment.texts[number]) + 1000)
        return document

    def _read(self, number: int) -> Document:
        text = self._segment.texts[number]
        document = read_document_of(self._segment.about[number], text)
        if hashlib.sha256(text.data).hexdigest() != document.sha256:
            raise DamagedIndexError(f"The text of '{document.id}' in the index is not the one that was read.")
        return document


class MappedCorpus:
    """A corpus over a segment; see Corpus."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._documents = MappedDocuments(segment)
        self._firsts = segment.sentences.ends
        self._cuts: BoundedCache[int, Cut] = BoundedCache(CUTS_KEPT)

    def __len__(self) -> int:
        return int(self._firsts[-1])

    @property
    def documents(self) -> Sequence[Document]:
        return self._documents

    @property
    def ids(self) -> Sequence[str]:
        return self._segment.ids

    def cut(self, document: int) -> Cut:
        cut = self._cuts.get(document)
        if cut is None:
            segment = self._segment
            cut = Cut(
                SENTENCES.decode(segment.sentences[document]),
                BLOCKS.decode(segment.blocks[document]),
                QUOTATIONS.decode(segment.quotations[document]),
            )
            self._cuts.put(document, cut, len(cut.sentences) + 10)
        return cut

    def first(self, document: int) -> int:
        return int(self._firsts[document])

    def locate(self, number: int) -> tuple[int, int]:
        document = int(self._firsts.searchsorted(number, side="right")) - 1
        return document, number - int(self._firsts[document])
