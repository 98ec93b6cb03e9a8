"""Which words of a question lean on the conversation: pronouns whose antecedent the question does not hold itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from service.english.calendar import PARTS_OF_DAY, TIME_UNITS
from service.english.forms import is_plural
from service.english.numbers_and_units import ORDINALS
from service.english.person_names import Name, find_names
from service.english.titles_and_names import MEN, PERSONS, WOMEN
from service.english.tokens import Token
from service.english.word_classes import (
    ADVERBIAL_CONJUNCTIONS,
    AUXILIARIES,
    FILLERS,
    HE,
    IT,
    JOINING,
    LOCATIVE,
    NEGATED_AUXILIARIES,
    PREPOSITIONS,
    REFLEXIVES,
    SHE,
    SUBORDINATORS,
    THEY,
    THIRD_PERSON_DETERMINERS,
    THIRD_PERSON_SUBJECTS,
    Pronoun,
    any_of,
)

Points = Literal["he", "she", "they", "it", "that", "there", "ones"]
Role = Literal["subject", "object", "possessive"]

_HELPERS = AUXILIARIES | NEGATED_AUXILIARIES
_PRONOUNS: tuple[tuple[Points, Pronoun], ...] = (("he", HE), ("she", SHE), ("they", THEY), ("it", IT))
_POINTS = {form: points for points, pronoun in _PRONOUNS for form in pronoun if form not in REFLEXIVES}
_OBJECTS = frozenset(_POINTS) - THIRD_PERSON_SUBJECTS - THIRD_PERSON_DETERMINERS
_BOUNDARIES = (SUBORDINATORS - {"than"}) | JOINING
_DEICTIC = (  # after "this": the time of asking, or what is asked
    TIME_UNITS
    | PARTS_OF_DAY
    | frozenset("time document documents page pages site website collection text texts folder service".split())
)
_QUOTED = re.compile(r'["“«][^"”»]{2,200}["”»]')
_EMPTY_IT = re.compile(  # "it" that stands for what follows: "is it true that", "how long does it take to"
    rf"it\s+(?:(?:become|not|still|ever|also|so|very|{any_of(AUXILIARIES)})\s+)*"
    r"""(?:
      (?:\w+\s+){1,3}(?:that|whether|if|who)\b
    | (?:\w+ly\s+)?(?:possible|impossible|necessary|legal|illegal|lawful|safe|dangerous|common|normal|usual|important
        |better|best|good|bad|wrong|right|hard|difficult|easy|worth|fair|wise|free|cheap|expensive|enough|time|like)\s+(?:for\s.+\s)?(?:to|not\sto|\w+ing)\b
    | (?:take|takes|took|taken|cost|costs|require|requires|mean|means|matter|matters|feel)\b.*\bto\b
    | (?:seem|seems|seemed|appear|appears|appeared|turns|turned|rain|rains|rained|snow|snows|snowed|comes\s+to)\b
    | that\b )""",
    re.IGNORECASE | re.VERBOSE,
)
_THE_TIME = re.compile(r"^\W*what (?:time|day|date|year) is it\b", re.IGNORECASE)
_ORDERED = ORDINALS | frozenset("last largest smallest biggest oldest newest other".split())
_STANDS_FOR_SEVERAL = _ORDERED | frozenset("both two three others latter former rest".split())


@dataclass(frozen=True, slots=True)
class Lean:
    """Tokens [first, last) that point back, and at what kind of thing. `alone`: no noun of its own follows."""

    first: int
    last: int
    points: Points
    role: Role = "object"
    alone: bool = True


def find_leans(text: str, tokens: Sequence[Token]) -> list[Lean]:
    """List the words that point out of the question, in order; those inside quotation marks do not."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    names = find_names(text, tokens)
    return [
        lean
        for lean in _iterate_leans(text, tokens, names)
        if not any(start <= tokens[lean.first].start < end for start, end in quoted)
    ]


def _iterate_leans(text: str, tokens: Sequence[Token], names: Sequence[Name]) -> Iterator[Lean]:
    for place, token in enumerate(tokens):
        if token.word in _POINTS:
            lean = _read_pronoun(tokens, place)
            if not _is_empty(text, token) and not _is_bound(text, tokens, names, lean):
                yield lean
        elif token.word in ("this", "that", "these", "those"):
            yield from _read_demonstrative(tokens, place)
        elif token.word == "there" and not _is_existential(tokens, place):
            yield Lean(place, place + 1, "there")
        elif token.word == "ones" or (token.word == "one" and _word(tokens, place - 1) == "which"):
            yield Lean(place, place + 1, "ones")
        elif token.word in _STANDS_FOR_SEVERAL and _stands_for_several(tokens, place):
            first = place - 1 if _word(tokens, place - 1) == "the" else place
            yield Lean(first, place + 1, "they")


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].word if 0 <= place < len(tokens) else ""


