"""Recognise proper names in running text, for attribution: titles set apart, possessives read, hyphens kept.

Words are the tokens of `tokens`, and lists are those of `titles_and_names`, as in `entities`; see there why the two
recognisers stay apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.english.calendar import CALENDAR
from service.english.place_names import COUNTRIES
from service.english.titles_and_names import (
    ABBREVIATED_TITLES,
    FEMALE_NAMES,
    GROUP_LINKS,
    GROUPS,
    NAME_PARTICLES,
    OPENERS,
    SURNAMES_TOO,
    TITLES,
    TRADE_ENDINGS,
    told_gender,
)
from service.english.tokens import Token, fold, tokenize
from service.english.word_classes import STOP_WORDS

_NAMES_TOO = frozenset("may jan april june mar".split())  # months that are first names as well
_HYPHENS = frozenset("-‐‑")
_POSSESSIVES = tuple(mark + letter for mark in "'’ʼ" for letter in "sS")
_POSSESSIVE_GAP = re.compile(r"\A['’ʼ][sS]?")
_SMALL_PREFIX = re.compile(r"(?:a[lnrsdz]|ash|el|[dl]|ibn|de|ni|t)[-'’][A-Z]")
_LONGEST = 12  # words in a name


class NameWord(NamedTuple):
    """A word at [start, end) of its text, without a possessive ending; `word` is folded."""

    start: int
    end: int
    word: str
    capital: bool
    possessive: bool


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name at [start, end), without its titles; [first, last) are its words, titles included.

    `titles` are the folded words before the name proper.
    """

    start: int
    end: int
    first: int
    last: int
    titles: tuple[str, ...]
    words: tuple[str, ...]
    possessive: bool

    @property
    def is_group(self) -> bool:
        """Tell whether a word of the name marks a group, such as "council" or "university"."""
        return bool(set(self.words) & GROUPS)

    @property
    def gender(self) -> str | None:
        """Return "he" or "she" if a title or a common first name tells."""
        return told_gender(self.titles, self.words[:1] if len(self.words) > 1 else ())


def read_words(text: str, start: int, end: int) -> list[NameWord]:
    """Cut [start, end) of a text into words: its tokens, joined where hyphens join them."""
    words = []
    for first, last in _join_hyphened(text, start, tokenize(text[start:end])):
        raw = text[first:last]
        ending = raw.endswith(_POSSESSIVES)
        bare = raw[:-2] if ending else raw
        stop = first + len(bare)
        possessive = ending or (text[stop : stop + 1] in ("'", "’") and raw.endswith("s"))
        word = fold(bare)
        if len(bare) > 1 and bare.isupper() and word in STOP_WORDS:  # the WHO is not who
            word = bare
        capital = bare[0].isupper() or bool(_SMALL_PREFIX.match(bare))
        words.append(NameWord(first, stop, word, capital, possessive))
    return words


def _join_hyphened(text: str, shift: int, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each word; `shift` is added to the offsets of the tokens."""
    first = last = None
    for token in tokens:
        start, end = token.start + shift, token.end + shift
        if first is not None and last is not None:
            if start == last + 1 and text[last] in _HYPHENS:
                last = end
                continue
            yield first, last
        first, last = start, end
    if first is not None and last is not None:
        yield first, last


def find_proper_names(text: str, words: Sequence[NameWord]) -> Iterator[ProperName]:
    """Yield the names among the words of a text, in order."""
    position = 0
    while position < len(words):
        if not words[position].capital or _is_common(text, words, position):
            position += 1
            continue
        last = _run_end(text, words, position)
        if name := _strip_titles(words, position, last):
            yield name
        position = last


def opens_sentence(text: str, words: Sequence[NameWord], position: int) -> bool:
    """Tell whether a word opens a sentence, so that its capital means nothing."""
    if position == 0:
        return True
    return any(
        mark in text[words[position - 1].end : words[position].start] for mark in (".", "!", "?", ":", "\0", "\n\n")
    )


def _is_common(text: str, words: Sequence[NameWord], position: int) -> bool:
    """Tell whether a capitalised word is no name: a month, a weekday, or a plain word that opens a sentence."""
    word = words[position].word
    if word in CALENDAR:
        following = words[position + 1] if position + 1 < len(words) else None
        return not (word in _NAMES_TOO and following and following.capital)
    if word in STOP_WORDS:
        return words[position].end - words[position].start > 1 or word in ("i", "a")
    named = word in COUNTRIES or word in FEMALE_NAMES
    adverb = word.endswith("ly") and not named and position + 1 < len(words) and not words[position + 1].capital
    return (adverb or word in OPENERS) and opens_sentence(text, words, position)


def _run_end(text: str, words: Sequence[NameWord], first: int) -> int:
    last = first + 1
    while last < len(words) and last - first < _LONGEST and _touches(text, words, last):
        if words[last - 1].possessive and words[last].word not in GROUPS:  # but "Residents' Association"
            break
        if words[last].capital and words[last].word not in CALENDAR:
            last += 1
        elif step := _link(text, words, first, last):
            last += step
        else:
            break
    return last


def _touches(text: str, words: Sequence[NameWord], position: int) -> bool:
    before = words[position - 1]
    gap = text[before.end : words[position].start]
    if before.possessive:
        gap = _POSSESSIVE_GAP.sub("", gap)
    if gap.startswith("."):
        return (before.word in ABBREVIATED_TITLES and gap[1:].isspace()) or (len(before.word) == 1 and len(gap) <= 2)
    return (gap.isspace() and len(gap) <= 2) or gap in (" & ", "/")


def _link(text: str, words: Sequence[NameWord], first: int, last: int) -> int:
    """Count the words that lead on to a further part of the name ("van der", "of the") and that part's first; 0 if none."""
    step = 0
    while last + step < len(words) and step < 3 and not words[last + step].capital:
        if step and not _touches(text, words, last + step):
            return 0
        step += 1
    if not step or last + step >= len(words) or not _touches(text, words, last + step):
        return 0
    links = {word.word for word in words[last : last + step]}
    if links <= NAME_PARTICLES:
        return step + 1
    grouped = any(word.word in GROUPS for word in words[first:last]) or (
        words[last - 1].word in TITLES and words[last].word == "of"
    )
    following = words[last + step].word not in CALENDAR
    return step + 1 if grouped and following and links <= GROUP_LINKS and words[last].word != "the" else 0


def _strip_titles(words: Sequence[NameWord], first: int, last: int) -> ProperName | None:
    """Split leading titles off a name; None if there is nothing else."""
    begin = first
    for position in range(first, last):
        surname = position == last - 1 > first and words[position].word in SURNAMES_TOO
        if surname and words[position - 1].word not in TITLES:
            break
        if words[position].word in TITLES or (
            last - first > 2 and position == first and words[position].word.endswith(TRADE_ENDINGS)
        ):
            begin = position + 1
    if any(word.word in GROUPS for word in words[begin:last]) and not any(
        word.word in ABBREVIATED_TITLES for word in words[first:begin]
    ):
        begin = first  # "King County Council", "Justice Department"
    if begin < last and not words[begin].capital:  # "Secretary of State John Smith"
        begin = max(last - 2, begin + 1)
        if not words[begin].capital:
            return None
    if begin >= last:
        return None
    return ProperName(
        words[begin].start,
        words[last - 1].end,
        first,
        last,
        tuple(word.word for word in words[first:begin]),
        tuple(word.word for word in words[begin:last]),
        words[last - 1].possessive,
    )
