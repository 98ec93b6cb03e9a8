"""A corpus in a cluster: documents and their segmentations, fetched when they are needed and kept in memory."""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn
from service.index.arrays import DamagedIndexError
from service.index.cluster.connection import Cluster
from service.index.cluster.manifest import Manifest
from service.index.cluster.mapping import document_key, part_key
from service.index.cluster.packing import unpack_json, unpack_segment
from service.index.corpus import DateRange, surroundings_of
from service.index.looking_around import Surroundings
from service.index.segment import Segment, read_about, read_cut, read_document, read_fingerprints, read_turns
from service.index.unusable import UnavailableIndexError
from service.memory import ENTRY, Key, Memory, new_serial
from service.sentences.sentence import Segmentation

STRIDE = 1 << 24  # sentence numbers of a document begin at its own number times this
FETCHED = 32  # documents asked for at once
PAGES = 16  # of descriptions, asked for at once
_SENTENCE_BYTES = 300  # a decoded sentence, as in mapped.py
_DOCUMENT_BYTES = ENTRY + 3000  # besides texts and arrays


@dataclass(frozen=True)
class RemoteDocument:
    """A document with everything that is stored of it."""

    segment: Segment
    document: Document
    segmentation: Segmentation
    turns: Sequence[SpeechTurn]
    fingerprints: np.ndarray

    @property
    def nbytes(self) -> int:
        arrays = self.segment.tokens.values.nbytes + self.segment.vocabulary.blob.nbytes
        return sys.getsizeof(self.document.text) + arrays + len(self.segmentation.sentences) * _SENTENCE_BYTES

    @cached_property
    def _ends(self) -> np.ndarray:
        return np.concatenate(([0], self.segment.lengths.values.cumsum()))

    def find(self, term: str) -> np.ndarray:
        """Return the positions of the sentences that hold a term, ascending."""
        number = self.segment.vocabulary.find(term)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        places = np.flatnonzero(self.segment.tokens.values == number)
        return np.unique(self._ends.searchsorted(places, side="right") - 1)


class IdPage(NamedTuple):
    """Ids of consecutive documents; by their places among these, which sentences are boilerplate by repetition."""

    ids: tuple[str, ...]
    repeated: dict[int, tuple[int, ...]]


class RemoteIds(Sequence[str]):
    """The ids of a version's documents, in order, fetched in pages."""

    def __init__(self, cluster: Cluster, index: str, manifest: Manifest, memory: Memory) -> None:
        self._cluster, self._index, self._manifest, self._memory = cluster, index, manifest, memory
        self._serial = new_serial()

    def __len__(self) -> int:
        return self._manifest.documents

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        if not 0 <= number < len(self):
            raise IndexError(f"Document {number} of {len(self)}")
        page, place = divmod(number, self._manifest.page)
        return self._manifest.signposts[page] if place == 0 else self._pages([page])[0].ids[place]

    def repeated(self, numbers: Sequence[int]) -> list[Sequence[int]]:
        """Return, for each document, the positions of its sentences that are boilerplate by repetition."""
        places = [divmod(number, self._manifest.page) for number in numbers]
        pages = self._pages([page for page, _ in places])
        return [found.repeated.get(place, ()) for found, (_, place) in zip(pages, places, strict=True)]

    def numbers(self, ids: Sequence[str]) -> list[int]:
        """Return the numbers of documents. Raises UnavailableIndexError if one is not in this version."""
        pages = [bisect_right(self._manifest.signposts, id) - 1 for id in ids]
        found = dict(zip(pages, self._pages(pages), strict=True))
        numbers = []
        for id, page in zip(ids, pages, strict=True):
            held = found[page].ids
            place = bisect_left(held, id)
            if place == len(held) or held[place] != id:
                raise UnavailableIndexError(f"The index names no document '{id}', which it found.")
            numbers.append(page * self._manifest.page + place)
        return numbers

    def _pages(self, pages: Sequence[int]) -> list[IdPage]:
        keys: list[Key] = [("ids", self._serial, page) for page in pages]
        missing = sorted({page for key, page in zip(keys, pages, strict=True) if self._memory.get(key) is None})
        read = dict(zip(missing, self._read(missing), strict=True))
        return self._memory.get_many(keys, lambda key: _known(read, key) or self._read([_last(key)])[0], _size_of_page)

    def _read(self, pages: Sequence[int]) -> list[IdPage]:
        found = self._cluster.fetch(self._index, [part_key("ids", page) for page in pages])
        return [_read_page(unpack_json(require(one)["packed"])) for one in found]


