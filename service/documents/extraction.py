"""Bytes of a format -> its text and what it says of itself, by the reader for that format."""

import json
import os
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from service.documents.apart import ApartReader
from service.documents.errors import EmptyError, UnreadableError

# Where the function of each reader is, and what installs the libraries that it needs.
READERS = {
    "html": ("web_page", "read_web_page", "quoth"),
    "pdf": ("pdf_file", "read_pdf", "quoth"),
    "docx": ("word_file", "read_word_file", "quoth"),
    "odt": ("open_document", "read_open_document", "quoth"),
    "epub": ("book_file", "read_book", "quoth"),
    "rtf": ("rich_text", "read_rich_text", "quoth[formats]"),
    "mail": ("mail_file", "read_mail", "quoth"),
}
MAX_FAULT = 200  # characters of a library's message that are shown


class Extract(NamedTuple):
    """The text of a file that is not plain text, and its metadata, each None unless the file gives it.

    `created` is when the file was made by its own account, which is its date if nothing better is found. `encoding` is
    Python's name of the encoding of a format that is text, "binary" for others. `pages` holds the offset at which each page
    begins, in code points of `text`. `warnings` are sentences on what could not be read.
    """

    text: str
    encoding: str = "binary"
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    created: str | None = None
    source_url: str | None = None
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


def extract(reader: str, data: bytes) -> Extract:
    """Read a file with the reader of that name, in a process with limits.

    Raises UnreadableError if it cannot be read, or takes too much time or memory, EmptyError if it holds no text.
    """
    said = json.loads(_reader_of(os.getpid()).read(reader.encode("ascii") + b"\n" + data))
    return Extract(*said[:-2], *map(tuple, said[-2:]))


@lru_cache(maxsize=1)
def _reader_of(process: int) -> ApartReader:
    """Return what reads all files of this process that are not plain text: a fork must not share the pipes of its parent."""
    return ApartReader(f"{__name__}:write_extract")


def write_extract(data: bytes) -> str:
    """Read a file whose reader's name stands in a line before it, and write what was found as JSON."""
    reader, _, rest = data.partition(b"\n")
    return json.dumps(extract_here(reader.decode("ascii"), rest), ensure_ascii=False)


def extract_here(reader: str, data: bytes) -> Extract:
    """Read a file with the reader of that name, in this process. Raises UnreadableError if that fails, EmptyError for no text."""
    module, function, package = READERS[reader]
    try:
        read: Callable[[bytes], Extract] = getattr(import_module(f"service.documents.readers.{module}"), function)
    except ImportError as error:
        raise UnreadableError(f"It is read with {error.name}, which is missing: pip install '{package}'.") from None
    try:
        found = read(data)
    except UnreadableError:
        raise
    except (MemoryError, RecursionError) as error:
        raise UnreadableError(
            f"It is nested too deeply, or too large once unpacked ({type(error).__name__})."
        ) from None
    except Exception as error:  # libraries raise whatever they meet in a damaged file
        told = " ".join(f"{type(error).__name__}: {error}".split())[:MAX_FAULT]
        raise UnreadableError(f"It is damaged, or no {reader.upper()}: {told.rstrip('.')}.") from None
    if not any(map(str.isalnum, found.text)):
        raise EmptyError("It holds no text.")
    return found
