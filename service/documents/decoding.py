"""Bytes -> text: as UTF-8, else by the byte-order mark, else in the encoding that it is taken for."""

import codecs
from collections.abc import Sequence
from typing import NamedTuple

from service.documents.encodings import (
    MAX_CONTROLS,
    can_decode,
    count_late_controls,
    guess_encoding,
    guess_unmarked_utf16,
)
from service.documents.errors import EmptyError, UnreadableError

# Python's codecs of these names strip one leading mark, so that data.decode(encoding) is always the text.
MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WHITE_CONTROLS = b"\t\n\v\f\r"
CONTROLS = bytes(set(range(32)) - set(WHITE_CONTROLS)) + b"\x7f"
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"


class Decoded(NamedTuple):
    """A file's text, Python's name of the encoding, and a sentence if the text may not be what was written."""

    text: str
    encoding: str
    doubt: str | None = None


def decode(data: bytes, assumed: str | None = None, beside: Sequence[str] = ()) -> Decoded:
    """Decode a file.

    One leading byte-order mark, which UTF-16 may lack, belongs to the encoding; everything else is kept. In a file that is UTF-8
    but for a few bytes each of these becomes U+FFFD. A file that is not UTF-8 at all is read as `assumed`, or by default as what
    it is taken for, where `beside` are the encodings of the files beside it.
    Raises UnreadableError if the bytes are not text, EmptyError if the text has no visible character.
    """
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    encoding, doubt, errors = marked or guess_unmarked_utf16(data), None, "strict"
    if encoding is None:
        refuse_binary(data)
        encoding, doubt, errors = _choose(data, assumed, beside)
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"It begins with the mark of {encoding.removesuffix('-sig').upper()}, "
            f"but is not that at byte {error.start:,}."
        ) from None
    check_text(text)
    if not text.strip().strip(INVISIBLE).strip():
        raise EmptyError(f"It holds no text: {len(data):,} bytes, none of them a visible character.")
    return Decoded(text, encoding, doubt)


def check_text(text: str) -> None:
    """Raise UnreadableError for a text with half a character, a NUL, or too many control characters to be one."""
    try:
        folded = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError(f"It holds half a character at {error.start:,}.") from None
    refuse_binary(folded)
    refuse_late_controls(text)


def _choose(data: bytes, assumed: str | None, beside: Sequence[str]) -> tuple[str, str | None, str]:
    """Choose the encoding of text without a mark; return what is doubtful about it and how to treat faulty bytes too."""
    if is_utf8(data):
        return "utf-8", None, "strict"
    if faulty := count_faulty(data):
        bytes_ = "One byte is" if faulty == 1 else f"{faulty:,} bytes are"
        return "utf-8", f"{bytes_} not UTF-8 and shown as U+FFFD, the replacement character.", "replace"
    if assumed and can_decode(data, assumed):
        return assumed, None, "strict"
    name, doubt = guess_encoding(data, beside)
    if assumed:
        doubt = f"It is not in {assumed}, the encoding that was set; it was guessed to be {name}."
    return name, doubt, "strict"


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_binary(data: bytes) -> None:
    """Raise UnreadableError for bytes with a NUL or too many control characters to be text."""
    if (nul := data.find(b"\0")) >= 0:
        raise UnreadableError(f"It is binary: a NUL byte stands at {nul:,}, and text holds none.")
    refuse_controls(len(data) - len(data.translate(None, CONTROLS)), len(data))


def refuse_late_controls(text: str) -> None:
    if not text.isascii():
        refuse_controls(count_late_controls(text), len(text))


def refuse_controls(found: int, length: int) -> None:
    if found > length * MAX_CONTROLS:
        raise UnreadableError(
            f"It is binary: {found:,} of {length:,} characters are control characters; "
            f"text holds at most {MAX_CONTROLS:.0%}."
        )


def count_faulty(data: bytes) -> int:
    """Count the bytes that are not UTF-8 in a text that is UTF-8 but for them: no more than its characters beyond ASCII.

    Returns 0 for text in another encoding, in which hardly two bytes in a row happen to be a UTF-8 character.
    """
    text = data.decode("utf-8", "surrogateescape")
    kept = text.encode("utf-8", "ignore").decode("utf-8")
    faulty = len(text) - len(kept)
    beyond = len(kept) - len(kept.encode("ascii", "ignore"))
    return faulty if faulty <= beyond else 0
