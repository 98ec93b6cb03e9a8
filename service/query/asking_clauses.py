"""Clauses whose object is the question: "Could you tell me", "I'd like to know", "Do you happen to know", "My boss asks".

Such a clause is made of function words and verbs of asking, telling and knowing, and the question follows at once. "Can I
cancel a booking?", "Do you know Latin?" and "Do I have to say why?" hold no such clause: they ask what they say.
"""

import re
from collections.abc import Sequence

from service.english.courtesies import (
    ASKED_PERSONS,
    ASKERS,
    CLAUSE_WORDS,
    COURTESIES,
    GIVING,
    KNOWING,
    SOURCES,
    TELLING_US,
    WONDERING,
)
from service.english.question_words import IMPERATIVES, LISTING
from service.english.tokens import fold
from service.english.word_classes import (
    ARTICLES,
    COPULAS,
    DO,
    FINITE_AUXILIARIES,
    HAVE,
    MODALS,
    NEGATED_AUXILIARIES,
    POSSESSIVE_DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
)
from service.query.word_order import ask_directly, is_askable, opens_subject

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDING = re.compile(r"'(?:d|m|ve|ll|re)\Z")
_CONDITIONS = frozenset(("if", "whether"))
_MOST_WORDS = 16  # of an asking clause
_CLAUSE = CLAUSE_WORDS | COURTESIES | SOURCES
_SHE_WANTS = frozenset("ask asks asked wonder wonders wondered wants wanted needs curious wondering asking".split())
_GENITIVE = frozenset(("about", "of"))  # "any idea of when"
_NOUNS = frozenset(("idea", "ideas", "clue", "question", "way", "thing"))
_ENDS = frozenset(
    "me us know knowing wondering wonder hear learn out remember sure idea clue myself say explain".split()
)
_LEADS = frozenset(("please", "kindly", "just", "and", "but", "so", "well", "ok", "okay", "hi", "hello", "hey"))


def read_asking_clause(sentence: str) -> str | None:
    """Return the question that the sentence's opening clause asks, in direct order; None if there is no such clause."""
    found = [*_WORD.finditer(sentence)]
    words = [_plain(match.group()) for match in found]
    for place in range(1, min(len(words) - 1, _MOST_WORDS)):
        start = place - 1 if _is_placed(words, place) else place
        if _embeds(words, place, sentence, found) and (_asks(words[:start]) or _thanks(words, place)):
            return ask_directly(sentence[found[start].start() :])
        number = is_askable(words[place:]) if words[place] in ARTICLES | POSSESSIVE_DETERMINERS else ""
        if number and _asks_for(words[:place]):
            return f"what {'are' if number == 'plural' else 'is'} {sentence[found[place].start() :]}"
    return _read_late(sentence, found, words)


def _read_late(sentence: str, found: Sequence[re.Match[str]], words: Sequence[str]) -> str | None:
    """Return what follows an asking clause if it asks later on: "Tell me in 1917 he went to which town"."""
    place = next((n for n, word in enumerate(words) if word not in _CLAUSE), len(words))
    while place > 1 and words[place - 1] in PREPOSITIONS | ARTICLES:
        place -= 1
    rest = words[place:]
    late = any(word in ("what", "which", "how", "whom", "whose") for word in rest) or rest[-1:] in (
        ["who"],
        ["where"],
        ["when"],
    )
    if (
        place < 2
        or not rest
        or not (late or rest[0] in IMPERATIVES)
        or words[0] in QUESTION_WORDS
        or not _asks(words[:place])
    ):
        return None
    return sentence[found[place].start() :] if words[place - 1] in _ENDS else None


def _embeds(words: Sequence[str], place: int, sentence: str, found: Sequence[re.Match[str]]) -> bool:
    """Tell whether a question begins here: with a question word, "if", or an auxiliary before its subject."""
    if words[place] in QUESTION_WORDS or words[place] in _CONDITIONS:
        return True
    inverted = words[place] in FINITE_AUXILIARIES and words[place - 1] not in _NOUNS
    return inverted and opens_subject(sentence, found[place + 1], words[place + 1])


