"""Correct misspelt function words, "hwo mnay" and "wher", before anything else is read of a question.

What the question is taken for hangs on these few words. One that is a word of its own, or stands in the documents, is left
as it is.
"""

import re
from collections.abc import Container

from service.english.courtesies import COURTEOUS_WORDS, SHORT_FORMS
from service.english.forms import third_person
from service.english.lookalikes import LOOKALIKES
from service.english.question_words import (
    AMOUNT_ADVERBS,
    DURATION_ADVERBS,
    IMPERATIVES,
    LIGHT_WORDS,
    MEASURE_ADJECTIVES,
)
from service.english.related_words import is_listed
from service.english.slips import undo_slip, without_one
from service.english.tokens import fold, stem
from service.english.word_classes import DO, HELPERS, QUESTION_WORDS, STOP_WORDS

_WORD = re.compile(r"(?<![\w.'’-])[A-Za-z]{2,12}(?![\w'’-]|\.\w)")
_ARTICLE = frozenset(("the",))  # the one that titles and names begin with: "Teh Quiet Harbour"
_BEGINNINGS = QUESTION_WORDS | HELPERS | IMPERATIVES | _ARTICLE
_ASKING = frozenset("please thanks hello know tell could wondering explain question".split())
_MEANT = frozenset(word for word in STOP_WORDS | _ASKING if len(word) > 2 and word.isalpha())
_NEAR = frozenset(part for word in _MEANT for part in without_one(word))  # so that most words are seen to be no slip
_KNOWN = (
    frozenset(third_person(word) for word in _ASKING)
    | STOP_WORDS
    | LOOKALIKES
    | COURTEOUS_WORDS
    | LIGHT_WORDS
    | IMPERATIVES
    | SHORT_FORMS.keys()
)
_MEASURES = AMOUNT_ADVERBS | DURATION_ADVERBS | MEASURE_ADJECTIVES
_MOST = 3  # of one question; where more seem misspelt, it is in another language

Pairs = tuple[tuple[str, str], ...]


def correct_small_words(text: str, held: Container[str] = ()) -> tuple[str, Pairs]:
    """Return the text with its misspelt function words corrected, and the pairs (as asked, as taken).

    `held` are the terms of the documents, which are not misspelt.
    """
    pairs: dict[str, str] = {}
    words = [found.group() for found in _WORD.finditer(text)]
    following = ""
    for number, word in reversed([*enumerate(words)]):
        meant = _find_meant(word, number == 0, following, held)
        if meant:
            pairs[word] = meant
        following = meant or fold(word)
    if not pairs or len(pairs) > _MOST:
        return text, ()
    corrected = _WORD.sub(lambda found: pairs.get(found.group(), found.group()), text)
    return corrected, tuple((word, pairs[word].lower()) for word in dict.fromkeys(words) if word in pairs)


def _find_meant(raw: str, first: bool, following: str, held: Container[str]) -> str | None:
    """Find the function word that a word was meant to be; a capital within the text is a name's, or its article's."""
    word = fold(raw)
    if word in _KNOWN or _NEAR.isdisjoint(without_one(word)):
        return None
    if stem(word) in held or is_listed(stem(word)):
        return None
    allowed = _MEANT if raw == word else _BEGINNINGS if first else _ARTICLE
    near = [found for found in undo_slip(word) if found in allowed and found in _MEANT]
    measures = "how" in near and (following in _MEASURES or following in DO)  # "hwo" is "how" before "many", else "who"
    meant = "how" if measures else next(iter(near), None)
    return meant.capitalize() if meant and raw != word else meant
