"""File names: which are documents, which cannot be served, and how to show those."""

import unicodedata

SUFFIXES = (".txt", ".md")
# Controls and lone surrogates (bytes that are not UTF-8), line and paragraph separators.
UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
# Embeddings, overrides and isolates make a name look like another one (Unicode TR 36, 2.5).
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_document_name(name: str) -> bool:
    """Return whether a file of this name is a document: it has one of our suffixes, in any case, and is not hidden."""
    return name.lower().endswith(SUFFIXES) and not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Return whether a file or a folder of this name is hidden."""
    return name.startswith(".")


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


def escape_name(name: str) -> str:
    """Return the name with every unsafe character escaped; an undecodable byte is written as \\xff."""
    return "".join(escape_character(character) if is_unsafe(character) else character for character in name)


def escape_character(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # Python's surrogateescape: the byte is the low half
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
