"""Find who is speaking: the name behind a quotation or a reported statement, and the words that attribute it."""

import re
from collections.abc import Sequence

from service.answer.answer import SpeakerSpan, TextSpan
from service.answer.attribution.antecedents import (
    fits,
    gender_elsewhere,
    is_person,
    opening_subject,
    opens_with_relative,
    opens_with_stranger,
    resolve_noun,
    told_by_pronoun,
)
from service.answer.attribution.dialogue import calls_for_reply, find_asked, find_gesture
from service.answer.attribution.factivity import find_unsaid
from service.answer.attribution.masked_text import MaskedText
from service.answer.attribution.patterns import (
    Attribution,
    find_attributions,
    find_participles,
    may_attribute,
)
from service.answer.attribution.quotation_frames import (
    Found,
    attribution_behind,
    before_colon,
    in_one_sentence,
    is_denied,
    led_by_participle,
    led_by_subject,
)
from service.answer.attribution.reported_clauses import last_word, leads_clause, trails_clause
from service.english.forms import is_plural
from service.english.proper_names import ProperName
from service.english.speech_turns import SpeechTurn, find_turns, turn_at
from service.english.tokens import fold
from service.english.verbs_of_saying import PARTICIPLES, QUOTING, SAID, SAYING, TO_SOMEBODY, WITH_TITLES, WRITINGS
from service.memory import ENTRY, Key, Memory, new_serial
from service.sentences.sentence import Quotation, Segmentation

_DEPTH = 6  # sentences searched backwards for a speaker named earlier
_SPEECH = 4  # words from which a quotation is speech; fewer may be a title or a term
_LONGEST = 3_000  # characters outside quotation marks: in longer sentences, no speaker is looked for
_FOUND_BYTES = ENTRY + 600  # a speaker with the name and its words
_WORD_BYTES, _MASKED_BYTES = 240, ENTRY + 500  # measured with tracemalloc
_FINITE = tuple(sorted(SAYING | QUOTING | PARTICIPLES))
_NOT_PROSE = ("caption", "heading", "boilerplate")
_DASHED = re.compile(r"\s{0,3}(?:[—–]|--?)\s?(?=[^\W\d_])")


def find_quotation(segmentation: Segmentation, start: int, end: int) -> TextSpan | None:
    """Return the whole quotation that overlaps most with [start, end), the first of equals, or None."""
    shared = [(min(end, q.end) - max(start, q.start), -q.start, q) for q in _overlapping(segmentation, start, end)]
    best = max(shared, default=None, key=lambda item: item[:2])
    return TextSpan(best[2].start, best[2].end) if best else None


def _overlapping(segmentation: Segmentation, start: int, end: int) -> list[Quotation]:
    last = segmentation.count_quotations(end - 1)
    first = last
    while first and segmentation.quotations[first - 1].end > start:
        first -= 1
    return list(segmentation.quotations[first:last])


