"""Find where words stand in documents, to the letter or folded."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from service.documents.document import Document
from service.english.tokens import STOP_WORDS, tokenize
from service.html_tags import blank_markup
from service.index.interface import Index
from service.verify.folding import MARKS, cuts_word, fold_document, fold_quote
from service.verify.pieces import QuotePiece
from service.verify.work import Work

SCANNED = 50_000  # sentences: up to so many, a collection is scanned in full; beyond, its index is searched
FOUND = 5_000  # sentences with the rarest word of a quote that are examined then
IN_DOCUMENT = 1_000  # places of one piece that are examined in one document
_CLOSING = ".,"  # punctuation that a quotation may end with though the document does not


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document, and whether it equals the words to the letter."""

    start: int
    end: int
    exact: bool


class Standing:
    """Finds where words stand in the documents of an index."""

    def __init__(self, index: Index, scanned: int = SCANNED, work: Work | None = None) -> None:
        self.index = index
        self.work = work or Work()
        self._whole = len(index.corpus) <= scanned

    def candidates(self, text: str, documents: Collection[int] | None) -> Sequence[int]:
        """Return the numbers of the documents that may hold a text, in order."""
        if documents is not None:
            return sorted(documents)
        if self._whole:
            return range(len(self.index.corpus.documents))
        terms = _telling_terms(text)
        if any(term not in self.index for term in terms):
            return []
        if not terms:  # stop words only: take as many documents as can be read in reasonable time
            return range(min(len(self.index.corpus.documents), FOUND // 10))
        rarest = max(terms, key=self.index.idf)
        hits = self.index.search({rarest: 1.0}, FOUND)
        return sorted({self.index.corpus.locate(hit.number)[0] for hit in hits})

    def places(self, piece: QuotePiece, document: Document) -> list[Place]:
        """Return the places of a piece in a document, in order."""
        exact = list(_places_exact(piece, document.text))
        folded = list(self._places_folded(piece, document))
        self.work.look_through(len(document.text), len(exact) + len(folded))
        apart = [place for place in folded if not _overlaps(place, exact)]
        return sorted(exact + apart, key=lambda place: (place.start, place.end))

    def _places_folded(self, piece: QuotePiece, document: Document) -> Iterator[Place]:
        wanted = fold_quote(piece.text)
        core = wanted[:-1] if wanted[-1:] in _CLOSING and len(wanted) > 1 else wanted
        folded = fold_document(document, self.index.memory)
        for start in _find_all(folded.text, core):
            end = start + len(core)
            if folded.text.startswith(wanted, start):
                end = start + len(wanted)
            if _stands_apart(folded.text, start, end, piece):
                yield Place(*folded.place(start, end), False)


def _places_exact(piece: QuotePiece, text: str) -> Iterator[Place]:
    wanted = piece.text.strip()
    for form in dict.fromkeys((wanted, _unquoted(wanted))):
        places = [
            Place(start, start + len(form), True)
            for start in _find_all(text, form)
            if _stands_apart(text, start, start + len(form), piece)
        ]
        if places:
            yield from places
            return


def _unquoted(text: str) -> str:
    """Strip the marks around a quote, which often belong to the text that quotes."""
    inner = text[1:-1].strip()
    return inner if len(text) > 2 and text[0] in MARKS and text[-1] in MARKS and inner else text


def _find_all(text: str, wanted: str) -> Iterator[int]:
    """Yield the offsets of a string in a text, not overlapping, at most IN_DOCUMENT."""
    start = text.find(wanted)
    for _ in range(IN_DOCUMENT):
        if start < 0:
            return
        yield start
        start = text.find(wanted, start + len(wanted))


def _stands_apart(text: str, start: int, end: int, piece: QuotePiece) -> bool:
    return (piece.open_start or not cuts_word(text, start)) and (piece.open_end or not cuts_word(text, end))


def _overlaps(place: Place, others: Sequence[Place]) -> bool:
    """Return whether a place overlaps one of others, which are in order and do not overlap each other."""
    nearest = bisect_left(others, place.end, key=lambda other: other.start) - 1
    return nearest >= 0 and others[nearest].end > place.start


def _telling_terms(text: str) -> list[str]:
    """Return terms that every document with this text holds.

    The first and last word are left out if there are others: in the document, they may be parts of longer words.
    """
    tokens = tokenize(blank_markup(text))
    inner = tokens[1:-1] if len(tokens) > 2 else tokens
    return [
        token.term
        for token in inner
        if not token.stop and token.word not in STOP_WORDS and len(token.word) > 1 and token.word.isascii()
    ]
