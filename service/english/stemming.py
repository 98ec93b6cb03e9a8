"""The stemmer: nltk's of English (Snowball, Porter2), word for word, but without trying every ending on every word.

The rules are those of https://snowballstem.org/algorithms/english/stemmer.html as `nltk.stem.snowball.EnglishStemmer` has them,
where it departs from the description too: stems are what is indexed. A test compares the two.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_VOWELS = frozenset("aeiouy")  # a y that is a consonant is written Y meanwhile
_REGION = re.compile(r"[aeiouy][^aeiouy]")
_LONG_BEGINNINGS = re.compile("gener|commun|arsen")  # behind which the first region begins
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_BEFORE_LI = frozenset("cdeghkmnrt")
_SHORT_ENDS = frozenset("wxY")
_PAST = re.compile(r"(?:eedly|ingly|edly|eed|ing|ed)\Z")
_SPECIAL = {  # stem: the words that have it whatever the rules say
    word: stem
    for stem, *words in map(
        str.split,
        """
        ski skis; sky skies sky; die dying; lie lying; tie tying; idl idly; gentl gently; ugli ugly; earli early;
        onli only; singl singly; news news; howe howe; atlas atlas; cosmos cosmos; bias bias; andes andes;
        inning inning innings; outing outing outings; canning canning cannings; herring herring herrings;
        earring earring earrings; proceed proceed proceeds proceeded proceeding;
        exceed exceed exceeds exceeded exceeding; succeed succeed succeeds succeeded succeeding
        """.split(";"),
    )
    for word in words
}


class _Change(NamedTuple):
    """How an ending changes: how many letters are dropped, what is put there, and what the second region is then where it is
    shorter than what was dropped.
    """

    dropped: int
    put: str = ""
    left: str = ""


def _replace(endings: str, put: str, left: str = "") -> dict[str, _Change]:
    return {ending: _Change(len(ending), put, left) for ending in endings.split()}


def _drop(endings: str, letters: int) -> dict[str, _Change]:
    return {ending: _Change(letters) for ending in endings.split()}


_DERIVED = (
    _drop("tional entli fulli lessli li", 2)
    | _drop("fulness", 4)
    | _drop("ogi", 1)
    | dict.fromkeys(("enci", "anci", "abli"), _Change(1, "e"))
    | _replace("izer ization", "ize")
    | _replace("ational ation ator", "ate", "e")
    | _replace("alism aliti alli", "al")
    | _replace("ousli ousness", "ous")
    | _replace("iveness iviti", "ive", "e")
    | _replace("biliti bli", "ble")
)
_OF_ADJECTIVES = (
    _drop("tional", 2)
    | _drop("alize", 3)
    | _replace("ational", "ate")
    | _replace("icate iciti ical", "ic")
    | _replace("ful ness ative", "")
)
_LAST = _replace("ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic", "")
_Word = tuple[str, str, str]  # what is left of it, and of its two regions


def stem_english(word: str) -> str:
    """Stem a word of small ASCII letters."""
    if len(word) <= 2:
        return word
    if word in _SPECIAL:
        return _SPECIAL[word]
    state = _strip_plural(_find_regions(_mark_consonants(word) if "y" in word else word))
    state = _end_in_i(_strip_past(state))
    state = _strip_last(_strip_of_adjectives(_strip_derived(state)))
    return _strip_final(*state).replace("Y", "y")


def _mark_consonants(word: str) -> str:
    letters = list("Y" + word[1:] if word[0] == "y" else word)
    for place in range(1, len(letters)):
        if letters[place] == "y" and letters[place - 1] in _VOWELS:
            letters[place] = "Y"
    return "".join(letters)


def _find_regions(word: str) -> _Word:
    first = _LONG_BEGINNINGS.match(word) or _REGION.search(word)
    if first is None:
        return word, "", ""
    second = _REGION.search(word, first.end())
    return word, word[first.end() :], word[second.end() :] if second else ""


def _cut(state: _Word, letters: int) -> _Word:
    word, first, second = state
    return word[:-letters], first[:-letters], second[:-letters]


def _strip_plural(state: _Word) -> _Word:
    word = state[0]
    if word.endswith("sses"):
        return _cut(state, 2)
    if word.endswith(("ied", "ies")):
        return _cut(state, 2 if len(word) > 4 else 1)
    if word[-1] == "s" and not word.endswith(("us", "ss")) and not _VOWELS.isdisjoint(word[:-2]):
        return _cut(state, 1)
    return state


def _strip_past(state: _Word) -> _Word:
    """Strip -ed, -ing and the like, and mend what is left: hoping, hopping."""
    ending = _PAST.search(state[0], max(0, len(state[0]) - 5)) if state[0][-1] in "dgy" else None
    if ending is None:
        return state
    word, first, second = state
    letters = len(ending[0])
    if ending[0] in ("eed", "eedly"):
        return _change(state, _Change(letters, "ee")) if first.endswith(ending[0]) else state
    if _VOWELS.isdisjoint(word[:-letters]):
        return state
    word, first, second = _cut(state, letters)
    if word.endswith(("at", "bl", "iz")):
        word, first = word + "e", first + "e"
        return word, first, second + "e" if len(word) > 5 or len(first) >= 3 else second
    if word.endswith(_DOUBLE):
        return _cut((word, first, second), 1)
    if first == "" and _is_short(word):
        return word + "e", first, second + "e" if second else second
    return word, first, second


def _is_short(word: str) -> bool:
    """Return whether a word without a first region ends in a short syllable."""
    if len(word) < 2 or word[-1] in _VOWELS or word[-2] not in _VOWELS:
        return False
    return len(word) == 2 or (word[-1] not in _SHORT_ENDS and word[-3] not in _VOWELS)


def _end_in_i(state: _Word) -> _Word:
    word = state[0]
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS:
        return _change(state, _Change(1, "i"))
    return state


def _change(state: _Word, change: _Change) -> _Word:
    word, first, second = state
    dropped, put, left = change
    return (
        word[:-dropped] + put,
        first[:-dropped] + put if len(first) >= dropped else "",
        second[:-dropped] + put if len(second) >= dropped else left,
    )


def _ending_of(word: str, endings: Mapping[str, _Change], lengths: range) -> str | None:
    """Return the longest of some endings that a word has."""
    for length in lengths:
        if word[-length:] in endings:
            return word[-length:]
    return None


def _strip_derived(state: _Word) -> _Word:
    word, first, _ = state
    ending = _ending_of(word, _DERIVED, range(7, 1, -1)) if word[-1] in "inlsmr" else None
    if ending is None or not first.endswith(ending):
        return state
    if (ending == "ogi" and word[-4] != "l") or (ending == "li" and word[-3] not in _BEFORE_LI):
        return state
    return _change(state, _DERIVED[ending])


def _strip_of_adjectives(state: _Word) -> _Word:
    word, first, second = state
    ending = _ending_of(word, _OF_ADJECTIVES, range(7, 2, -1)) if word[-1] in "leis" else None
    if ending is None or not first.endswith(ending) or (ending == "ative" and not second.endswith(ending)):
        return state
    return _change(state, _OF_ADJECTIVES[ending])


def _strip_last(state: _Word) -> _Word:
    word, _, second = state
    ending = _ending_of(word, _LAST, range(5, 1, -1)) if second else None
    if ending is None or not second.endswith(ending) or (ending == "ion" and word[-4] not in "st"):
        return state
    return _change(state, _LAST[ending])


def _strip_final(word: str, first: str, second: str) -> str:
    """Strip a final e, or one of two."""
    if second.endswith("l") and word[-2] == "l":
        return word[:-1]
    if second.endswith("e"):
        return word[:-1]
    if first.endswith("e") and len(word) >= 4:
        open_ended = word[-2] in _VOWELS or word[-2] in _SHORT_ENDS or word[-3] not in _VOWELS or word[-4] in _VOWELS
        return word[:-1] if open_ended else word
    return word
