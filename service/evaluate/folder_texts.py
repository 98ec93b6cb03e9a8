"""The documents' texts, read from their files again, so that quotes are not checked against the index itself."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from service.documents.collection import DEFAULT, read_file
from service.documents.containers import FilesBelow, file_of
from service.documents.document import Document
from service.documents.reading_options import ReadingOptions


class FolderTexts(Mapping[str, str]):
    """Maps the ids of a folder's documents to their canonical texts, each read when first asked for."""

    def __init__(self, folder: Path, ids: frozenset[str], options: ReadingOptions = DEFAULT) -> None:
        self._folder, self._ids, self._options = folder, ids, options
        self._read: dict[str, str] = {}

    def __getitem__(self, id: str) -> str:
        if id not in self._ids:
            raise KeyError(id)
        if id not in self._read:
            self._read[id] = ""  # a file that can no longer be read contains no quote
            found = read_file(self._folder, file_of(id, FilesBelow(self._folder)), self._options)
            self._read |= {item.id: item.text for item in found if isinstance(item, Document)}
        return self._read[id]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._ids))

    def __len__(self) -> int:
        return len(self._ids)
