"""Dialogue: who is expected to speak next, by a question put to somebody or by a gesture before the words."""

import re

from service.answer.attribution.antecedents import opening_subject
from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.english.proper_names import ProperName
from service.english.verbs_of_saying import GESTURES
from service.english.word_classes import BE

_ASKS = frozenset(("asked", "asks"))
_ADDRESSED = re.compile(r"\b(?:you|your|yours)\b|\?", re.IGNORECASE)


def find_asked(text: str, masked: MaskedText) -> tuple[bool, ProperName | None]:
    """Tell whether a sentence says that somebody was asked something, and who, if it is told by name."""
    words = masked.words
    names = {name.first: name for name in masked.names}
    for position, word in enumerate(words):
        if word.word not in _ASKS or not position:
            continue
        helpers = {other.word for other in words[max(0, position - 3) : position]}
        if helpers & BE:
            return True, opening_subject(text, masked)
        name = names.get(position + 1)
        return True, name if name and not name.possessive and not _is_joined(masked, name) else None
    return False, None


def _is_joined(masked: MaskedText, name: ProperName) -> bool:
    return masked.between(name.end, name.end + 6).lstrip(" ,").startswith(("and ", "or "))


def calls_for_reply(spoken: str) -> bool:
    """Return whether words spoken address another, who may be the one to speak next."""
    return bool(_ADDRESSED.search(spoken))


def find_gesture(text: str, masked: MaskedText) -> ProperName | None:
    """Find who makes a gesture of one about to speak: "Smith disagreed.", "Smith shook his head."."""
    subject = opening_subject(text, masked)
    if not subject or len(masked.names) > 1 or subject.last >= len(masked.words):
        return None
    verb, *others = [word.word for word in masked.words[subject.last :]]
    quoted = HIDDEN in masked.between(masked.start, masked.end)
    return subject if verb in GESTURES and not quoted and len(others) <= 8 else None
