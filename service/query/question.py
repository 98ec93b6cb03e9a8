"""What is asked: the kind of question, the type of answer it wants, its terms, names, numbers and quoted words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from service.english.asking import DURATION_ADVERBS, LIGHT_WORDS, LISTING, MEASURE_ADJECTIVES, NOUNS_BY_ANSWER
from service.english.forms import is_plural, plural
from service.english.tokens import Token, extract_terms, tokenize
from service.english.verbs_of_saying import TELLING, TELLING_ASKED
from service.english.word_classes import (
    COPULAS,
    DETERMINERS,
    DO,
    FINITE_AUXILIARIES,
    HAVE,
    PREPOSITIONS,
    QUANTIFIERS,
    QUESTION_WORDS,
    any_of,
    is_negation,
)

Kind = Literal[
    "who", "whose", "when", "where", "number", "amount", "duration", "measure", "why", "how", "what", "which", "list",
    "yes_no", "said_what", "who_said", "definition", "contact", "other", "chatter",
]  # fmt: skip
AnswerType = Literal[
    "person", "name", "place", "date", "number", "money", "percent", "duration", "measure", "ordinal", "contact"
]


@dataclass(frozen=True)
class Question:
    """A question as read.

    `terms` are its search terms in order, each once; `names`, `numbers` those of them that are names or numbers. `focus` are
    the terms of the noun asked for ("which *company*"). `bigrams` and `trigrams` are runs of stems, each with whether it is a
    stop word. `carried` are terms taken over from the conversation, a part of `terms`; `carried_over` the same as they were
    written, names whole. `text` is the question as it would stand alone, `asked` as it was asked, where that differs.
    """

    text: str
    kind: Kind
    terms: tuple[str, ...]
    answer_type: AnswerType | None = None
    focus: tuple[str, ...] = ()
    role: frozenset[str] = frozenset()  # "who is the *minister* of X": the words that a name is to stand beside
    plural: bool = False  # the noun asked for is in the plural: "which groups"
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    negated: bool = False
    compares: bool = False
    tokens: tuple[Token, ...] = field(default=(), repr=False)
    bigrams: tuple[tuple[tuple[str, bool], tuple[str, bool]], ...] = field(default=(), repr=False)
    carried: tuple[str, ...] = ()
    carried_over: tuple[str, ...] = ()
    asked: str | None = None
    weights: dict[str, float] = field(default_factory=dict, repr=False)  # each term's weight in the query, 0 to 1
    words: frozenset[str] = field(default=frozenset(), repr=False)  # every stem, stop words included

    def with_term(self, asked: str, taken: str) -> "Question":
        """Give the question with one term in another's place."""

        def swap(terms: Iterable[str]) -> Iterator[str]:
            return (taken if term == asked else term for term in terms)

        return replace(
            self,
            terms=tuple(swap(self.terms)),
            focus=tuple(swap(self.focus)),
            names=frozenset(swap(self.names)),
            weights=dict(zip(swap(self.weights), self.weights.values(), strict=True)),
            words=self.words | {taken},
            bigrams=tuple(tuple((taken if t == asked else t, stop) for t, stop in pair) for pair in self.bigrams),  # type: ignore[misc]
            tokens=tuple(t._replace(term=taken) if t.term == asked else t for t in self.tokens),
        )


_HAS_ROLE = re.compile(
    r"^\W*who(?:se)?\s+\w+\s+(?:the|an?|(?=\w+\s+of\b)\w+|\S+['’]s?|(?:\S+\s+){1,4}?\S+['’]s?)\s", re.IGNORECASE
)

