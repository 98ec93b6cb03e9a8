"""The file that a document was read from, as it is now."""

from pathlib import Path
from typing import NamedTuple

from service.documents.archive import MOST_LEVELS, find_member
from service.documents.document import Document
from service.documents.errors import UnreadableError
from service.documents.file_kinds import ZIP
from service.documents.files import read_bytes
from service.documents.packed_kinds import find_packed_reader


class Original(NamedTuple):
    """A file's name, without folders, and its bytes."""

    name: str
    data: bytes


def read_original(folder: Path, document: Document, max_bytes: int) -> Original:
    """Read the file of a document, or the member of the archive that it is in. Raises UnreadableError."""
    file = document.file or document.id
    found = Original(file.rpartition("/")[2], read_bytes(folder, file, max_bytes))
    rest = document.id[len(file) + 1 :]
    for _ in range(MOST_LEVELS):
        if not rest or not found.data.startswith(ZIP) or find_packed_reader(found.data) != "archive":
            break
        member = find_member(found.data, rest, max_bytes)
        if member is None:
            raise UnreadableError("The archive that it was in has it no more.")
        found = Original(member.name.rpartition("/")[2], member.data)
        rest = rest[len(member.name) + 1 :]
    return found
