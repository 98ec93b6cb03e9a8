"""The documents' texts, read from their files again, so that quotes are not checked against the index itself."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from service.documents.collection import MAX_BYTES, read_document
from service.documents.document import Document


class FolderTexts(Mapping[str, str]):
    """Maps the ids of a folder's documents to their canonical texts, each read when first asked for."""

    def __init__(self, folder: Path, ids: frozenset[str], max_bytes: int = MAX_BYTES) -> None:
        self._folder, self._ids, self._max_bytes = folder, ids, max_bytes
        self._read: dict[str, str] = {}

    def __getitem__(self, id: str) -> str:
        if id not in self._ids:
            raise KeyError(id)
        if id not in self._read:
            document = read_document(self._folder, id, self._max_bytes)
            # A file that can no longer be read contains no quote.
            self._read[id] = document.text if isinstance(document, Document) else ""
        return self._read[id]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._ids))

    def __len__(self) -> int:
        return len(self._ids)
