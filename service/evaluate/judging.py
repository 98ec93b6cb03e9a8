"""Judge a reply of /ask: whether what was ranked first, and what was said, holds a right answer.

A reply is the JSON of /ask with offsets in code points. Only the first citation with the role "answer" counts, and it
must be short: an answer is a sentence or two, not a page. A question of kind "list" counts up to twenty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.evaluate.question_file import Alternative, Question

MAX_ANSWER = (1, 600)  # citations, and their characters in all
MAX_LIST = (20, 3000)

Reply = Mapping[str, Any]
Quotes = Sequence[Mapping[str, Any]]  # citations as a reply has them: document.id, start, end, quote

_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the first passage ranked, one of the first three, and the answer as spoken are right."""

    top1: bool
    top3: bool
    hit: bool


def judge(question: Question, reply: Reply) -> Judgement:
    """Judge a reply to a question that the documents answer (all False for one that they do not)."""
    shown = shown_of(reply)
    hit = bool(reply["answered"]) and is_right(question, spoken_of(reply))
    top1 = hit or is_right(question, shown)
    top3 = top1 or any(holds(one, [quote]) for one in question.alternatives for quote in shown[:3])
    return Judgement(top1, top3, hit)


def spoken_of(reply: Reply) -> Quotes:
    """List the citations that are the answer."""
    return [citation for citation in reply["citations"] if citation.get("role", "answer") == "answer"]


def shown_of(reply: Reply) -> Quotes:
    """List the citations and the nearest passages, in the order of the reply."""
    return [*reply["citations"], *reply.get("nearest", [])]


def is_right(question: Question, quotes: Quotes) -> bool:
    """Say whether these quotes, taken as the answer, are short enough and hold one of the alternatives."""
    most, size = MAX_LIST if question.is_list else MAX_ANSWER
    taken = quotes[:most]
    if sum(quote["end"] - quote["start"] for quote in taken) > size:
        return False
    return any(holds(alternative, taken) for alternative in question.alternatives)


def holds(alternative: Alternative, quotes: Quotes) -> bool:
    """Say whether the quotes from the alternative's document cover its span, or together hold its texts."""
    mine = [quote for quote in quotes if quote["document"]["id"] == alternative.document]
    if alternative.span is not None:
        start, end = alternative.span
        return any(quote["start"] <= start and end <= quote["end"] for quote in mine)
    text = " ".join(fold(quote["quote"]) for quote in mine)
    return all(fold(part) in text for part in alternative.all)


def fold(text: str) -> str:
    """Make white space, no-break spaces and quotation marks alike."""
    return re.sub(r"\s+", " ", text.translate(_MARKS))


def broken_quotes(reply: Reply, texts: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """List the spans (document id, start, end) of a reply that are not their document's own text.

    `texts` maps ids to canonical texts; a span of a document that it does not have is broken. An `answer` that is not
    its quotes joined is listed as ("answer", 0, 0).
    """
    broken = []
    for citation in shown_of(reply):
        name = citation["document"]["id"]
        text = texts.get(name, "")
        spans = [(citation["start"], citation["end"], citation["quote"])]
        for key, field in (("highlight", "text"), ("passage", "text"), ("speaker", "name")):
            if part := citation.get(key):
                spans.append((part["start"], part["end"], part[field]))
        broken += [(name, start, end) for start, end, quote in spans if text[start:end] != quote]
    if reply["answered"] and reply["answer"] != "\n".join(quote["quote"] for quote in spoken_of(reply)):
        broken.append(("answer", 0, 0))
    return broken
