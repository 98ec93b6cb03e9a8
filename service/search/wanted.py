"""Read a search: the words to find, by the terms of the index, and the phrases in quotation marks."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.english.tokens import APOSTROPHES, Token, extract_terms, join_words, tokenize
from service.english.unspaced import has_unspaced

_QUOTED = re.compile(r'"([^"]+)"|“([^”“]+)[”“]|„([^“”„]+)[“”]|«([^»]+)»|「([^」]+)」')
_MARKS = '"“”„‟«»'
_HYPHENS = "-‐‑"


@dataclass(frozen=True)
class WantedWord:
    """A word of a search as it was written, and the terms under which the index has it; all of them are wanted."""

    word: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What every hit holds: each word, by its terms, and each phrase.

    `ignored` are words that no index holds, such as "the". A search for nothing else is for the phrase that they make.
    """

    words: tuple[WantedWord, ...]
    phrases: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms of all words, each once."""
        return tuple(dict.fromkeys(term for word in self.words for term in word.terms))

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The expressions that find the phrases in a text."""
        return tuple(map(pattern_of, self.phrases))


def read_wanted(text: str) -> Wanted:
    """Read a search such as `ambassador "national security law"`."""
    phrases = tuple(dict.fromkeys(_tidy(next(filter(None, found.groups()))) for found in _QUOTED.finditer(text)))
    phrases = tuple(phrase for phrase in phrases if phrase)
    rest = _QUOTED.sub(" ", text)
    words, ignored = _read_words(rest)
    if not words and not phrases:
        whole = _tidy(rest)
        return Wanted((), (whole,) if re.search(r"\w", whole) else (), ())
    return Wanted(words, phrases, ignored)


def _tidy(phrase: str) -> str:
    return " ".join(unicodedata.normalize("NFC", phrase).split())


def _read_words(text: str) -> tuple[tuple[WantedWord, ...], tuple[str, ...]]:
    """Read words, those that are joined as one, and the words that are not searched for."""
    tokens = tokenize(text)
    words: dict[str, WantedWord] = {}
    ignored: dict[str, str] = {}
    for first, last in _cut_runs(text, tokens):
        word = text[tokens[first].start : tokens[last - 1].end]
        terms = _terms_of(word, tokens[first:last])
        if terms:
            words.setdefault(word.casefold(), WantedWord(word, terms))
        else:
            ignored.setdefault(word.casefold(), word)
    return tuple(words.values()), tuple(ignored.values())


def _terms_of(word: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    if len(tokens) == 1:  # what stands around a letter may tell that it is a name
        return () if tokens[0].stop else (tokens[0].term,)
    return tuple(dict.fromkeys(extract_terms(word)))


def _cut_runs(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Cut tokens into runs [first, last): a single word, or several that are joined, as in "well-known"."""
    runs: list[tuple[int, int]] = []
    for first, last, _ in join_words(text, tokens):
        if not runs or first >= runs[-1][1]:
            runs.append((first, last))
        else:
            runs[-1] = (min(first, runs[-1][0]), max(last, runs[-1][1]))
    joined = {place for first, last in runs for place in range(first, last)}
    alone = [(place, place + 1) for place in range(len(tokens)) if place not in joined]
    return sorted(runs + alone)


def pattern_of(phrase: str) -> re.Pattern[str]:
    """Compile the expression that finds a phrase: to the letter but for case, white space and the shape of marks.

    It is found as whole words only, unless it begins or ends in a script without spaces.
    """
    written = "".join(_pattern_of_character(character) for character in phrase)
    before = "" if has_unspaced(phrase[0]) or not _is_word(phrase[0]) else r"(?<!\w)"
    after = "" if has_unspaced(phrase[-1]) or not _is_word(phrase[-1]) else r"(?!\w)"
    return re.compile(before + written + after, re.IGNORECASE)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _pattern_of_character(character: str) -> str:
    if character == " ":
        return r"\s+"
    for alike in (_MARKS, APOSTROPHES, _HYPHENS):
        if character in alike:
            return f"[{re.escape(alike)}]"
    apart = unicodedata.normalize("NFD", character)
    return re.escape(character) if apart == character else f"(?:{re.escape(character)}|{re.escape(apart)})"
