"""What is said of a whole version of a collection, stored once in it."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from service.documents.document import Skipped
from service.index.cluster.mapping import FORMAT
from service.index.cluster.packing import pack, unpack
from service.index.corpus import DateRange


@dataclass(frozen=True)
class Manifest:
    """The sizes of a version, its files that could not be read, and where its ids are.

    `texts` is the digest of all documents (see `service.index.store.hash_texts`), `reading` the version of the code that made
    it. `signposts` are the first ids of the pages of ids, `page` documents each. Of sentences and paragraphs, `full` ones
    hold a term.
    """

    texts: str
    reading: str
    documents: int
    sentences: int
    full_sentences: int
    paragraphs: int
    full_paragraphs: int
    tokens: int
    page: int
    signposts: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    dates: DateRange
    format: int = FORMAT


def write_manifest(manifest: Manifest) -> str:
    """Pack a manifest."""
    return pack(json.dumps(asdict(manifest)).encode())


def read_manifest(packed: str) -> Manifest:
    """Reverse `write_manifest`. Raises ValueError for one that another version of the code wrote."""
    said: dict[str, Any] = json.loads(unpack(packed))
    if said.get("format") != FORMAT or set(said) != {field.name for field in fields(Manifest)}:
        raise ValueError(f"it has format {said.get('format')!r}; expected {FORMAT}")
    said["skipped"] = tuple(Skipped(**one) for one in said["skipped"])
    return Manifest(**said | {"signposts": tuple(said["signposts"]), "dates": DateRange(*said["dates"])})
