"""Turns: which stretches of a text belong to one speaker by its layout: transcripts, interviews, e-mail, signed quotes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.english.titles_and_names import TITLES
from service.english.tokens import fold
from service.english.turn_labels import TurnLabel, may_be_labelled, read_turn_label
from service.sentences.sentence import count_begun

_LINE = re.compile(r"[^\n\r]+")
_LONGEST = 200_000  # characters: turns of longer texts are read up to here
_MARKS = re.compile(r"(?:>[ \t]{0,3})+")
_WRITER = r"(?P<name>[A-Z][\w.’'-]*(?: [\w.’'-]+){0,3}?)"
_ADDRESS = r"(?:,? ?<[^<>\n]*>| \([^()\n]*\))?"
_DATED = r"On\b[^\n<>]{4,80}?(?:,|\d\s?(?:[AaPp]\.?[Mm]\.?)?)\s+"
_WROTE = re.compile(rf"(?:{_DATED}|\A){_WRITER}{_ADDRESS} (?:wrote|writes):\s*\Z")
_FROM = re.compile(rf"(?:\*\*)?From:(?:\*\*)?\s+\"?{_WRITER}\"?{_ADDRESS}\s*\Z")
_HEADER = re.compile(r"(?:\*\*)?(?:To|Cc|Bcc|Sent|Date|Subject|Reply-To)(?:\*\*)?:")
_SUBJECT = re.compile(r"(?:\*\*)?(?:Subject|Sent|Date)(?:\*\*)?:")
_SIGNED = re.compile(r"(?:—|–|--?)\s?(?P<name>[A-Z][\w.’'-]*(?: [\w.’'-]+){1,3}?)\s*(?:,.*)?\Z")
_ENDS = re.compile(r"#{1,6}\s|[-*_=]{3,}\s*\Z|\*\*[^*]+\?\*\*\s*\Z|<\w")
_EDGE, _EDGE_NO_COLON = re.compile(r"\b"), re.compile(r"\b(?!:)")
_CAPITALISED_AFTER = re.compile(r" [A-Z][a-z’'-]+\b")
_SIGNED_LINE = re.compile(r"(?:\A|[\n\r])[^\S\n\r]*(?:>[ \t]{0,3})+[—–-]")
_I = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")


class SpeechTurn(NamedTuple):
    """Words of one speaker at [start, end), whose name is at [name_start, name_end); None where nobody is named."""

    start: int
    end: int
    name_start: int | None = None
    name_end: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    depth: int
    body: str
    shift: int  # where the body begins


class _Labels(NamedTuple):
    """The labels of a text: how often each name stands, and whether they look like turns of people talking.

    `speakers` has the labels that were looked for in the text, and whether each is a person's name.
    """

    names: Counter[str]
    take_turns: bool
    speakers: dict[str, bool]


def find_turns(text: str) -> tuple[SpeechTurn, ...]:
    """Find the turns of a text, in order and not overlapping."""
    others = _may_have_other_turns(text)
    if not others and not any(map(_opens_turn, _LINE.finditer(text, 0, _LONGEST))):
        return ()
    lines = [_read_line(found) for found in _LINE.finditer(text, 0, _LONGEST) if found.group().strip()]
    mail, signed = ([*_mail_turns(lines)], [*_signed_quotes(lines)]) if others else ([], [])
    kept: list[SpeechTurn] = []
    for turn in sorted([*mail, *_labelled_turns(text, lines), *signed], key=lambda turn: turn.start):
        if not kept or turn.start >= kept[-1].end:
            kept.append(turn)
    return tuple(kept)


def turn_at(turns: Sequence[SpeechTurn], start: int, end: int) -> SpeechTurn | None:
    """Return the turn that contains [start, end), or None."""
    place = count_begun(turns, start) - 1
    return turns[place] if place >= 0 and end <= turns[place].end else None


def _opens_turn(line: re.Match[str]) -> bool:
    body = line.group().lstrip()
    return may_be_labelled(body) and read_turn_label(body) is not None


def _may_have_other_turns(text: str) -> bool:
    """Return whether a text may have turns by other signs than labels: those of mail, or signed quotes."""
    if any(text.find(sign, 0, _LONGEST) >= 0 for sign in ("From:", "wrote:", "writes:")):
        return True
    return text.find(">", 0, _LONGEST) >= 0 and _SIGNED_LINE.search(text, 0, _LONGEST) is not None


def _read_line(found: re.Match[str]) -> _Line:
    line = found.group()
    lead = len(line) - len(line.lstrip())
    marks = _MARKS.match(line, lead)
    begin = marks.end() if marks else lead
    return _Line(
        found.start(), found.end(), marks.group().count(">") if marks else 0, line[begin:], found.start() + begin
    )


# _Labels ---------------------------------------------------------------------------------------------------------------


def _labelled_turns(text: str, lines: Sequence[_Line]) -> Iterator[SpeechTurn]:
    labels = {line.start: label for line in lines if (label := _read_label(line))}
    if not labels:
        return
    evidence = _weigh_labels(lines, labels)
    opened: list[_Line] = []
    for line in [*lines, None]:
        if line is not None and line.start not in labels and (not opened or not _ENDS.match(line.body)):
            if opened:
                opened.append(line)
            continue
        followed = line is not None and line.start in labels
        if opened and (turn := _close_turn(text, opened, labels[opened[0].start], followed, evidence)):
            yield turn
        opened = [line] if line is not None and followed else []


def _read_label(line: _Line) -> TurnLabel | None:
    return read_turn_label(line.body) if not line.depth and may_be_labelled(line.body) else None


def _weigh_labels(lines: Sequence[_Line], labels: dict[int, TurnLabel]) -> _Labels:
    names = Counter(
        fold(line.body[labels[line.start].start : labels[line.start].end]) for line in lines if line.start in labels
    )
    spoken = [line.body[labels[line.start].body :] for line in lines if line.start in labels]
    talks = any(content.rstrip().endswith("?") for content in spoken)
    recur = sum(count > 1 for count in names.values())
    surely = any(label.role or label.sure for label in labels.values())
    return _Labels(names, len(names) > 1 and (talks or surely or recur > 1), {})


def _close_turn(
    text: str, lines: list[_Line], label: TurnLabel, followed: bool, evidence: _Labels
) -> SpeechTurn | None:
    """End a turn where the next begins; the last one of all ends with its paragraph, unless it goes on in the first person."""
    start, end = lines[0].shift + label.start, lines[0].shift + label.end
    if not (label.role or label.sure or _is_speaker(text, start, end, evidence)):
        return None
    last = lines[0]
    for line in lines[1:]:
        wrapped = text[last.end : line.start].count("\n") < 2
        if not (followed or wrapped or _I.search(line.body)):
            break
        last = line
    return SpeechTurn(lines[0].start, last.end, *(() if label.role else _proper(text, start, end)))


def _is_speaker(text: str, start: int, end: int, evidence: _Labels) -> bool:
    """Return whether a label without a title is a person's name: it stands elsewhere in the text, or labels take turns."""
    written = text[start:end]
    if " " in written and evidence.take_turns:
        return True
    if " " not in written and not evidence.take_turns:
        return False
    if written not in evidence.speakers:
        evidence.speakers[written] = (
            text.lower().count(written.lower()) > evidence.names[fold(written)]
            if " " in written
            else is_part_of_name(text, written.capitalize() if written.isupper() else written, _LONGEST)
        )
    return evidence.speakers[written]


