"""Find the questions that stand in a text, and the sentences below each that answer it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.sentences.line_labels import asks_by_label
from service.sentences.sentence import Block, Sentence

_TAIL = 40  # characters at the end of a sentence in which its stop stands
_CLOSING = re.compile(r"(?:</\w+>|[*_)\]\s])+\Z")
_QUOTES = "\"'“”‘’«»"
_ASKING = "?？؟⁇⁈"
_MARK = re.compile(f"[{_ASKING}]")
# How many sentences may answer: below a question that is a heading or labelled, a paragraph, one inside a paragraph, and one
# in a chat, whose lines carry the time.
_BELOW_LABEL, _BELOW_LINE, _IN_PARAGRAPH, _IN_CHAT = 40, 6, 3, 5


def may_ask(text: str) -> bool:
    """Return whether a text may hold a question: one has a mark, or a label such as "Q:"."""
    return "Q" in text or _MARK.search(text) is not None


def is_question(text: str, start: int, end: int) -> bool:
    """Return whether a sentence asks: it ends with a question mark, and not inside a quotation that it reports."""
    begin = max(start, end - _TAIL)
    if not _MARK.search(text, begin, end):
        return False
    tail = _CLOSING.sub("", text[begin:end])
    if tail[-1:] and tail[-1] in _QUOTES and text[start] in _QUOTES:
        tail = tail[:-1]
    return tail[-1:] != "" and tail[-1] in _ASKING


def with_questions(
    text: str, sentences: Sequence[Sentence], blocks: Sequence[Block], runs: Sequence[int]
) -> Iterator[Sentence]:
    """Yield every sentence with the question that it answers; `runs` number the blocks by the blank lines before them."""
    walk = _Walk(text, blocks, runs)
    for number, sentence in enumerate(sentences):
        question = walk.read(number, sentence)
        yield sentence if question is None else sentence._replace(question=question)


@dataclass(slots=True)
class _Asked:
    """A question, and the number of sentences that may still answer it."""

    number: int
    block: int
    left: int


class _Walk:
    """A walk down the sentences of a text that remembers the questions still open.

    `formal` is the last one that is a heading, an item, labelled or in bold: what follows answers it, up to the next such
    question or heading. `plain` is any other: the rest of its paragraph answers it, or the next paragraph if it ends one.
    """

    def __init__(self, text: str, blocks: Sequence[Block], runs: Sequence[int]) -> None:
        self.text, self.blocks, self.runs = text, blocks, runs
        self.formal: _Asked | None = None
        self.plain: _Asked | None = None

    def read(self, number: int, sentence: Sentence) -> int | None:
        """Return the question that a sentence answers, if any."""
        if sentence.kind in ("boilerplate", "caption"):
            return None
        labelled = asks_by_label(self.text, sentence.start, sentence.body)
        if not (labelled or is_question(self.text, sentence.start, sentence.end)):
            if sentence.kind == "heading":
                self.formal = self.plain = None
            return self._take(sentence)
        opens = number == self.blocks[sentence.block].first
        if opens and self._is_formal(sentence, labelled):
            most = (
                _IN_CHAT if (self.text[sentence.start] in "[(" or self.text[sentence.start].isdigit()) else _BELOW_LABEL
            )
            self.formal, self.plain = _Asked(number, sentence.block, most), None
            return None
        before = self.plain and self.plain.block == sentence.block and self.plain.number == number - 1
        asked = self.plain.number if before and self.plain else None
        self.plain = _Asked(number, sentence.block, _BELOW_LINE if opens else _IN_PARAGRAPH)
        return self.formal.number if asked is None and self.formal and not opens else asked

    def _is_formal(self, sentence: Sentence, labelled: bool) -> bool:
        return (
            labelled
            or sentence.kind == "heading"
            or sentence.body > sentence.start
            or self.text[sentence.start] in "*_"
        )

    def _take(self, sentence: Sentence) -> int | None:
        if self.plain:
            if self._reaches(self.plain, sentence):
                self.plain.left -= 1
                return self.plain.number
            self.plain = None
        if self.formal and self.formal.left:
            self.formal.left -= 1
            return self.formal.number
        return None

    def _reaches(self, asked: _Asked, sentence: Sentence) -> bool:
        """Return whether a sentence still answers a plain question: in its paragraph, or below if it ends that."""
        if not asked.left or sentence.block == asked.block:
            return bool(asked.left)
        if self.blocks[asked.block].last != asked.number + 1:
            return False
        following = asked.block + 1
        return (
            sentence.block == following
            or sentence.kind == "item"
            or self.runs[sentence.block] in (self.runs[following], self.runs[asked.block])
        )
