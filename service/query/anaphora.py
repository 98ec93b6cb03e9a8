"""Find anaphora: the pronouns of a question whose antecedent is in an earlier turn, not in the question itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from service.english.calendar import PARTS_OF_DAY, TIME_UNITS
from service.english.common_verbs import VERBS
from service.english.forms import is_plural
from service.english.numbers_and_units import ORDINALS
from service.english.titles_and_names import MEN, WOMEN
from service.english.tokens import Token
from service.english.word_classes import (
    ADVERBIAL_CONJUNCTIONS,
    AUXILIARIES,
    DO,
    FILLERS,
    HE,
    HELPERS,
    IT,
    JOINING,
    LOCATIVE,
    MODALS,
    PREPOSITIONS,
    REFLEXIVES,
    SHE,
    SUBORDINATORS,
    THEY,
    THIRD_PERSON_DETERMINERS,
    THIRD_PERSON_SUBJECTS,
    PersonalPronoun,
    any_of,
)
from service.query.analysed_text import AnalysedText
from service.query.constituents import is_person

Pronoun = Literal["he", "she", "they", "it", "that", "there", "one", "ones"]
Role = Literal["subject", "object", "possessive"]

_FORMS: tuple[tuple[Pronoun, PersonalPronoun], ...] = (("he", HE), ("she", SHE), ("they", THEY), ("it", IT))
_PRONOUNS = {form: pronoun for pronoun, forms in _FORMS for form in forms if form not in REFLEXIVES}
_OBJECTS = frozenset(_PRONOUNS) - THIRD_PERSON_SUBJECTS - THIRD_PERSON_DETERMINERS
_BOUNDARIES = (SUBORDINATORS - {"than"}) | JOINING
_DEICTIC = (  # after "this": the time of asking, or the documents
    TIME_UNITS
    | PARTS_OF_DAY
    | frozenset("time document documents page pages site website collection text texts folder service".split())
)
_QUOTED = re.compile(r'["“«][^"“«”»]{2,200}+["”»]')
_EXPLETIVE_IT = re.compile(  # "it" that stands for what follows: "is it true that", "how long does it take to"
    rf"it\s+(?:(?:become|not|still|ever|also|so|very|{any_of(AUXILIARIES)})\s+)*"
    r"""(?:
      (?:\w+\s+){1,3}(?:that|whether|if|who)\b
    | (?:\w+ly\s+)?(?:possible|impossible|necessary|legal|illegal|lawful|safe|dangerous|common|normal|usual|important
        |better|best|good|bad|wrong|right|hard|difficult|easy|worth|fair|wise|free|cheap|expensive|enough|time|like)\s+(?:for\s.+\s)?(?:to|not\sto|\w+ing)\b
    | (?:take|takes|took|taken|cost|costs|require|requires|mean|means|matter|matters|feel)\b.*\bto\b
    | (?:seem|seems|seemed|appear|appears|appeared|turns|turned|rain|rains|rained|raining|snowing|snow|snows|snowed|comes\s+to)\b
    | that\b )""",
    re.IGNORECASE | re.VERBOSE,
)
_THE_TIME = re.compile(
    r"^\W*(?:what (?:time|day|date|year) is it\b|how (?:far|long|late) (?:is|was) it (?:from|to|until|till|since)\b)",
    re.IGNORECASE,
)
_ORDERED = ORDINALS | frozenset("last largest smallest biggest oldest newest other".split())
_STANDS_FOR_SEVERAL = _ORDERED | frozenset("both two three others latter former rest".split())


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Tokens [first, last) that refer to an earlier turn.

    `pronoun` stands for the class of pronouns that it is one of. `alone` is False where a noun of its own follows ("that
    year").
    """

    first: int
    last: int
    pronoun: Pronoun
    role: Role = "object"
    alone: bool = True


def find_anaphora(question: AnalysedText) -> list[Anaphor]:
    """List the anaphora of a question in order, except those inside quotation marks."""
    quoted = [found.span() for found in _QUOTED.finditer(question.text)]
    return [
        anaphor
        for anaphor in _iterate_anaphora(question)
        if not any(start <= question.tokens[anaphor.first].start < end for start, end in quoted)
    ]


def _iterate_anaphora(question: AnalysedText) -> Iterator[Anaphor]:
    tokens = question.tokens
    for place, token in enumerate(tokens):
        if token.word in _PRONOUNS:
            anaphor = _read_pronoun(question, place)
            if not _is_expletive(question.text, token) and not _is_bound(question, anaphor):
                yield anaphor
        elif token.word in ("this", "that", "these", "those"):
            yield from _read_demonstrative(question, place)
        elif token.word == "there" and not _is_beside_auxiliary(question, place):
            yield Anaphor(place, place + 1, "there")
        elif token.word == "ones" or (token.word == "one" and question.word(place - 1) == "which"):
            yield Anaphor(place, place + 1, "ones")
        elif token.word == "one" and _stands_for_one(question, place):
            yield Anaphor(place, place + 1, "one")
        elif token.word in _STANDS_FOR_SEVERAL and _stands_for_several(question, place):
            first = place - 1 if question.word(place - 1) == "the" else place
            yield Anaphor(first, place + 1, "they")


def _read_pronoun(question: AnalysedText, place: int) -> Anaphor:
    word, following = question.tokens[place].word, question.word(place + 1)
    owns = word in THIRD_PERSON_DETERMINERS and (
        word != "her" or (bool(following) and not question.tokens[place + 1].stop)
    )
    if owns:
        role: Role = "possessive"
    elif word in _OBJECTS or word == "her" or (word == "it" and not _is_subject(question, place)):
        role = "object"
    else:
        role = "subject"
    return Anaphor(place, place + 1, _PRONOUNS[word], role, not owns)