class Attributor:
    """Attributes the statements of one text to their speakers.

    Intermediate results are kept in `memory` under `name`, which must be unique to the text there. A hash of the text is,
    and lets them outlive the index. By default, nothing outlives the attributor. `turns` are those of the text, which are
    found in it otherwise.
    """

    def __init__(
        self,
        text: str,
        segmentation: Segmentation,
        memory: Memory | None = None,
        name: Key | None = None,
        turns: Sequence[SpeechTurn] | None = None,
    ) -> None:
        self.text, self.segmentation = text, segmentation
        self._turns = find_turns(text) if turns is None else turns
        self._memory = Memory() if memory is None else memory
        self._name: Key = (new_serial(),) if name is None else name

    def find_speaker(self, start: int, end: int) -> SpeakerSpan | None:
        """Return the speaker of what stands at [start, end), quoted or reported, or None unless sure."""
        found = self.read(start, end, _DEPTH) if start < end else None
        turn = turn_at(self._turns, start, end) if start < end else None
        inside = any(q.start <= start and end <= q.end for q in _overlapping(self.segmentation, start, end))
        if turn and not (inside and found):
            return self._speaker_of_turn(turn, found)
        return SpeakerSpan(TextSpan(found.name.start, found.name.end), TextSpan(*found.cue)) if found else None

    def _speaker_of_turn(self, turn: SpeechTurn, found: Found | None) -> SpeakerSpan | None:
        """Return whose turn it is, unless the turn itself says that another spoke."""
        if turn.name_start is None or turn.name_end is None:
            return None
        name = TextSpan(turn.name_start, turn.name_end)
        last = self.text[name.start : name.end].split()[-1]
        if found and fold(self.text[found.name.start : found.name.end].split()[-1]) != fold(last):
            return None
        return SpeakerSpan(name, name)

    def read(self, start: int, end: int, depth: int) -> Found | None:
        """Find the speaker of a stretch: of its quotations if they are speech, else of its sentences."""
        key = ("speaker", *self._name, start, end, depth)
        return self._memory.get_or_make(key, lambda: self._read(start, end, depth), _FOUND_BYTES)

    def _read(self, start: int, end: int, depth: int) -> Found | None:
        first, last = self._sentences(start, end)
        if depth <= 0 or first >= last:
            return None
        speeches = [q for q in _overlapping(self.segmentation, start, end) if self._is_speech(q, start, end)]
        if speeches:
            found = [self._speaker_of(q, depth) for q in speeches]
            if any(found):
                return self._agreed([f for f in found if f])
            if any(is_denied(*self._mask(*self._sentences(q.start, q.end)), q) for q in speeches):
                return None
        told = [self._reported(position, depth) for position in range(first, last)]
        return self._agreed([t for t in told if t]) if told[0] else None

    def _is_speech(self, quotation: Quotation, start: int, end: int) -> bool:
        inside = quotation.start <= start and end <= quotation.end
        opening = self.text[quotation.start : min(quotation.end, quotation.start + 200)]
        led = self.text[max(start, quotation.start - 3) : quotation.start].rstrip().endswith((":", ","))
        opens = quotation.start == start and quotation.end < end
        uttered = (opens and opening[-2:-1] in ",!?") or (led and opening[-2:-1] in ".,!?")
        return inside or uttered or len(opening.split()) >= _SPEECH

    def _agreed(self, found: Sequence[Found]) -> Found | None:
        return found[0] if len({f.name.words[-1] for f in found}) == 1 else None

    def _sentences(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions [first, last) of the sentences that [start, end) touches."""
        sentences = self.segmentation.sentences
        last = self.segmentation.count_sentences(end - 1)
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

    def _speaker_of(self, quotation: Quotation, depth: int) -> Found | None:
        first, last = self._sentences(quotation.start, quotation.end)
        if first >= last:
            return None
        masked, attributions = self._mask(first, last)
        after = attribution_behind(masked, attributions, quotation)
        if is_denied(masked, attributions, quotation):
            return None
        if after:
            return self._resolve(after, first, last, depth)
        if signed := self._signed(quotation) or led_by_participle(masked, quotation):
            return signed
        before = [
            a for a in attributions if a.end <= quotation.start and in_one_sentence(masked, a.end, quotation.start)
        ]
        if before:
            return self._resolve_before(masked, before, quotation, first, last, depth)
        if led := before_colon(masked, quotation) or led_by_subject(self.text, masked, quotation):
            return led
        alone = not masked.between(masked.start, quotation.start).strip(" \n\t-–—") and not attributions
        return self._continued(first, depth) if alone else None

    def _resolve_before(
        self, masked: MaskedText, before: Sequence[Attribution], q: Quotation, first: int, last: int, depth: int
    ) -> Found | None:
        """Choose among the attributions before a quotation: the one that introduces it, or their only speaker."""
        nearest = before[-1]
        gap = masked.between(nearest.end, q.start).strip()
        if not gap and last_word(self.text, nearest) in WITH_TITLES:
            return None
        to_somebody = last_word(self.text, nearest) in TO_SOMEBODY and re.fullmatch(
            r"\w[\w’'-]*+(?:\s\w[\w’'-]*+){0,4}\s?", gap
        )
        if gap in ("", ":", ",", "that", ", that", "as") or gap.endswith(":") or to_somebody:
            found = self._resolve(nearest, first, last, depth)
        else:
            resolved = [self._resolve(a, first, last, depth) for a in before]
            found = self._agreed([f for f in resolved if f]) if all(resolved) else None
        participles = [w for w in find_participles(masked) if nearest.end <= w.start < q.start]
        return Found(found.name, (participles[-1].start, participles[-1].end)) if found and participles else found

    def _signed(self, q: Quotation) -> Found | None:
        """Read the name after a dash that signs a quotation."""
        dash = _DASHED.match(self.text, q.end)
        if not dash:
            return None
        line = re.compile(r"[^\n]{0,120}").match(self.text, dash.end())
        masked = MaskedText(self.text, dash.end(), line.end() if line else dash.end(), [])
        if masked.names and masked.names[0].first == 0 and self._is_person(masked.names[0]):
            name = masked.names[0]
            rest = self.text[name.end : name.end + 1]
            return Found(name, (name.start, name.end)) if rest in ("", ",", "\n", ".", " ") else None
        return None

    def _continued(self, first: int, depth: int) -> Found | None:
        """Find the speaker of a quotation that stands by itself: whoever spoke in the sentence before."""
        before = self._previous(first)
        if before is None:
            return None
        sentence, here = self.segmentation.sentences[before], self.segmentation.sentences[first]
        if here.block - sentence.block > 3:
            return None
        quotations = _overlapping(self.segmentation, sentence.start, sentence.end)
        told = self._reported(before, depth - 1)
        masked, _ = self._mask(before, before + 1)
        asks, answerer = find_asked(self.text, masked)
        if asks and (answerer or not quotations or here.block != sentence.block):
            sure = answerer and self._is_person(answerer) and (not quotations or here.block != sentence.block)
            return Found(answerer, (answerer.start, answerer.end)) if answerer and sure else None
        if here.block == sentence.block and (actor := find_gesture(self.text, masked)):
            return Found(actor, (actor.start, actor.end)) if self._is_person(actor) else None
        if self.text[sentence.start : sentence.end].rstrip().endswith(":"):
            return told
        if quotations and self._is_speech(quotations[-1], sentence.start, sentence.start):
            if here.block != sentence.block and self._may_alternate(before, quotations[-1], depth):
                return None
            return self._speaker_of(quotations[-1], depth - 1) if depth > 1 else None
        return told

    def _may_alternate(self, before: int, spoken: Quotation, depth: int) -> bool:
        """Return whether the next paragraph may be another's: its words call for a reply, or two have spoken by turns."""
        if calls_for_reply(self.text[spoken.start : spoken.end]):
            return True
        block = self.segmentation.sentences[before].block
        earlier = self._previous(self.segmentation.blocks[block].first)
        if earlier is None or depth <= 2 or not (self._opens_with_speech(block) and self._opens_with_speech(block - 1)):
            return False
        sentence = self.segmentation.sentences[earlier]
        quotations = _overlapping(self.segmentation, sentence.start, sentence.end)
        if not quotations or quotations[-1] == spoken:
            return False
        one, other = self._speaker_of(quotations[-1], depth - 2), self._speaker_of(spoken, depth - 2)
        return not one or not other or one.name.words[-1] != other.name.words[-1]

    def _opens_with_speech(self, block: int) -> bool:
        start = self.segmentation.blocks[block].start
        return any(q.start == start for q in _overlapping(self.segmentation, start, start + 1))

    # Reported speech --------------------------------------------------------------------------------------------------

    def _reported(self, position: int, depth: int) -> Found | None:
        """Find who reports a sentence: the attribution that opens or ends it."""
        sentence = self.segmentation.sentences[position]
        if depth <= 0 or sentence.kind in _NOT_PROSE or not may_attribute(self.text[sentence.body : sentence.end]):
            return None
        masked, attributions = self._mask(position, position + 1)
        told = [
            self._resolve(a, position, position + 1, depth)
            for a in attributions
            if a.main and a.saying and (leads_clause(self.text, masked, a) or trails_clause(masked, a))
        ]
        return told[0] if told and (len(told) == 1 or (all(told) and self._agreed([t for t in told if t]))) else None

    def only_denies(self, start: int, end: int) -> bool:
        """Return whether a stretch tells of words that nobody spoke: "Smith denied saying", "if Smith had said"."""
        first, last = self._sentences(start, end)
        if first >= last:
            return False
        unsaid = find_unsaid(self._mask(first, last)[0])
        finite = any(self.text[u:end].lower().startswith(_FINITE) for u in unsaid)
        return finite or (bool(unsaid) and self.find_speaker(start, end) is None)

    # Who is meant -----------------------------------------------------------------------------------------------------

    def _resolve(self, a: Attribution, first: int, last: int, depth: int) -> Found | None:
        if a.name:
            return Found(a.name, a.cue)
        if a.pronoun in ("he", "she"):
            name = self._meant_by(a, a.pronoun, first, last, depth)
        elif a.pronoun == "who":
            masked = self._mask(first, last)[0]
            near = [n for n in masked.names if n.end <= a.start and masked.between(n.end, a.start).strip() in ("", ",")]
            name = near[-1] if near and not near[-1].possessive and self._is_person(near[-1]) else None
        elif a.pronoun == "it" or (a.head and a.head.split()[-1] in WRITINGS):
            name = self._group_before(first, depth)
        elif a.head and a.head.startswith("the "):
            all_masked = [self._mask(p, p + 1)[0] for p in self._back(first, _DEPTH)]
            name = resolve_noun(a.head.split()[-1], all_masked)
        else:
            name = None
        return Found(name, a.cue) if name else None

    def _back(self, position: int, limit: int) -> list[int]:
        places: list[int] = []
        place = self._previous(position)
        while place is not None and len(places) < limit:
            places.append(place)
            place = self._previous(place)
        return places

    def _meant_by(self, a: Attribution, pronoun: str, first: int, last: int, depth: int) -> ProperName | None:
        """Find the person that the pronoun of an attribution refers to."""
        masked, _ = self._mask(first, last)
        own = [n for n in masked.names if n.end <= a.start and self._is_person(n)]
        if own:
            return (
                own[0] if len(own) == 1 and not own[0].possessive and self._gender(own[0]) in (None, pronoun) else None
            )
        several = False
        for place in self._back(first, min(4, depth)):
            if opens_with_relative(self._mask(place, place + 1)[0]):
                return None
            asks, answerer = find_asked(self.text, self._mask(place, place + 1)[0])
            if asks:
                return self._answering(a, pronoun, answerer)
            people = self._people(place, pronoun, depth, several)
            several = several or _speaks_of_several(self._mask(place, place + 1)[0])
            fitting = [n for n in people if self._gender(n) in (None, pronoun)]
            if len(fitting) == 1:
                return fitting[0] if fits(pronoun, self._mask(place, place + 1)[0]) else None
            if fitting or (not people and opens_with_stranger(self._mask(place, place + 1)[0])):
                return None
        return None

    def _answering(self, a: Attribution, pronoun: str, asked: ProperName | None) -> ProperName | None:
        """Find who "he" is after a question put to somebody: whoever was asked, if only they can be meant."""
        if not asked or not self._is_person(asked) or self._gender(asked) not in (None, pronoun):
            return None
        return asked if any(word in SAID for word in self.text[a.cue[0] : a.cue[1]].split()) else None

    def _people(self, place: int, pronoun: str, depth: int, several: bool) -> list[ProperName]:
        """Return the persons that a pronoun in the next sentence may mean: the speaker or subject, or else all that are named."""
        sentence = self.segmentation.sentences[place]
        masked, _ = self._mask(place, place + 1)
        speaker = self.read(sentence.body, sentence.end, depth - 1)
        leading = speaker.name if speaker else opening_subject(self.text, masked)
        named = {n.words[-1]: n for n in masked.names if self._is_person(n)}
        sure = leading and (self._is_person(leading) or told_by_pronoun(leading, masked))
        rivals = [n for n in named.values() if n != leading and self._gender(n) in (None, pronoun)]
        if leading and sure and self._gender(leading) in (None, pronoun) and not (rivals and several):
            return [leading]
        if leading and not sure and _may_be_person(leading):
            named.setdefault(leading.words[-1], leading)
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


def _speaks_of_several(masked: MaskedText) -> bool:
    """Return whether a sentence is about several people named before: "They walked on"."""
    return bool(masked.words) and masked.words[0].word in ("they", "both")


def _may_be_person(name: ProperName) -> bool:
    return len(name.words) == 1 and not name.is_group and not is_plural(name.words[0])
