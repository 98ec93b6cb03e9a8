"""A segment: documents as read, cut and counted, in flat arrays, to be joined and inverted."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import chain, compress
from types import MappingProxyType

import numpy as np

from service.documents.document import Document
from service.english.tokens import analyse, extract_terms, split_words
from service.index.columns import Columns
from service.index.strings import look_up
from service.index.vocabulary import Vocabulary
from service.sentences.sentence import Block, Quotation, Segmentation, Sentence

SENTENCES, BLOCKS, QUOTATIONS = Columns(Sentence), Columns(Block), Columns(Quotation)
_ENCODING = ("utf-8", "surrogatepass")
_STOP = -1
_FEW = 8  # times as many terms as all others: then theirs are put into it one by one


@dataclass(frozen=True)
class Ragged:
    """Rows of several documents one after the other: document n's are `values[ends[n]:ends[n + 1]]`."""

    values: np.ndarray
    ends: np.ndarray  # int64, one more than documents, from 0

    @classmethod
    def of(cls, pieces: Sequence[np.ndarray], empty: np.ndarray) -> "Ragged":
        """Lay pieces out; `empty` gives type and width where there is none."""
        ends = np.zeros(len(pieces) + 1, dtype=np.int64)
        np.cumsum([len(piece) for piece in pieces], out=ends[1:])
        return cls(np.concatenate(pieces) if pieces else empty, ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> np.ndarray:
        return self.values[int(self.ends[number]) : int(self.ends[number + 1])]

    def part(self, first: int, last: int) -> "Ragged":
        """Give documents `first` to `last` (exclusive)."""
        ends = self.ends[first : last + 1]
        return Ragged(self.values[int(ends[0]) : int(ends[-1])], ends - ends[0])


@dataclass(frozen=True)
class Segment:
    """Documents in id order. `texts` (uint8) are UTF-8, `about` (uint8) what a document says of itself, as
    JSON.

    `lengths` (int32) tells how many terms each sentence has, `tokens` (int32) which, by number in
    `vocabulary`.
    """

    ids: Sequence[str]
    about: Ragged
    texts: Ragged
    sentences: Ragged
    blocks: Ragged
    quotations: Ragged
    lengths: Ragged
    tokens: Ragged
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)


RAGGED = tuple(field.name for field in fields(Segment) if field.type is Ragged or field.type == "Ragged")


def make_segment(read: Iterable[tuple[Document, Segmentation]]) -> Segment:
    """Count the terms of documents and lay everything out. Documents are to come in id order."""
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
    """Raw words by the number of their term, -1 for a stop word; `terms` are numbered as they are met."""

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
        """Give the numbers of a text's terms in order, stop words among them."""
        words = split_words(text)
        return list(map(self.number, extract_terms(text)) if words is None else map(self.__getitem__, words))


def _lay_out(document: Document, segmentation: Segmentation, words: _Words) -> Iterator[tuple[str, np.ndarray]]:
    read = [words.read(document.text[s.start : s.end]) for s in segmentation.sentences]
    tokens = np.fromiter(chain.from_iterable(read), dtype=np.int32)
    said = tokens != _STOP
    before = np.concatenate(([0], said.cumsum()))
    lengths = np.diff(before[np.cumsum([0, *map(len, read)])])
    yield "about", np.frombuffer(describe(document), dtype=np.uint8)
    yield "texts", np.frombuffer(document.text.encode(*_ENCODING), dtype=np.uint8)
    yield "sentences", SENTENCES.encode(segmentation.sentences)
    yield "blocks", BLOCKS.encode(segmentation.blocks)
    yield "quotations", QUOTATIONS.encode(segmentation.quotations)
    yield "lengths", lengths.astype(np.int32)
    yield "tokens", tokens[said]


def describe(document: Document) -> bytes:
    """Put all that a document says of itself, its text apart, into JSON."""
    said = {name: value for name, value in asdict(document).items() if name != "text"}
    return json.dumps(said, ensure_ascii=False).encode(*_ENCODING)


def read_document_of(about: np.ndarray, text: np.ndarray) -> Document:
    """Make a document again from its row of `about` and of `texts`."""
    said = json.loads(about.tobytes().decode(*_ENCODING))
    return Document(text=text.tobytes().decode(*_ENCODING), **said)


EMPTY = {
    "about": np.zeros(0, dtype=np.uint8),
    "texts": np.zeros(0, dtype=np.uint8),
    "sentences": SENTENCES.encode(()),
    "blocks": BLOCKS.encode(()),
    "quotations": QUOTATIONS.encode(()),
    "lengths": np.zeros(0, dtype=np.int32),
    "tokens": np.zeros(0, dtype=np.int32),
}


