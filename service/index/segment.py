"""Segments: documents read, segmented and counted, as flat arrays that can be joined and compiled."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
import xxhash

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn, find_turns
from service.english.tokens import analyse, extract_terms, split_words
from service.html_tags import blank_markup
from service.index.arrays import DamagedIndexError
from service.index.columns import Columns, LazyRows
from service.index.fingerprints import take_fingerprints
from service.index.vocabulary import Vocabulary
from service.sentences.sentence import Block, Quotation, Segmentation, Sentence

SENTENCES, BLOCKS, QUOTATIONS = Columns(Sentence), Columns(Block), Columns(Quotation)
TURNS = Columns(SpeechTurn)
_ENCODING = ("utf-8", "surrogatepass")
_DESCRIBED = tuple(field.name for field in fields(Document) if field.name != "text")
_STOP = -1
# What each document has a checksum of, in the order of `Segment.sums`; that of the sentences is also of blocks and quotations.
SUMS = ("description", "text", "sentences", "turns", "fingerprints")


@dataclass(frozen=True)
class Ragged:
    """Rows of several documents one after the other: those of document n are `values[ends[n]:ends[n + 1]]`."""

    values: np.ndarray
    ends: np.ndarray  # int64 [documents + 1], beginning with 0

    @classmethod
    def of(cls, pieces: Sequence[np.ndarray], empty: np.ndarray) -> "Ragged":
        """Concatenate pieces, one a document; `empty` gives the type and width if there are none."""
        ends = np.zeros(len(pieces) + 1, dtype=np.int64)
        np.cumsum([len(piece) for piece in pieces], out=ends[1:])
        return cls(np.concatenate(pieces) if pieces else empty, ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> np.ndarray:
        start, end = self.ends[number : number + 2].tolist()
        return self.values[start:end]

    def part(self, first: int, last: int) -> "Ragged":
        """Return the documents [first, last)."""
        ends = self.ends[first : last + 1]
        return Ragged(self.values[int(ends[0]) : int(ends[-1])], ends - ends[0])


@dataclass(frozen=True)
class Segment:
    """Documents in id order.

    `texts` (uint8) are in UTF-8, `about` (uint8) is the documents' metadata as JSON. `lengths` (int32 [sentences]) is the
    number of terms in each sentence, and `tokens` (int32) are these terms by their number in `vocabulary`. `fingerprints`
    (uint32 [sentences]) are those of `take_fingerprints`. `sums` (uint64 [documents x SUMS]) are the checksums of each
    document, made when it was read: see `sum_of`.
    """

    ids: Sequence[str]
    about: Ragged
    texts: Ragged
    sentences: Ragged
    blocks: Ragged
    quotations: Ragged
    turns: Ragged
    lengths: Ragged
    tokens: Ragged
    fingerprints: Ragged
    sums: Ragged
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)


RAGGED = tuple(field.name for field in fields(Segment) if field.type is Ragged or field.type == "Ragged")


def make_segment(read: Iterable[tuple[Document, Segmentation]]) -> Segment:
    """Make a segment of documents, which must come in id order, and their segmentations."""
    rows: dict[str, list[np.ndarray]] = {name: [] for name in RAGGED}
    ids: list[str] = []
    words = _Words()
    for document, segmentation in read:
        ids.append(document.id)
        for name, piece in _lay_out(document, segmentation, words):
            rows[name].append(piece)
    vocabulary = Vocabulary.of(words.terms)
    order = np.empty(len(words.terms), dtype=np.int32)
    order[[words.terms[term] for term in vocabulary]] = np.arange(len(words.terms), dtype=np.int32)
    rows["tokens"] = [order[piece] for piece in rows["tokens"]]
    return Segment(tuple(ids), vocabulary=vocabulary, **{name: Ragged.of(rows[name], EMPTY[name]) for name in RAGGED})


class _Words(dict[str, int]):
    """Maps raw words to the numbers of their terms, -1 for stop words; `terms` are numbered as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, int] = {}

    def __missing__(self, raw: str) -> int:
        _, term, stop = analyse(raw)
        number = self[raw] = _STOP if stop else self.number(term)
        return number

    def number(self, term: str) -> int:
        return self.terms.setdefault(term, len(self.terms))

    def read(self, text: str) -> list[int]:
        """Return the numbers of a text's terms in order, including stop words."""
        words = split_words(text)
        return list(map(self.number, extract_terms(text)) if words is None else map(self.__getitem__, words))


