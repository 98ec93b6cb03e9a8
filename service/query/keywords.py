"""Read keywords as the question that they stand for: "passport holders number Hong Kong" asks how many there are."""

import re

from service.english.courtesies import KEYWORD_TYPES
from service.english.question_words import IMPERATIVES, NOUNS_BY_ANSWER
from service.english.tokens import fold
from service.english.word_classes import CONNECTIVES, DETERMINERS, HELPERS, QUESTION_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_MOST = 9  # words; a longer text is a sentence
_NOT_KEYWORDS = QUESTION_WORDS | HELPERS | IMPERATIVES
_BEFORE_NOUNS = CONNECTIVES | DETERMINERS  # after these, the word is part of a sentence
_AMOUNTS = NOUNS_BY_ANSWER["money"]


def ask_keywords(text: str) -> str:
    """Turn keywords whose first or last word names a type of answer into a question; any other text is left as it is."""
    opening = _WORD.search(text)
    if opening is None or fold(opening.group()) in _NOT_KEYWORDS:  # as in most questions
        return text
    found = [*_WORD.finditer(text)]
    words = [fold(match.group()) for match in found]
    if not 2 < len(words) <= _MOST or not _NOT_KEYWORDS.isdisjoint(words) or text.rstrip().endswith((".", "!")):
        return text
    place = _find_type(words)
    if place is None:
        return text
    asking, word = KEYWORD_TYPES.get(words[place]), words[place]
    after = place + 2 if place + 1 < len(words) and words[place + 1] in ("of", "for") else place + 1
    before, rest = text[: found[place].start()], text[found[after].start() :] if after < len(words) else ""
    if asking is None:
        if place == 0 and after == 2:
            return text  # "price of a ticket" says what it asks for
        return f"what is the {word} of {before}{rest}" if before or rest else text
    return f"{asking} {before}{rest}"


def _find_type(words: list[str]) -> int | None:
    """Find the word that names the type: the first or the last, or one that counts anywhere."""
    for place in (0, len(words) - 1, *(n for n, word in enumerate(words) if word == "number")):
        if words[place] in KEYWORD_TYPES or words[place] in _AMOUNTS:
            return None if place and words[place - 1] in _BEFORE_NOUNS else place
    return None
