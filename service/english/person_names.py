"""Names in a question or a cited passage, and the evidence that one is a person's, a man's or a woman's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from service.english.entities import TypedSpan, find_spans
from service.english.question_words import IMPERATIVES
from service.english.titles_and_names import GENDERED, PERSONS, told_gender
from service.english.tokens import Token, tokenize
from service.english.verbs_of_saying import QUOTING, SAYING, THINKING
from service.english.word_classes import HE, SHE

_SPEAKING = SAYING | QUOTING | THINKING
MOST_NAMES = 16  # read of one text: each is weighed against the others
_NAMED = ("person", "organization", "place", "name")
_SENTENCE_END = re.compile(r"[.!?:\n“\"]\s*$")
_AGE = re.compile(r"^,\s*(?:aged\s+)?\d{2},")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at [start, end) of its text, tokens [first, last). `type` is a guess; `weak`: perhaps only a capitalised first word."""

    text: str
    start: int
    end: int
    first: int
    last: int
    type: str
    terms: frozenset[str]
    weak: bool


class NamedText(Protocol):
    """A text with its tokens and names, which whoever weighs names has found already."""

    @property
    def text(self) -> str: ...

    @property
    def tokens(self) -> Sequence[Token]: ...

    @property
    def names(self) -> Sequence[Name]: ...


def find_names(text: str, tokens: Sequence[Token] | None = None) -> list[Name]:
    """Return the names of a text in order, at most `MOST_NAMES`, without leading stop words."""
    tokens = tokenize(text) if tokens is None else tokens
    spans = [span for span in find_spans(text, tokens) if span.type in _NAMED]
    return sorted(islice(_shape(text, tokens, spans), MOST_NAMES), key=lambda name: name.start)


def _shape(text: str, tokens: Sequence[Token], spans: Sequence[TypedSpan]) -> Iterator[Name]:
    for span in spans:
        first, last = span.first, span.last
        while first < last and (tokens[first].stop or (first == 0 and tokens[first].word in IMPERATIVES)):
            first += 1
        if first == last:
            continue
        start, end = tokens[first].start, tokens[last - 1].end
        if text[end - 2 : end - 1] in ("'", "’") and text[end - 1] == "s":
            end -= 2
        opens = span.first == 0 or bool(_SENTENCE_END.search(text[max(0, start - 8) : start]))
        terms = frozenset(token.term for token in tokens[first:last] if not token.stop)
        yield Name(text[start:end], start, end, first, last, span.type, terms, opens and last - span.first == 1)


def personhood(name: Name, texts: Sequence[NamedText]) -> float:
    """Score the evidence that a name is a person's: titles, verbs of saying and ages for it, "in" and "the" against it."""
    cues = [0.0]
    for text in texts:
        cues += [_person_cues(text, other) for other in text.names if alike(name, other)]
    return max(cues) + min(cues) + _person_shape(name)


def without_title(name: str) -> str:
    """Strip the titles from a name: a text seldom repeats them."""
    words = name.split()
    while len(words) > 1 and words[0].strip(".").lower() in PERSONS:
        words.pop(0)
    return " ".join(words)


def alike(one: Name, other: Name) -> bool:
    """Tell whether two names may have one bearer: the words of one are among the other's."""
    return bool(one.terms) and (one.terms <= other.terms or other.terms <= one.terms)


def _person_shape(name: Name) -> float:
    if name.type in ("organization", "place") or any(c.isdigit() for c in name.text):
        return -2.0
    if name.text.isupper() or name.weak:
        return -0.5
    return 1.0 if len(name.text.split()) in (2, 3) else 0.5


def _person_cues(text: NamedText, name: Name) -> float:
    tokens = text.tokens
    before = tokens[name.first - 1].word if name.first else ""
    after = tokens[name.last].word if name.last < len(tokens) else ""
    score = 0.0
    if {tokens[i].word for i in range(max(0, name.first - 1), name.last)} & PERSONS:
        score += 2.0
    if after in _SPEAKING or before in _SPEAKING or _AGE.match(text.text[name.end : name.end + 12]):
        score += 2.0
    if before in ("in", "at", "near", "the"):
        score -= 2.0
    return score


def gender(name: Name, texts: Sequence[NamedText]) -> str | None:
    """Return "he" or "she", from a title, a first name, or the pronoun that follows before the next name; None if unsure."""
    for text in texts:
        tokens, names = text.tokens, text.names
        for number, other in enumerate(names):
            if not alike(name, other):
                continue
            words = [token.word for token in tokens[max(0, other.first - 1) : other.last]]
            told = told_gender([word for word in words if word in GENDERED], words[:-1])
            if told:
                return told
            end = names[number + 1].first if number + 1 < len(names) else len(tokens)
            for token in tokens[other.last : end]:
                if token.word in SHE or token.word in HE:
                    return "she" if token.word in SHE else "he"
    return None
