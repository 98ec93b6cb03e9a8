"""Judge replies: does the passage ranked first, and the answer given, hold a right answer?

Only citations with the role "answer" count as the answer, and an answer is short: one citation of a sentence or two, or up
to twenty for a question of kind "list".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.evaluate.question_file import Alternative, LabelledQuestion

MAX_ANSWER = (1, 600)  # citations, and their characters in all
MAX_LIST = (20, 3000)

_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Text that a reply says stands in a document at [start, end), in code points.

    `parts` are further slices of the document that go with it, such as its highlight: (start, end, text).
    """

    document: str
    start: int
    end: int
    text: str
    role: str = "answer"
    parts: tuple[tuple[int, int, str], ...] = ()


Quotes = Sequence[ShownQuote]


@dataclass(frozen=True, slots=True)
class JudgedReply:
    """What is judged of a reply, whichever system gave it. `nearest` are the passages ranked next."""

    answered: bool
    answer: str | None
    confidence: float
    citations: tuple[ShownQuote, ...] = ()
    nearest: tuple[ShownQuote, ...] = ()

    @property
    def spoken(self) -> Quotes:
        """The citations that are the answer."""
        return [citation for citation in self.citations if citation.role == "answer"]

    @property
    def shown(self) -> Quotes:
        """The citations, then the nearest passages."""
        return [*self.citations, *self.nearest]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the first passage ranked, one of the first three, and the answer as spoken are right."""

    top1: bool
    top3: bool
    hit: bool


def judge(question: LabelledQuestion, reply: JudgedReply) -> Judgement:
    """Judge a reply to an answerable question. For an unanswerable one nothing is right."""
    hit = reply.answered and is_right(question, reply.spoken)
    top1 = hit or is_right(question, reply.shown)
    top3 = top1 or any(holds(one, [quote]) for one in question.alternatives for quote in reply.shown[:3])
    return Judgement(top1, top3, hit)


def is_right(question: LabelledQuestion, quotes: Quotes) -> bool:
    """Tell whether these quotes, taken as the answer, are short enough and hold one of the alternatives."""
    most, size = MAX_LIST if question.is_list else MAX_ANSWER
    taken = quotes[:most]
    if sum(quote.end - quote.start for quote in taken) > size:
        return False
    return any(holds(alternative, taken) for alternative in question.alternatives)


def holds(alternative: Alternative, quotes: Quotes) -> bool:
    """Tell whether the quotes from the alternative's document cover its span, or together hold its texts."""
    mine = [quote for quote in quotes if quote.document == alternative.document]
    if alternative.span is not None:
        start, end = alternative.span
        return any(quote.start <= start and end <= quote.end for quote in mine)
    text = " ".join(fold(quote.text) for quote in mine)
    return all(fold(part) in text for part in alternative.all)


def fold(text: str) -> str:
    """Make all white space, and all quotation marks of a kind, the same."""
    return re.sub(r"\s+", " ", text.translate(_MARKS))


def broken_quotes(reply: JudgedReply, texts: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """List the spans (document id, start, end) of a reply that are not their document's own text.

    `texts` maps ids to canonical texts; a span of a document that it lacks is broken. An `answer` other than the joined
    quotes is listed as ("answer", 0, 0).
    """
    broken = []
    for quote in reply.shown:
        text = texts.get(quote.document, "")
        spans = [(quote.start, quote.end, quote.text), *quote.parts]
        broken += [(quote.document, start, end) for start, end, said in spans if text[start:end] != said]
    if reply.answered and reply.answer != "\n".join(quote.text for quote in reply.spoken):
        broken.append(("answer", 0, 0))
    return broken
