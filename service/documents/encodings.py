"""Which encoding a file that is not UTF-8 is in: what chardet makes of it, how its words and signs look, and the files beside."""

import codecs
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.documents.errors import UnreadableError
from service.documents.frequent_words import (
    ARABIC,
    BALTIC,
    CENTRAL,
    CYRILLIC,
    GREEK,
    HEBREW,
    KOREAN,
    TURKISH,
    VIETNAMESE,
    WESTERN,
)
from service.documents.plausibility import CHINESE, EVERYWHERE, JAPANESE, THAI_ALONE, Judge


class Encoding(NamedTuple):
    """How common an encoding is, as a factor, and the languages that it was made for."""

    common: float
    home: tuple[str, ...]


# What people's files are in beside UTF-8: what old computers wrote is rarer than what Windows wrote. Of two that give the same
# text the first is named.
ENCODINGS = {
    name: Encoding(common, home)
    for names, common, home in (
        ("cp1252", 1.5, WESTERN),
        ("cp1250", 1.0, CENTRAL),
        ("cp1251", 1.0, CYRILLIC),
        ("cp1253", 1.0, GREEK),
        ("cp1254", 1.0, TURKISH),
        ("cp1255", 1.0, HEBREW),
        ("cp1256", 1.0, ARABIC),
        ("cp1257", 1.0, BALTIC),
        ("cp1258", 1.0, VIETNAMESE),
        ("cp874", 1.0, THAI_ALONE),
        ("cp932 euc_jp", 1.0, JAPANESE),
        ("gb18030 big5", 1.0, CHINESE),
        ("cp949", 1.0, KOREAN),
        ("iso2022_jp", 1.0, JAPANESE),
        ("koi8_r koi8_u iso8859_5", 0.9, CYRILLIC),
        ("iso8859_2", 0.9, CENTRAL),
        ("iso8859_7", 0.9, GREEK),
        ("iso8859_8", 0.9, HEBREW),
        ("iso8859_9", 0.9, TURKISH),
        ("iso8859_13", 0.9, BALTIC),
        ("iso8859_15 latin_1", 0.9, WESTERN),
        ("tis_620", 0.1, THAI_ALONE),
        ("mac_roman cp850 cp437", 0.1, WESTERN),
        ("cp866 mac_cyrillic", 0.1, CYRILLIC),
        ("mac_latin2", 0.1, CENTRAL),
    )
    for name in names.split()
}
SAMPLE = 16 << 10  # bytes shown to chardet, so that a large file costs no more than a small one
EXCERPT = 600  # bytes of it whose words are weighed
LEAST_CONFIDENCE = 0.01  # of chardet's, in what it does not find possible at all
LATE_CONTROLS = "".join(map(chr, range(0x80, 0xA0))).replace("\x85", "")  # C1 except NEL, a line break
MAX_CONTROLS = 0.02  # share of the characters
AS_BESIDE, FEWEST_BESIDE = 4.0, 3  # what it adds if all files beside are in an encoding, and how many of them it takes
CLEAR = 3.0  # how much likelier than the next text, as a logarithm, a guess must be not to be doubtful
SHORT, ENOUGH, CLEAR_IF_LITTLE = 100, 3, 5.0  # of fewer bytes, with fewer of them beyond ASCII, it must be more
ASCII = bytes(range(128))
ASCII_END = re.compile(rb"[\x00-\x2f][^\x00-\x2f]*\Z")
LIKELY, LIKELY_WIDE = -5.0, -4.0  # the least chance of a character of a text, and what one of East Asia's adds
_SPACES = re.compile(r"[\t-\r\x85]+")
_GUESSED = "Its encoding was guessed to be "


