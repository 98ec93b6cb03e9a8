"""Take a question out of what it is wrapped in: courtesies, clauses that ask, and sentences around it that do not ask.

"Hi! I'm new here. Could you tell me who the mayor is? Thanks" becomes "who is the mayor?". A wrapping is told by its
grammar: a clause of function words and verbs of asking or knowing whose object is the question, a run of courteous words
cut off by a comma, a sentence beside one that asks. Whatever is no wrapping is left as it is.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from service.english.courtesies import ASKERS, COURTEOUS_WORDS, COURTESIES, SOURCES
from service.english.question_words import IMPERATIVES
from service.english.tokens import fold
from service.english.word_classes import (
    DETERMINERS,
    HELPERS,
    POSSESSIVE_DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
    any_of,
    word_set,
)
from service.query.asking_clauses import read_asking_clause
from service.query.keywords import ask_keywords
from service.query.short_forms import spell_out
from service.query.small_words import Pairs, correct_small_words
from service.query.word_order import turn
from service.sentences.stops import find_stops

_MOST_WORDS = 14  # of a courtesy
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BREAK = re.compile(r"(?:(?<!\s)|(?=\S))\s*(?:(?<![,:;!.…?])[,:;!.…?]+(?=\s|$)|\s[-–—]+(?=\s)|[–—])\s*")
_MARK = re.compile(r"[,:;!.…?–—-]")
_FIRST = QUESTION_WORDS | (HELPERS - {"be", "been", "being"})
_BEGINNINGS = _FIRST | IMPERATIVES
_BEGINS = any_of(_FIRST)
_NEW_SENTENCE = re.compile(
    rf"""(?<=[?!…])[?!…"'”’)]{{0,20}}\s+ | (?<=\w\.)\s+(?=(?:{_BEGINS}|i|i'm|thanks|thx|please|any)\b)
    | (?<=\w,)\s+(?=(?:so|but|and)\s+(?:(?:{any_of(PREPOSITIONS)})\s+)?(?:{_BEGINS})\b) | (?<!\s)\s*\n\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_WHOSE = rf"(?:(?:{any_of(DETERMINERS)}|all|any|of|what|given|provided|attached|available|above|uploaded)\s+)*"
_CITING = r"(?:according\s+to|based\s+(?:up)?on|(?:going|judging)\s+by|judging\s+from|as\s+(?:stated|written|said)\s+in|as\s+per)"
_HELD = (
    r"(?:\s+(?:(?:that\s+)?(?:you|i|we)(?:['’]ve)?\s+(?:have|hold|got|uploaded|gave|provided|sent)"
    r"|provided|given|above|attached|here))?"
)
_NAMED = rf"\s+{_WHOSE}(?:{any_of(SOURCES)}){_HELD}"
_SOURCE = rf"(?:{_CITING}|per|from|in|using|within){_NAMED}"
_SOURCE_FIRST = re.compile(rf"^\W*{_SOURCE}\s*[,:–—-]\s*", re.IGNORECASE)
_SOURCE_LAST = re.compile(rf"(?<!\s)(?:\s*,\s*{_SOURCE}|\s+{_CITING}{_NAMED})\s*(?=[?.!…]*$)", re.IGNORECASE)
_LAST_WORDS = re.compile(
    r"(?:(?<!\bthey)(?<!\byou)(?<!\bwe)(?<!\bto)[\s,–—-]{1,20}(?:please|thanks|thank you|lol|btw|thx|asap)"
    r"|(?<!\s)\s*,\s*(?:that|it|this|which)(?:\s+would|\s+will|['’]d)\s+(?:really\s+)?(?:be|help)\b[^?]*)(?=[\s?.!…]*$)",
    re.IGNORECASE,
)
_TAG = re.compile(  # "..., would you?", "..., isn't it?"
    rf"(?<!\s)\s*,\s*(?:{any_of(HELPERS)})\s+(?:{any_of(SUBJECT_PRONOUNS)})(?:\s+not)?(?=\s*[?!.]+\s*$)", re.IGNORECASE
)
_QUOTED = re.compile(r'["“«][^"”»]{2,}["”»]')
_BULLET = re.compile(r"^\s*(?:[-*•>]|\d{1,2}[.)]|Q\d*[:.)])\s+(?=\S)")
_ALL_QUOTED = re.compile(r"\s*[\"“«]([^\"“”«»]+\?)[\"”»]\s*")
_ENDING = re.compile(r"['’]\w+\Z")
_END = re.compile(r"(?<![\s?.!…])[\s?.!…]*$")
_CLOSING_MARKS = re.compile(r"(?<![\s?!…])[\s?!…]+\Z")
# Of those, what one question mark stands for: a question mark with another mark after it, or with a space before it.
_DOUBLED = re.compile(
    r"(?:(?<!\s)(?=\s)|(?<![\s?!…])(?=[?!…]))(?:\s*[!…]*\?(?=[\s…]*[?!]).*|\s*[?!…]*\s\?\s*\Z)", re.DOTALL
)


_OPENERS = COURTESIES - word_set("question questions mind know ask tell help idea ideas clue way") | {"just"}
_STARTS = _FIRST | IMPERATIVES | word_set("i i'd we anyone anybody someone any in at for")


@dataclass(frozen=True)
class Asked:
    """The question that was asked, the sentences around it that do not ask, and the words corrected: (as asked, as taken)."""

    text: str
    context: str = ""
    corrected: Pairs = ()


def unwrap(text: str, held: Container[str] = ()) -> Asked:
    """Take a question out of its wrappings. A text that holds no question in a wrapping is returned as it is.

    `held` are the terms of the documents, if they are known: such a word is not misspelt.
    """
    spelt, corrected = correct_small_words(_lower_capitals(text), held)
    plain = _drop_marks(spell_out(spelt))
    asked = _choose([(part, _unwrap_sentence(part)) for part in _split(plain)], plain)
    changed = asked.text.strip() not in ("", text.strip())
    return Asked(asked.text if changed else text, asked.context, corrected)


def _choose(parts: list[tuple[str, str]], text: str) -> Asked:
    """Choose of the sentences of a text, each given with what it asks or tells, those that ask; all, if none does."""
    asking = [own for part, own in parts if own and _asks(part, own)]
    told = [*takewhile(lambda part: part[1] not in asking, parts)]
    if asking:
        return Asked(" ".join(ask_keywords(turn(one)) for one in asking), " ".join(part for part, own in told if own))
    kept = [own for _, own in parts if own]
    return Asked(ask_keywords(turn(" ".join(kept) if kept and len(kept) < len(parts) else text)))


def _lower_capitals(text: str) -> str:
    """Put a question written all in capitals into small letters. One word or two may be an acronym."""
    words = _WORD.findall(text)
    return text.lower() if text.isupper() and sum(len(word) > 1 for word in words) > 2 else text


def _drop_marks(text: str) -> str:
    """Drop what stands around a question: a bullet, quotation marks, marks repeated at its end."""
    text = _BULLET.sub("", text)
    quoted = _ALL_QUOTED.fullmatch(text)
    text = quoted[1] if quoted else text
    return _CLOSING_MARKS.sub(lambda found: _join_marks(found.group()), text)


def _join_marks(marks: str) -> str:
    """Put one question mark for several at the end of a text, and for one after a space."""
    return _DOUBLED.sub("?", marks) if "?" in marks and marks.rstrip().endswith(("?", "!")) else marks


def _split(text: str) -> list[str]:
    """Cut a text into its sentences, none inside quotation marks; a chat often begins them with small letters."""
    cuts = {start for _, start in find_stops(text, 0, len(text))}
    cuts |= {found.end() for found in _NEW_SENTENCE.finditer(text) if not _goes_on(text[: found.start()])}
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    cuts = {cut for cut in cuts if not any(start < cut < end for start, end in quoted)}
    parts = [text[start:end].strip() for start, end in pairwise(sorted(cuts | {0, len(text)}))]
    return [part for part in parts if _WORD.search(part)]


def _goes_on(before: str) -> bool:
    """Tell whether a comma and "and" continue what was said: all but "I lost my card, so"."""
    first = _WORD.search(before)
    return before.endswith(",") and not (first and _ENDING.sub("", fold(first.group())) in ASKERS)


def _unwrap_sentence(sentence: str) -> str:
    """Take off what stands before and after the question in its sentence; "" if nothing else was said."""
    while True:
        opened = _drop_opening(_SOURCE_FIRST.sub("", sentence))
        closed = _SOURCE_LAST.sub("", _drop_closing(opened))
        asked = read_asking_clause(closed) or closed
        if asked == sentence or not asked:
            return asked
        sentence = asked


def _drop_opening(sentence: str) -> str:
    """Drop the courtesies that a comma, colon or dash cuts off: "Hi all, one question: who ..."."""
    best = 0
    for found in _find_breaks(sentence, len(sentence)):
        if not _is_courtesy(sentence[best : found.start()]):
            break
        best = found.end()
    rest = sentence[best:]
    words = list(islice(_WORD.finditer(rest), 5))
    lead = [*takewhile(lambda match: fold(match.group()) in _OPENERS, words[:4])]
    if lead and len(lead) < len(words) and fold(words[len(lead)].group()) in _STARTS:
        return rest[words[len(lead)].start() :]
    return "" if _is_courtesy(rest) else rest


def _drop_closing(sentence: str) -> str:
    """Drop the courtesies after the last comma or dash, and a "please" at the very end."""
    end = _END.search(sentence)
    mark = "?" if end and "?" in end.group() else ""
    found = _find_breaks(sentence, end.start() if end else len(sentence))
    for cut in reversed([*found]):
        if not _is_courtesy(sentence[cut.end() :]) or not sentence[: cut.start()].strip():
            break
        sentence = sentence[: cut.start()] + mark
    shorter = _LAST_WORDS.sub("", _TAG.sub("", sentence))
    return shorter if _WORD.search(shorter) else sentence


def _find_breaks(sentence: str, end: int) -> Iterator[re.Match[str]]:
    """Find where commas, colons, dashes and stops cut a sentence, from the first such mark on, which most questions lack."""
    mark = _MARK.search(sentence, 0, end)
    return _BREAK.finditer(sentence, len(sentence[: mark.start()].rstrip()), end) if mark else iter(())


def _is_courtesy(clause: str) -> bool:
    """Tell whether a clause says nothing but courtesies."""
    raw = _WORD.findall(clause)
    if not raw or len(raw) > _MOST_WORDS or _read_word(raw[-1]) not in COURTEOUS_WORDS:
        return False
    words = [*map(_read_word, raw)]
    if not COURTEOUS_WORDS.issuperset(words):
        return False
    return any(word in COURTESIES for word in words) and words[0] not in QUESTION_WORDS


def _read_word(word: str) -> str:
    return fold(word).replace("’", "'")


def _asks(part: str, own: str) -> bool:
    """Tell whether a sentence asks: by its mark, its first word, or the clause that was taken off it."""
    if part.rstrip(" \"'”’)").endswith("?"):
        return True
    if read_asking_clause(part) is not None:
        return True
    words = [fold(word) for word in _WORD.findall(own)[:3]]
    begins = bool(words) and words[0] in _BEGINNINGS
    placed = (
        len(words) > 1 and words[1] in ("which", "what", "whom", "whose") and words[0] not in POSSESSIVE_DETERMINERS
    )
    return begins or placed
