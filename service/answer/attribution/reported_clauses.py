"""Reported clauses: whether an attribution leads or ends a sentence that it reports without quotation marks."""

import re

from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.answer.attribution.patterns import Attribution
from service.english.calendar import TIME_OPENERS
from service.english.verbs_of_saying import BARE_CLAUSE, SPEECH_ASKED, WITH_TITLES
from service.english.word_classes import CONNECTIVES, DETERMINERS, POINTS_BACK, any_of

_THAT = re.compile(
    r"[^,;:.\0]{0,40}?\bthat\b|\s+(?:he|she|they|there|we)\b|\s+it\s+(?:[wh]as|is|had|w[io]\w+|could|should|did)\b|\s*:"
)
_TO_SAY = re.compile(rf"\s[^,;:.\0]{{0,40}}?\bto (?:{any_of(SPEECH_ASKED)})\b")  # "asked Smith to say that"
_CLAUSE = re.compile(rf"\s+(?:{any_of(DETERMINERS - {'a', 'an', 'that'})}|[A-Z])\b")
_SURE_VERBS = re.compile(r"\b(?:said|says|say|according to|in the words of)\Z", re.IGNORECASE)
_TOLD = re.compile(rf"[^,;:.\0]{{1,40}}?\s(?:{any_of(POINTS_BACK | {'that', 'there', 'we'})})\b")
_CLAUSE_END = re.compile(
    rf"[\s.!?,]*|\s+(?:{any_of(TIME_OPENERS)}|to (?:reporters|journalists|us)|[A-Z]\w+day)\b[^,;:\0]*"
)


def leads_clause(text: str, masked: MaskedText, a: Attribution) -> bool:
    following = masked.between(a.end, masked.end)
    if _TO_SAY.match(following):
        return False
    sure = _SURE_VERBS.search(text[a.cue[0] : a.cue[1]]) and not re.match(r"\s+(?:to be|goodbye)\b", following)
    lead = masked.between(masked.start, a.start)
    told = text[a.cue[0] : a.cue[1]].endswith(("told", "tells")) and _TOLD.match(following)
    if last_word(text, a) in BARE_CLAUSE:
        told = told or _CLAUSE.match(following)
    title = following.lstrip(" \u00a0").startswith(HIDDEN) and last_word(text, a) in WITH_TITLES
    near = not title and lead.count(",") <= 2 and len(lead) < 120 and HIDDEN not in lead
    return near and bool(sure or told or _THAT.match(following) or following.lstrip(" ,:").startswith(HIDDEN))


def trails_clause(masked: MaskedText, a: Attribution) -> bool:
    lead = masked.between(masked.start, a.start).rstrip()
    described = lead.rpartition(",")[2].split() if "," in lead else [""] * 9  # ", transport minister Smith said"
    comma = lead.endswith((",", "—", "–")) or (len(described) <= 4 and not set(described) & CONNECTIVES)
    return comma and bool(_CLAUSE_END.fullmatch(masked.between(a.end, masked.end)))


def last_word(text: str, a: Attribution) -> str:
    """Return the last word of a cue: its verb, unless a pronoun or a noun follows that."""
    return text[a.cue[0] : a.cue[1]].split()[-1]
