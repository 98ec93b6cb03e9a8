"""Documents -> what a cluster stores of them, and back.

A document is stored as a segment of its own: every array that the embedded index has of it, under its own vocabulary.
"""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from service.index.cluster.mapping import document_key, paragraph_key, write_term
from service.index.joining import SegmentPart, join_parts
from service.index.segment import BLOCKS, RAGGED, Ragged, Segment
from service.index.vocabulary import Vocabulary

_LEVEL = 3  # of zlib: half the bytes, at more than 50 MB a second
_HEAD = 4  # bytes: the length of the description that follows


@dataclass(frozen=True)
class Stored:
    """Something to store: its id in the cluster, and its fields."""

    key: str
    fields: dict[str, Any]


def pack(data: bytes) -> str:
    """Compress bytes and write them as text."""
    return base64.b64encode(zlib.compress(data, _LEVEL)).decode()


def unpack(text: str) -> bytes:
    """Reverse `pack`. Raises ValueError if that is not what it is."""
    try:
        return zlib.decompress(base64.b64decode(text, validate=True))
    except zlib.error as error:
        raise ValueError(f"what is stored cannot be unpacked: {error}") from None


def pack_json(value: object) -> str:
    """Pack a value as JSON."""
    return pack(json.dumps(value).encode())


def unpack_json(text: str) -> Any:
    """Reverse `pack_json`. Raises ValueError if that is not what it is."""
    return json.loads(unpack(text))


def pack_segment(segment: Segment) -> str:
    """Pack a segment."""
    rows: dict[str, Ragged] = {name: getattr(segment, name) for name in RAGGED}
    arrays = {name: row.values for name, row in rows.items()} | {f"{name} ends": row.ends for name, row in rows.items()}
    arrays["words"] = segment.vocabulary.blob
    table = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    head = json.dumps({"ids": list(segment.ids), "arrays": table}).encode()
    pieces = [len(head).to_bytes(_HEAD, "little"), head]
    return pack(b"".join([*pieces, *(np.ascontiguousarray(array).tobytes() for array in arrays.values())]))


def unpack_segment(text: str) -> Segment:
    """Reverse `pack_segment`. Raises ValueError if that is not what it is."""
    data = unpack(text)
    place = _HEAD + int.from_bytes(data[:_HEAD], "little")
    head, arrays = json.loads(data[_HEAD:place]), {}
    for name, kind, shape in head["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(data, np.dtype(kind), count, place).reshape(shape)
        place += arrays[name].nbytes
    words = arrays["words"]
    vocabulary = Vocabulary(words, (words == ord("\n")).nonzero()[0] + 1)
    rows = {name: Ragged(arrays[name], arrays[f"{name} ends"]) for name in RAGGED}
    return Segment(tuple(head["ids"]), vocabulary=vocabulary, **rows)


@dataclass
class Counts:
    """What is counted while documents are loaded: for each term, the sentences and the paragraphs that hold it; and totals.

    Of sentences and paragraphs, `full` ones hold at least one term.
    """

    held: Counter[str] = field(default_factory=Counter)
    around: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    sentences: int = 0
    full_sentences: int = 0
    paragraphs: int = 0
    full_paragraphs: int = 0
    tokens: int = 0

    def write(self) -> dict[str, Any]:
        """Return the counts as they are recorded of a share."""
        names = ("documents", "sentences", "full_sentences", "paragraphs", "full_paragraphs", "tokens")
        terms = sorted(self.held)
        return {
            "sizes": {name: getattr(self, name) for name in names},
            "terms": terms,
            "held": [self.held[term] for term in terms],
            "around": [self.around[term] for term in terms],
        }


def write_documents(segment: Segment, share: int, counts: Counts) -> Iterator[Stored]:
    """Yield what is stored of each document of a segment, and count its terms."""
    for number, id in enumerate(segment.ids):
        one = join_parts([SegmentPart(segment, number, number + 1)])
        yield from _write_paragraphs(one, share, counts)
        fields = {"kind": "document", "share": share, "document": id, "packed": pack_segment(one)}
        yield Stored(document_key(id), fields)


def _write_paragraphs(one: Segment, share: int, counts: Counts) -> Iterator[Stored]:
    """Yield the paragraphs of a document, those without a term too, which a phrase of stop words may stand in."""
    ends = np.concatenate(([0], one.lengths.values.cumsum())).tolist()
    words, tokens = list(one.vocabulary), one.tokens.values.tolist()
    written = [write_term(word) for word in words]
    blocks = BLOCKS.decode(one.blocks.values)
    counts.documents += 1
    counts.sentences += len(ends) - 1
    counts.paragraphs += len(blocks)
    counts.tokens += len(tokens)
    for number, block in enumerate(blocks):
        cut = [tokens[ends[place] : ends[place + 1]] for place in range(block.first, block.last)]
        held = [set(sentence) for sentence in cut]
        everything = set().union(*held)
        counts.full_paragraphs += bool(everything)
        counts.full_sentences += sum(map(bool, held))
        for sentence in held:
            counts.held.update(words[term] for term in sentence)
        counts.around.update(words[term] for term in everything)
        fields = {
            "kind": "paragraph",
            "share": share,
            "document": one.ids[0],
            "start": block.start,
            "block": number,
            "first": block.first,
            "sentences": [{"terms": " ".join(written[term] for term in sentence)} for sentence in cut],
        }
        yield Stored(paragraph_key(one.ids[0], block.start, block.end), fields)
