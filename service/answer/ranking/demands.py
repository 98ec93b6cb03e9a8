"""What a question demands of the span that answers it: its types, the words that must stand by it, agent or patient."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.entities import SpanType
from service.english.forms import is_past_form
from service.english.numbers_and_units import UNITS
from service.english.question_words import ASKING_NOUNS, ASKING_VERBS, CHANGING, MEASURED, PRICED, PROPORTIONS, WEIGHING
from service.english.tokens import Token, stem
from service.english.word_classes import BE, HELPERS, MID_ADVERBS, PREPOSITIONS
from service.query.question import Question

Types = tuple[frozenset[SpanType], ...]  # in the order of preference


class Demands(NamedTuple):
    """What is asked for, as numbers of the question's terms.

    `types`: the types of span that answer, best first. `needed`: the terms that must be found with it; `counted`: those of
    the noun that a number must count, its head last. `role`: that of "who is the minister", with what qualifies it in
    `modifiers` ("*finance* minister") and `owner` ("minister of *Peru*"). `act`: that of "who sold the boat", and
    `agent` whether its subject is asked for or its object.
    """

    types: Types
    needed: tuple[int, ...]
    counted: tuple[int, ...] = ()
    role: int | None = None
    modifiers: tuple[int, ...] = ()
    owner: tuple[int, ...] = ()
    act: int | None = None
    agent: bool = True
    after: str | None = None  # the preposition that ends the question: "who was it sold *to*"
    named: tuple[str, ...] = ()  # terms of the noun that a name must go with: "which *river*"
    unit: frozenset[str] = frozenset()  # units that the question names: "in *feet*"


_NAMES: frozenset[SpanType] = frozenset({"person", "name", "organization"})
_MONEY: frozenset[SpanType] = frozenset({"money"})
_MEASURE: frozenset[SpanType] = frozenset({"measure"})
_NUMBER: frozenset[SpanType] = frozenset({"number"})
_PERCENT: frozenset[SpanType] = frozenset({"percent"})
_DURATION: frozenset[SpanType] = frozenset({"duration"})
_DATE: frozenset[SpanType] = frozenset({"date", "year", "time"})
_ANY_AMOUNT = _MONEY | _MEASURE | _PERCENT

_ASKING = frozenset(map(stem, ASKING_NOUNS | ASKING_VERBS))
_WEIGHING, _CHANGING = frozenset(map(stem, WEIGHING)), frozenset(map(stem, CHANGING))
_PRICED, _MEASURED, _PROPORTIONS = (frozenset(map(stem, words)) for words in (PRICED, MEASURED, PROPORTIONS))
_PARTIES = ("or", "er", "ee", "ent", "ant")
_OWNED = re.compile(r"['’]s?\Z")


@once
def demands(e: Evidence) -> Demands | None:
    """Read what the question demands; None if no span answers a question of its kind."""
    question = e.question
    types = _types(question)
    if not types:
        return None
    number_of = {term: n for n, term in reversed(list(enumerate(question.terms)))}
    counted = tuple(number_of[term] for term in question.focus if term in number_of) if _counts(question) else ()
    rates = {token.term for token in question.tokens if token.word.endswith("ly")}  # "monthly"

    def heavy(term: str) -> bool:
        return question.weights[term] == 1.0 or term in rates

    needed = tuple(
        n
        for n, term in enumerate(question.terms)
        if n not in counted and not _asks(question, term) and (heavy(term) or term in question.names)
    )
    if question.answer_type == "person" and question.kind in ("who", "definition"):
        return _read_who(question, Demands(types, needed), number_of)
    named = question.focus if question.answer_type in ("person", "name", "place") else ()
    units = frozenset(token.term for token in question.tokens[1:] if token.word in UNITS)
    return Demands(types, needed, counted, named=named, unit=units)


def _asks(question: Question, term: str) -> bool:
    """Tell whether a term only says what kind of answer is wanted: "how *large*", "in what *year*", "the *price* of"."""
    if term in question.names:
        return False
    if question.kind in ("measure", "duration"):
        how = next((n for n, token in enumerate(question.tokens) if token.word == "how"), None)
        if how is not None and [token.term for token in question.tokens[how + 1 : how + 2]] == [term]:
            return True
    if question.kind == "amount" and term in _CHANGING:
        return True
    return term in _ASKING or (question.answer_type in ("date", "place") and term in question.focus[-1:])


def _counts(question: Question) -> bool:
    return question.kind == "number" or (question.kind == "amount" and bool(question.focus))


def _types(question: Question) -> Types:
    terms = set(question.terms)
    if question.kind == "number":
        units = terms & set(question.focus)
        return (_NUMBER, _DURATION | _MEASURE | _PERCENT | _MONEY) if units else (_NUMBER,)
    if question.kind == "amount":
        return _amount_types(question, terms)
    by_type: dict[str, Types] = {
        "person": (_NAMES,),
        "date": (_DATE,),
        "money": (_MONEY,),
        "percent": (_PERCENT,),
        "duration": (_DURATION | _MEASURE, frozenset({"time"})),
        "measure": (_MEASURE, _ANY_AMOUNT, _NUMBER),
        "number": (_NUMBER, _ANY_AMOUNT),
        "ordinal": (frozenset({"ordinal"}),),
        "place": (frozenset({"place"}),),
        "name": (frozenset({"person", "name", "organization", "place"}),),
    }
    if question.answer_type in by_type:
        return by_type[question.answer_type]
    return _types_of_thing(question)


def _amount_types(question: Question, terms: set[str]) -> Types:
    if question.focus:
        return (_MEASURE, _MONEY, _PERCENT, _NUMBER)
    if terms & _WEIGHING:
        return (_MEASURE | _MONEY,)  # a pound is both
    if terms & _CHANGING:
        return (_PERCENT | _MONEY | _MEASURE, _NUMBER)
    return (_MONEY, _PERCENT | _MEASURE)


def _types_of_thing(question: Question) -> Types:
    """Read "what is the fare to the hospital": the noun tells the type."""
    if question.kind not in ("definition", "what", "which"):
        return ()
    asked = [token for token in question.tokens if token.term in question.focus or question.kind == "definition"]
    if any(token.term in _PRICED for token in asked):
        return (_MONEY,)
    if any(token.term in _MEASURED for token in asked):
        return (_MEASURE, _PERCENT, _NUMBER)
    if any(token.term in _PROPORTIONS for token in asked):
        return (_PERCENT, _MONEY, _NUMBER)
    return ()


def _read_who(question: Question, plain: Demands, number_of: dict[str, int]) -> Demands:
    tokens = [t for t in question.tokens if t.word not in MID_ADVERBS]
    last = question.tokens[-1].word
    if last in PREPOSITIONS and last != "by":
        plain = plain._replace(after=last)
    who = next((n for n, token in enumerate(tokens) if token.word in ("who", "whom", "whose")), None)
    if who is None:
        return plain
    if question.role:
        return _read_role(question, plain, number_of, question.role)
    if role := _read_party(question.tokens):
        return _read_role(question, plain, number_of, role)
    return _read_act(tokens[who + 1 :], plain, number_of)


def _read_party(tokens: Sequence[Token]) -> frozenset[str]:
    """Read "who is the licensor": a role that is no profession, but has its ending."""
    words = [token.word for token in tokens]
    if len(words) == 4 and words[0] == "who" and words[1] in BE and words[2] == "the" and words[3].endswith(_PARTIES):
        return frozenset({tokens[3].term})
    return frozenset()


def _read_role(question: Question, plain: Demands, number_of: dict[str, int], roles: frozenset[str]) -> Demands:
    role = next((n for n, term in enumerate(question.terms) if term in roles), None)
    if role is None:
        return plain
    tokens = question.tokens
    place = next(n for n, token in enumerate(tokens) if token.term == question.terms[role])
    modifiers, back = [], place - 1
    while back > 0 and not tokens[back].stop and not _OWNED.search(_raw(question, tokens[back])):
        if question.text[tokens[back].start].isupper() and tokens[back].term in question.names:
            break
        modifiers.append(number_of[tokens[back].term])
        back -= 1
    rest = tuple(n for n in plain.needed if n != role and n not in modifiers)
    return plain._replace(role=role, modifiers=tuple(modifiers), owner=rest)


def _raw(question: Question, token: Token) -> str:
    return question.text[token.start : token.end]


def _read_act(after: list[Token], plain: Demands, number_of: dict[str, int]) -> Demands:
    """Read who does what to whom: "who sold X", "who was X sold by", "who did X sell to", "who was sold"."""
    content = [token for token in after if not token.stop]
    if not content:
        return plain
    first = after[0].word
    if first not in HELPERS:
        return plain._replace(act=number_of.get(content[0].term), agent=True)
    if first in BE:
        past = next((token for token in content if is_past_form(token.word)), None)
        if past is None:
            return plain
        agent = any(token.word == "by" for token in after[-1:])
        return plain._replace(act=number_of.get(past.term), agent=agent)
    subject = len(after) > 1 and not after[1].stop and first not in ("do", "does", "did")
    verb = content[0] if subject and len(after) > 1 and after[1] is content[0] else content[-1]
    return plain._replace(act=number_of.get(verb.term), agent=bool(subject))
