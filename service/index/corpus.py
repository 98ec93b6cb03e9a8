"""The corpus: documents, their sentences, and the numbers of both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn, find_turns
from service.index.fingerprints import take_fingerprints
from service.index.looking_around import Surroundings, look_around
from service.sentences.sentence import Segmentation


class DateRange(NamedTuple):
    """How many documents have a date, and the first and the last of their dates ("" if none has)."""

    dated: int = 0
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "DateRange":
        """Sum up the dates of documents."""
        dates = sorted(document.published for document in documents if document.published)
        return cls(len(dates), dates[0], dates[-1]) if dates else cls()


class Corpus(Protocol):
    """Documents in id order, with their sentences numbered through the whole collection."""

    @property
    def documents(self) -> Sequence[Document]: ...

    @property
    def ids(self) -> Sequence[str]:
        """The documents' ids, in order."""

    def abouts(self) -> Iterator[Document]:
        """Yield the documents in order for what is said about them; their texts may be left out."""

    def expect(self, numbers: Iterable[int]) -> None:
        """Fetch documents together that are going to be read one by one, where they are elsewhere."""

    def dates(self) -> DateRange:
        """Sum up the dates of all documents."""

    def __len__(self) -> int:
        """Count the sentences of the whole collection."""

    def segmentation(self, document: int) -> Segmentation:
        """Return the segmentation of the document with this number."""

    def turns(self, document: int) -> Sequence[SpeechTurn]:
        """Return the turns of speakers in the document with this number."""

    def fingerprints(self, document: int) -> np.ndarray:
        """Return the fingerprints of the sentences of the document with this number; see `take_fingerprints`."""

    def first(self, document: int) -> int:
        """Return the collection-wide number of a document's first sentence."""

    def locate(self, number: int) -> tuple[int, int]:
        """Convert a collection-wide sentence number to (document number, position in its segmentation)."""

    def surroundings(self, numbers: Sequence[int]) -> Surroundings:
        """Look around sentences, by their collection-wide numbers."""


def surroundings_of(corpus: Corpus, numbers: Sequence[int]) -> Surroundings:
    """Look around sentences one by one, by the segmentations of their documents."""
    places = [(number, *corpus.locate(number)) for number in numbers]
    corpus.expect(document for _, document, _ in places)
    return look_around([(corpus.segmentation(document), position, number) for number, document, position in places])


def mark_repeated(segmentations: Sequence[Segmentation], repeated: Sequence[int]) -> Sequence[Segmentation]:
    """Return segmentations in which the sentences of these numbers, in order, are boilerplate."""
    marked, first = list(segmentations), 0
    for number, cut in enumerate(segmentations):
        last = first + len(cut.sentences)
        inside = repeated[bisect_left(repeated, first) : bisect_left(repeated, last)]
        if inside:
            sentences = list(cut.sentences)
            for place in inside:
                sentences[place - first] = sentences[place - first]._replace(kind="boilerplate")
            marked[number] = replace(cut, sentences=tuple(sentences))
        first = last
    return marked


class MemoryCorpus:
    """A corpus held in memory."""

    def __init__(self, documents: Sequence[Document], segmentations: Sequence[Segmentation]) -> None:
        self._documents = tuple(documents)
        self._ids = tuple(document.id for document in documents)
        self._cuts = tuple(segmentations)
        self._turns: list[Sequence[SpeechTurn] | None] = [None] * len(self._cuts)
        self._fingerprints: list[np.ndarray | None] = [None] * len(self._cuts)
        self._firsts = [0]
        for segmentation in self._cuts:
            self._firsts.append(self._firsts[-1] + len(segmentation.sentences))

    @property
    def documents(self) -> Sequence[Document]:
        return self._documents

    @property
    def ids(self) -> Sequence[str]:
        return self._ids

    def abouts(self) -> Iterator[Document]:
        return iter(self._documents)

    def expect(self, numbers: Iterable[int]) -> None:
        pass

    def dates(self) -> DateRange:
        return DateRange.of(self._documents)

    def __len__(self) -> int:
        return self._firsts[-1]

    def segmentation(self, document: int) -> Segmentation:
        return self._cuts[document]

    def turns(self, document: int) -> Sequence[SpeechTurn]:
        turns = self._turns[document]
        if turns is None:
            turns = self._turns[document] = find_turns(self._documents[document].text)
        return turns

    def fingerprints(self, document: int) -> np.ndarray:
        prints = self._fingerprints[document]
        if prints is None:
            cut = self._cuts[document]
            prints = self._fingerprints[document] = take_fingerprints(self._documents[document].text, cut)
        return prints

    def first(self, document: int) -> int:
        return self._firsts[document]

    def locate(self, number: int) -> tuple[int, int]:
        document = bisect_right(self._firsts, number) - 1
        return document, number - self._firsts[document]

    def surroundings(self, numbers: Sequence[int]) -> Surroundings:
        return surroundings_of(self, numbers)