@dataclass(frozen=True)
class SegmentPart:
    """Documents `first` to `last` (exclusive) of a segment."""

    segment: Segment
    first: int
    last: int


def join_parts(parts: Sequence[SegmentPart]) -> Segment:
    """Put parts one after the other, under one vocabulary of just the terms that they use.

    The result does not depend on how the documents were divided into segments.
    """
    return join_numbered(parts)[0]


def join_numbered(
    parts: Sequence[SegmentPart], used: Mapping[int, np.ndarray] = MappingProxyType({})
) -> tuple[Segment, dict[int, np.ndarray]]:
    """Join parts as join_parts does; tell by each segment's identity, too, which number each of its terms got.

    A term of a segment that its parts do not use has 0 there. `used` marks (bool, one a term) which terms they
    do use, by the segment's identity, where that is known.
    """
    if not parts:
        return make_segment(()), {}
    vocabulary, numbers = _join_vocabularies(parts, used)
    joined = {}
    for name in RAGGED:
        rows: list[Ragged] = [getattr(part.segment, name).part(part.first, part.last) for part in parts]
        if name == "tokens":
            rows = [
                Ragged(look_up(numbers[id(part.segment)], row.values), row.ends)
                for part, row in zip(parts, rows, strict=True)
            ]
        joined[name] = Ragged(np.concatenate([row.values for row in rows]), _join_ends(rows))
    return Segment(_join_ids(parts), vocabulary=vocabulary, **joined), numbers


def _join_ids(parts: Sequence[SegmentPart]) -> tuple[str, ...]:
    ids = {id(part.segment): tuple(part.segment.ids) for part in parts}
    return tuple(chain.from_iterable(ids[id(part.segment)][part.first : part.last] for part in parts))


def _join_vocabularies(
    parts: Sequence[SegmentPart], known: Mapping[int, np.ndarray]
) -> tuple[Vocabulary, dict[int, np.ndarray]]:
    """Give the common vocabulary, and by each segment's identity the new number of each of its terms."""
    used = dict(known)
    segments = {id(part.segment): part.segment for part in parts}
    for part in parts:
        if id(part.segment) in known:
            continue
        marks = used.setdefault(id(part.segment), np.zeros(len(part.segment.vocabulary), dtype=bool))
        marks[part.segment.tokens.part(part.first, part.last).values] = True
    sizes = {key: len(segment.vocabulary) for key, segment in segments.items()}
    large = max(sizes, key=sizes.__getitem__)
    if (sum(sizes.values()) - sizes[large]) * _FEW > sizes[large]:
        return _merge_vocabularies(segments, used)
    base = segments[large].vocabulary
    terms = {key: _terms_at(segments[key].vocabulary, marks) for key, marks in used.items() if key != large}
    more = {t for listed in terms.values() for t in listed if (n := base.find(t)) is None or not used[large][n]}
    vocabulary = base.spliced(used[large], more)
    old = np.ones(len(vocabulary), dtype=bool)
    old[[vocabulary.number(term) for term in more]] = False
    numbers = {large: _spread(used[large], old.nonzero()[0])}
    for key, listed in terms.items():
        numbers[key] = _spread(used[key], [vocabulary.number(term) for term in listed])
    return vocabulary, numbers


def _merge_vocabularies(
    segments: dict[int, Segment], used: dict[int, np.ndarray]
) -> tuple[Vocabulary, dict[int, np.ndarray]]:
    terms = {key: _terms_at(segments[key].vocabulary, marks) for key, marks in used.items()}
    vocabulary = Vocabulary.of(term for listed in terms.values() for term in listed)
    number_of = {term: number for number, term in enumerate(vocabulary)}
    return vocabulary, {key: _spread(used[key], [number_of[t] for t in listed]) for key, listed in terms.items()}


def _terms_at(vocabulary: Vocabulary, marks: np.ndarray) -> list[str]:
    return list(compress(vocabulary, marks.tolist()))


def _spread(marks: np.ndarray, values: np.ndarray | Sequence[int]) -> np.ndarray:
    """Lay values out where the marks stand (int32); 0 elsewhere."""
    spread = np.zeros(len(marks), dtype=np.int32)
    spread[marks] = values
    return spread


def _join_ends(pieces: Sequence[Ragged]) -> np.ndarray:
    counts = np.concatenate([np.diff(piece.ends) for piece in pieces])
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
