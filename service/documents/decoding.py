"""Bytes -> text: as UTF-8, else by the byte-order mark, else by what charset-normalizer detects."""

import codecs
import re

from charset_normalizer import CharsetMatch, from_bytes

from service.documents.errors import EmptyError, UnreadableError

# Python's codecs of these names strip one leading mark, so that data.decode(encoding) is always the text.
MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encodings to expect, the likelier ones first: the order decides between those that charset-normalizer finds equally
# good. Without a list, it takes English with curly quotes for Japanese.
ENCODINGS = [
    *("cp1252", "iso8859_15", "latin_1", "cp1251", "koi8_r", "cp1250", "iso8859_2", "cp1253", "iso8859_7"),
    *("cp1254", "cp1255", "cp1256", "cp1257", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
    *("euc_kr", "tis_620", "iso8859_5", "cp866"),
]
SAMPLE = 64 << 10  # bytes shown to charset-normalizer, so that a large file costs no more than a small one
TOLERANCE = 0.1  # in charset-normalizer's "chaos" (0 to 1), which mere accents raise
WHITE_CONTROLS = b"\t\n\v\f\r"
CONTROLS = bytes(set(range(32)) - set(WHITE_CONTROLS)) + b"\x7f"
LATE_CONTROLS = "".join(map(chr, range(0x80, 0xA0))).replace("\x85", "")  # C1 except NEL, a line break
MAX_CONTROLS = 0.02  # share of the characters
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
ASCII_END = re.compile(rb"[\x00-\x2f][^\x00-\x2f]*\Z")


def decode(data: bytes) -> tuple[str, str]:
    """Decode a file. Returns the text and Python's name of the encoding, so that `data.decode(name)` is the text.

    One leading byte-order mark belongs to the encoding; everything else is kept. Raises UnreadableError if the bytes are not
    text, EmptyError if the text has no visible character.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if encoding is None:
        refuse_binary(data)
        encoding = "utf-8" if is_utf8(data) else guess_encoding(data)
    try:
        text = data.decode(encoding)
        folded = text.encode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"It begins with the mark of {encoding.removesuffix('-sig').upper()}, "
            f"but is not that at byte {error.start:,}."
        ) from None
    except UnicodeEncodeError as error:
        raise UnreadableError(f"Read as {encoding}, it holds half a character at {error.start:,}.") from None
    refuse_binary(folded)
    refuse_late_controls(text)
    if not text.strip().strip(INVISIBLE).strip():
        raise EmptyError(f"It holds no text: {len(data):,} bytes, none of them a visible character.")
    return text, encoding


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
        refuse_controls(sum(text.count(character) for character in LATE_CONTROLS), len(text))


def refuse_controls(found: int, length: int) -> None:
    if found > length * MAX_CONTROLS:
        raise UnreadableError(
            f"It is binary: {found:,} of {length:,} characters are control characters; "
            f"text holds at most {MAX_CONTROLS:.0%}."
        )


def guess_encoding(data: bytes) -> str:
    """Return the likeliest encoding, able to decode all of the bytes, of a file that is not UTF-8.

    charset-normalizer judges a sample; of the encodings that it finds equally good, the first in ENCODINGS is taken. Raises
    UnreadableError if none fits.
    """
    matches = list(from_bytes(take_sample(data), cp_isolation=ENCODINGS, preemptive_behaviour=False))
    for name in rank_encodings(matches):
        if can_decode(data, name):
            return name
    raise UnreadableError("It is neither UTF-8 nor in another encoding that could be recognized.")


def rank_encodings(matches: list[CharsetMatch]) -> list[str]:
    """Return the encodings of charset-normalizer's matches; those as good as the best come first, in our order."""
    if not matches:
        return []
    best = matches[0]
    # If no language was detected, nothing shows that the accents are right.
    chaos = best.chaos + (TOLERANCE if best.coherence else 0)
    equal = {
        name
        for match in matches
        if match.chaos <= chaos and match.coherence >= best.coherence
        for name in match.could_be_from_charset
    }
    return [name for name in ENCODINGS if name in equal] + [match.encoding for match in matches]


def can_decode(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def take_sample(data: bytes) -> bytes:
    """Return at most SAMPLE bytes, from the line with the first non-ASCII byte on, without splitting a character."""
    first = next((found.start() for found in re.finditer(rb"[\x80-\xff]", data)), 0)
    line = data.rfind(b"\n", max(0, first - 1024), first) + 1
    start = line or (0 if first < 1024 else first)
    sample = data[start : start + SAMPLE]
    if start + SAMPLE >= len(data):
        return sample
    # In none of the encodings is a byte below 0x30 part of a longer character.
    end = ASCII_END.search(sample, max(0, len(sample) - 1024))
    return sample[: end.start() + 1] if end else sample
