"""Turn labels: the name or role that opens a turn of an interview, a transcript or minutes ("SMITH:", "**Mr Jones:**")."""

import re
from dataclasses import dataclass

from service.english.titles_and_names import FEMALE_NAMES, MALE_NAMES, SHORT_TITLES, TITLES
from service.english.tokens import fold
from service.english.word_classes import STOP_WORDS, any_of, word_set

# Labels of those who only ask, and of those who are named elsewhere if at all.
ROLES = word_set("q a interviewer interviewee host moderator speaker narrator question answer all both audience chair")
_TITLES = any_of(TITLES | {"cllr"})
_CLOCK = r"(?:[\[(]?\d[\d/.:,\s-]{2,24}(?:[ap]m)?[\])]?\s*(?:[-–]\s*)?)?"
_WORD = rf"(?:(?i:{any_of(SHORT_TITLES)}|[a-z])\.|[A-Z][\w’'-]*)"
_NAME = rf"{_WORD}(?: (?:(?:v[ao]n|de|der|la|al|bin) )?{_WORD}){{0,4}}"
_COLON = re.compile(
    rf"(?:[-*•] )?{_CLOCK}(?P<bold>[*_]{{1,3}})?(?P<name>{_NAME})(?: \([^()\n]{{1,40}}\))?\s?(?P<end>[*_]{{0,6}}:[*_]*)(?=\s|\Z)"
)
_STOP = re.compile(rf"(?P<name>(?i:{_TITLES})\.? [A-Z][A-Z’'-]{{2,}}(?: [A-Z’'-]{{3,}})?)\. ")
_STAMPED = re.compile(rf"(?P<name>{_NAME})\s+\(?\d{{1,2}}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\)?\s*\Z")


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """A label on a line: its name at [start, end), the place behind it, and whether its form alone tells a speaker.

    `sure`: a title or a common first name shows a person, or the line gives the time of speaking.
    """

    start: int
    end: int
    body: int
    sure: bool
    role: bool


def may_be_labelled(line: str) -> bool:
    """Return whether a line may have a turn label, which is quicker to tell than whether it has."""
    return ":" in line or (". " in line and _STOP.match(line) is not None)


def read_turn_label(line: str) -> TurnLabel | None:
    """Read the turn label that opens a line, in the line's offsets; None if there is none."""
    found = _COLON.match(line) or _STOP.match(line) or _STAMPED.match(line)
    if not found:
        return None
    start, end = found.span("name")
    words = [fold(word.strip(".")) for word in found["name"].split()]
    if len(words) > 1 and not STOP_WORDS.isdisjoint(words[1:]):
        return None  # "Where To Stay:"
    titled = words[0] in TITLES | {"cllr"} and len(words) > 1
    timed = found.re is _STAMPED or (found.re is _COLON and line[:start].strip(" -*•_") != "")
    named = len(words) > 1 and words[0] in FEMALE_NAMES | MALE_NAMES
    role = words[-1] in ROLES or words[0] == "the" or (len(words) == 1 and words[0] in TITLES)
    return TurnLabel(start, end, found.end(), titled or timed or named, role)
