"""How likely a text is one that somebody wrote: by its words, and by signs and marks that stand where they hardly can."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from service.documents.frequent_words import ANY, FAMILIES, add, rate_word, read_languages

# Costs, as logarithms of chances.
ELSEWHERE = -4.0  # a language that the encoding was not made for
BORROWED = -6.0  # a word of another language, beside its own cost
CAPITAL, CAPITALS, MIXED_CASE, MIXED_SCRIPTS = -1.0, -3.0, -8.0, -10.0
USUAL, UNUSUAL, DRAWN, MARK, STRAY_MARK = (
    -4.0,
    -9.0,
    -14.0,
    -4.0,
    -14.0,
)  # signs, those that draw boxes, combining marks
MISPLACED, STRANGE, UNPAIRED = -5.0, -5.0, -5.0
RARE_SYLLABLE, HALF_WIDTH, PRIVATE = -8.0, -6.0, -10.0
# A character of each script, in a text of Japanese, Chinese or Thai; Han characters by how frequent they are.
KANA, THAI, FREQUENT, RARE, FOREIGN, BASIC = -4.5, -4.0, -8.2, -12.0, -14.0, -4.0

JAPANESE, CHINESE, THAI_ALONE = ("Japanese",), ("Chinese",), ("Thai",)
UNSPACED = (*JAPANESE, *CHINESE, *THAI_ALONE)
EVERYWHERE = tuple(dict.fromkeys(name for family in FAMILIES for name in family)) + UNSPACED
_WORD = re.compile(r"[^\W\d_]+")
_USUAL = frozenset("“”’‘–—…€£«»„§°№¿¡\u00a0。、！？「」『』，：；（）・～")
_PAIRED = ("“„”", "«»")
# A letter before a digit; opening marks before a space, and closing ones before a word or all others; what belongs to a number
# before a word; marks and accents after one; a space that does not break before it.
_MISPLACED = re.compile(
    r"[^\W\d_a-zA-Z](?=\d)|[“„](?=\s|\Z)|(?<!\S)”(?=\w)|\A[»”]|[£€¤¥§°№](?=[a-z])|(?<=\w)[¡¿·¸˙˛˝˘ˇ¨´¯±¦¬]|(?<!\S)\u00a0(?=\w)"
)
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


class Rated(NamedTuple):
    """What is known of a word: its chance in each language, and what its letters cost in any."""

    chances: dict[str, float]
    cost: float


class Judge:
    """Rates texts that may be the same file; what is known of a word is kept for the next."""

    def __init__(self) -> None:
        self._languages = read_languages()
        self._words: dict[str, Rated] = {}

    def rate(self, text: str, home: Collection[str]) -> float:
        """Return the logarithm of the chance of a text, the likeliest language taken; `home` are those of its encoding."""
        composed = unicodedata.normalize("NFC", text)
        words = _WORD.findall(composed)
        named = (*home, "English") if "English" not in home else home
        chances = (self._rate_words(words, name) + (0.0 if name in home else ELSEWHERE) for name in named)
        return max(chances) + sum(self._know(word).cost for word in words) + rate_signs(composed)

    def _rate_words(self, words: Iterable[str], name: str) -> float:
        return sum(self._rate_word(word, name) for word in words)

    def _rate_word(self, word: str, name: str) -> float:
        chances = self._know(word).chances
        found = chances.get(name)
        if found is None:
            small = word.lower()
            own = rate_unspaced(small, name) if name in UNSPACED else rate_word(small, self._languages[name])
            found = chances[name] = add(own, chances[ANY] + BORROWED)
        return found

    def _know(self, word: str) -> Rated:
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = Rated({ANY: rate_word(word.lower(), self._languages[ANY])}, cost_of_word(word))
        return found


def cost_of_word(word: str) -> float:
    """Return what the case, the scripts and the rare characters of a word cost."""
    small = word.lower()
    cost = 0.0 if word == small else CAPITAL if word[1:] == small[1:] else CAPITALS if word.isupper() else MIXED_CASE
    if word.isascii():
        return cost
    cost += MIXED_SCRIPTS if len({script_of(character) for character in small if character != "ー"}) > 1 else 0.0
    return cost + sum(map(_cost_of_rare, word))


def script_of(character: str) -> str:
    """Return the first word of a character's name, which is that of its script; kana and Han are one."""
    name = unicodedata.name(character, "?").partition(" ")[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name


def _cost_of_rare(character: str) -> float:
    if "\uac00" <= character <= "\ud7a3":
        return 0.0 if _can_encode(character, "euc_kr") else RARE_SYLLABLE
    if "\uff61" <= character <= "\uff9f":
        return HALF_WIDTH
    return PRIVATE if "\ue000" <= character <= "\uf8ff" else 0.0


def _can_encode(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def rate_unspaced(word: str, name: str) -> float:
    """Return the chance of a run of letters in Japanese, Chinese or Thai."""
    return sum(_rate_character(character, name) for character in word)


def _rate_character(character: str, name: str) -> float:
    if character.isascii():
        return BASIC
    if "\u3040" <= character <= "\u30ff":
        return KANA if name == "Japanese" else FOREIGN
    if "\u0e00" <= character <= "\u0e7f":
        return THAI if name == "Thai" else FOREIGN
    if "\u4e00" <= character <= "\u9fff" and name != "Thai":
        return FREQUENT if any(_frequent_in(character, name)) else RARE
    return FOREIGN


def _frequent_in(character: str, name: str) -> Iterator[bool]:
    """Yield whether a Han character is in the first level, which is that of the frequent ones, of each national standard."""
    levels = [("euc_jp", 0xB0, 0xCF)] if name == "Japanese" else [("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)]
    for encoding, first, last in levels:
        if _can_encode(character, encoding):
            lead = character.encode(encoding)
            yield len(lead) == 2 and first <= lead[0] <= last


def rate_signs(text: str) -> float:
    """Return what the signs of a text cost, and what stands where it hardly can."""
    if text.isascii():
        return 0.0
    pairs = zip(" " + text, text, strict=False)
    signs = sum(_cost_of_sign(sign, before) for before, sign in pairs if not (sign.isascii() or sign.isalpha()))
    unpaired = sum(sum(map(text.count, marks)) % 2 for marks in _PAIRED)
    misplaced = sum(1 for _ in _MISPLACED.finditer(text))
    return signs + UNPAIRED * unpaired + MISPLACED * misplaced + STRANGE * count_strange(text)


def _cost_of_sign(sign: str, before: str) -> float:
    if sign in _USUAL:
        return USUAL
    kind = unicodedata.category(sign)
    if kind in ("Mn", "Mc"):
        return MARK if script_of(sign) == script_of(before) else STRAY_MARK
    return DRAWN if "\u2500" <= sign <= "\u259f" or kind in ("Cn", "Co") else UNUSUAL


def count_strange(text: str) -> int:
    """Count the characters that stand where they hardly can, as those of a text read in the wrong encoding do."""
    icelandic = sum(map(text.count, "ðþÐÞ")) if "ç" in text else 0  # Turkish, then
    return icelandic + sum(1 for _ in _STRANGE.finditer(text))
