"""nltk's Punkt, with the English parameters of punkt_words.py filled in."""

from typing import Any

from service.sentences.nltk_parts import load_part
from service.sentences.punkt_words import ABBREVIATIONS, STARTERS

# nltk's flags, whose names are private there, for a word seen capitalized at the beginning of a sentence, and in lower
# case inside one.
_BEGINNING_UPPER, _INSIDE_LOWER = 1 << 1, 1 << 5


def _make_punkt() -> Any:
    punkt = load_part("nltk.tokenize.punkt")
    parameters = punkt.PunktParameters()
    parameters.abbrev_types.update(ABBREVIATIONS)
    parameters.sent_starters.update(STARTERS)
    for word in STARTERS:
        parameters.add_ortho_context(word, _BEGINNING_UPPER | _INSIDE_LOWER)
    return punkt.PunktSentenceTokenizer(parameters)


PUNKT = _make_punkt()
