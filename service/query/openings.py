"""What stands before a follow-up: thanks, corrections and conjunctions, "Great, thanks! And ...", "No, I mean ..."."""

import re

from service.english.word_classes import COORDINATORS, any_of
from service.query.analysed_text import AnalysedText

_LEAD = re.compile(rf"^\W*(?:(?:{any_of(COORDINATORS)}|also|ok(?:ay)?|well)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_THANKS = re.compile(
    r"""^\W*(?:(?:thanks?(?:\ you)?(?:\ (?:very|so)\ much|\ a\ lot)?|great|good|perfect|cool|fine|nice|i\ see|got\ it|right|understood
    |alright|all\ right|ok(?:ay)?)\b(?:\s*[,.!;:-]+\s*|\s+(?=(?:and|but|so|thanks?|what|how)\b)))+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_CORRECTION = re.compile(
    r"""^\W*(?>(?:(?:no|nope|sorry|wait|oops)\b\s*[,.!;:-]+|(?:sorry|actually|rather|i\ mean(?:t)?|make\ that
    |i(?:\ was|\ am|['’]m)\ asking\ about)\b[,:]?)\s*)+(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_SAME = re.compile(r"^\W*(?:the same|same(?: question| thing)?|likewise)\b[\s,]*(?=\w)", re.IGNORECASE)
_TAIL = re.compile(r"(?<![\s,])[\s,]+(?:too|as well|instead)\W*$", re.IGNORECASE)


def strip_leads(question: AnalysedText) -> tuple[AnalysedText, bool, bool]:
    """Strip thanks, corrections and conjunctions from the front of a question, and "too" from its end.

    Returns the rest; whether a conjunction led it; whether it mends or repeats the question before.
    """
    text, led, mended = question.text, False, False
    for lead in (_THANKS, _CORRECTION, _LEAD, _CORRECTION, _SAME):
        found = lead.match(text)
        if found:
            text = text[found.end() :]
            led, mended = led or lead is _LEAD, mended or lead in (_CORRECTION, _SAME)
    tail = _TAIL.search(text)
    if tail:
        text, mended = text[: tail.start()] + "?", True
    return (AnalysedText(text) if text != question.text else question), led, mended