LIGHT, HEAVY = 0.4, 1.0
_COMPARISON = re.compile(r"\b(?:than|compared|versus|vs|differ\w*|more|less|better|worse)\b", re.IGNORECASE)
_QUOTED = re.compile(r'["“«]([^"”»]{2,200})["”»]')
_SAY = any_of(TELLING_ASKED)
_SAID_WHAT = re.compile(rf"\bwhat (?:{any_of(DO | HAVE)}) .{{1,80}}\b(?:{_SAY})\b", re.IGNORECASE)
_WHO_SAID = re.compile(rf"\b(?:who|which \w+) (?:has |have |had )?(?:{any_of(TELLING)})\b", re.IGNORECASE)
_DEFINITION = re.compile(
    r"^\W*(?:what|who)(?:\s+(?:is|are|was|were)|['’]s)\s+(?:an?\s+|the\s+)?(?P<noun>[^?,]{2,60})\??\W*$"
    r"|\bwhat does .{1,60} mean\b|\bdefin(?:e|ition)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:phone|telephone|fax|e-?mail|contact|website|web site|address|url|extension)\b(?: (?:number|address|details|information|for|of))",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"\W*(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening|day|night)|greetings|thanks?(?: you)?(?: (?:very|so) much)?|thx"
    r"|ok(?:ay)?|cool|great|nice|bye|goodbye|see you|how are you(?: doing)?(?: today)?|what'?s up|who are you|what are you"
    r"|what can you do|help(?: me)?|test(?:ing)?|yes|no|lol|please|sorry|are you (?:there|real|human|a (?:bot|robot|human)))"
    r"(?:\s+(?:there|all|everyone|quoth|friend|bot))?\W*",
    re.IGNORECASE,
)

_TYPE_OF_FOCUS: dict[str, AnswerType] = {
    form: answer_type
    for answer_type, nouns in NOUNS_BY_ANSWER.items()
    for noun in nouns
    for form in (noun, plural(noun))
}

_LOOSE = QUANTIFIERS | {"further"}  # stand between "which" and its noun
_LIGHT_TERMS = frozenset(term for word in LIGHT_WORDS for term in extract_terms(word))


def read_question(text: str) -> Question:
    """Read what a question asks for."""
    tokens = tokenize(text)
    terms = tuple(dict.fromkeys(extract_terms(text)))
    kind, answer_type, focus = _classify(text, tokens)
    capitals = [t for i, t in enumerate(tokens) if not t.stop and text[t.start].isupper() and i > 0]
    return Question(
        text=text,
        kind=kind,
        terms=terms,
        answer_type=answer_type,
        focus=tuple(token.term for token in focus),
        role=_find_role(text, tokens),
        plural=bool(focus) and is_plural(focus[-1].word),
        names=frozenset(token.term for token in capitals),
        numbers=frozenset(token.term for token in tokens if token.word[0].isdigit()),
        quoted=tuple(_QUOTED.findall(text)),
        negated=any(is_negation(token.word) for token in tokens),
        compares=bool(_COMPARISON.search(text)),
        tokens=tuple(tokens),
        bigrams=_bigrams(tokens),
        weights={term: LIGHT if term in _LIGHT_TERMS else HEAVY for term in terms},
        words=frozenset(token.term for token in tokens),
    )


def _find_role(text: str, tokens: Sequence[Token]) -> frozenset[str]:
    """Find the role in "who is the minister of X", "who was X's minister": the last of the common words up to the first
    preposition or name behind them. "Who was hired?", "who is the ship named after?" ask for none.
    """
    if len(tokens) < 3 or tokens[0].word not in ("who", "whose") or tokens[1].word not in COPULAS:
        return frozenset()
    if tokens[-1].word in PREPOSITIONS or not _HAS_ROLE.search(text):
        return frozenset()
    found: list[Token] = []
    for token in tokens[2:]:
        if text[token.start].isupper() or token.word in ("the", "a", "an"):
            if found and text[token.start].isupper():
                break
        elif token.stop:
            break
        else:
            found.append(token)
    return frozenset(token.term for token in found[-1:] if not token.word.endswith(("ed", "ing")))


def _bigrams(tokens: Sequence[Token]) -> tuple[tuple[tuple[str, bool], tuple[str, bool]], ...]:
    return tuple(
        ((one.term, one.stop), (two.term, two.stop))
        for one, two in pairwise(tokens)
        if not (one.stop and two.stop) and one.word not in QUESTION_WORDS and two.word not in QUESTION_WORDS
    )