def _thanks(words: Sequence[str], place: int) -> bool:
    """Tell whether a clause is grateful for an answer: "I'd be grateful if you could ..."."""
    asked = words[place + 1 : place + 2], words[place + 2 : place + 3]
    invited = words[place] == "if" and asked[0] and asked[0][0] in ASKED_PERSONS and asked[1] and asked[1][0] in MODALS
    return bool(invited) and set(words[:place]) <= _CLAUSE


def _plain(word: str) -> str:
    folded = fold(word)
    return folded if folded.isalnum() else _ENDING.sub("", folded.replace("’", "'"))


def _is_placed(words: Sequence[str], place: int) -> bool:
    """Tell "in which year", "until when" from "any idea of what", "as to who"."""
    before = words[place - 1]
    if words[place] not in QUESTION_WORDS or place < 2 or before in _GENITIVE:
        return False
    return before in PREPOSITIONS and not (before == "to" and words[place - 2] == "as")


def _asks(before: Sequence[str]) -> bool:
    """Tell whether the words before an embedded question are a clause that asks it."""
    words = [word for word in before if word not in _LEADS]
    if not words:
        return False
    if words[0] in POSSESSIVE_DETERMINERS and len(words) > 2:  # "My boss wants to know"
        rest = next(
            (words[n:] for n in (2, 3) if len(words) > n - 1 and words[n : n + 1] and words[n] in _SHE_WANTS), []
        )
        return bool(rest) and set(rest) <= _CLAUSE
    if words[0] == "if" and {"me", "us"} & set(words):  # "If you could tell me"
        words = words[1:]
    if words[0] == "what" and words[-1] in COPULAS:  # "What I'd like to know is"
        words = words[1:-1]
    if not words or not set(words) <= _CLAUSE or words[0] in QUESTION_WORDS:
        return False
    return _has_head(words)


def _has_head(words: Sequence[str]) -> bool:
    """Tell whether the clause's verb asks, by who is its subject and what stands before it."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    rest = frozenset(words[1:])
    if first in DO and rest & SOURCES:  # "Do the documents say"
        return bool(rest & TELLING_US)
    if first in DO:
        return second in ASKED_PERSONS and bool(rest & (KNOWING | {"mind", "happen"}))
    if first in MODALS or first in NEGATED_AUXILIARIES:
        if second in ASKERS:
            return bool(rest & {"ask", "know", "inquire", "enquire"}) and first != "should"
        possible = second == "it" and "possible" in rest
        return (second in ASKED_PERSONS or possible) and bool(rest & (TELLING_US | KNOWING))
    if first in COPULAS:
        able = bool(rest & {"able", "way", "possible", "chance"}) and bool(rest & (TELLING_US | {"know"}))
        return able or bool(rest & {"known", "aware", "idea", "sure"})
    if first in HAVE:
        return second in ASKED_PERSONS and bool(rest & {"idea", "clue", "ideas"})
    if first in TELLING_US:
        return first not in ("look", "looking", "check") or "up" in rest or first == "check"
    obliged = first in ASKERS and second in HAVE and "to" in rest and not rest & WONDERING
    return not obliged and bool(frozenset(words) & (WONDERING | TELLING_US)) and first not in LISTING


def _asks_for(before: Sequence[str]) -> bool:
    """Tell whether the words before a noun phrase ask for it: "Can you give me", "I need", "I'd like to know"."""
    words = [word for word in before if word not in _LEADS]
    if not words or not set(words) <= _CLAUSE or not set(words) & GIVING or words[0] in QUESTION_WORDS:
        return False
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in DO:
        return second in ASKED_PERSONS and "know" in words
    if first in MODALS:
        return second in ASKED_PERSONS or (second in ASKERS and bool({"have", "get", "know"} & set(words)))
    return first in ASKERS or first in TELLING_US or first in ("looking", "what")