def _is_subject(question: AnalysedText, place: int) -> bool:
    """Tell "was it", "it was", "it opened" from "signed it", "of it"."""
    return _is_beside_auxiliary(question, place) or (
        place + 1 < len(question.tokens)
        and not question.tokens[place + 1].stop
        and question.word(place - 1) not in PREPOSITIONS
    )


def _is_expletive(text: str, token: Token) -> bool:
    return token.word == "it" and bool(_EXPLETIVE_IT.match(text, token.start) or _THE_TIME.match(text))


def _is_bound(question: AnalysedText, anaphor: Anaphor) -> bool:
    """Tell whether the question itself holds an antecedent that grammar permits."""
    text, tokens, place = question.text, question.tokens, anaphor.first
    inverted = anaphor.role == "subject" and question.word(place - 1) in HELPERS
    for candidate in _candidates(question, anaphor):
        if candidate < place:
            free = anaphor.role == "possessive" or (anaphor.role == "subject" and not inverted)
            if free or _has_boundary(question, candidate, place):
                return True
        # "When he was arrested, what did Olsen say?"
        elif (
            tokens[0].word in ADVERBIAL_CONJUNCTIONS
            and not inverted
            and "," in text[tokens[place].end : tokens[candidate].start]
        ):
            return True
    return False


def _has_boundary(question: AnalysedText, first: int, last: int) -> bool:
    text, tokens = question.text, question.tokens
    between = {tokens[i].word for i in range(first + 1, last)}
    return bool(between & _BOUNDARIES) or any(c in text[tokens[first].end : tokens[last].start] for c in ",;.?!")


def _candidates(question: AnalysedText, anaphor: Anaphor) -> list[int]:
    """List the places of the words that agree with a pronoun in number and gender."""
    tokens, names = question.tokens, question.names
    if anaphor.pronoun in ("he", "she"):
        other = WOMEN if anaphor.pronoun == "he" else MEN
        found = [i for i, t in enumerate(tokens) if is_person(t.word) and t.word not in other]
        found += [n.last - 1 for n in names if n.type != "place" and question.word(n.first - 1) not in LOCATIVE]
        if anaphor.role == "subject":
            found += [i for i, t in enumerate(tokens) if t.word in ("who", "whom")]
        return found
    if anaphor.pronoun == "they":
        found = [i for i, t in enumerate(tokens) if not t.stop and is_plural(t.word)]
        found += [n.last - 1 for n in names if n.type == "organization"]
        found += [two.last - 1 for one, two in pairwise(names) if two.first - one.last == 1]
        return found + [i for i, t in enumerate(tokens) if t.word == "who" and anaphor.role == "subject"]
    found = [n.last - 1 for n in names if n.type != "person" or question.word(n.first - 1) == "the"]
    return found + [
        i for i, t in enumerate(tokens) if not t.stop and question.word(i - 1) in ("the", "a", "an", "each", "every")
    ]


def _read_demonstrative(question: AnalysedText, place: int) -> Iterator[Anaphor]:
    word, before, after = question.tokens[place].word, question.word(place - 1), question.word(place + 1)
    verb = before in DO | MODALS and after in VERBS and place + 2 == len(question.tokens)
    alone = verb or place + 1 == len(question.tokens) or question.tokens[place + 1].stop or after in FILLERS
    if after in _DEICTIC and word in ("this", "these"):
        return
    if word == "those" and (after in ("who", "that", "which") or after in PREPOSITIONS):
        return
    if word == "that" and not _is_demonstrative(question, place, before, after):
        return
    pronoun: Pronoun = "they" if word in ("these", "those") and alone else "that" if alone else "it"
    yield Anaphor(place, place + 1, pronoun, "subject" if before in HELPERS else "object", alone)


def _is_demonstrative(question: AnalysedText, place: int, before: str, after: str) -> bool:
    """Tell "who said that", "in that year" from "said that they", "the law that passed"."""
    if place + 1 == len(question.tokens) or after in FILLERS:
        return True
    if before in HELPERS and question.word(place - 2) != "it":
        return True
    if before in PREPOSITIONS:
        return True
    return place + 2 == len(question.tokens) and not question.tokens[place + 1].stop and not is_plural(after)


def _stands_for_one(question: AnalysedText, place: int) -> bool:
    """Tell "what does one cost", "how much is one" from "one day", "the red one"."""
    ends = place + 1 == len(question.tokens)
    verb = not ends and question.word(place + 1) in VERBS | HELPERS and place + 2 == len(question.tokens)
    return question.word(place - 1) in HELPERS | PREPOSITIONS and (ends or verb)


def _is_beside_auxiliary(question: AnalysedText, place: int) -> bool:
    return question.word(place - 1) in HELPERS or question.word(place + 1) in HELPERS


def _stands_for_several(question: AnalysedText, place: int) -> bool:
    word, after = question.tokens[place].word, question.word(place + 1)
    ends = place + 1 == len(question.tokens) or (question.tokens[place + 1].stop and after not in ("of", "and", "the"))
    if word == "both":
        return ends or after == "of"
    if word in _ORDERED:
        return place + 1 == len(question.tokens) and question.word(place - 1) == "the"
    return ends and question.word(place - 1) == "the" and not (word == "rest" and after == "of")
