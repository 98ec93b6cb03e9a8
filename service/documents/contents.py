"""The bytes of a file -> the documents that it holds: one, or those of a table, an archive or a mailbox."""

from collections.abc import Iterator

from service.documents.archive import TIMES, Unpacking, read_members
from service.documents.decoding import decode
from service.documents.document import Document, Skipped, hash_text
from service.documents.errors import EmptyError, UnreadableError
from service.documents.extraction import Extract, extract
from service.documents.file_kinds import BINARY_REASONS, find_reader
from service.documents.file_names import escape_name, is_markdown_name, suffix_of
from service.documents.files import HEAD
from service.documents.mailbox_parts import MAX_MESSAGES, split_mailbox
from service.documents.metadata import read_metadata
from service.documents.packed_kinds import find_packed_reader, unpack
from service.documents.reading_options import ReadingOptions
from service.documents.row_documents import read_row_documents


def read_contents(id: str, data: bytes, options: ReadingOptions) -> list[Document | Skipped]:
    """Read a file of these bytes: the documents that it holds, and what of it cannot be read.

    The id of each begins with that of the file, and no two have the same. Raises UnreadableError if nothing can be read.
    """
    items = list(_read(id, data, options, Unpacking(TIMES * options.max_bytes)))
    if not items:
        raise EmptyError("It holds no file.")
    taken: set[str] = set()
    for place, item in enumerate(items):
        if isinstance(item, Document) and item.id in taken:
            items[place] = Skipped(escape_name(item.id), "Another part of the same file has this name too.")
        taken.add(item.id)
    return items


def _read(id: str, data: bytes, options: ReadingOptions, unpacking: Unpacking) -> Iterator[Document | Skipped]:
    reader, data = _find_reader(id, data, min(options.max_bytes, unpacking.left))
    if reader == "archive":
        yield from _read_archive(id, data, options, unpacking)
    elif reader == "mailbox":
        yield from _read_mailbox(id, data)
    elif reader == "text":
        decoded = decode(data, options.encoding, options.beside)
        rows = read_row_documents(id, decoded, options.fields)
        yield from [make_document(id, *decoded)] if rows is None else rows
    else:
        yield make_extracted(id, reader, extract(reader, data))


def _find_reader(id: str, data: bytes, most: int) -> tuple[str, bytes]:
    """Return which reader a file needs, and what it is to read: what is gzipped is unpacked."""
    reader = find_reader(id, data[:HEAD])
    if reader == "gzip":
        data = unpack(data, most)
        reader = find_reader(id.removesuffix(suffix_of(id)), data[:HEAD])
    if reader == "gzip":
        raise UnreadableError("It is packed twice: unpack it once.")
    if reader == "zip":
        reader = find_packed_reader(data)
        if reader == "archive" and suffix_of(id) in BINARY_REASONS:  # such as .whl: not made to be read one by one
            raise UnreadableError(BINARY_REASONS[suffix_of(id)])
    return reader, data


def _read_archive(id: str, data: bytes, options: ReadingOptions, unpacking: Unpacking) -> Iterator[Document | Skipped]:
    with unpacking.enter():
        for member in read_members(data, options.max_bytes, unpacking):
            name = f"{id}/{member.name}"
            try:
                if member.fault:
                    raise UnreadableError(member.fault)
                yield from _read(name, member.data, options, unpacking)
            except UnreadableError as error:
                yield Skipped(name, str(error), isinstance(error, EmptyError))


def _read_mailbox(id: str, data: bytes) -> Iterator[Document | Skipped]:
    messages = split_mailbox(data)
    for number, message in enumerate(messages[:MAX_MESSAGES], 1):
        name = f"{id}/{number}"
        try:
            yield make_extracted(name, "mail", extract("mail", message))
        except UnreadableError as error:
            yield Skipped(name, str(error), isinstance(error, EmptyError))
    if len(messages) > MAX_MESSAGES:
        reason = f"Neither it nor the messages below are read: {MAX_MESSAGES:,} are the most."
        yield Skipped(f"{id}/{MAX_MESSAGES + 1}", reason)


def make_document(id: str, text: str, encoding: str, doubt: str | None = None) -> Document:
    """Make a document of a decoded text; `doubt` becomes a warning. Raises EmptyError if it has nothing but front matter."""
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


def make_extracted(id: str, reader: str, found: Extract) -> Document:
    """Make a document of what a reader found; what the format does not say of it is read from the text as in any other."""
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
