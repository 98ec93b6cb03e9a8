"""Bytes -> text: as UTF-8, else by the byte-order mark, else by what chardet detects and by how the words look."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.documents.errors import EmptyError, UnreadableError

# Python's codecs of these names strip one leading mark, so that data.decode(encoding) is always the text.
MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What people's files are in beside UTF-8, each with how much chardet's confidence in it counts: what old computers wrote is
# rarer than what Windows wrote. Of two that give the same text the first is named.
ENCODINGS = {
    "cp1252": 1.2,
    **dict.fromkeys("cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874".split(), 1.0),
    **dict.fromkeys("cp932 euc_jp gb18030 big5 cp949 iso2022_jp".split(), 1.0),
    **dict.fromkeys(
        "koi8_r koi8_u iso8859_2 iso8859_5 iso8859_7 iso8859_8 iso8859_9 iso8859_13 iso8859_15".split(), 0.95
    ),
    **dict.fromkeys("latin_1 tis_620 mac_roman cp866 cp850 cp437 mac_latin2 mac_cyrillic".split(), 0.5),
}
SAMPLE = 16 << 10  # bytes shown to chardet, so that a large file costs no more than a small one
STRANGE = 0.5  # what each character that stands where it hardly can takes from the confidence, as a factor
MOST_STRANGE = 20  # such characters, after which a text is as unlikely as can be
CLEAR = 1.25  # how much better than the next text a guess must be not to be doubtful
WHITE_CONTROLS = b"\t\n\v\f\r"
CONTROLS = bytes(set(range(32)) - set(WHITE_CONTROLS)) + b"\x7f"
LATE_CONTROLS = "".join(map(chr, range(0x80, 0xA0))).replace("\x85", "")  # C1 except NEL, a line break
SHORT, ENOUGH, CLEAR_IF_LITTLE = 100, 3, 4.0  # of fewer bytes, with fewer of them beyond ASCII, a guess must be better
ASCII = bytes(range(128))
AS_BESIDE = 3.5  # how much likelier an encoding is in which most of the files beside are
FEWEST_BESIDE, MOST_BESIDE = 3, 2 / 3  # how many of them, and which share, must be in it
MAX_CONTROLS = 0.02  # share of the characters
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_GUESSED = "Its encoding was guessed to be "
ASCII_END = re.compile(rb"[\x00-\x2f][^\x00-\x2f]*\Z")


class Decoded(NamedTuple):
    """A file's text, Python's name of the encoding, and a sentence if the text may not be what was written."""

    text: str
    encoding: str
    doubt: str | None = None


def decode(data: bytes, assumed: str | None = None, beside: Sequence[str] = ()) -> Decoded:
    """Decode a file.

    One leading byte-order mark belongs to the encoding; everything else is kept. In a file that is UTF-8 but for a few bytes
    each of these becomes U+FFFD. A file that is not UTF-8 at all is read as `assumed`, or by default as what it is taken for,
    where `beside` are the encodings of the files beside it.
    Raises UnreadableError if the bytes are not text, EmptyError if the text has no visible character.
    """
    encoding, doubt, errors = next((name for mark, name in MARKS if data.startswith(mark)), None), None, "strict"
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
        refuse_controls(_count_late_controls(text), len(text))


def has_late_controls(text: str) -> bool:
    """Return whether a text holds more control characters beyond ASCII than text does."""
    return _count_late_controls(text) > len(text) * MAX_CONTROLS


def _count_late_controls(text: str) -> int:
    return sum(text.count(character) for character in LATE_CONTROLS)


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


def guess_encoding(data: bytes, beside: Sequence[str] = ()) -> tuple[str, str | None]:
    """Return the likeliest encoding, able to decode all of the bytes, of a file that is not UTF-8, and any doubt of it.

    chardet judges a sample; characters where they hardly can stand count against an encoding. Raises UnreadableError if none
    fits.
    """
    sample, usual = take_sample(data), _usual(beside)
    scored: dict[str, tuple[float, str]] = {}  # text of the sample -> its best score, and in which encoding
    for name, confidence in _detect(sample):
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        if has_late_controls(text):
            continue
        score = confidence * ENCODINGS[name] * STRANGE ** min(count_strange(text), MOST_STRANGE)
        score *= AS_BESIDE if name == usual else 1.0
        if can_decode(data, name) and score > scored.get(text, (0.0, ""))[0]:
            scored[text] = score, name
    if not scored:
        raise UnreadableError("It is neither UTF-8 nor in another encoding that could be recognized.")
    (best, name), *others = sorted(scored.values(), key=lambda pair: -pair[0])
    is_little = len(data) < SHORT and len(sample.translate(None, ASCII)) < ENOUGH
    clear = CLEAR_IF_LITTLE if is_little else CLEAR
    if others and best < clear * others[0][0]:
        return name, f"{_GUESSED}{name}; it may be {others[0][1]}."
    return name, None


def is_doubtful(warnings: Iterable[str]) -> bool:
    """Return whether the warnings of a document say that its encoding is in doubt."""
    return any(warning.startswith(_GUESSED) for warning in warnings)


def _usual(beside: Sequence[str]) -> str | None:
    """Return the encoding of most files beside, None if there is none."""
    (name, count), *_ = Counter(beside).most_common(1) or [("", 0)]
    return name if count >= max(FEWEST_BESIDE, MOST_BESIDE * len(beside)) else None


def _detect(sample: bytes) -> list[tuple[str, float]]:
    """List the encodings of `ENCODINGS` that chardet finds possible, in that order, each with its confidence (0 to 1)."""
    import chardet  # a tenth of a second, which only folders with such files pay

    ours = {codecs.lookup(name).name: name for name in ENCODINGS}
    found: dict[str, float] = {}
    for match in chardet.detect_all(sample, ignore_threshold=True):
        try:
            name = ours.get(codecs.lookup(match["encoding"] or "").name)
        except LookupError:
            continue
        if name:
            found[name] = max(found.get(name, 0.0), match["confidence"])
    return [(name, found[name]) for name in ENCODINGS if name in found]


# A sign within a word or before one; a small letter before a capital; a capital after a small letter or before a digit; eth
# at a word's beginning and thorn within one, which are no Icelandic; letters of two scripts in one word; control characters.
_LATIN, _OTHERS = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u052f\u0590-\u06ff"
_SMALL = "\u00df-\u00ff\u0105\u0107\u010d\u0119\u0142\u0144\u015b\u0161\u017a\u017c\u017e"
_SIGNS = "\u00a1-\u00bf\u00d7\u00f7\u02c6-\u02dd\u2020-\u2022\u2026-\u203a\u20a0-\u2bff"
_STRANGE = re.compile(
    rf"(?<=[^\W\d_])[{_SIGNS}](?=[^\W\d_])|(?<=[a-z])[\u00c0-\u00de](?![A-Z\u00c0-\u00de])|[\u00c0-\u00de](?=\d)"
    rf"|(?<!\w)[{_SMALL}](?=[A-Z])|(?<!\w)[\u00a6\u00ac\u00b3\u00b6\u00b8\u00b9\u00be](?=[a-z])"
    r"|\b[\u00d0\u00f0]|\B\u00fe"
    rf"|(?<=[{_LATIN}])[{_OTHERS}]|(?<=[{_OTHERS}])[{_LATIN}]|[\x80-\x84\x86-\x9f]"
)


def count_strange(text: str) -> int:
    """Count the characters that stand where they hardly can, as those of a text read in the wrong encoding do."""
    icelandic = sum(map(text.count, "ðþÐÞ")) if "ç" in text else 0  # Turkish, then
    return icelandic + sum(1 for _ in _STRANGE.finditer(text))


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
