"""Write out what a chat shortens: "whats", "ppl", "how'd", "u"."""

import re

from service.english.courtesies import SHORT_FORMS, SHORT_LETTERS
from service.english.word_classes import HELPERS, QUESTION_WORDS, any_of

_CONTRACTED = re.compile(rf"\b({any_of(QUESTION_WORDS)})['’](s|d|re|ll|ve)\b", re.IGNORECASE)
_MEANT = {"s": "is", "d": "did", "re": "are", "ll": "will", "ve": "have"}
_SHORT = re.compile(rf"(?<![\w.'’-])(?:{any_of(SHORT_FORMS)})(?![\w'’-]|\.\w)", re.IGNORECASE)
_ASKING, _HELPING = any_of(QUESTION_WORDS), any_of(HELPERS)
_LETTER = re.compile(  # "what r the", "can u", "u know", "y is"
    rf"\b(?:{_ASKING}|you|they|we)\s+r(?=\s)|\b(?:{_HELPING}|{_ASKING})\s+u(?=\s)|^\W*u(?=\s)|^\W*y(?=\s+(?:{_HELPING})\b)"
)


def spell_out(text: str) -> str:
    """Write out the short forms of a question. Those with capitals may be names: only small letters are read so."""
    text = _CONTRACTED.sub(_part, text)
    text = _LETTER.sub(lambda found: found.group()[:-1] + SHORT_LETTERS[found.group()[-1]], text)
    return _SHORT.sub(_write_out, text)


def _write_out(found: re.Match[str]) -> str:
    short = found.group()
    meant = SHORT_FORMS.get(short)
    if meant is None and found.start() == 0 and short[1:].islower():
        meant = SHORT_FORMS[short.lower()]
    return meant or short


def _part(found: re.Match[str]) -> str:
    """Write "what's" as "what is", but not the name in "the Guess Who's"."""
    named = found[1][0].isupper() and found.string[: found.start()].strip(" \"'“‘(-") != ""
    return found.group() if named else f"{found[1]} {_MEANT[found[2].lower()]}"
