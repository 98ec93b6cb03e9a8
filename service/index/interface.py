"""What the later stages ask of an index, wherever it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from service.index.corpus import Corpus
from service.index.holders import FIRST, Held, TextPlace
from service.index.searcher import PARAGRAPH_WEIGHT, Hit, KinTerm
from service.memory import Memory

__all__ = ["FIRST", "PARAGRAPH_WEIGHT", "Held", "Hit", "Index", "KinTerm", "TextPlace"]


class Index(Protocol):
    """Searches a corpus. Immutable, and safe to use from many threads.

    Any method raises an UnusableIndexError where what it needs is damaged or out of reach. `memory` keeps what is computed
    from the index; `serial` identifies the index in the keys there.
    """

    memory: Memory
    serial: int

    @property
    def corpus(self) -> Corpus:
        """The documents and sentences that hits refer to."""

    def prepare(self) -> None:
        """Prepare what searches for common terms need, which is otherwise done when first needed."""

    def __contains__(self, term: object) -> bool:
        """Return whether a sentence holds a term."""

    def known(self, terms: Iterable[str]) -> list[bool]:
        """Return whether a sentence holds each term; of many at once, as each may take a request."""

    def idf(self, term: str) -> float:
        """Return the idf of a term among sentences; that of a term in no sentence is the highest."""

    def idfs(self, terms: Iterable[str]) -> list[float]:
        """Return the idf of each term; see `idf`."""

    def holds_within(self, terms: Sequence[str], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return which half-open ranges of sentence numbers hold each term: boolean [terms x ranges].

        Each range lies within one document.
        """

    def holding(self, term: str, start: int, end: int) -> list[int]:
        """Return the numbers of the sentences from `start` to before `end`, all of one document, that hold a term."""

    def closest_term(self, term: str) -> str | None:
        """Return the term of the collection that an unknown one was probably meant to be; see Speller.closest."""

    def kin(self, terms: Iterable[str]) -> list[tuple[KinTerm, ...]]:
        """Return, for each term, those of the collection whose meaning is most like its own; see KinFinder.find."""

    def sentences_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        """Return the numbers of the sentences that hold every term, ascending; of all sentences for no term.

        `documents` are the numbers of the documents to search (default: all), `start` is where to begin. An index may stop
        before the last of them, and says so.
        """

    def paragraphs_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        """Return the numbers of the paragraphs that hold every term, ascending; see `sentences_with_all`."""

    def count_by_document(self, sentences: np.ndarray) -> dict[int, int]:
        """Count ascending sentence numbers by the number of their document."""

    def locate_paragraph(self, number: int) -> tuple[int, int]:
        """Convert a collection-wide paragraph number to (document number, position among its blocks)."""

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        documents: Collection[int] | None = None,
        support: float = PARAGRAPH_WEIGHT,
    ) -> list[Hit]:
        """Return the best `limit` sentences that hold at least one term, best first, ties in document order.

        `terms` maps each term to its weight in the query (1 for one occurrence, never negative). `documents` are the
        numbers of the documents to search (default: all); idf remains that of the whole collection. The score of a
        sentence is its own BM25 plus `support` times that of its paragraph.
        """
