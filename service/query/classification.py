"""What kind of question is asked, the type of answer that it wants, and the noun that it asks for."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from service.english.forms import is_plural, plural
from service.english.question_words import DURATION_ADVERBS, LISTING, MEASURE_ADJECTIVES, NOUNS_BY_ANSWER
from service.english.tokens import Token
from service.english.verbs_of_saying import TELLING, TELLING_ASKED
from service.english.word_classes import (
    COPULAS,
    DETERMINERS,
    DO,
    FINITE_AUXILIARIES,
    HAVE,
    NEGATED_AUXILIARIES,
    QUANTIFIERS,
    QUESTION_WORDS,
    any_of,
    is_negation,
    word_set,
)

Kind = Literal[
    "who", "whose", "when", "where", "number", "amount", "duration", "measure", "why", "how", "what", "which", "list",
    "yes_no", "said_what", "who_said", "definition", "contact", "other", "chatter",
]  # fmt: skip
AnswerType = Literal[
    "person", "name", "place", "date", "number", "money", "percent", "duration", "measure", "ordinal", "contact"
]
AMOUNTS: frozenset[AnswerType] = frozenset({"number", "money", "percent", "duration", "measure"})


class Classification(NamedTuple):
    """What a question wants to know.

    `focus` holds the tokens of the noun asked for ("which *company*"), `plural` whether that noun is in the plural
    ("which groups").
    """

    kind: Kind
    answer_type: AnswerType | None
    focus: tuple[Token, ...]
    plural: bool
    negated: bool
    compares: bool


_COMPARISON = re.compile(r"\b(?:than|compared|versus|vs|differ\w*|more|less|better|worse)\b", re.IGNORECASE)
_SAY = any_of(TELLING_ASKED)
_SAID_WHAT = re.compile(rf"\bwhat (?:{any_of(DO | HAVE)}) .{{1,80}}\b(?:{_SAY})\b", re.IGNORECASE)
_WHO_SAID = re.compile(rf"\b(?:who|which \w+) (?:has |have |had )?(?:{any_of(TELLING)})\b", re.IGNORECASE)
_HOW_TO = re.compile(
    r"\bwhat (?:do|should|must|can|shall) (?:\w+ ){1,3}do\b(?! (?:with|for)\b)|\bhow to\b"
    r"|\b(?:procedure|process|steps?|instructions?|way) (?:for|to|of)\b|\bwhat(?: is|['’]s) the (?:procedure|process)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\bwhat (?:do|does|did|will|would) .{1,60}\b(?:cost|pay|charge|amount to)\b|\bhow expensive\b"
    r"|^\W*(?:price|cost|fee|rate) (?:of|for)\b|\b(?:prices?|costs?|fees?)\W*\Z",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(r"\b(?:is|are|was|were) an?\b|\bmean\b|\bdefin", re.IGNORECASE)
_OPENING = FINITE_AUXILIARIES | NEGATED_AUXILIARIES
_LASTING = word_set("time notice")  # how much ...?
_MEASURED = word_set("weigh hold measure draw contain grow move")  # how much does it ...?
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
_LOOSE = QUANTIFIERS | {"further"}  # between "which" and its noun


def classify(text: str, tokens: Sequence[Token]) -> Classification:
    """Classify a question, given with its tokens."""
    kind, answer_type, focus = _find_kind(text, tokens)
    return Classification(
        kind,
        answer_type,
        tuple(focus),
        plural=bool(focus) and is_plural(focus[-1].word),
        negated=any(is_negation(token.word) for token in tokens),
        compares=bool(_COMPARISON.search(text)),
    )


def is_chatter(text: str) -> bool:
    """Tell "hello", "thanks!", "what can you do?" from questions about the documents."""
    return bool(_CHATTER.fullmatch(text))


def _find_kind(text: str, tokens: Sequence[Token]) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    """Find the kind of the question, the type of its answer, and the tokens of the noun asked for."""
    if is_chatter(text):
        return "chatter", None, ()
    if _CONTACT.search(text):
        return "contact", "contact", ()
    place = next((i for i, token in enumerate(tokens) if token.word in QUESTION_WORDS), None)
    if place is None:
        return _classify_without_question_word(text, tokens)
    if _asks_yes_or_no(tokens):
        return "yes_no", None, ()
    if _HOW_TO.search(text):
        return "how", None, ()
    if _PRICE.search(text):
        return "amount", "money", ()
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


def _asks_yes_or_no(tokens: Sequence[Token]) -> bool:
    """Tell "Can I stay where I park?" from "Could you tell me who ..." and "Is it known why ..."."""
    return len(tokens) > 2 and tokens[0].word in _OPENING and tokens[1].word not in ("you", "it", "anyone")


def _classify_without_question_word(
    text: str, tokens: Sequence[Token]
) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    if tokens and tokens[0].word in _OPENING:
        return "yes_no", None, ()
    if _PRICE.search(text):
        return "amount", "money", ()
    if _HOW_TO.search(text):
        return "how", None, ()
    if tokens and tokens[0].word in LISTING:
        return "list", None, [token for token in tokens[1:] if not token.stop][:1]
    return "other", None, ()


def _is_definition(text: str, tokens: Sequence[Token]) -> bool:
    """Tell whether the question asks to explain a thing or person: a short noun phrase and nothing else."""
    found = _DEFINITION.search(text)
    if not found:
        return False
    noun = found.group("noun")
    if noun is None:
        return True
    named = all(part[:1].isupper() for part in noun.split())
    if re.search(r"['’]s?\b", noun) or (tokens[0].word == "who" and not named):
        return False
    inside = (token for token in tokens if found.start("noun") <= token.start < found.end("noun"))
    return not any(token.stop for token in inside) and len(noun.split()) <= 5


def _classify_how(tokens: Sequence[Token], place: int) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    focus = _noun_after(tokens, place + 2)
    if following == "many":
        return "number", "number", focus
    if following == "much":
        if focus and focus[-1].word in _LASTING:
            return "duration", "duration", focus
        measured = any(token.word in _MEASURED for token in tokens[place + 2 :])
        return "amount", "number" if focus or measured else "money", focus
    if following in DURATION_ADVERBS:
        return "duration", "duration", ()
    if following in MEASURE_ADJECTIVES and any(token.word in NOUNS_BY_ANSWER["money"] for token in tokens):
        return "amount", "money", ()
    if following in MEASURE_ADJECTIVES:
        return "measure", "measure", ()
    return "how", None, ()


def _classify_what(text: str, tokens: Sequence[Token], place: int) -> tuple[Kind, AnswerType | None, Sequence[Token]]:
    focus = _noun_after(tokens, place + 1)
    word: Kind = "which" if tokens[place].word == "which" else "what"
    copula = place + 1 < len(tokens) and tokens[place + 1].word in COPULAS
    if not focus and (copula or tokens[place].end - tokens[place].start > len(tokens[place].word)):  # "what's"
        after = place + 1 + copula
        while after < len(tokens) and tokens[after].word in ("the", "a", "an", "some"):
            after += 1
        focus = _noun_after(tokens, after)
    if _SAID_WHAT.search(text):
        return "said_what", None, ()
    common = [token.word for token in reversed(focus) if not text[token.start].isupper()]
    answer_type = next((_TYPE_OF_FOCUS[noun] for noun in common if noun in _TYPE_OF_FOCUS), None)
    figure = answer_type in ("number", "money", "percent") and not _EXPLAIN.search(text)
    if not figure and _is_definition(text, tokens):
        return "definition", None, ()
    if answer_type == "date":
        return "when", "date", focus
    if focus and is_plural(focus[-1].word):
        return "list", answer_type, focus
    return word, answer_type, focus


def _ends_in_plural(tokens: Sequence[Token], place: int, last: int) -> bool:
    verb = last < len(tokens) and tokens[last].word in DETERMINERS
    return last - place > 1 and is_plural(tokens[last - 1].word) and not verb


def _noun_after(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    """Take the content words from a place on, up to a stop word or the first plural."""
    while place < len(tokens) and tokens[place].word in _LOOSE:
        place += 1
    last = place
    while last < len(tokens) and not tokens[last].stop and last < place + 4:
        last += 1
        if (last - place == 1 and is_plural(tokens[place].word)) or _ends_in_plural(tokens, place, last):
            break
    if last - place > 1 and last < len(tokens) and tokens[last].word in DETERMINERS:
        last -= 1  # the word before "the" is the verb: "which city hosts the fair"
    return tokens[place:last]