class RemoteDocuments(Sequence[Document]):
    """The documents of a corpus by number."""

    def __init__(self, corpus: "RemoteCorpus") -> None:
        self._corpus = corpus

    def __len__(self) -> int:
        return len(self._corpus.ids)

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        return self._corpus.read(number).document


class RemoteCorpus:
    """A corpus in a cluster; see Corpus. Sentence numbers are not consecutive from one document to the next.

    Raises UnavailableIndexError if what is needed cannot be fetched, DamagedIndexError for a document that is not as it was
    stored.
    """

    def __init__(self, cluster: Cluster, index: str, manifest: Manifest, memory: Memory) -> None:
        self._cluster, self._index, self._manifest, self._memory = cluster, index, manifest, memory
        self._serial = new_serial()
        self._ids = RemoteIds(cluster, index, manifest, memory)

    def __len__(self) -> int:
        return self._manifest.sentences

    @property
    def ids(self) -> RemoteIds:
        return self._ids

    @property
    def documents(self) -> Sequence[Document]:
        return RemoteDocuments(self)

    def abouts(self) -> Iterator[Document]:
        pages = len(self._manifest.signposts)
        for start in range(0, pages, PAGES):
            keys = [part_key("abouts", page) for page in range(start, min(start + PAGES, pages))]
            for found in self._cluster.fetch(self._index, keys):
                for about in unpack_json(require(found)["packed"]):
                    yield read_about(np.frombuffer(about.encode("utf-8", "surrogatepass"), dtype=np.uint8))

    def dates(self) -> DateRange:
        return self._manifest.dates

    def segmentation(self, document: int) -> Segmentation:
        return self.read(document).segmentation

    def turns(self, document: int) -> Sequence[SpeechTurn]:
        return self.read(document).turns

    def fingerprints(self, document: int) -> np.ndarray:
        return self.read(document).fingerprints

    def first(self, document: int) -> int:
        return document * STRIDE

    def locate(self, number: int) -> tuple[int, int]:
        return divmod(number, STRIDE)

    def surroundings(self, numbers: Sequence[int]) -> Surroundings:
        return surroundings_of(self, numbers)

    def read(self, number: int) -> RemoteDocument:
        """Return a document with everything that is stored of it."""
        found: RemoteDocument | None = self._memory.get(self._key(number))
        return found if found is not None else self._fetch([number])[0]

    def expect(self, numbers: Iterable[int]) -> None:
        """Fetch documents together that are going to be read one by one."""
        missing = [number for number in dict.fromkeys(numbers) if self._memory.get(self._key(number)) is None]
        for start in range(0, len(missing), FETCHED):
            self._fetch(missing[start : start + FETCHED])

    def _fetch(self, numbers: Sequence[int]) -> list[RemoteDocument]:
        ids = [self._ids[number] for number in numbers]
        found = self._cluster.fetch(self._index, [document_key(id) for id in ids])
        repeated = self._ids.repeated(numbers)
        read = [_decode(id, one, places) for id, one, places in zip(ids, found, repeated, strict=True)]
        for number, one in zip(numbers, read, strict=True):
            self._memory.put(self._key(number), one, _DOCUMENT_BYTES + one.nbytes)
        return read

    def _key(self, number: int) -> Key:
        return "remote document", self._serial, number


def _decode(id: str, found: dict[str, str] | None, repeated: Sequence[int]) -> RemoteDocument:
    """Restore a document; the sentences at the positions `repeated` are boilerplate."""
    try:
        segment = unpack_segment(require(found)["packed"])
        document = read_document(segment, 0)
    except ValueError as error:
        raise DamagedIndexError(str(error)) from None
    return RemoteDocument(
        segment, document, read_cut(segment, 0, list(repeated)), read_turns(segment, 0), read_fingerprints(segment, 0)
    )


def require(found: dict[str, str] | None) -> dict[str, str]:
    """Return what was fetched. Raises UnavailableIndexError if there was nothing, where there must be something."""
    if found is None:
        raise UnavailableIndexError("The index lacks part of what belongs to it.")
    return found


def _known(read: dict[int, IdPage], key: Key) -> IdPage | None:
    return read.get(_last(key))


def _last(key: Key) -> int:
    number = key[-1]
    assert isinstance(number, int)
    return number


def _read_page(said: dict[str, Any]) -> IdPage:
    return IdPage(tuple(said["ids"]), {int(place): tuple(found) for place, found in said["repeated"].items()})


def _size_of_page(page: IdPage) -> int:
    return ENTRY + sum(map(sys.getsizeof, page.ids)) + 8 * len(page.ids) + 200 * len(page.repeated)
