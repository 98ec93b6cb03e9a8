"""A collection: every document of a folder, and every file that had to be skipped.

What decodes and reads is imported with the first file, as a start from an index that is up to date reads none.
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from service.documents.containers import FilesBelow, file_of
from service.documents.document import Document, Skipped
from service.documents.errors import CollectionError, EmptyError, UnreadableError
from service.documents.file_kinds import find_reader
from service.documents.file_names import escape_name, fault_of_name
from service.documents.files import list_files, read_bytes
from service.documents.reading_options import ReadingOptions

__all__ = ["Collection", "CollectionError", "read_collection", "read_document", "read_file"]

DEFAULT = ReadingOptions()
MOST_BESIDE = 1 << 20  # bytes of a file that tells the encoding of one beside it


@dataclass(frozen=True)
class Collection:
    """The documents of a folder in id order, and the files that had to be skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_collection(folder: Path, options: ReadingOptions = DEFAULT) -> Collection:
    """Read every file below the folder, in the order of their ids by code point.

    Hidden files and folders are passed over. A file, or a part of one, that cannot be served is listed in `skipped`, and so is
    a symbolic link that leaves the folder. Raises CollectionError if there is no document at all.
    """
    listing = list_files(folder)
    read = [item for file in listing.files for item in read_file(folder, file.id, options)]
    documents = sorted((item for item in read if isinstance(item, Document)), key=lambda item: item.id)
    skipped = [*listing.skipped, *(item for item in read if isinstance(item, Skipped))]
    collection = Collection(tuple(documents), tuple(sorted(skipped, key=lambda item: item.id)))
    if not documents:
        raise CollectionError(describe_empty(folder, collection.skipped))
    return collection


def read_file(folder: Path, id: str, options: ReadingOptions = DEFAULT) -> list[Document | Skipped]:
    """Read one file of a collection by its id, its path inside the folder with forward slashes.

    Most files are one document of the same id. The ids of those in an archive, a mailbox or a table begin with the file's and a
    slash. If anything is wrong with the file, including a path that leaves the folder, there is one Skipped of its id, which
    gives the reason; what is wrong with a part of it has a Skipped beside the others.
    """
    from service.documents.contents import read_contents

    try:
        if fault := fault_of_name(id):
            raise UnreadableError(fault)
        data = read_bytes(folder, id, options.max_bytes, partial(find_reader, id))
        items = read_contents(id, data, options)
    except UnreadableError as error:
        return [Skipped(escape_name(id), str(error), isinstance(error, EmptyError))]
    return [replace(item, file=id) if isinstance(item, Document) and item.id != id else item for item in items]


def read_encoding(folder: Path, id: str) -> str | None:
    """Return the encoding of a short text that is not UTF-8; None for any other file."""
    from service.documents.decoding import decode, is_utf8

    try:
        data = read_bytes(Path(folder), id, MOST_BESIDE)
        if find_reader(id, data) != "text" or is_utf8(data):
            return None
        return decode(data).encoding
    except UnreadableError:
        return None


def is_unread(id: str, found: list[Document | Skipped]) -> bool:
    """Return whether what `read_file` returned says that the file cannot be read at all."""
    return len(found) == 1 and isinstance(found[0], Skipped) and found[0].id == escape_name(id)


def read_document(folder: Path, id: str, options: ReadingOptions = DEFAULT) -> Document | Skipped:
    """Read one document by its id, that of its file or of a part of it; if it cannot be read, the Skipped says why."""
    file = file_of(id, FilesBelow(folder))
    found = read_file(folder, file, options)
    named = [item for item in found if item.id == escape_name(id)]
    named += [item for item in found if isinstance(item, Skipped)][:1] if len(found) == 1 else []
    documents = [item for item in named if isinstance(item, Document)]
    missing = Skipped(escape_name(id), f"There is no such document among the {len(found):,} parts of its file.")
    return (documents or named or [missing])[0]


def describe_empty(folder: Path, skipped: tuple[Skipped, ...]) -> str:
    """Return a sentence that says why a collection has no document."""
    shown = escape_name(str(folder))
    if not skipped:
        return f"Collection folder '{shown}' holds no file; at least one document was expected."
    files = "the one file was" if len(skipped) == 1 else f"all {len(skipped):,} files were"
    first = skipped[0]
    return (
        f"Collection folder '{shown}' holds no file that can be read: {files} skipped"
        f" ('{first.id}': {first.reason.rstrip('.')})."
    )
