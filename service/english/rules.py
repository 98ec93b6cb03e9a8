"""Words that permit, forbid or require something, and sentences that tell how to do a thing."""

import re
from collections.abc import Sequence

from service.english.tokens import Token
from service.english.word_classes import DETERMINERS, PREPOSITIONS, word_set

# A sentence with one of these answers "Can I ...?", "Is ... allowed?".
PERMISSION = word_set(
    """
    may can cannot can't must mustn't shall should allowed allow allows permitted permit permits permissible prohibited
    prohibit prohibits forbidden forbid forbids banned ban bans welcome welcomed exempt exempted required require requires
    requirement compulsory mandatory optional obligatory obliged entitled eligible excluded exclude excludes included
    include includes inclusive covered cover covers accepted refused supplied provided possible restricted reserved
    voluntary need needs unless except exclusively only free
    """
)
# And with one of these, "Do members pay for ...?"
PAYMENT = word_set("free charge charges charged pay pays paid payable cost costs fee included gratis complimentary")
# A question with one of these, or with a word of payment, asks for a rule.
ASKING_PERMISSION = PERMISSION - word_set("possible reserved except unless only shall free") | {"could"}

_OPENS_CONDITION = re.compile(
    r"\W*(?:to|if|when|whenever|where|before|after|once|in|for|should|on)\b[^,.;:?!]{2,120}[,:]\s*(?:then\s+)?",
    re.IGNORECASE,
)
_BY_DOING = re.compile(r"\bby (?:\w+ly )?(?!being\b|during\b|evening\b|morning\b|spring\b)\w{2,}ing\b", re.IGNORECASE)
_TO_BE_DONE = re.compile(
    r"\b(?:must|should|can|may|ha(?:s|ve) to|needs? to|is|are) (?:to )?be (?:first |then )?\w{3,}|\bshould (?!not\b)\w{3,}",
    re.IGNORECASE,
)
_AFTER_IMPERATIVE = (DETERMINERS | PREPOSITIONS | word_set("it them both off up out down and all online")) - {"of"}


def gives_instruction(text: str, tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence says how to do something: an imperative, "by pressing ...", "must be sent to ..."."""
    if text.rstrip().endswith("?"):
        return False
    if _BY_DOING.search(text) or _TO_BE_DONE.search(text):
        return True
    opening = _OPENS_CONDITION.match(text)
    places = [0] if opening is None else [0, sum(1 for token in tokens if token.start < opening.end())]
    return any(_is_imperative(tokens, place) for place in places)


def _is_imperative(tokens: Sequence[Token], place: int) -> bool:
    """Guess whether an imperative stands at a place: a plain verb or noun before an article, a preposition or a number."""
    if place < len(tokens) and tokens[place].word in ("don't", "never", "always", "please"):
        place += 1
    if place + 1 >= len(tokens):
        return False
    word, following = tokens[place].word, tokens[place + 1]
    plain = not tokens[place].stop and word.isalpha() and not word.endswith(("s", "ed", "ing", "ly", "ion", "ment"))
    return plain and (following.word in _AFTER_IMPERATIVE or following.word[0].isdigit())