def _classify(text: str, tokens: Sequence[Token]) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    """Find the question's kind, the type of its answer and the tokens of the noun asked for."""
    if _CHATTER.fullmatch(text):
        return "chatter", None, ()
    if _CONTACT.search(text):
        return "contact", "contact", ()
    place = next((i for i, token in enumerate(tokens) if token.word in QUESTION_WORDS), None)
    if place is None:
        return _classify_without_question_word(text, tokens)
    word = tokens[place].word
    if _WHO_SAID.search(text):
        return "who_said", "person", ()
    if word == "how":
        return _classify_how(tokens, place)
    if word in ("who", "whom"):
        return ("definition" if _is_definition(text, tokens) else "who"), "person", ()
    simple: dict[str, tuple[Kind, AnswerType | None]] = {
        "whose": ("whose", "person"),
        "when": ("when", "date"),
        "where": ("where", "place"),
        "why": ("why", None),
    }
    if word in simple:
        return (*simple[word], ())
    return _classify_what(text, tokens, place)


def _classify_without_question_word(
    text: str, tokens: Sequence[Token]
) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    if tokens and tokens[0].word in FINITE_AUXILIARIES:
        return "yes_no", None, ()
    if tokens and tokens[0].word in LISTING:
        return "list", None, [token for token in tokens[1:] if not token.stop][:1]
    return "other", None, ()


def _is_definition(text: str, tokens: Sequence[Token]) -> bool:
    """Say whether a thing or person is to be explained: a short noun phrase with nothing attached to it."""
    found = _DEFINITION.search(text)
    if not found:
        return False
    noun = found.group("noun")
    if noun is None:
        return True
    named = all(part[:1].isupper() for part in noun.split())
    if re.search(r"['’]s?\b", noun) or (tokens[0].word == "who" and not named):
        return False
    return not any(token.stop for token in tokenize(noun)) and len(noun.split()) <= 5


def _classify_how(tokens: Sequence[Token], place: int) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    focus = _noun_after(tokens, place + 2)
    if following == "many":
        return "number", "number", focus
    if following == "much":
        return "amount", "money" if not focus else "number", focus
    if following in DURATION_ADVERBS:
        return "duration", "duration", ()
    if following in MEASURE_ADJECTIVES:
        return "measure", "measure", ()
    return "how", None, ()


def _classify_what(text: str, tokens: Sequence[Token], place: int) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    focus = _noun_after(tokens, place + 1)
    word: Kind = "which" if tokens[place].word == "which" else "what"
    copula = place + 1 < len(tokens) and tokens[place + 1].word in COPULAS
    if not focus and copula:
        after = place + 2
        while after < len(tokens) and tokens[after].word in ("the", "a", "an", "some"):
            after += 1
        focus = _noun_after(tokens, after)
    if _SAID_WHAT.search(text):
        return "said_what", None, ()
    if _is_definition(text, tokens):
        return "definition", None, ()
    common = [token.word for token in reversed(focus) if not text[token.start].isupper()]
    answer_type = next((_TYPE_OF_FOCUS[word] for word in common if word in _TYPE_OF_FOCUS), None)
    if answer_type == "date":
        return "when", "date", focus
    if focus and is_plural(focus[-1].word):
        return "list", answer_type, focus
    return word, answer_type, focus


def _ends_in_plural(tokens: Sequence[Token], place: int, last: int) -> bool:
    verb = last < len(tokens) and tokens[last].word in DETERMINERS
    return last - place > 1 and is_plural(tokens[last - 1].word) and not verb


def _noun_after(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    """Take the content words that follow, up to the next stop word or the first plural."""
    while place < len(tokens) and tokens[place].word in _LOOSE:
        place += 1
    last = place
    while last < len(tokens) and not tokens[last].stop and last < place + 4:
        last += 1
        if (last - place == 1 and is_plural(tokens[place].word)) or _ends_in_plural(tokens, place, last):
            break
    if last - place > 1 and last < len(tokens) and tokens[last].word in DETERMINERS:
        last -= 1  # what stands before "the" is the verb: "which city hosts the fair"
    return tokens[place:last]
