"""Find what stands above each sentence: its heading, and the sentence that leads into its list."""

import re
from collections.abc import Iterator, Sequence

from service.sentences.blocks import LineSpan
from service.sentences.kinds import ends_open
from service.sentences.outline import Outline
from service.sentences.sentence import Sentence

_TAIL = 100  # characters at the end of a sentence that may announce what follows
_CLOSERS = "\"'”’)*_ \t\u00a0"
_ANNOUNCES = re.compile(r"\b(?:following|as follows|below)\b[^.!?]{0,60}[.!]?\Z", re.IGNORECASE)


def with_context(text: str, sentences: Sequence[Sentence], spans: Sequence[LineSpan]) -> Iterator[Sentence]:
    """Yield every sentence with its heading and lead-in; `spans` are the blocks that they were cut from."""
    context = _Context(text, [span.indent for span in spans])
    for number, sentence in enumerate(sentences):
        span = spans[sentence.block]
        if span.table:
            heading, lead = context.read_table(number, span), None
        else:
            heading, lead = context.read(number, sentence, span)
        yield Sentence(sentence.start, sentence.end, sentence.body, sentence.block, sentence.kind, heading, lead)


def _announces(tail: str) -> bool:
    small = tail.lower()  # most tails hold none of these words
    return ("follow" in small or "below" in small) and bool(_ANNOUNCES.search(tail))


class _Context:
    """A walk down the sentences of a text that remembers what the next ones depend on."""

    def __init__(self, text: str, indents: Sequence[int]) -> None:
        self.text, self.indents = text, indents
        self.outline = Outline(text)
        self.head: int | None = None  # the head of the table that is open
        self.announced: tuple[int, Sentence, bool] | None = (
            None  # the sentence just before, if it ends with a colon or so
        )
        self.lists: list[tuple[int, int]] = []  # the open lists, outermost first: (indent, lead-in)
        self.led: tuple[int, int] | None = None  # the paragraph that a colon leads into: (its block, the lead-in)

    def read_table(self, number: int, span: LineSpan) -> int | None:
        """Return what stands above a line of a table: the head for a row, the heading for the head."""
        self.announced, self.lists, self.led = None, [], None
        if span.table == "row":
            return self.head
        self.outline.enter(span.run)
        if span.table == "head":
            self.head = number
        return self.outline.last

    def read(self, number: int, sentence: Sentence, span: LineSpan) -> tuple[int | None, int | None]:
        """Return the heading and lead-in of a sentence, and remember what the next ones need of it."""
        if sentence.kind not in ("heading", "boilerplate", "caption"):
            self.outline.enter(span.run)
        heading, lead = self.outline.last, None
        if sentence.kind in ("boilerplate", "caption"):
            return heading, None
        if sentence.kind == "heading":
            heading, self.lists, self.led = self.outline.add(number, sentence, span.run, span.term), [], None
        elif sentence.kind == "item":
            lead = self._lead_into_item(sentence)
        else:
            lead = self._lead_into_prose(sentence)
        tail = self.text[max(sentence.start, sentence.end - _TAIL) : sentence.end].rstrip(_CLOSERS)
        colon = tail[-1:] in (":", "：")
        self.announced = (number, sentence, colon) if colon or _announces(tail) else None
        return heading, lead

    def _lead_into_item(self, sentence: Sentence) -> int | None:
        self.led = None
        indent = self.indents[sentence.block]
        if sentence.body > sentence.start:
            while self.lists and self.lists[-1][0] > indent:
                self.lists.pop()
            if self.announced and self._opens_list(self.announced[1], indent):
                self.lists.append((indent, self.announced[0]))
        return self.lists[-1][1] if self.lists else None

    def _opens_list(self, announcing: Sentence, indent: int) -> bool:
        """Return whether items follow the sentence that announces them; after an item, only deeper ones."""
        return announcing.kind != "item" or self.indents[announcing.block] < indent

    def _lead_into_prose(self, sentence: Sentence) -> int | None:
        self.lists = []
        if self.announced and self.announced[2] and self.announced[1].block != sentence.block:
            self.led = sentence.block, self.announced[0]
        elif self.led and self.led[0] != sentence.block:
            # Names or addresses below a colon, one a block, all belong to it; after a full stop, nothing does.
            before = self.text[max(0, sentence.start - _TAIL) : sentence.start].rstrip()
            goes_on = ends_open(before) and ends_open(
                self.text[max(sentence.start, sentence.end - _TAIL) : sentence.end]
            )
            self.led = (sentence.block, self.led[1]) if goes_on else None
        return self.led[1] if self.led else None