def _read_pronoun(tokens: Sequence[Token], place: int) -> Lean:
    word, following = tokens[place].word, _word(tokens, place + 1)
    owns = word in THIRD_PERSON_DETERMINERS and (word != "her" or (bool(following) and not tokens[place + 1].stop))
    if owns:
        role: Role = "possessive"
    elif word in _OBJECTS or word == "her" or (word == "it" and not _is_subject(tokens, place)):
        role = "object"
    else:
        role = "subject"
    return Lean(place, place + 1, _POINTS[word], role, not owns)


def _is_subject(tokens: Sequence[Token], place: int) -> bool:
    """Tell "was it", "it was", "it opened" from "signed it", "of it"."""
    if _word(tokens, place - 1) in _HELPERS or _word(tokens, place + 1) in _HELPERS:
        return True
    return place + 1 < len(tokens) and not tokens[place + 1].stop and _word(tokens, place - 1) not in PREPOSITIONS


def _is_empty(text: str, token: Token) -> bool:
    return token.word == "it" and bool(_EMPTY_IT.match(text, token.start) or _THE_TIME.match(text))


def _is_bound(text: str, tokens: Sequence[Token], names: Sequence[Name], lean: Lean) -> bool:
    """Say whether the question itself holds what a pronoun may stand for, where grammar lets it."""
    place = lean.first
    inverted = lean.role == "subject" and _word(tokens, place - 1) in _HELPERS
    for candidate in _candidates(tokens, names, lean):
        if candidate < place:
            free = lean.role == "possessive" or (lean.role == "subject" and not inverted)
            if free or _has_boundary(text, tokens, candidate, place):
                return True
        # "When he was arrested, what did Olsen say?"
        elif (
            tokens[0].word in ADVERBIAL_CONJUNCTIONS
            and not inverted
            and "," in text[tokens[place].end : tokens[candidate].start]
        ):
            return True
    return False


def _has_boundary(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    between = {tokens[i].word for i in range(first + 1, last)}
    return bool(between & _BOUNDARIES) or any(c in text[tokens[first].end : tokens[last].start] for c in ",;.?!")


def _candidates(tokens: Sequence[Token], names: Sequence[Name], lean: Lean) -> list[int]:
    """List the places of what a pronoun could stand for by its number and kind."""
    if lean.points in ("he", "she"):
        other = WOMEN if lean.points == "he" else MEN
        found = [i for i, t in enumerate(tokens) if t.word in PERSONS and t.word not in other]
        found += [n.last - 1 for n in names if n.type != "place" and _word(tokens, n.first - 1) not in LOCATIVE]
        if lean.role == "subject":
            found += [i for i, t in enumerate(tokens) if t.word in ("who", "whom")]
        return found
    if lean.points == "they":
        found = [i for i, t in enumerate(tokens) if not t.stop and is_plural(t.word)]
        found += [n.last - 1 for n in names if n.type == "organization"]
        found += [two.last - 1 for one, two in pairwise(names) if two.first - one.last == 1]
        return found + [i for i, t in enumerate(tokens) if t.word == "who" and lean.role == "subject"]
    found = [n.last - 1 for n in names if n.type != "person" or _word(tokens, n.first - 1) == "the"]
    return found + [
        i for i, t in enumerate(tokens) if not t.stop and _word(tokens, i - 1) in ("the", "a", "an", "each", "every")
    ]


def _read_demonstrative(tokens: Sequence[Token], place: int) -> Iterator[Lean]:
    word, before, after = tokens[place].word, _word(tokens, place - 1), _word(tokens, place + 1)
    alone = place + 1 == len(tokens) or tokens[place + 1].stop or after in FILLERS
    if after in _DEICTIC and word in ("this", "these"):
        return
    if word == "those" and (after in ("who", "that", "which") or after in PREPOSITIONS):
        return
    if word == "that" and not _is_demonstrative(tokens, place, before, after):
        return
    points: Points = "they" if word in ("these", "those") and alone else "that" if alone else "it"
    yield Lean(place, place + 1, points, "subject" if before in _HELPERS else "object", alone)


def _is_demonstrative(tokens: Sequence[Token], place: int, before: str, after: str) -> bool:
    """Tell "who said that", "in that year" from "said that they", "the law that passed"."""
    if place + 1 == len(tokens) or after in FILLERS:
        return True
    if before in _HELPERS and _word(tokens, place - 2) != "it":
        return True
    if before in PREPOSITIONS:
        return True
    return place + 2 == len(tokens) and not tokens[place + 1].stop and not is_plural(after)


def _is_existential(tokens: Sequence[Token], place: int) -> bool:
    return _word(tokens, place - 1) in _HELPERS or _word(tokens, place + 1) in _HELPERS


def _stands_for_several(tokens: Sequence[Token], place: int) -> bool:
    word, after = tokens[place].word, _word(tokens, place + 1)
    ends = place + 1 == len(tokens) or (tokens[place + 1].stop and after not in ("of", "and", "the"))
    if word == "both":
        return ends or after == "of"
    if word in _ORDERED:
        return place + 1 == len(tokens) and _word(tokens, place - 1) == "the"
    return ends and _word(tokens, place - 1) == "the" and not (word == "rest" and after == "of")
