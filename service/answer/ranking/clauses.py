"""Cheap grammar of a sentence: its clauses, what a number counts, whose role and whose act a name's is.

There is no parser behind it. It reads closed classes of words, punctuation and endings, and says nothing where these do
not tell.
"""

import re

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.known import once
from service.english.entities import TypedSpan, is_number
from service.english.forms import is_past_form, is_plural
from service.english.word_classes import (
    ADVERBIAL_CONJUNCTIONS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HELPERS,
    JOINING,
    MID_ADVERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
)

_STOPS = re.compile(r"[,;:()\[\]|—–]|\s-\s|\n")
_HARD_STOPS = re.compile(r"[;|\n]")
_OPENERS = (ADVERBIAL_CONJUNCTIONS | QUESTION_WORDS | JOINING | {"whereas"}) - {"or", "nor"}
_PARTS = frozenset({"which", "whom", "them", "these", "those"})  # that which a number counts a part of
_LONGEST_PHRASE = 4  # words between a number and the noun that it counts


@once
def breaks(sentence: AnalysedSentence) -> list[int]:
    """Count, for each token, the clause boundaries before it: punctuation counts one or two, a conjunction one."""
    found, count, tokens = [], 0, sentence.tokens
    for place, token in enumerate(tokens):
        gap = gap_before(sentence, place)
        if _HARD_STOPS.search(gap):
            count += 2
        elif _STOPS.search(gap) or token.word in _OPENERS:
            count += 1
        found.append(count)
    return found


def gap_before(sentence: AnalysedSentence, place: int) -> str:
    """Return the text between a token and the one before it; "" at the sentence's ends."""
    if not 0 < place < len(sentence.tokens):
        return ""
    return sentence.text[sentence.tokens[place - 1].end : sentence.tokens[place].start]


def word_at(sentence: AnalysedSentence, place: int) -> str:
    """Return the folded word at a place, "" outside the sentence."""
    return sentence.tokens[place].word if 0 <= place < len(sentence.tokens) else ""


def is_capital(sentence: AnalysedSentence, place: int) -> bool:
    return sentence.text[sentence.tokens[place].start].isupper()


def counted(sentence: AnalysedSentence, span: TypedSpan) -> range:
    """Return the places of the words that a number counts: "300 grey seals", "two of the nine boats"; empty if none follow.

    "17 have been converted" and "two of them" have none.
    """
    place = span.last
    part = {word_at(sentence, span.first - 1), word_at(sentence, place + 1)} & _PARTS
    if part and word_at(sentence, place) in BE:
        place += 1  # "of which 75 were pups"
    elif part and word_at(sentence, place) == "of":
        place += 2  # "19 of them altos"
        place += word_at(sentence, place) in BE
    elif word_at(sentence, place) == "of":
        place += 1
        while word_at(sentence, place) in DETERMINERS or _is_count(sentence, place):
            place += 1
    first = place
    while (
        place < len(sentence.tokens) and place - first <= _LONGEST_PHRASE and not _ends_phrase(sentence, place, first)
    ):
        place += 1
        if is_plural(sentence.tokens[place - 1].word):
            break
    return range(first, place)


def _is_count(sentence: AnalysedSentence, place: int) -> bool:
    return place < len(sentence.tokens) and is_number(sentence.tokens[place])


def _ends_phrase(sentence: AnalysedSentence, place: int, first: int) -> bool:
    token = sentence.tokens[place]
    stopped = token.stop or token.word in MID_ADVERBS or is_number(token)
    return stopped or (place > first - 1 and bool(gap_before(sentence, place).strip(" \u00a0-'’\"“")))


def counted_before(sentence: AnalysedSentence, span: TypedSpan) -> int | None:
    """Return the place of the noun that an elliptical number refers back to: "300 looms, of which 24 run"."""
    before = word_at(sentence, span.first - 1)
    if before == "of" and span.first >= 2 and not sentence.tokens[span.first - 2].stop:
        return span.first - 2  # "a crowd of 4,750"
    return next((n for n in range(span.first - 1, -1, -1) if _is_plural_noun(sentence, n)), None)


def is_elliptical(sentence: AnalysedSentence, span: TypedSpan) -> bool:
    """Tell whether a number stands for the noun that it counts: "of which 24", "two of them", "a crowd of 300", "17 were"."""
    if word_at(sentence, span.first - 1) in ("of", "which", "whom"):
        return True
    following = word_at(sentence, span.last)
    return following in HELPERS | MID_ADVERBS | PREPOSITIONS or is_past_form(following)


def _is_plural_noun(sentence: AnalysedSentence, place: int) -> bool:
    """Tell whether a plural stands at a place, and no verb: a number or a determiner leads to it."""
    token = sentence.tokens[place]
    if token.stop or token.word[0].isdigit() or not is_plural(token.word) or is_capital(sentence, place):
        return False
    return any(word_at(sentence, n) in DETERMINERS or _is_count(sentence, n) for n in range(max(0, place - 3), place))


def is_whole(sentence: AnalysedSentence, span: TypedSpan) -> bool:
    """Tell whether a number is the whole of which another one counts a part: "two of the nine", "of the 41, 17"."""
    place = span.first - 1
    while word_at(sentence, place) in DETERMINERS or word_at(sentence, place) in ("all", "some", "about"):
        place -= 1
    return word_at(sentence, place) == "of" and (place == 0 or _is_count(sentence, place - 1))


def is_passive(sentence: AnalysedSentence, verb: int) -> bool:
    """Tell whether the verb at a place is passive: "was last serviced", or a bare participle before "by"."""
    back = verb - 1
    while back >= 0 and (word_at(sentence, back) in MID_ADVERBS | BE | AUXILIARIES or verb - back <= 2):
        if word_at(sentence, back) in BE:
            return True
        if gap_before(sentence, back + 1).strip():
            break
        back -= 1
    return "by" in leading_words(sentence, verb + 1, verb + 3) and is_past_form(word_at(sentence, verb))


def by_after(sentence: AnalysedSentence, verb: int) -> int | None:
    """Return the place of the "by" that follows a verb in its clause, None if there is none."""
    for place in range(verb + 1, min(verb + 12, len(sentence.tokens))):
        word = word_at(sentence, place)
        if word == "by":
            return place
        if _HARD_STOPS.search(gap_before(sentence, place)) or (is_past_form(word) and place > verb + 1):
            return None
    return None


def is_in_one_part(sentence: AnalysedSentence, first: int, last: int) -> bool:
    """Tell whether no semicolon stands between two tokens."""
    tokens = sentence.tokens
    return first >= last or ";" not in sentence.text[tokens[first].end : tokens[last].start]


def leading_words(sentence: AnalysedSentence, low: int, high: int) -> list[str]:
    """Return the folded words of the tokens [low, high)."""
    return [token.word for token in sentence.tokens[max(low, 0) : high]]
