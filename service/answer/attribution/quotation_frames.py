"""Quotation frames: the words around a quotation, in its sentence, that may name its speaker or say that it has none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.answer.attribution.antecedents import opening_subject
from service.answer.attribution.factivity import find_unsaid
from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.answer.attribution.patterns import Attribution, find_participles
from service.answer.attribution.subjects import hangs_on_preposition
from service.english.proper_names import ProperName
from service.english.verbs_of_saying import PARTICIPLES, UTTERANCES
from service.english.word_classes import CONNECTIVES, COPULAS, DENIALS, HAVE, any_of
from service.sentences.sentence import Quotation

_TAKEN_BACK = re.compile(rf",? (?:which|something|words|a claim)\b[^.;:\0]{{0,40}}\b(?:{any_of(DENIALS)}|disput\w+)\b")
_COLON = re.compile(rf"(?:,?\s+(?:\w+ed|put|made|{any_of(COPULAS | HAVE)})\b[^,;:.\0]{{0,30}})?:\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """A speaker, with the name in full, so that pronouns can be resolved to it."""

    name: ProperName
    cue: tuple[int, int]


def attribution_behind(masked: MaskedText, attributions: Sequence[Attribution], q: Quotation) -> Attribution | None:
    """Find the attribution directly after a quotation."""
    for a in attributions:
        if a.start >= q.end:
            gap = masked.between(q.end, a.start)
            words = [word for word in masked.words if q.end <= word.start < a.start]
            if gap.strip(" ,") in ("as", "was how"):
                return a
            if len(words) > 8 or any(w.word in CONNECTIVES - {"of", "for", "at"} for w in words):
                return None
            return a if not set(gap) & set(HIDDEN + ".;:") or gap.strip(" .") == "" else None
    return None


def in_one_sentence(masked: MaskedText, start: int, end: int) -> bool:
    """Return whether two places are in the same sentence."""
    gap = masked.between(start, end)
    return len(gap) < 400 and not re.search(r"(?<![^\W\d_])[^\W\d_]{3,}+[.!?]\s+[A-Z\0]", gap)


def led_by_subject(text: str, masked: MaskedText, q: Quotation) -> Found | None:
    """Read 'Smith left, saying: "..."'."""
    subject = opening_subject(text, masked)
    if not subject or subject.end > q.start:
        return None
    participles = [w for w in find_participles(masked) if w.end <= q.start]
    if participles and in_one_sentence(masked, participles[-1].end, q.start):
        return Found(subject, (participles[-1].start, participles[-1].end))
    return None


def led_by_participle(masked: MaskedText, q: Quotation) -> Found | None:
    """Read 'Calling it "...", Smith left'."""
    verb = masked.words[0] if masked.words else None
    behind = [n for n in masked.names if n.start >= q.end and masked.between(q.end, n.start).strip() in (",", "")]
    if not verb or verb.word not in PARTICIPLES or verb.end > q.start or not behind or behind[0].possessive:
        return None
    return Found(behind[0], (verb.start, verb.end)) if in_one_sentence(masked, verb.end, q.start) else None


def before_colon(masked: MaskedText, q: Quotation) -> Found | None:
    """Read 'Smith: "..."', 'Smith was clear: "..."', and 'Smith disagreed: "..."'."""
    names = [n for n in masked.names if n.end <= q.start and in_one_sentence(masked, n.end, q.start)]
    if not names or hangs_on_preposition(masked, names[-1].first):
        return None
    gap = masked.between(names[-1].end, q.start)
    if names[-1].possessive:
        return _uttered(masked, names, q)
    if not _COLON.fullmatch(gap):
        return None
    if gap.lstrip().startswith(":") and names[-1].first:
        return None
    verb = masked.words[names[-1].last : names[-1].last + 1]
    cue = (verb[0].start, verb[0].end) if verb and verb[0].start < q.start else (names[-1].start, names[-1].end)
    return Found(names[-1], cue)


def _uttered(masked: MaskedText, names: Sequence[ProperName], q: Quotation) -> Found | None:
    """Read 'Smith's answer was blunt: "..."'."""
    words = [word for word in masked.words[names[-1].last :] if word.end <= q.start]
    spoken = words and words[0 if words[0].word in UTTERANCES else -1]
    colon = masked.between(names[-1].end, q.start).rstrip().endswith(":")
    if len(names) > 1 or not spoken or spoken.word not in UTTERANCES or not colon or len(words) > 6:
        return None
    return Found(names[-1], (spoken.start, spoken.end))


def is_denied(masked: MaskedText, attributions: Sequence[Attribution], quotation: Quotation) -> bool:
    """Return whether the nearest verb of saying tells that nobody spoke a quotation: "Smith never said".

    A verb that says so behind it counts first, and before it those behind the last attribution.
    """
    if _TAKEN_BACK.match(masked.between(quotation.end, masked.end)):
        return True
    unsaid = find_unsaid(masked)
    after = attribution_behind(masked, attributions, quotation)
    stop = after.start if after else masked.end
    if any(
        not set(masked.between(quotation.end, u)) & set(HIDDEN + ".;:") for u in unsaid if quotation.end <= u < stop
    ):
        return True
    nearest = max((a.end for a in attributions if a.end <= quotation.start), default=masked.start)
    before = [u for u in unsaid if nearest <= u < quotation.start and in_one_sentence(masked, u, quotation.start)]
    return bool(before) and after is None
