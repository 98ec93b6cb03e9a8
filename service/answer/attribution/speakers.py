"""Find who is speaking: the name behind a quotation or a reported statement, and the words that attribute it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.answer.answer import SpeakerSpan, TextSpan
from service.answer.attribution.antecedents import (
    gender_elsewhere,
    is_person,
    opening_subject,
    opens_with_stranger,
    resolve_noun,
)
from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.answer.attribution.patterns import (
    Attribution,
    find_attributions,
    find_participles,
    hangs_on_preposition,
)
from service.english.calendar import TIME_OPENERS
from service.english.proper_names import ProperName
from service.english.verbs_of_saying import BARE_CLAUSE, WITH_TITLES, WRITINGS
from service.english.word_classes import CONNECTIVES, COPULAS, DETERMINERS, HAVE, HE, POINTS_BACK, SHE, any_of
from service.memory import ENTRY, Key, Memory, new_serial
from service.sentences.sentence import Quotation, Segmentation, Sentence

_DEPTH = 6  # sentences searched backwards for a speaker named earlier
_SPEECH = 4  # words from which a quotation is speech; fewer may be a title or a term
_LONGEST = 3_000  # characters outside quotation marks: in longer sentences, no speaker is looked for
_FOUND_BYTES = ENTRY + 600  # a speaker with the name and its words
_WORD_BYTES, _MASKED_BYTES = 240, ENTRY + 500  # measured with tracemalloc
_NOT_PROSE = ("caption", "heading", "boilerplate")
_DASHED = re.compile(r"\s{0,3}(?:[—–]|--?)\s?(?=[^\W\d_])")
_THAT = re.compile(
    r"[^,;:.\0]{0,40}?\bthat\b|\s+(?:he|she|they|there|we)\b|\s+it\s+(?:[wh]as|is|had|w[io]\w+|could|should|did)\b|\s*:"
)
_CLAUSE = re.compile(rf"\s+(?:{any_of(DETERMINERS - {'a', 'an', 'that'})}|[A-Z])\b")
_SURE_VERBS = re.compile(r"\b(?:said|says|say|according to|in the words of)\Z", re.IGNORECASE)
_TOLD = re.compile(rf"[^,;:.\0]{{1,40}}?\s(?:{any_of(POINTS_BACK | {'that', 'there', 'we'})})\b")
_CLAUSE_END = re.compile(
    rf"[\s.!?,]*|\s+(?:{any_of(TIME_OPENERS)}|to (?:reporters|journalists|us)|[A-Z]\w+day)\b[^,;:\0]*"
)
_COLON = re.compile(rf"(?:,?\s+(?:\w+ed|put|made|{any_of(COPULAS | HAVE)})\b[^,;:.\0]{{0,30}})?:\s*")


@dataclass(frozen=True, slots=True)
class _Found:
    """A speaker, with the name in full, so that pronouns can be resolved to it."""

    name: ProperName
    cue: tuple[int, int]


def find_quotation(segmentation: Segmentation, start: int, end: int) -> TextSpan | None:
    """Return the whole quotation that overlaps most with [start, end), the first of equals, or None."""
    shared = [(min(end, q.end) - max(start, q.start), -q.start, q) for q in _overlapping(segmentation, start, end)]
    best = max(shared, default=None, key=lambda item: item[:2])
    return TextSpan(best[2].start, best[2].end) if best else None


def _overlapping(segmentation: Segmentation, start: int, end: int) -> list[Quotation]:
    last = bisect_right(segmentation.quotations, end - 1, key=lambda q: q.start)
    first = last
    while first and segmentation.quotations[first - 1].end > start:
        first -= 1
    return list(segmentation.quotations[first:last])


class Attributor:
    """Attributes the statements of one text to their speakers.

    Intermediate results are kept in `memory` under `name`, which must be unique to the text there. A hash of the text is,
    and lets them outlive the index. By default, nothing outlives the attributor.
    """

    def __init__(
        self, text: str, segmentation: Segmentation, memory: Memory | None = None, name: Key | None = None
    ) -> None:
        self.text, self.segmentation = text, segmentation
        self._memory = Memory() if memory is None else memory
        self._name: Key = (new_serial(),) if name is None else name

    def find_speaker(self, start: int, end: int) -> SpeakerSpan | None:
        """Return the speaker of what stands at [start, end), quoted or reported, or None unless sure."""
        found = self.read(start, end, _DEPTH) if start < end else None
        return SpeakerSpan(TextSpan(found.name.start, found.name.end), TextSpan(*found.cue)) if found else None

    def read(self, start: int, end: int, depth: int) -> _Found | None:
        """Find the speaker of a stretch: of its quotations if they are speech, else of its sentences."""
        key = ("speaker", *self._name, start, end, depth)
        return self._memory.get_or_make(key, lambda: self._read(start, end, depth), _FOUND_BYTES)

    def _read(self, start: int, end: int, depth: int) -> _Found | None:
        first, last = self._sentences(start, end)
        if depth <= 0 or first >= last:
            return None
        speeches = [q for q in _overlapping(self.segmentation, start, end) if self._is_speech(q, start, end)]
        if speeches:
            found = [self._speaker_of(q, depth) for q in speeches]
            if any(found):
                return self._agreed([f for f in found if f])
        told = [self._reported(position, depth) for position in range(first, last)]
        return self._agreed([t for t in told if t]) if told[0] else None

    def _is_speech(self, quotation: Quotation, start: int, end: int) -> bool:
        inside = quotation.start <= start and end <= quotation.end
        opening = self.text[quotation.start : min(quotation.end, quotation.start + 200)]
        return inside or len(opening.split()) >= _SPEECH

    def _agreed(self, found: Sequence[_Found]) -> _Found | None:
        return found[0] if len({f.name.words[-1] for f in found}) == 1 else None

    def _sentences(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions [first, last) of the sentences that [start, end) touches."""
        sentences = self.segmentation.sentences
        last = bisect_right(sentences, end - 1, key=lambda s: s.start)
        first = last
        while first and sentences[first - 1].end > start:
            first -= 1
        return first, last

    def _mask(self, first: int, last: int) -> tuple[MaskedText, list[Attribution]]:
        key = ("masked", *self._name, first, last)
        return self._memory.get_or_make(key, lambda: self._read_masked(first, last), _size_of_masked)

    def _read_masked(self, first: int, last: int) -> tuple[MaskedText, list[Attribution]]:
        start, end = self.segmentation.sentences[first].body, self.segmentation.sentences[last - 1].end
        quotations = [(q.start, q.end) for q in _overlapping(self.segmentation, start, end)]
        if end - start - sum(min(b, end) - max(a, start) for a, b in quotations) > _LONGEST:
            end = start  # no sentence that a reader could follow
        masked = MaskedText(self.text, start, end, quotations)
        return masked, find_attributions(masked)

    def _previous(self, position: int) -> int | None:
        """Return the position of the sentence before, skipping captions, headings and boilerplate."""
        for place in range(position - 1, max(-1, position - 1 - _DEPTH), -1):
            if self.segmentation.sentences[place].kind not in _NOT_PROSE:
                return place
        return None

    def _is_person(self, name: ProperName) -> bool:
        key = ("person", *self._name, name.start, name.end)
        return self._memory.get_or_make(key, lambda: is_person(self.text, name), ENTRY)

    def _gender(self, name: ProperName) -> str | None:
        return name.gender or gender_elsewhere(self.text, name)

    # Quotations -------------------------------------------------------------------------------------------------------

    def _speaker_of(self, quotation: Quotation, depth: int) -> _Found | None:
        first, last = self._sentences(quotation.start, quotation.end)
        if first >= last:
            return None
        masked, attributions = self._mask(first, last)
        after = self._after(masked, attributions, quotation)
        if after:
            return self._resolve(after, first, last, depth)
        if signed := self._signed(quotation):
            return signed
        before = [a for a in attributions if a.end <= quotation.start and self._joined(masked, a.end, quotation.start)]
        if before:
            return self._resolve_before(masked, before, quotation, first, last, depth)
        if led := self._before_colon(masked, quotation) or self._led_by_subject(masked, quotation):
            return led
        alone = not masked.between(masked.start, quotation.start).strip(" \n\t-–—") and not attributions
        return self._continued(first, depth) if alone else None

    def _after(self, masked: MaskedText, attributions: Sequence[Attribution], q: Quotation) -> Attribution | None:
        """Find the attribution directly after a quotation."""
        for a in attributions:
            if a.start >= q.end:
                gap = masked.between(q.end, a.start)
                words = [word for word in masked.words if q.end <= word.start < a.start]
                if len(words) > 8 or any(w.word in CONNECTIVES - {"of", "for", "at"} for w in words):
                    return None
                return a if not set(gap) & set(HIDDEN + ".;:") or gap.strip(" .") == "" else None
        return None

    def _joined(self, masked: MaskedText, start: int, end: int) -> bool:
        """Return whether two places are in the same sentence."""
        gap = masked.between(start, end)
        return len(gap) < 400 and not re.search(r"[^\W\d_]{3,}[.!?]\s+[A-Z\0]", gap)

    def _resolve_before(
        self, masked: MaskedText, before: Sequence[Attribution], q: Quotation, first: int, last: int, depth: int
    ) -> _Found | None:
        """Choose among the attributions before a quotation: the one that introduces it, or their only speaker."""
        nearest = before[-1]
        gap = masked.between(nearest.end, q.start).strip()
        if not gap and self._verb(nearest) in WITH_TITLES:
            return None
        if gap in ("", ":", ",", "that", ", that", "as") or gap.endswith(":"):
            found = self._resolve(nearest, first, last, depth)
        else:
            resolved = [self._resolve(a, first, last, depth) for a in before]
            found = self._agreed([f for f in resolved if f]) if all(resolved) else None
        participles = [w for w in find_participles(masked) if nearest.end <= w.start < q.start]
        return _Found(found.name, (participles[-1].start, participles[-1].end)) if found and participles else found

    def _signed(self, q: Quotation) -> _Found | None:
        """Read the name after a dash that signs a quotation."""
        dash = _DASHED.match(self.text, q.end)
        if not dash:
            return None
        line = re.compile(r"[^\n]{0,120}").match(self.text, dash.end())
        masked = MaskedText(self.text, dash.end(), line.end() if line else dash.end(), [])
        if masked.names and masked.names[0].first == 0 and self._is_person(masked.names[0]):
            name = masked.names[0]
            rest = self.text[name.end : name.end + 1]
            return _Found(name, (name.start, name.end)) if rest in ("", ",", "\n", ".", " ") else None
        return None

    def _led_by_subject(self, masked: MaskedText, q: Quotation) -> _Found | None:
        """Read 'Smith left, saying: "..."'."""
        subject = opening_subject(self.text, masked)
        if not subject or subject.end > q.start:
            return None
        participles = [w for w in find_participles(masked) if w.end <= q.start]
        if participles and self._joined(masked, participles[-1].end, q.start):
            return _Found(subject, (participles[-1].start, participles[-1].end))
        return None

    def _before_colon(self, masked: MaskedText, q: Quotation) -> _Found | None:
        """Read 'Smith: "..."', 'Smith was clear: "..."', and 'Smith disagreed: "..."'."""
        names = [n for n in masked.names if n.end <= q.start and self._joined(masked, n.end, q.start)]
        if not names or names[-1].possessive or hangs_on_preposition(masked, names[-1].first):
            return None
        gap = masked.between(names[-1].end, q.start)
        if not _COLON.fullmatch(gap):
            return None
        if gap.lstrip().startswith(":") and names[-1].first:
            return None
        verb = masked.words[names[-1].last : names[-1].last + 1]
        cue = (verb[0].start, verb[0].end) if verb and verb[0].start < q.start else (names[-1].start, names[-1].end)
        return _Found(names[-1], cue)

    def _continued(self, first: int, depth: int) -> _Found | None:
        """Find the speaker of a quotation that stands by itself: whoever spoke in the sentence before."""
        before = self._previous(first)
        if before is None:
            return None
        sentence, here = self.segmentation.sentences[before], self.segmentation.sentences[first]
        if here.block - sentence.block > 3:
            return None
        quotations = _overlapping(self.segmentation, sentence.start, sentence.end)
        told = self._reported(before, depth - 1)
        if self.text[sentence.start : sentence.end].rstrip().endswith(":"):
            return told
        if quotations and self._is_speech(quotations[-1], sentence.start, sentence.start):
            return self._speaker_of(quotations[-1], depth - 1) if depth > 1 else None
        return told

    # Reported speech --------------------------------------------------------------------------------------------------

    def _reported(self, position: int, depth: int) -> _Found | None:
        """Find who reports a sentence: the attribution that opens or ends it."""
        sentence = self.segmentation.sentences[position]
        if depth <= 0 or sentence.kind in _NOT_PROSE:
            return None
        masked, attributions = self._mask(position, position + 1)
        for a in attributions:
            if a.main and a.saying and (self._leads(masked, a, sentence) or self._trails(masked, a)):
                return self._resolve(a, position, position + 1, depth)
        return None

    def _leads(self, masked: MaskedText, a: Attribution, sentence: Sentence) -> bool:
        following = masked.between(a.end, masked.end)
        sure = _SURE_VERBS.search(self.text[a.cue[0] : a.cue[1]]) and not re.match(r"\s+(?:to be|goodbye)\b", following)
        lead = masked.between(masked.start, a.start)
        told = self.text[a.cue[0] : a.cue[1]].endswith(("told", "tells")) and _TOLD.match(following)
        if self._verb(a) in BARE_CLAUSE:
            told = told or _CLAUSE.match(following)
        title = following.lstrip(" \u00a0").startswith(HIDDEN) and self._verb(a) in WITH_TITLES
        near = not title and lead.count(",") <= 2 and len(lead) < 120 and HIDDEN not in lead
        return near and bool(sure or told or _THAT.match(following) or following.lstrip(" ,:").startswith(HIDDEN))

    def _verb(self, a: Attribution) -> str:
        """Return the last word of a cue: its verb, unless a pronoun or a noun follows that."""
        return self.text[a.cue[0] : a.cue[1]].split()[-1]

    def _trails(self, masked: MaskedText, a: Attribution) -> bool:
        lead = masked.between(masked.start, a.start).rstrip()
        described = lead.rpartition(",")[2].split() if "," in lead else [""] * 9  # ", transport minister Smith said"
        comma = lead.endswith((",", "—", "–")) or (len(described) <= 4 and not set(described) & CONNECTIVES)
        return comma and bool(_CLAUSE_END.fullmatch(masked.between(a.end, masked.end)))

    # Who is meant -----------------------------------------------------------------------------------------------------

    def _resolve(self, a: Attribution, first: int, last: int, depth: int) -> _Found | None:
        if a.name:
            return _Found(a.name, a.cue)
        if a.pronoun in ("he", "she"):
            name = self._meant_by(a.pronoun, a.start, first, last, depth)
        elif a.pronoun == "it" or (a.head and a.head.split()[-1] in WRITINGS):
            name = self._group_before(first, depth)
        elif a.head and a.head.startswith("the "):
            all_masked = [self._mask(p, p + 1)[0] for p in self._back(first, _DEPTH)]
            name = resolve_noun(a.head.split()[-1], all_masked)
        else:
            name = None
        return _Found(name, a.cue) if name else None

    def _back(self, position: int, limit: int) -> list[int]:
        places: list[int] = []
        place = self._previous(position)
        while place is not None and len(places) < limit:
            places.append(place)
            place = self._previous(place)
        return places

    def _meant_by(self, pronoun: str, start: int, first: int, last: int, depth: int) -> ProperName | None:
        """Find the person that a pronoun refers to."""
        masked, _ = self._mask(first, last)
        own = [n for n in masked.names if n.end <= start and self._is_person(n)]
        if own:
            return (
                own[0] if len(own) == 1 and not own[0].possessive and self._gender(own[0]) in (None, pronoun) else None
            )
        for place in self._back(first, min(4, depth)):
            people = self._people(place, pronoun, depth)
            fitting = [n for n in people if self._gender(n) in (None, pronoun)]
            if len(fitting) == 1:
                return fitting[0] if _fits(pronoun, self._mask(place, place + 1)[0]) else None
            if fitting or (not people and opens_with_stranger(self._mask(place, place + 1)[0])):
                return None
        return None

    def _people(self, place: int, pronoun: str, depth: int) -> list[ProperName]:
        """Return the persons that a pronoun in the next sentence may mean: the speaker or subject, or else all that are named."""
        sentence = self.segmentation.sentences[place]
        masked, _ = self._mask(place, place + 1)
        speaker = self.read(sentence.body, sentence.end, depth - 1)
        leading = speaker.name if speaker else opening_subject(self.text, masked)
        named = {n.words[-1]: n for n in masked.names if self._is_person(n)}
        sure = leading and (self._is_person(leading) or _told_by_pronoun(leading, masked))
        if leading and sure and self._gender(leading) in (None, pronoun):
            return [leading]
        return list(named.values())

    def _group_before(self, first: int, depth: int) -> ProperName | None:
        """Find the body that "it" or "a statement" stands for: the speaker or subject of the sentence before."""
        for place in self._back(first, 1):
            sentence = self.segmentation.sentences[place]
            masked, _ = self._mask(place, place + 1)
            speaker = self.read(sentence.body, sentence.end, depth - 1)
            name = speaker.name if speaker else opening_subject(self.text, masked)
            return name if name and (name.is_group or not self._is_person(name)) else None
        return None


def _size_of_masked(read: tuple[MaskedText, list[Attribution]]) -> int:
    return _MASKED_BYTES + _WORD_BYTES * len(read[0].words)


def _told_by_pronoun(name: ProperName, masked: MaskedText) -> bool:
    """Return whether "his" or "her" shows that the single bare name of a sentence is a person's."""
    return len(name.words) == 1 and len(masked.names) == 1 and any(word.word in HE + SHE for word in masked.words)


def _fits(pronoun: str, masked: MaskedText) -> bool:
    """Return whether a pronoun may refer to the person that a sentence is about, judging by the pronouns there."""
    beside = {word.word for word in masked.words}
    same, other = (HE, SHE) if pronoun == "he" else (SHE, HE)
    return not beside.isdisjoint(same) or beside.isdisjoint(other)
