"""Antecedents: the persons, subjects and bearers of a title that a pronoun or a noun may refer to."""

import re
from collections.abc import Sequence

from service.answer.attribution.masked_text import MaskedText
from service.english.forms import is_plural
from service.english.place_names import PLACE_WORDS
from service.english.proper_names import ProperName
from service.english.titles_and_names import (
    FEMALE_NAMES,
    MALE_NAMES,
    OPENERS,
    PERSONS,
    SHORT_TITLES,
    TITLES,
    told_gender,
)
from service.english.tokens import fold
from service.english.word_classes import ARTICLES, CONNECTIVES, HE, POSSESSIVE_DETERMINERS, SHE, any_of

_NEAR = 8_000  # characters on either side of a name that are searched for clues about it
_SHORT_TITLES = any_of(title.title() for title in SHORT_TITLES)
_OPENS_STRANGER = POSSESSIVE_DETERMINERS | {"a", "an", "one", "another"}


def is_person(text: str, name: ProperName) -> bool:
    """Return whether a name is a person's, as far as the text around it shows."""
    if name.titles and not name.is_group:
        return True
    if name.is_group or len(name.words) > 4 or set(name.words) & PLACE_WORDS or any(map(str.isdigit, name.words)):
        return False
    written = text[name.start : name.end]
    if text[max(0, name.start - 4) : name.start].lower() == "the ":
        return False
    around = text[max(0, name.start - _NEAR) : name.end + _NEAR]
    bare = re.escape(written)
    if re.search(rf"\b(?:[Ii]n|[Nn]ear|[Ff]rom|[Ii]nto) {bare}\b(?![’'])", around):
        return False
    if len(name.words) > 1:
        return not written.isupper()
    if re.search(rf"\b(?:[Aa]n?|[Tt]he) {bare}\b(?![’'])", around):  # "an American", "the Court"
        return False
    surname = rf"(?<![.!?] )\b[A-Z][\w.’'-]{{0,30}}[a-z.] {bare}\b|\b{bare} [A-Z][a-z]{{1,30}}\b"
    titled = rf"\b(?:{_SHORT_TITLES})\.? {bare}\b"
    return bool(re.search(rf"{titled}|{surname}", around))


def gender_elsewhere(text: str, name: ProperName) -> str | None:
    """Return "he" or "she" if a first name before the same surname earlier in the text tells, else None."""
    if len(name.words) > 1:
        return None
    surname = re.escape(text[name.start : name.end])
    before = text[max(0, name.start - _NEAR) : name.start]
    first = {fold(found) for found in re.findall(rf"\b([A-Z][\w’-]{{1,30}})\.? {surname}\b", before)}
    told = {told_gender([word], [word]) for word in first} - {None}
    return told.pop() if len(told) == 1 else None


def opening_subject(text: str, masked: MaskedText) -> ProperName | None:
    """Find the name that a sentence is about: at its beginning, or after a word or two that describe it."""
    if not masked.names:
        return None
    name, *others = masked.names
    if others and name.first == 0 and len(name.words) == 1 and others[0].first == name.last + 1:
        name = others[0]  # "Rights group Smith Alliance"
    lead, comma, described = masked.between(masked.start, name.start).rpartition(",")
    if name.possessive or lead.count(",") or len(described.split()) > 3 or set(lead) & set(".:;\0"):
        return None
    before = {word.word for word in masked.words[: name.first] if word.start >= masked.start + len(lead) + len(comma)}
    if (
        before & CONNECTIVES
        or (before & ARTICLES and not name.is_group)
        or (name.first == 0 and name.words[0] in OPENERS)
    ):
        return None
    if name.last >= len(masked.words):
        return name
    following = masked.words[name.last]
    gap = masked.between(name.end, following.start)
    joined = following.word in {"and", "or"} | TITLES and not gap.strip()
    return None if joined or "." in gap.strip(" ") else name


def resolve_noun(noun: str, all_masked: Sequence[MaskedText]) -> ProperName | None:
    """Find the single name that "the" and a noun refer to: the noun is its title or part of the name."""
    found: dict[str, ProperName] = {}
    for masked in all_masked:
        for name in masked.names:
            if _is_called(masked, name, noun):
                found.setdefault(name.words[-1], name)
    return next(iter(found.values())) if len(found) == 1 else None


def _is_called(masked: MaskedText, name: ProperName, noun: str) -> bool:
    if noun in name.titles or (name.is_group and noun in name.words):
        return True
    before = masked.words[name.first - 1] if name.first else None
    if before and before.word == noun and not masked.between(before.end, name.start).strip():
        return True
    if re.search(
        rf"\b{re.escape(noun)} (?:of|for|at) [^,.;\0]{{1,40}}, $", masked.between(name.start - 80, name.start)
    ):
        return True  # "the mayor of Brack, Tom Birch"
    after = masked.between(name.end, name.end + 60)
    return after.startswith(", ") and noun in after[2:].split(",")[0].lower().split()


def opens_with_relative(masked: MaskedText) -> bool:
    """Return whether a sentence is about somebody told only by another's name: "Smith's father left", "Smith and her son"."""
    if not masked.names or masked.names[0].first > 1:
        return False
    name = masked.names[0]
    following = [word.word for word in masked.words[name.last : name.last + 3]]
    if name.possessive:
        return not PERSONS.isdisjoint(following)
    joined = following[:1] == ["and"] and not masked.between(name.end, masked.words[name.last].start).strip()
    return joined and following[1] in _OPENS_STRANGER | {"the"} if len(following) > 1 else False


def told_by_pronoun(name: ProperName, masked: MaskedText) -> bool:
    """Return whether "his" or "her" shows that the single bare name of a sentence is a person's."""
    plural = name.first == 0 and is_plural(name.words[0]) and name.words[0] not in MALE_NAMES | FEMALE_NAMES
    return (
        len(name.words) == 1
        and len(masked.names) == 1
        and not plural
        and any(word.word in HE + SHE for word in masked.words)
    )


def fits(pronoun: str, masked: MaskedText) -> bool:
    """Return whether a pronoun may refer to the person that a sentence is about, judging by the pronouns there."""
    beside = {word.word for word in masked.words}
    same, other = (HE, SHE) if pronoun == "he" else (SHE, HE)
    return not beside.isdisjoint(same) or beside.isdisjoint(other)


def opens_with_stranger(masked: MaskedText) -> bool:
    """Return whether a sentence is about a person whom it does not name: "His wife nods", "The clerk left"."""
    first, second = ([word.word for word in masked.words[:2]] + ["", ""])[:2]
    return first in _OPENS_STRANGER or (first == "the" and second in TITLES)
