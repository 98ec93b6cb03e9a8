"""What a ZIP file is, by what it holds: a document of an office program, a book, or an archive; and bounds on unpacking."""

import gzip
import io
import lzma
import zipfile
import zlib

from service.documents.errors import UnreadableError
from service.documents.file_kinds import PAGES, PROGRAMS, SHEETS, SLIDES

MAX_MEMBERS = 20_000
MAX_UNPACKED = 64 << 20  # bytes of XML, which takes many times as much memory once parsed

ENTRY = b"PK\x01\x02"  # before each member's line in the list of them
# What zipfile raises of damaged files, RuntimeError of those with a password.
FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, OSError, EOFError, RuntimeError, KeyError)

# A member that only one kind of document has, and the reader or the reason.
MEMBERS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": SHEETS,
    "xl/workbook.bin": SHEETS,
    "ppt/presentation.xml": SLIDES,
    "Index/Document.iwa": PAGES,
    "index.xml": PAGES,
    "META-INF/container.xml": "epub",
    "META-INF/MANIFEST.MF": PROGRAMS,
    "AndroidManifest.xml": PROGRAMS,
}
TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.spreadsheet": SHEETS,
    b"application/vnd.oasis.opendocument.presentation": SLIDES,
}


def find_packed_reader(data: bytes) -> str:
    """Return which reader a ZIP file needs, "archive" if its members are files of their own.

    Raises UnreadableError if there is none, or if it is damaged or too large.
    """
    with open_zip(data) as package:
        names = set(package.namelist())
        known = next((found for member, found in MEMBERS.items() if member in names), "archive")
        found = (_read_type(package) if "mimetype" in names else None) or known
        if found == "archive":
            return found
        if found.endswith("."):
            raise UnreadableError(found)
        check_package(package)
    return found


def _read_type(package: zipfile.ZipFile) -> str | None:
    """Return what a package says that it is, if it says so without a password."""
    try:
        with package.open("mimetype") as file:
            return TYPES.get(file.read(100).strip())
    except FAULTS:
        return None


def unpack(data: bytes, most: int) -> bytes:
    """Return what a gzip file holds. Raises UnreadableError if it is damaged, or holds more than `most` bytes."""
    try:
        with gzip.open(io.BytesIO(data)) as file:
            inner = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"It is damaged: {str(error).rstrip('.')}.") from None
    if len(inner) > most:
        raise UnreadableError(f"It unpacks to more than the {most:,} bytes that were expected at most.")
    return inner


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a document that is a ZIP file, within bounds. What is read of a member never exceeds the size that it states."""
    package = open_zip(data)
    check_package(package)
    return package


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a ZIP file. Raises UnreadableError if it is damaged, or has too many members."""
    if (stated := data.count(ENTRY)) > 2 * MAX_MEMBERS:  # before objects are made of them
        raise UnreadableError(f"It holds some {stated:,} members; at most {MAX_MEMBERS:,} were expected.")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        members = package.infolist()
    except FAULTS as error:
        raise UnreadableError(f"It is damaged: {str(error).rstrip('.') or type(error).__name__}.") from None
    if len(members) > MAX_MEMBERS:
        raise UnreadableError(f"It holds {len(members):,} members; at most {MAX_MEMBERS:,} were expected.")
    return package


def check_package(package: zipfile.ZipFile) -> None:
    """Raise UnreadableError if a package is encrypted, or unpacks to more than a parser should be given."""
    members = package.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("It is encrypted with a password: save it without one.")
    size = sum(member.file_size for member in members if is_markup(member.filename))
    if size > MAX_UNPACKED:
        raise UnreadableError(f"It unpacks to {size:,} bytes of text; at most {MAX_UNPACKED:,} were expected.")


def is_markup(name: str) -> bool:
    """Return whether a member is text for a parser: all but pictures, fonts and the like."""
    return name.lower().endswith((".xml", ".rels", ".html", ".xhtml", ".htm", ".opf", ".ncx", "mimetype"))
