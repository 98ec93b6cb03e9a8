"""Attributions: the words outside quotation marks that say who is speaking ("Smith said", "according to Smith")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.answer.attribution.factivity import is_asserted, participle_is_asserted
from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.answer.attribution.relays import belongs_to_other, find_relayed, relayed_phrase_end, whom_it_quotes
from service.answer.attribution.subjects import Subject, is_of_noun, noun_after, subject_before
from service.english.numbers_and_units import NUMBER_WORDS
from service.english.proper_names import NameWord, ProperName
from service.english.titles_and_names import TITLES
from service.english.tokens import fold
from service.english.verbs_of_saying import ALSO_NOUNS, LOOSE_PHRASES, MANNER, PARTICIPLES, PHRASES, QUOTING, SAYING
from service.english.word_classes import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MID_ADVERBS,
    PREPOSITIONS,
    QUANTIFIERS,
    REFLEXIVES,
    SUBORDINATORS,
)

_BESIDE = re.compile(r"[\s,:]*(?:\0|\bthat\b)|:")
_VERBS = SAYING | QUOTING | MANNER
_PHRASES = {opener: [phrase for phrase in PHRASES if phrase[0] == opener] for opener, *_ in sorted(PHRASES)}
_DETERMINERS = DETERMINERS | QUANTIFIERS | NUMBER_WORDS
_ADVERBS = MID_ADVERBS | REFLEXIVES
_HELPERS = AUXILIARIES | _ADVERBS | {"not"}
# No attribution is without one of these words, or all those of one of these phrases.
_TELLING = _VERBS | PARTICIPLES | {"according", "words", "phrase"}
_PLAIN_WORD = re.compile(r"[^\W\d_]+")


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


def may_attribute(text: str) -> bool:
    """Return whether a text may hold an attribution, by its words alone: if not, `find_attributions` finds none."""
    words = set(_PLAIN_WORD.findall(fold(text)))
    if not _TELLING.isdisjoint(words):
        return True
    return any(words.issuperset(phrase) for opener in words & _PHRASES.keys() for phrase in _PHRASES[opener])


def find_attributions(masked: MaskedText) -> list[Attribution]:
    """Return the attributions of a masked text in order, without those that are denied, doubted or supposed."""
    found = [_attribute(masked, group) for group in _find_groups(masked)]
    spoken = [quoted for a in found if a and (quoted := _as_quoted(masked, a))]
    relayed = [
        Attribution(name, None, None, masked.words[name.first].start, verb.end, (verb.start, verb.end), True, True)
        for name, verb in find_relayed(masked)
    ]
    return sorted([*spoken, *relayed, *_according(masked), *_in_the_words(masked)], key=lambda a: a.start)


def _as_quoted(masked: MaskedText, a: Attribution) -> Attribution | None:
    """Give an attribution to whom its subject quotes, if anyone: "Smith, quoting Jones, said"."""
    name, quotes = whom_it_quotes(masked, a.start, a.end)
    if not quotes:
        return a
    return replace(a, name=name, pronoun=None, head=None) if name else None


def _find_groups(masked: MaskedText) -> Iterator[_Group]:
    words = masked.words
    position = 0
    while position < len(words):
        last = _verb_end(masked, position)
        if not last or (words[position].capital and position and not _opens(masked, position)):
            position += 1
            continue
        first = position
        while (first and words[first - 1].word in _HELPERS) or _is_manner(words, first - 1):
            if masked.between(words[first - 1].end, words[first].start).strip():
                break
            first -= 1
        if not is_of_noun(masked, first):
            yield _Group(first, last, last - position > 1 or words[position].word in SAYING)
        position = last


def _verb_end(masked: MaskedText, position: int) -> int:
    """Return the position behind the verb of saying that begins at a word, or 0."""
    phrase = relayed_phrase_end(masked, position) or _phrase_end(masked.words, position)
    return phrase or (position + 1 if masked.words[position].word in _VERBS else 0)


def _opens(masked: MaskedText, position: int) -> bool:
    gap = masked.between(masked.words[position - 1].end, masked.words[position].start)
    return any(mark in gap for mark in ".!?\0")


def _is_manner(words: Sequence[NameWord], position: int) -> bool:
    return position >= 0 and words[position].word.endswith("ly") and not words[position].capital


def _phrase_end(words: Sequence[NameWord], position: int) -> int:
    if words[position].word not in _PHRASES:
        return 0
    for length in (4, 3, 2):
        phrase = tuple(word.word for word in words[position : position + length])
        if len(phrase) == length and phrase in PHRASES:
            return position + length
    return 0


def _attribute(masked: MaskedText, group: _Group) -> Attribution | None:
    words = masked.words
    verb = words[group.last - 1]
    helpers = {word.word for word in words[group.first : group.last - 1]}
    if not is_asserted(masked, group.first, (group.first, group.last)):
        return None
    if helpers & BE and not helpers & {"as", "to"} and verb.word != "put" and verb.word not in PARTICIPLES:
        return _agent(masked, group)
    if verb.word in ALSO_NOUNS and not helpers and not _introduces(masked, verb.end):
        return None
    before = masked.between(words[group.first - 1].end if group.first else masked.start, words[group.first].start)
    inverted = not group.first or HIDDEN in before or before.strip() in (",", "—", "–", "-")
    subject = subject_before(masked, group.first)
    if inverted and not (subject and HIDDEN not in before):
        subject = noun_after(masked, group.last) or subject
    elif not subject and inverted:
        subject = noun_after(masked, group.last)
    if not subject or not is_asserted(masked, subject.first, (group.first, group.last)):
        return None
    found = _make(masked, subject, group)
    return found if not _is_loose(words, group) or _stands_beside(masked, found) else None


def _is_loose(words: Sequence[NameWord], group: _Group) -> bool:
    """Return whether a verb reports only beside the words spoken: "laughed", "put it", "went on"."""
    phrase = tuple(word.word for word in words[max(0, group.last - 3) : group.last])
    return phrase[-1] in MANNER or bool({phrase[-2:], phrase} & LOOSE_PHRASES)


def _stands_beside(masked: MaskedText, a: Attribution) -> bool:
    """Return whether an attribution touches a quotation or leads to a clause with "that", or is "as Smith put it"."""
    before, after = masked.between(masked.start, a.start).rstrip(" ,"), masked.between(a.end, masked.end)
    if before.endswith(HIDDEN) or _BESIDE.match(after):
        return True
    return bool(re.search(r"(?:\A|\W)(?:as|how)\Z", before, re.IGNORECASE))


def _make(masked: MaskedText, subject: Subject, group: _Group) -> Attribution:
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
    return bool(re.match(r"\s*+(?:[:,]?+\s*+\0|:)|\s+that\b|,", masked.between(end, end + 12)))


def _agent(masked: MaskedText, group: _Group) -> Attribution | None:
    """Read a passive verb: the speaker is not its subject but whoever follows "by"."""
    words = masked.words
    place = group.last + (group.last < len(words) and words[group.last].word == "as")
    if (
        place >= len(words)
        or words[place].word != "by"
        or masked.between(words[place - 1].end, words[place].start).strip(f", {HIDDEN}")
    ):
        return None
    subject = noun_after(masked, place + 1)
    if not subject or not subject.name:
        return None
    found = _make(masked, subject, group)
    start = words[place].start if HIDDEN in masked.between(found.start, found.end) else found.start
    return replace(found, start=start, main=_is_main(masked, group.first))


def _in_the_words(masked: MaskedText) -> Iterator[Attribution]:
    """Find "in Smith's words"."""
    words = masked.words
    for name in masked.names:
        following = [word.word for word in words[name.last : name.last + 2] if word.word not in ("own", "last")]
        if (
            name.possessive
            and name.first
            and words[name.first - 1].word == "in"
            and following[:1] in (["words"], ["phrase"])
        ):
            end = words[name.last + (words[name.last].word in ("own", "last"))].end
            yield Attribution(
                name, None, None, words[name.first - 1].start, end, (words[name.first - 1].start, end), True, True
            )


def _according(masked: MaskedText) -> Iterator[Attribution]:
    """Find "according to Smith", "in the words of Smith"."""
    words = masked.words
    for position, word in enumerate(words[:-2]):
        following = tuple(other.word for other in words[position + 1 : position + 4])
        length = 2 if (word.word, *following[:1]) == ("according", "to") else 0
        length = 4 if (word.word, *following) == ("in", "the", "words", "of") else length
        if length and (subject := noun_after(masked, position + length)):
            found = _make(masked, subject, _Group(position, position + length, True))
            yield Attribution(found.name, found.pronoun, found.head, found.start, found.end, found.cue, True, True)


def find_participles(masked: MaskedText) -> list[NameWord]:
    """Return the participles that introduce speech: "Smith left, saying"."""
    return [
        word
        for position, word in enumerate(masked.words)
        if word.word in PARTICIPLES and not word.capital and participle_is_asserted(masked, position)
        if not belongs_to_other(masked, position)
    ]