def _lay_out(document: Document, segmentation: Segmentation, words: _Words) -> Iterator[tuple[str, np.ndarray]]:
    plain = blank_markup(document.text)
    read = [words.read(plain[s.start : s.end]) for s in segmentation.sentences]
    tokens = np.fromiter(chain.from_iterable(read), dtype=np.int32)
    said = tokens != _STOP
    before = np.concatenate(([0], said.cumsum()))
    lengths = np.diff(before[np.cumsum([0, *map(len, read)])])
    about = np.frombuffer(describe(document), dtype=np.uint8)
    cut = (
        SENTENCES.encode(segmentation.sentences),
        BLOCKS.encode(segmentation.blocks),
        QUOTATIONS.encode(segmentation.quotations),
    )
    turns = TURNS.encode(find_turns(document.text))
    text = np.frombuffer(document.text.encode(*_ENCODING), dtype=np.uint8)
    prints = take_fingerprints(document.text, segmentation)
    sums = (sum_of(about), sum_of(text), sum_of(*cut), sum_of(turns), sum_of(prints))
    yield "about", about
    yield "texts", text
    yield from zip(("sentences", "blocks", "quotations"), cut, strict=True)
    yield "turns", turns
    yield "lengths", lengths.astype(np.int32)
    yield "tokens", tokens[said]
    yield "fingerprints", prints
    yield "sums", np.array([sums], dtype=np.uint64)


def sum_of(*rows: np.ndarray) -> int:
    """Return the checksum (XXH3, 64 bits) of some of a document's rows: it takes less time than to copy them."""
    total = xxhash.xxh3_64()
    for row in rows:
        total.update(row.data)
    return total.intdigest()


def check_sum(segment: Segment, number: int, name: str, *rows: np.ndarray) -> None:
    """Raise DamagedIndexError if rows of a document are not as they were when it was read; `name` is one of `SUMS`."""
    if sum_of(*rows) != segment.sums.values[number, SUMS.index(name)]:
        raise DamagedIndexError(f"What is kept of '{segment.ids[number]}' in the index ({name}) is damaged.")


def describe(document: Document) -> bytes:
    """Return everything about a document except its text as JSON."""
    said = {
        name: getattr(document, name) for name in _DESCRIBED
    }  # asdict copies, at a tenth of the cost of a short file
    return json.dumps(said, ensure_ascii=False).encode(*_ENCODING)


def read_about(about: np.ndarray) -> Document:
    """Restore a document without its text from its row of `about`."""
    return Document(text="", **json.loads(str(about.data, *_ENCODING)))


def read_document(segment: Segment, number: int) -> Document:
    """Restore a document of a segment. Raises DamagedIndexError if it is not as it was read."""
    about, text = segment.about[number], segment.texts[number]
    check_sum(segment, number, "description", about)
    check_sum(segment, number, "text", text)
    return Document(text=str(text.data, *_ENCODING), **json.loads(str(about.data, *_ENCODING)))


def read_cut(segment: Segment, number: int, repeated: np.ndarray | Sequence[int]) -> Segmentation:
    """Restore the segmentation of a document; the sentences at the positions `repeated` are boilerplate.

    Raises DamagedIndexError if it is not as it was made. Its arrays are copied, as what was checked must not change.
    """
    rows = segment.sentences[number], segment.blocks[number], segment.quotations[number]
    check_sum(segment, number, "sentences", *rows)
    sentences, blocks, quotations = (row.copy() for row in rows)
    if len(repeated):
        sentences[repeated, SENTENCES.place("kind")] = SENTENCES.code("kind", "boilerplate")
    return Segmentation(LazyRows(SENTENCES, sentences), LazyRows(BLOCKS, blocks), LazyRows(QUOTATIONS, quotations))


def read_turns(segment: Segment, number: int) -> LazyRows[SpeechTurn]:
    """Restore the turns of speakers in a document. Raises DamagedIndexError if they are not as they were found."""
    turns = segment.turns[number].copy()
    check_sum(segment, number, "turns", turns)
    return LazyRows(TURNS, turns)


def read_fingerprints(segment: Segment, number: int) -> np.ndarray:
    """Return the fingerprints of a document's sentences. Raises DamagedIndexError if they are not as they were taken."""
    prints = segment.fingerprints[number].copy()
    check_sum(segment, number, "fingerprints", prints)
    return prints


EMPTY = {
    "about": np.zeros(0, dtype=np.uint8),
    "texts": np.zeros(0, dtype=np.uint8),
    "sentences": SENTENCES.encode(()),
    "blocks": BLOCKS.encode(()),
    "quotations": QUOTATIONS.encode(()),
    "turns": TURNS.encode(()),
    "lengths": np.zeros(0, dtype=np.int32),
    "tokens": np.zeros(0, dtype=np.int32),
    "fingerprints": np.zeros(0, dtype=np.uint32),
    "sums": np.zeros((0, len(SUMS)), dtype=np.uint64),
}
