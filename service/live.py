"""The snapshot in service: one collection, its index, and what names them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
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
    def documents(self) -> tuple[Document, ...]:
        return self.index.corpus.documents

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Each document's number in the index by its id."""
        return {document.id: number for number, document in enumerate(self.documents)}

    @property
    def sentences(self) -> int:
        return len(self.index.corpus)


def build_snapshot(folder: Path, max_bytes: int = 50 << 20) -> Snapshot:
    """Read, cut and index a folder. Raises CollectionError where there is nothing to serve."""
    collection = read_collection(folder, max_bytes)
    index = Index(collection.documents, [cut_text(document.text) for document in collection.documents])
    digest = hashlib.sha256("".join(d.id + d.sha256 for d in collection.documents).encode()).hexdigest()
    return Snapshot(digest, index, collection.skipped)
