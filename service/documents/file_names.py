"""File names: which may be documents, which cannot be served, and how to show those."""

import os
import unicodedata

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
# Files of the system and of programs, hidden where they were made.
SYSTEM_NAMES = {"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"}
LOCK_FILE = "~$"  # Word and Excel write one beside an open document
MAX_PART = 300  # characters of the name that a document has within a file of several
# Controls and lone surrogates (bytes that are not UTF-8), line and paragraph separators.
UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
# Embeddings, overrides and isolates make a name look like another one (Unicode TR 36, 2.5).
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_document_name(name: str) -> bool:
    """Return whether a file of this name may be a document: it is not hidden. What it is, its content tells."""
    return not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Return whether a file or a folder of this name is hidden, or the system's own."""
    return name.startswith((".", LOCK_FILE)) or name.lower() in SYSTEM_NAMES


def suffix_of(id: str) -> str:
    """Return the suffix of a file's name in lower case, with its dot; "" if it has none."""
    return os.path.splitext(id.rpartition("/")[2])[1].lower()


def is_markdown_name(id: str) -> bool:
    """Return whether a document's name says that it is written in Markdown."""
    return suffix_of(id) in MARKDOWN


def is_unsafe(character: str) -> bool:
    """Return whether a character has no place in a name, a title or a URL."""
    return unicodedata.category(character) in UNSAFE or character in BIDI_CONTROLS


def fault_of_name(id: str) -> str | None:
    """Return a sentence that says why a document of this id cannot be served, or None if it can."""
    if id.isascii() and id.isprintable():  # nearly all are, and a collection has many
        return None
    if any("\udc80" <= character <= "\udcff" for character in id):
        return "The name is not valid UTF-8."
    bad = next((character for character in id if is_unsafe(character)), None)
    return f"The name holds the control character U+{ord(bad):04X}." if bad else None


def fault_of_part(name: str) -> str | None:
    """Return a sentence that says why this cannot be the name of a document in a file of several, or None if it can.

    It may have slashes; browsers take a "." or ".." between them for a way to go.
    """
    if not name.strip() or len(name) > MAX_PART:
        return f"Its name has {len(name):,} characters; 1 to {MAX_PART} were expected."
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "Its name leads out of the file that it is in, or is no path."
    return fault_of_name(name)


def escape_name(name: str) -> str:
    """Return the name with every unsafe character escaped; an undecodable byte is written as \\xff."""
    return "".join(escape_character(character) if is_unsafe(character) else character for character in name)


def escape_character(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # Python's surrogateescape: the byte is the low half
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
