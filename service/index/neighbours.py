"""The files beside a doubtful one: a short file in an old encoding is probably in that of the files of its folder."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from service.documents.collection import read_encoding, read_file
from service.documents.document import Document, Skipped
from service.documents.encodings import is_doubtful
from service.documents.files import File
from service.documents.reading_options import ReadingOptions

BESIDE = 8  # files before a file and after it, in the order of ids, that tell its encoding


def around(ids: Sequence[str], files: Iterable[str]) -> list[str]:
    """Return some files of a listing and those beside them, in order; `ids` are those of the listing, in order."""
    places: set[int] = set()
    for id in files:
        place = bisect_left(ids, id)
        places.update(range(max(0, place - BESIDE), min(len(ids), place + BESIDE + 1)))
    return [ids[place] for place in sorted(places)]


def doubtful_beside(
    files: Sequence[File], changed: Collection[str], describe: Callable[[str], Document | None]
) -> list[File]:
    """Return the unchanged files whose encoding is in doubt and beside which others changed, or came, or went."""
    beside = set(around([file.id for file in files], changed)) - set(changed)
    known = ((file, describe(file.id)) for file in files if file.id in beside)
    return [file for file, document in known if document is not None and is_doubtful(document.warnings)]


class Neighbourhood:
    """Reads files of a folder; those whose encoding is in doubt as those beside them are read."""

    def __init__(self, folder: Path, ids: Sequence[str], options: ReadingOptions) -> None:
        self._folder, self._ids, self._options = folder, ids, options
        self._encodings: dict[str, str | None] = {}

    def read(self, id: str) -> list[Document | Skipped]:
        """Read a file; see `service.documents.collection.read_file`."""
        found = read_file(self._folder, id, self._options)
        if self._options.encoding or not any(
            isinstance(item, Document) and is_doubtful(item.warnings) for item in found
        ):
            return found
        beside = [encoding for other in self._beside(id) if (encoding := self._encoding_of(other))]
        return read_file(self._folder, id, replace(self._options, beside=tuple(beside))) if beside else found

    def _beside(self, id: str) -> list[str]:
        place, folder = bisect_left(self._ids, id), id.rpartition("/")[0]
        near = self._ids[max(0, place - BESIDE) : place + BESIDE + 1]
        return [other for other in near if other != id and other.rpartition("/")[0] == folder]

    def _encoding_of(self, id: str) -> str | None:
        if id not in self._encodings:
            self._encodings[id] = read_encoding(self._folder, id)
        return self._encodings[id]