def guess_encoding(data: bytes, beside: Sequence[str] = ()) -> tuple[str, str | None]:
    """Return the likeliest encoding, able to decode all of the bytes, of a file that is not UTF-8, and any doubt of it.

    `beside` are the encodings of the files beside it. Raises UnreadableError if none fits.
    """
    sample, judge = take_sample(data), Judge()
    excerpt, confidences = take_excerpt(sample), _detect(sample)
    scored: dict[str, tuple[float, str]] = {}  # text of the sample -> its best score, and in which encoding
    for name, encoding in ENCODINGS.items():
        text, words = _decode(sample, name), _decode(excerpt, name)
        if text is None or words is None or has_late_controls(text) or not can_decode(data, name):
            continue
        score = judge.rate(words, encoding.home) + math.log(encoding.common) + _rate_beside(name, beside)
        score += math.log(max(confidences.get(name, 0.0), LEAST_CONFIDENCE))
        if text not in scored or score > scored[text][0]:
            scored[text] = score, name
    if not scored:
        raise UnreadableError("It is neither UTF-8 nor in another encoding that could be recognized.")
    (best, name), *others = sorted(scored.values(), key=lambda pair: -pair[0])
    is_little = len(data) < SHORT and len(data.translate(None, ASCII)) < ENOUGH
    if others and best < others[0][0] + (CLEAR_IF_LITTLE if is_little else CLEAR):
        return name, f"{_GUESSED}{name}; it may be {others[0][1]}."
    return name, None


def guess_unmarked_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a text without its mark is in, by where its NULs stand and by what it reads as; None if it is none."""
    if len(data) % 2 or b"\0" not in data:
        return None
    first, second = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if second > first else "utf-16-be"
    text = _decode(data[:SAMPLE], name) if first != second else None
    if text is None or any(
        unicodedata.category(character) in ("Cc", "Cn", "Co") for character in _SPACES.sub("", text)
    ):
        return None
    shown = text[:EXCERPT]
    wide = sum(character > "\u2e80" for character in shown)
    likely = Judge().rate(shown, EVERYWHERE) >= LIKELY * len(shown) + LIKELY_WIDE * wide
    return name if likely and can_decode(data, name) else None


def is_doubtful(warnings: Iterable[str]) -> bool:
    """Return whether the warnings of a document say that its encoding is in doubt."""
    return any(warning.startswith(_GUESSED) for warning in warnings)


def has_late_controls(text: str) -> bool:
    """Return whether a text holds more control characters beyond ASCII than text does."""
    return count_late_controls(text) > len(text) * MAX_CONTROLS


def count_late_controls(text: str) -> int:
    return sum(text.count(character) for character in LATE_CONTROLS)


def can_decode(data: bytes, encoding: str) -> bool:
    return _decode(data, encoding) is not None


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _rate_beside(name: str, beside: Sequence[str]) -> float:
    return AS_BESIDE * beside.count(name) / len(beside) if len(beside) >= FEWEST_BESIDE else 0.0


def _detect(sample: bytes) -> dict[str, float]:
    """Map the encodings of `ENCODINGS` that chardet finds possible to its confidence in each (0 to 1)."""
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
    return found


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


def take_excerpt(sample: bytes) -> bytes:
    """Return words of a sample that hold bytes beyond ASCII, each with those on either side, at most EXCERPT bytes or so.

    In none of the encodings is white space part of a longer character.
    """
    if len(sample) <= EXCERPT:
        return sample
    words = sample.split()
    telling = [place for place, word in enumerate(words) if not word.isascii()]
    kept: dict[int, bytes] = {}
    for place in telling:
        kept.update((near, words[near]) for near in range(max(0, place - 1), min(len(words), place + 2)))
        if sum(map(len, kept.values())) >= EXCERPT:
            break
    return _cut(b" ".join(word for _, word in sorted(kept.items())))


def _cut(excerpt: bytes) -> bytes:
    """Cut what has hardly any white space where no character is split."""
    if len(excerpt) <= 4 * EXCERPT:
        return excerpt
    end = ASCII_END.search(excerpt, 0, 4 * EXCERPT)
    return excerpt[: end.start() + 1] if end else excerpt
