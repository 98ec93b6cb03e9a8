"""Subjects: who stands as the subject of a verb of saying, before it or behind it."""

import re
from dataclasses import dataclass

from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.english.calendar import TIME_OPENERS
from service.english.numbers_and_units import NUMBER_WORDS
from service.english.proper_names import ProperName
from service.english.titles_and_names import TITLES
from service.english.verbs_of_saying import SAYING
from service.english.word_classes import (
    AUXILIARIES,
    CONNECTIVES,
    DETERMINERS,
    INDEFINITE_PERSONS,
    MID_ADVERBS,
    PREPOSITIONS,
    QUANTIFIERS,
    REFLEXIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    any_of,
)

_ASIDE = re.compile(r"\s*\([^()\0]{1,60}\)\s*")
_WHEN = re.compile(rf"[\s,]*(?:(?:{any_of(TIME_OPENERS)})\b[^,.;:\0]{{0,40}}|[A-Z]\w+day),?\s*")
_APPOSITION = re.compile(r",\s{1,20}[^;\0?!]{1,160},\s*")
_POST = re.compile(r"\s{1,20}(?:of|from|at|with|for)\s{1,20}[^,;:.\0]{1,70}\s{1,20}")
_BROKEN = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}+\.\s+[A-Z]")
_FURTHER_NAME = re.compile(r"(?:,\s+[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)*)*,?\s+and\s+(?:(?:the|its|his|her)\s|[A-Z])")
_OWN = re.compile(r"\A['’ʼ][sS]?")
_PRONOUNS = SUBJECT_PRONOUNS | INDEFINITE_PERSONS | {"who", "one"}
_DETERMINERS = DETERMINERS | QUANTIFIERS | NUMBER_WORDS
_ADVERBS = MID_ADVERBS | REFLEXIVES
_STOPS_NOUN = CONNECTIVES | _PRONOUNS | AUXILIARIES
_NOT_NOUNS = CONNECTIVES | _ADVERBS | AUXILIARIES | _DETERMINERS
_NOUN_REACH = 8  # words between a determiner and its noun, or between a verb and the name after it


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject at [start, end): a name, a pronoun or a noun. `first` is the position of its first word."""

    start: int
    end: int
    first: int
    name: ProperName | None = None
    pronoun: str | None = None
    head: str | None = None


# Before the verb ------------------------------------------------------------------------------------------------------


def subject_before(masked: MaskedText, first: int) -> Subject | None:
    """Find the subject before a verb: the leftmost name that its clause can belong to, a pronoun or a noun."""
    words = masked.words
    if not first:
        return None
    nearest = words[first - 1]
    gap = masked.between(nearest.end, words[first].start)
    if nearest.word in _PRONOUNS and not gap.strip():
        return Subject(nearest.start, nearest.end, first - 1, pronoun=nearest.word)
    for name in masked.names:
        if name.last <= first and words[first].start - name.end < 200 and _is_subject(masked, name, first):
            return (
                None
                if _is_one_of_several(masked, name)
                else Subject(words[name.first].start, name.end, name.first, name=name)
            )
    if gap.strip() or nearest.word in CONNECTIVES:
        return None
    return _noun_before(masked, first)


def _is_subject(masked: MaskedText, name: ProperName, verb: int) -> bool:
    """Return whether a name can be the subject of the verb at a word."""
    words = masked.words
    if name.possessive or hangs_on_preposition(masked, name.first) or words[verb - 1].word in ("and", "or", "but"):
        return False
    if name.first and len(name.words) == 1 and is_of_noun(masked, name.first) and words[name.first - 1].possessive:
        return False  # "Newton's Law"
    gap = masked.between(name.end, words[verb].start)
    if not gap.strip(" \u00a0\n."):
        return True
    if _BROKEN.search(gap) or HIDDEN in gap or any(w.word in SAYING for w in words[name.last : verb]):
        return False
    if gap.strip() == ",":  # "the mayor, Ann Smith, said"
        return name.first > 0 and "," in masked.between(words[name.first - 1].end, words[name.first].start)
    if _WHEN.fullmatch(gap) or _ASIDE.fullmatch(gap):
        return True
    if _POST.fullmatch(gap):
        return not any(word.word in AUXILIARIES for word in words[name.last : verb])
    return bool(_APPOSITION.fullmatch(gap)) and _is_apposition(masked, name, verb)


def _is_apposition(masked: MaskedText, name: ProperName, verb: int) -> bool:
    """Return whether the words between commas describe the name: "Smith, director of the board, said"."""
    opening = masked.words[name.last].word if name.last < verb else ""
    if opening in SAYING | SUBORDINATORS - {"who", "whose"} | _PRONOUNS - {"one", "who"}:
        return False
    return opening not in PREPOSITIONS - {"of", "from", "at", "with", "for"}


def hangs_on_preposition(masked: MaskedText, first: int) -> bool:
    """Return whether the name that begins at a word follows a preposition: "of the mayor Smith"."""
    words = masked.words
    for place in range(first - 1, max(-1, first - 4), -1):
        if masked.between(words[place].end, words[place + 1].start).strip():
            return False
        if words[place].word in PREPOSITIONS and words[place].word not in ("after", "before", "since", "until", "than"):
            return True
        if words[place].word == "as" and place and words[place - 1].word == "such":
            return True
        if words[place].word not in _DETERMINERS | TITLES:
            return False
    return False


def _is_one_of_several(masked: MaskedText, name: ProperName) -> bool:
    """Return whether a name is one of several joint speakers: "Smith and Jones said"."""
    words = masked.words
    if _FURTHER_NAME.match(masked.between(name.end, name.end + 120)):
        return True
    before = name.first - 1
    if before < 1 or words[before].word not in ("and", "or"):
        return False
    other = words[before - 1]
    joined = not masked.between(other.end, words[before].start).strip()
    return other.capital and joined


def _noun_before(masked: MaskedText, verb: int) -> Subject | None:
    """Read the noun directly before a verb: "the prime minister said"."""
    words = masked.words
    head = words[verb - 1]
    for place in range(verb - 1, max(-1, verb - 1 - _NOUN_REACH), -1):
        if place < verb - 1 and masked.between(words[place].end, words[place + 1].start).strip():
            return None
        if words[place].word in _DETERMINERS:
            named = any(word.capital for word in words[place + 1 : verb])  # "the Yellow Emperor" is a name itself
            noun = "" if named else f"{words[place].word} {head.word}"
            return Subject(words[place].start, head.end, place, head=noun)
        if words[place].word in CONNECTIVES:
            return None
    return None


# After the verb -------------------------------------------------------------------------------------------------------


def noun_after(masked: MaskedText, position: int) -> Subject | None:
    """Find the subject after a verb: "said Ann Smith", "said the mayor, Ann Smith", "said she"."""
    words = masked.words
    names = {name.first: name for name in masked.names}
    first, comma = position, False
    while position < min(len(words), first + _NOUN_REACH + 1):
        word = words[position]
        gap = masked.between(words[position - 1].end, word.start) if position else ""
        if set(gap) & set(".;:\0!?()") and not words[position - 1].word.endswith("."):
            break
        if "," in gap and (position == first or comma):
            break
        comma = comma or "," in gap
        if position == first and word.word in _PRONOUNS:
            return Subject(word.start, word.end, first, pronoun=word.word)
        if position in names:
            name = names[position]
            if (comma or position > first) and not _closes_clause(masked, name, comma):
                break
            if not name.possessive and not _is_adjective(masked, name):
                several = _FURTHER_NAME.match(masked.between(name.end, name.end + 120))
                return None if several else Subject(words[name.first].start, name.end, first, name=name)
            position = name.last
            continue
        if word.word in _STOPS_NOUN:
            break
        position += 1
    if position > first and words[first].word in _DETERMINERS:
        head = words[first + 1 : position][-1:] or [words[first]]
        return Subject(words[first].start, head[0].end, first, head=f"{words[first].word} {head[0].word}")
    return None


def _closes_clause(masked: MaskedText, name: ProperName, comma: bool) -> bool:
    """Return whether a name ends its clause instead of opening another: "according to legend, Smith was a mermaid"."""
    after = masked.between(name.end, name.end + 30)
    if comma:
        return not after.strip() or after.lstrip()[0] in ",.;:)\0—–!?"
    return name.last >= len(masked.words) or masked.words[name.last].word not in AUXILIARIES


def _is_adjective(masked: MaskedText, name: ProperName) -> bool:
    """Return whether a name modifies the noun after it: "Canadian fishermen"."""
    if name.last >= len(masked.words):
        return False
    following = masked.words[name.last]
    if following.capital or masked.between(name.end, following.start).strip():
        return False
    return following.word not in _NOT_NOUNS and not following.word.endswith(("ing", "ly"))


def is_of_noun(masked: MaskedText, first: int) -> bool:
    """Return whether a verb form belongs to a noun: "its alleged part", "Smith's claims"."""
    before = masked.words[first - 1] if first else None
    bound = before is not None and (before.word in _DETERMINERS or before.possessive)
    return (
        bound and before is not None and not _OWN.sub("", masked.between(before.end, masked.words[first].start)).strip()
    )
