"""Segments: documents read, segmented and counted, as flat arrays that can be joined and compiled."""

import json
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import xxhash

from service.documents.document import Document
from service.english.speech_turns import SpeechTurn, find_turns
from service.html_tags import blank_markup
from service.index.arrays import DamagedIndexError
from service.index.columns import Columns, LazyRows
from service.index.counted_words import CountedWords
from service.index.fingerprints import hash_sentences
from service.index.vocabulary import Vocabulary
from service.sentences.sentence import Block, Quotation, Segmentation, Sentence

SENTENCES, BLOCKS, QUOTATIONS = Columns(Sentence), Columns(Block), Columns(Quotation)
TURNS = Columns(SpeechTurn)
_ENCODING = ("utf-8", "surrogatepass")
_DESCRIBED = tuple(field.name for field in fields(Document) if field.name != "text")
_AT_ONCE = 1 << 14  # sentences that are encoded together
# What each document has a checksum of, in the order of `Segment.sums`, and of which rows.
_SUMMED = {
    "description": ("about",),
    "text": ("texts",),
    "sentences": ("sentences", "blocks", "quotations"),
    "turns": ("turns",),
    "fingerprints": ("fingerprints",),
}
SUMS = tuple(_SUMMED)


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
    (uint32 [sentences]) are those of `hash_sentences`. `sums` (uint64 [documents x SUMS]) are the checksums of each
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
    words = CountedWords()
    segment = make_numbered(read, words)
    vocabulary, tokens = words.sort(segment.tokens.values)
    return replace(segment, vocabulary=vocabulary, tokens=Ragged(tokens, segment.tokens.ends))


def make_numbered(read: Iterable[tuple[Document, Segmentation]], words: CountedWords) -> Segment:
    """Make a segment whose tokens are by the numbers of `words`, which may be those of earlier ones; it has no vocabulary."""
    rows = _Rows(words)
    for document, segmentation in read:
        rows.add(document, segmentation)
    return rows.make_segment()


class _Rows:
    """The rows of documents one after the other; those of many documents are encoded at once, which takes far less time."""

    def __init__(self, words: CountedWords) -> None:
        self._words = words
        self._ids: list[str] = []
        self._bytes: dict[str, list[bytes]] = {"about": [], "texts": []}
        self._waiting: dict[str, list[Any]] = {name: [] for name in _ENCODERS}
        self._encoded: dict[str, list[np.ndarray]] = {name: [EMPTY[name]] for name in _ENCODERS}
        self._counted = {"lengths": array("i"), "tokens": array("i")}
        self._counts: dict[str, list[int]] = {name: [] for name in RAGGED}

    def add(self, document: Document, cut: Segmentation) -> None:
        about, text, turns = describe(document), document.text.encode(*_ENCODING), find_turns(document.text)
        bodies = [document.text[sentence.body : sentence.end] for sentence in cut.sentences]
        self._ids.append(document.id)
        for name, data in (("about", about), ("texts", text)):
            self._bytes[name].append(data)
            self._counts[name].append(len(data))
        for name, rows in zip(_ENCODERS, (cut.sentences, cut.blocks, cut.quotations, turns, bodies), strict=True):
            self._waiting[name] += rows
            self._counts[name].append(len(rows))
        self._counts["lengths"].append(len(bodies))
        self._counts["tokens"].append(self._count_words(document.text, cut))
        self._counts["sums"].append(1)
        if len(self._waiting["sentences"]) >= _AT_ONCE:
            self._encode()

    def make_segment(self) -> Segment:
        """Make a segment of all that was added."""
        self._encode()
        lengths, tokens = (np.array(numbers, dtype=np.int32) for numbers in self._counted.values())
        values: dict[str, np.ndarray] = {
            name: np.frombuffer(b"".join(data), dtype=np.uint8) for name, data in self._bytes.items()
        }
        values |= {name: np.concatenate(pieces) for name, pieces in self._encoded.items()}
        values["lengths"], values["tokens"] = lengths, tokens
        ends = {name: np.append(0, np.cumsum(counts, dtype=np.int64)) for name, counts in self._counts.items()}
        rows = {name: Ragged(value, ends[name]) for name, value in values.items()}
        rows["sums"] = Ragged(_sum_up(rows), ends["sums"])
        return Segment(tuple(self._ids), vocabulary=Vocabulary.of(()), **rows)

    def _encode(self) -> None:
        for name, encode in _ENCODERS.items():
            self._encoded[name].append(encode(self._waiting[name]))
            self._waiting[name] = []

    def _count_words(self, text: str, cut: Segmentation) -> int:
        """Note the terms of each sentence and count them all."""
        plain, read = blank_markup(text), self._words.read
        lengths, tokens = self._counted.values()
        first = before = len(tokens)
        for sentence in cut.sentences:
            tokens.extend(read(plain[sentence.start : sentence.end]))
            lengths.append(len(tokens) - before)
            before = len(tokens)
        return before - first


def _sum_up(rows: Mapping[str, Ragged]) -> np.ndarray:
    """Return the checksums of all documents, which are those of `sum_of`: uint64 [documents x SUMS]."""
    sums = np.empty((len(rows["about"]), len(SUMS)), dtype=np.uint64)
    for place, names in enumerate(_SUMMED.values()):
        totals = [xxhash.xxh3_64() for _ in range(len(sums))]
        for name in names:
            values = rows[name].values
            data, ends = values.reshape(-1).view(np.uint8).data, (rows[name].ends * values.strides[0]).tolist()
            for total, (start, end) in zip(totals, pairwise(ends), strict=True):
                total.update(data[start:end])
        sums[:, place] = [total.intdigest() for total in totals]
    return sums


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

# What makes the rows of a kind of several documents together, by its name.
_ENCODERS: dict[str, Callable[[Sequence[Any]], np.ndarray]] = {
    "sentences": SENTENCES.encode,
    "blocks": BLOCKS.encode,
    "quotations": QUOTATIONS.encode,
    "turns": TURNS.encode,
    "fingerprints": hash_sentences,
}
