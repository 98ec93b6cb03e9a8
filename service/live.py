"""The snapshot in service: one collection, its index, and what names them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.documents.collection import read_collection
from service.documents.document import Document, Skipped
from service.index.embedded import Index
from service.sentences.cut import cut_text


@dataclass(frozen=True)
class Snapshot:
    """A collection as indexed at one moment; `id` names the texts and everything else that shapes a reply."""

    id: str
    index: Index
    skipped: tuple[Skipped, ...]

    @property
    def documents(self) -> Sequence[Document]:
        return self.index.corpus.documents

    @property
    def sentences(self) -> int:
        return len(self.index.corpus)


def build_snapshot(folder: Path, max_bytes: int = 50 << 20) -> Snapshot:
    """Read, cut and index a folder. Raises CollectionError where there is nothing to serve."""
    collection = read_collection(folder, max_bytes)
    index = Index(collection.documents, [cut_text(document.text) for document in collection.documents])
    digest = hashlib.sha256("".join(d.id + d.sha256 for d in collection.documents).encode()).hexdigest()
    return Snapshot(digest, index, collection.skipped)
