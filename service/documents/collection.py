"""A collection: every document of a folder, and every file that had to be skipped.

What decodes and reads is imported with the first file, as a start from an index that is up to date reads none.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.documents.document import Document, Skipped, hash_text
from service.documents.errors import CollectionError, EmptyError, UnreadableError
from service.documents.file_kinds import find_reader
from service.documents.file_names import escape_name, fault_of_name, is_markdown_name, suffix_of
from service.documents.files import HEAD, list_files, read_bytes
from service.documents.packed_kinds import find_packed_reader, unpack

if TYPE_CHECKING:
    from service.documents.extraction import Extract

__all__ = ["Collection", "CollectionError", "read_collection", "read_document"]

MAX_BYTES = 50 << 20


@dataclass(frozen=True)
class Collection:
    """The documents of a folder in id order, and the files that had to be skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_collection(folder: Path, max_bytes: int = MAX_BYTES) -> Collection:
    """Read every file below the folder, in the order of their ids by code point.

    Hidden files and folders are passed over. A file that cannot be served is listed in `skipped`, and so is a symbolic
    link that leaves the folder. Raises CollectionError if there is no document at all.
    """
    listing = list_files(folder)
    read = [read_document(folder, file.id, max_bytes) for file in listing.files]
    documents = tuple(item for item in read if isinstance(item, Document))
    skipped = [*listing.skipped, *(item for item in read if isinstance(item, Skipped))]
    collection = Collection(documents, tuple(sorted(skipped, key=lambda item: item.id)))
    if not documents:
        raise CollectionError(describe_empty(folder, collection.skipped))
    return collection


def read_document(folder: Path, id: str, max_bytes: int = MAX_BYTES) -> Document | Skipped:
    """Read one file of a collection by its id, its path inside the folder with forward slashes.

    If anything is wrong with it, including a path that leaves the folder, the Skipped that is returned gives the reason.
    """
    try:
        if fault := fault_of_name(id):
            raise UnreadableError(fault)
        data = read_bytes(Path(folder), id, max_bytes, partial(find_reader, id))
        return read_data(id, data, max_bytes)
    except UnreadableError as error:
        return Skipped(escape_name(id), str(error), isinstance(error, EmptyError))


def read_data(id: str, data: bytes, max_bytes: int) -> Document:
    """Read a file of these bytes, unpacking it if it is gzipped. Raises UnreadableError if it cannot be read."""
    reader = find_reader(id, data[:HEAD])
    if reader == "gzip":
        data = unpack(data, max_bytes)
        reader = find_reader(id.removesuffix(suffix_of(id)), data[:HEAD])
    if reader == "gzip":
        raise UnreadableError("It is packed twice: unpack it once.")
    reader = find_packed_reader(data) if reader == "zip" else reader
    if reader == "text":
        from service.documents.decoding import decode

        return make_document(id, *decode(data))
    from service.documents.extraction import extract

    return make_extracted(id, reader, extract(reader, data))


def make_document(id: str, text: str, encoding: str, doubt: str | None = None) -> Document:
    """Make a document of a decoded text; `doubt` becomes a warning. Raises EmptyError if it has nothing but front matter."""
    from service.documents.metadata import read_metadata

    said = read_metadata(text, markdown=is_markdown_name(id))
    if not text[said.front_matter :].strip():
        raise EmptyError(f"It holds no text: its {len(text):,} characters are front matter alone.")
    return Document(
        id=id,
        text=text,
        sha256=hash_text(text),
        title=said.title,
        author=said.author,
        published=said.published,
        source_url=said.source_url,
        encoding=encoding,
        warnings=(doubt,) if doubt else (),
        front_matter=said.front_matter,
    )


def make_extracted(id: str, reader: str, found: "Extract") -> Document:
    """Make a document of what a reader found; what the format does not say of it is read from the text as in any other."""
    from service.documents.metadata import read_metadata

    said = read_metadata(found.text, markdown=True)
    return Document(
        id=id,
        text=found.text,
        sha256=hash_text(found.text),
        title=found.title or said.title,
        author=found.author or said.author,
        published=found.published or said.published or found.created,
        source_url=found.source_url or said.source_url,
        encoding=found.encoding,
        publisher=found.publisher,
        reader=reader,
        pages=found.pages,
        warnings=found.warnings,
    )


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
