"""How likely words are in the languages that people's files are in, by lists of the frequent words of each.

A word is one of the list, or spelled as those are: letters follow the two before them as often as in the list, and letters that
never do as often as what follows there is new (the interpolation of Witten and Bell, 1991). The lists are jusText's, made from
Wikipedia, which come with trafilatura.
"""

import importlib.util
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

# Where a language is written in one of several alphabets, these are the lists' own.
WESTERN = (
    *("Afrikaans", "Albanian", "Basque", "Catalan", "Danish", "Dutch", "English", "Estonian", "Finnish", "French"),
    *("Galician", "German", "Icelandic", "Irish", "Italian", "Norwegian_Bokmal", "Norwegian_Nynorsk", "Portuguese"),
    *("Spanish", "Swedish", "Welsh"),
)
CENTRAL = (*("Albanian", "Bosnian", "Croatian", "Czech", "Hungarian", "Polish", "Romanian", "Slovak", "Slovenian"),)
BALTIC, TURKISH, VIETNAMESE = ("Estonian", "Latvian", "Lithuanian"), ("Turkish",), ("Vietnamese",)
CYRILLIC = ("Belarusian", "Bulgarian", "Macedonian", "Russian", "Serbian", "Ukrainian")
GREEK, HEBREW, ARABIC, KOREAN = ("Greek",), ("Hebrew",), ("Arabic", "Persian"), ("Korean",)
FAMILIES = (WESTERN, CENTRAL, BALTIC, TURKISH, VIETNAMESE, CYRILLIC, GREEK, HEBREW, ARABIC, KOREAN)
ANY = "any"  # all of them as one
MOST_WORDS = 1000  # of a list, which is in the order of frequency
UNKNOWN = 1 / 2000  # the chance of a letter that no list holds
EDGE = " "
HALF = math.log(0.5)  # of all words are the listed ones


class Language(NamedTuple):
    """Logarithms of chances: of the listed words; of letters, written after none, one or two before them; and, for what stands
    before a letter, of a letter that is new there.
    """

    words: Mapping[str, float]
    letters: Mapping[str, float]
    new: Mapping[str, float]


def rate_word(word: str, language: Language) -> float:
    """Return the logarithm of the chance of a word in small letters."""
    whole = EDGE + word + EDGE
    spelled = HALF + sum(_rate_letter(whole[max(0, end - 2) : end + 1], language) for end in range(1, len(whole)))
    listed = language.words.get(word)
    return spelled if listed is None else add(spelled, listed + HALF)


def add(one: float, other: float) -> float:
    """Add two chances that are given by their logarithms."""
    high, low = max(one, other), min(one, other)
    return high + math.log1p(math.exp(low - high))


def _rate_letter(letters: str, language: Language) -> float:
    """Return the chance of the last of some letters after the others."""
    cost = 0.0
    while letters:
        chance = language.letters.get(letters)
        if chance is not None:
            return cost + chance
        cost += language.new.get(letters[:-1], 0.0)
        letters = letters[1:]
    return cost + math.log(UNKNOWN)


@lru_cache(maxsize=1)
def read_languages() -> Mapping[str, Language]:
    """Read all languages: half a second, which only files in an old encoding cost."""
    found = importlib.util.find_spec("justext")
    folder = Path(next(iter(found.submodule_search_locations or ()), "")) if found else Path()
    names = dict.fromkeys(name for family in FAMILIES for name in family)
    listed = {name: _read_list(folder / "stoplists" / f"{name}.txt") for name in names}
    counts = {name: Counter(_spell(words)) for name, words in listed.items()}
    languages = {name: _make_language(words, counts[name]) for name, words in listed.items()}
    together: Counter[str] = Counter()
    for count in counts.values():
        together.update(count)
    return languages | {ANY: _make_language((), together)}


def _read_list(file: Path) -> Iterable[str]:
    """Read the most frequent words of a language, the first first; none where the lists are not installed."""
    if not file.is_file():
        return ()
    return dict.fromkeys(word.lower() for word in file.read_text("utf-8").split()[:MOST_WORDS] if word.isalpha())


def _spell(words: Iterable[str]) -> Iterable[str]:
    """Yield each letter, alone and after the one and the two before it."""
    for word in words:
        whole = EDGE + word + EDGE
        yield from whole[1:]
        yield from map("".join, pairwise(whole))
        yield from map("".join, zip(whole, whole[1:], whole[2:], strict=False))


def _make_language(listed: Iterable[str], counts: Mapping[str, int]) -> Language:
    words = list(listed)
    before: dict[str, list[int]] = {}
    for letters, count in counts.items():
        held = before.setdefault(letters[:-1], [0, 0])
        held[0] += count
        held[1] += 1
    chances = {"": UNKNOWN}
    for letters in sorted(counts, key=len):
        count, kinds = before[letters[:-1]]
        chances[letters] = (counts[letters] + kinds * chances.get(letters[1:], UNKNOWN)) / (count + kinds)
    ranks = sum(1 / rank for rank in range(1, len(words) + 1))
    return Language(
        {word: -math.log(rank * ranks) for rank, word in enumerate(words, 1)},  # Zipf's law
        {letters: math.log(chance) for letters, chance in chances.items() if letters},
        {letters: math.log(kinds / (count + kinds)) for letters, (count, kinds) in before.items()},
    )