def is_part_of_name(text: str, word: str, end: int) -> bool:
    """Return whether another capitalised word stands before or after a word somewhere in text[:end], with a space between.

    The same as a search for "Word word" (no colon after it) or "word Word", without trying a pattern at every character.
    """
    place = text.find(word, 0, end)
    while place >= 0:
        after = place + len(word)
        if _EDGE.match(text, place) and _CAPITALISED_AFTER.match(text, after, end):
            return True
        if _EDGE_NO_COLON.match(text, after, end) and _has_capitalised_before(text, place):
            return True
        place = text.find(word, place + 1, end)
    return False


def _has_capitalised_before(text: str, place: int) -> bool:
    if text[place - 1 : place] != " ":
        return False
    first = place - 2
    while first >= 0 and (text[first] in "’'-" or "a" <= text[first] <= "z"):
        first -= 1
    return 0 <= first < place - 2 and "A" <= text[first] <= "Z" and _EDGE.match(text, first) is not None


def _proper(text: str, start: int, end: int) -> tuple[int, int] | tuple[()]:
    """Leave the titles off a name; () if there is no name."""
    while (space := text.find(" ", start, end)) > 0 and fold(text[start:space].strip(".")) in TITLES | {"cllr"}:
        start = space + 1
    return (start, end) if text[start].isalpha() else ()


# E-mail and signed quotes ---------------------------------------------------------------------------------------------


def _mail_turns(lines: Sequence[_Line]) -> Iterator[SpeechTurn]:
    """Yield a turn for each line of a message whose writer is named, by "From:" above or "On Monday, Smith wrote:"."""
    writers: dict[int, tuple[int, int] | None] = {}
    in_header = False
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        head = _FROM.match(line.body)
        beside = [lines[place] for place in (number - 1, number + 1) if 0 <= place < len(lines)]
        if head and any(_HEADER.match(other.body) for other in beside) and _is_mail(lines[number : number + 6]):
            writers[line.depth], in_header = _name_in(line, head), True
            continue
        if wrote := _WROTE.search(line.body):
            if following and following.depth > line.depth:
                writers[line.depth + 1] = _name_in(line, wrote)
            elif line.body.startswith("On "):
                writers[line.depth] = None
            continue
        in_header = in_header and bool(_HEADER.match(line.body))
        if not in_header and not _HEADER.match(line.body) and (name := writers.get(line.depth)):
            yield SpeechTurn(line.start, line.end, *name)


def _is_mail(header: Sequence[_Line]) -> bool:
    """Return whether a "From:" heads a message: trains go from a place to another, too."""
    return any("@" in line.body or _SUBJECT.match(line.body) for line in header)


def _name_in(line: _Line, found: re.Match[str]) -> tuple[int, int]:
    start, end = found.span("name")
    return line.shift + start, line.shift + end


def _signed_quotes(lines: Sequence[_Line]) -> Iterator[SpeechTurn]:
    """Yield block quotes that end with a dash and a name."""
    opened: list[_Line] = []
    for line in lines:
        if not line.depth:
            opened = []
            continue
        signed = _SIGNED.match(line.body)
        if signed and opened:
            yield SpeechTurn(opened[0].start, opened[-1].end, *_name_in(line, signed))
            opened = []
        elif line.body.strip():
            opened.append(line)
