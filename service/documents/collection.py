"""Read a folder of documents."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from service.documents.document import Document, Skipped


class CollectionError(Exception):
    """A collection that cannot be served; its message is a sentence for whoever starts the service."""


@dataclass(frozen=True)
class Collection:
    """The documents of a folder in id order, and the files that had to be skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_collection(folder: Path, max_bytes: int = 50 << 20) -> Collection:
    """Read every .txt and .md file below the folder, in name order."""
    documents = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".txt", ".md"):
            text = path.read_bytes().decode("utf-8-sig")
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            documents.append(Document(path.relative_to(folder).as_posix(), text, sha256))
    return Collection(tuple(documents), ())
