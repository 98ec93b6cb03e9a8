"""Attributions: the words outside quotation marks that say who is speaking ("Smith said", "according to Smith")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.english.calendar import TIME_OPENERS
from service.english.numbers_and_units import NUMBER_WORDS
from service.english.proper_names import NameWord, ProperName
from service.english.titles_and_names import TITLES
from service.english.verbs_of_saying import ALSO_NOUNS, PARTICIPLES, PHRASES, QUOTING, SAYING
from service.english.word_classes import (
    AUXILIARIES,
    BE,
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
_APPOSITION = re.compile(r",\s+[^;\0?!]{1,160},\s*")
_POST = re.compile(r"\s+(?:of|from|at|with|for)\s+[^,;:.\0]{1,70}\s+")
_BROKEN = re.compile(r"[^\W\d_]{3,}\.\s+[A-Z]")
_FURTHER_NAME = re.compile(r"(?:,\s+[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)*)*,?\s+and\s+(?:(?:the|its|his|her)\s|[A-Z])")
_OWN = re.compile(r"\A['’ʼ][sS]?")
_VERBS = SAYING | QUOTING
_PRONOUNS = SUBJECT_PRONOUNS | INDEFINITE_PERSONS | {"who", "one"}
_DETERMINERS = DETERMINERS | QUANTIFIERS | NUMBER_WORDS
_ADVERBS = MID_ADVERBS | REFLEXIVES
_HELPERS = AUXILIARIES | _ADVERBS | {"not"}
_STOPS_NOUN = CONNECTIVES | _PRONOUNS | AUXILIARIES
_NOT_NOUNS = CONNECTIVES | _ADVERBS | AUXILIARIES | _DETERMINERS
_NOUN_REACH = 8  # words between a determiner and its noun, or between a verb and the name after it


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to speak: a `name`, a `pronoun`, a noun (`head`: "minister" of "the minister"), or none of these.

    [start, end) is the whole clause and `cue` the words that attribute, in the document's offsets. `saying`: the verb also
    takes a clause without quotation marks. `main`: the clause opens or ends its sentence, with no "when", "who" or "that"
    before it.
    """

    name: ProperName | None
    pronoun: str | None
    head: str | None
    start: int
    end: int
    cue: tuple[int, int]
    saying: bool
    main: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of verbs of saying: words [first, last), "has also said"."""

    first: int
    last: int
    saying: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    """A subject at [start, end): a name, a pronoun or a noun. `first` is the position of its first word."""

    start: int
    end: int
    first: int
    name: ProperName | None = None
    pronoun: str | None = None
    head: str | None = None


def find_attributions(masked: MaskedText) -> list[Attribution]:
    """Return the attributions of a masked text in order."""
    found = [_attribute(masked, group) for group in _find_groups(masked)]
    return sorted([a for a in found if a] + list(_according(masked)), key=lambda a: a.start)


def _find_groups(masked: MaskedText) -> Iterator[_Group]:
    words = masked.words
    position = 0
    while position < len(words):
        last = _phrase_end(words, position) or (position + 1 if words[position].word in _VERBS else 0)
        if not last or (words[position].capital and position and not _opens(masked, position)):
            position += 1
            continue
        first = position
        while (first and words[first - 1].word in _HELPERS) or _is_manner(words, first - 1):
            if masked.between(words[first - 1].end, words[first].start).strip():
                break
            first -= 1
        if not _is_of_noun(masked, first):
            yield _Group(first, last, last - position > 1 or words[position].word in SAYING)
        position = last


def _is_of_noun(masked: MaskedText, first: int) -> bool:
    """Return whether a verb form belongs to a noun: "its alleged part", "Smith's claims"."""
    before = masked.words[first - 1] if first else None
    bound = before is not None and (before.word in _DETERMINERS or before.possessive)
    return (
        bound and before is not None and not _OWN.sub("", masked.between(before.end, masked.words[first].start)).strip()
    )


def _opens(masked: MaskedText, position: int) -> bool:
    gap = masked.between(masked.words[position - 1].end, masked.words[position].start)
    return any(mark in gap for mark in ".!?\0")


def _is_manner(words: Sequence[NameWord], position: int) -> bool:
    return position >= 0 and words[position].word.endswith("ly") and not words[position].capital


def _phrase_end(words: Sequence[NameWord], position: int) -> int:
    for length in (4, 3, 2):
        phrase = tuple(word.word for word in words[position : position + length])
        if len(phrase) == length and phrase in PHRASES:
            return position + length
    return 0


def _attribute(masked: MaskedText, group: _Group) -> Attribution | None:
    words = masked.words
    verb = words[group.last - 1]
    helpers = {word.word for word in words[group.first : group.last - 1]}
    if helpers & {"not", "never"}:
        return None
    if helpers & BE and not helpers & {"as", "to"} and verb.word != "put":
        return _agent(masked, group)
    if verb.word in ALSO_NOUNS and not helpers and not _introduces(masked, verb.end):
        return None
    before = masked.between(words[group.first - 1].end if group.first else masked.start, words[group.first].start)
    inverted = not group.first or HIDDEN in before or before.strip() in (",", "—", "–", "-")
    subject = _subject_before(masked, group)
    if inverted and not (subject and HIDDEN not in before):
        subject = _noun_after(masked, group.last) or subject
    elif not subject and inverted:
        subject = _noun_after(masked, group.last)
    if not subject:
        return None
    return _make(masked, subject, group)


def _make(masked: MaskedText, subject: _Subject, group: _Group) -> Attribution:
    words = masked.words
    verbs = words[group.first].start, words[group.last - 1].end
    start, end = min(subject.start, verbs[0]), max(subject.end, verbs[1])
    cue = verbs if subject.name else (start, end)
    return Attribution(
        subject.name, subject.pronoun, subject.head, start, end, cue, group.saying, _is_main(masked, subject.first)
    )


def _is_main(masked: MaskedText, first: int) -> bool:
    words = masked.words
    for place in range(first - 1, max(-1, first - 4), -1):
        if set(",;:.\0") & set(masked.between(words[place].end, words[place + 1].start)):
            return True
        if words[place].word in SUBORDINATORS and words[place].word != "as":
            return False
        if words[place].word not in TITLES | _DETERMINERS and words[place].capital is False:
            return words[place].word not in PREPOSITIONS
    return True


def _introduces(masked: MaskedText, end: int) -> bool:
    """Return whether the words after a place are what is said."""
    return bool(re.match(r"\s*[:,]?\s*\0|\s*:|\s+that\b|,", masked.between(end, end + 12)))


def _agent(masked: MaskedText, group: _Group) -> Attribution | None:
    """Read a passive verb: the speaker is not its subject but whoever follows "by"."""
    words = masked.words
    if group.last < len(words) and words[group.last].word == "by":
        subject = _noun_after(masked, group.last + 1)
        return _make(masked, subject, group) if subject and subject.name else None
    return None


def _according(masked: MaskedText) -> Iterator[Attribution]:
    """Find "according to Smith", "in the words of Smith"."""
    words = masked.words
    for position, word in enumerate(words[:-2]):
        following = tuple(other.word for other in words[position + 1 : position + 4])
        length = 2 if (word.word, *following[:1]) == ("according", "to") else 0
        length = 4 if (word.word, *following) == ("in", "the", "words", "of") else length
        if length and (subject := _noun_after(masked, position + length)):
            found = _make(masked, subject, _Group(position, position + length, True))
            yield Attribution(found.name, found.pronoun, found.head, found.start, found.end, found.cue, True, True)


# Before the verb ------------------------------------------------------------------------------------------------------


def _subject_before(masked: MaskedText, group: _Group) -> _Subject | None:
    """Find the subject before a verb: the leftmost name that its clause can belong to, a pronoun or a noun."""
    words, first = masked.words, group.first
    if not first:
        return None
    nearest = words[first - 1]
    gap = masked.between(nearest.end, words[first].start)
    if nearest.word in _PRONOUNS and not gap.strip():
        return _Subject(nearest.start, nearest.end, first - 1, pronoun=nearest.word)
    for name in masked.names:
        if name.last <= first and words[first].start - name.end < 200 and _is_subject(masked, name, first):
            return (
                None
                if _is_one_of_several(masked, name)
                else _Subject(words[name.first].start, name.end, name.first, name=name)
            )
    if gap.strip() or nearest.word in CONNECTIVES:
        return None
    return _noun_before(masked, first)


def _is_subject(masked: MaskedText, name: ProperName, verb: int) -> bool:
    """Return whether a name can be the subject of the verb at a word."""
    words = masked.words
    if name.possessive or hangs_on_preposition(masked, name.first) or words[verb - 1].word in ("and", "or", "but"):
        return False
    if name.first and len(name.words) == 1 and _is_of_noun(masked, name.first) and words[name.first - 1].possessive:
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


def _noun_before(masked: MaskedText, verb: int) -> _Subject | None:
    """Read the noun directly before a verb: "the prime minister said"."""
    words = masked.words
    head = words[verb - 1]
    for place in range(verb - 1, max(-1, verb - 1 - _NOUN_REACH), -1):
        if place < verb - 1 and masked.between(words[place].end, words[place + 1].start).strip():
            return None
        if words[place].word in _DETERMINERS:
            named = any(word.capital for word in words[place + 1 : verb])  # "the Yellow Emperor" is a name itself
            noun = "" if named else f"{words[place].word} {head.word}"
            return _Subject(words[place].start, head.end, place, head=noun)
        if words[place].word in CONNECTIVES:
            return None
    return None


# After the verb -------------------------------------------------------------------------------------------------------


def _noun_after(masked: MaskedText, position: int) -> _Subject | None:
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
            return _Subject(word.start, word.end, first, pronoun=word.word)
        if position in names:
            name = names[position]
            if (comma or position > first) and not _closes_clause(masked, name, comma):
                break
            if not name.possessive and not _is_adjective(masked, name):
                several = _FURTHER_NAME.match(masked.between(name.end, name.end + 120))
                return None if several else _Subject(words[name.first].start, name.end, first, name=name)
            position = name.last
            continue
        if word.word in _STOPS_NOUN:
            break
        position += 1
    if position > first and words[first].word in _DETERMINERS:
        head = words[first + 1 : position][-1:] or [words[first]]
        return _Subject(words[first].start, head[0].end, first, head=f"{words[first].word} {head[0].word}")
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


def find_participles(masked: MaskedText) -> list[NameWord]:
    """Return the participles that introduce speech: "Smith left, saying"."""
    return [word for word in masked.words if word.word in PARTICIPLES and not word.capital]
