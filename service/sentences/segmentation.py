"""Segment a text into blocks, sentences and quotations."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from service.html_tags import Markup, blank_markup, find_markup
from service.sentences.blocks import LineSpan, find_blocks
from service.sentences.bounds import MOST, bound_piece
from service.sentences.context import with_context
from service.sentences.kinds import ends_open, lists_names, may_head, reads_as_heading
from service.sentences.line_labels import is_keyed
from service.sentences.lists import inline_items
from service.sentences.questions import may_ask, with_questions
from service.sentences.quotations import find_quotations
from service.sentences.sentence import Block, Quotation, Segmentation, Sentence
from service.sentences.stops import find_stops

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]")
_LONGEST_HEADING = 200
_HEADING_WORDS = 8


class _Written(NamedTuple):
    """A text, the same with spaces in place of its HTML, where no stop is one, and what of it is HTML."""

    text: str
    plain: str
    markup: list[Markup]

    def share_out(self, stop: int, following: int) -> tuple[int, int]:
        """Give the HTML between two sentences to one of them: from the first tag that opens an element on, to the second."""
        if not self.markup:
            return stop, following
        first = bisect_left(self.markup, stop, key=attrgetter("start"))
        for markup in self.markup[first : bisect_left(self.markup, following, key=attrgetter("start"))]:
            if markup.opens:
                return stop, markup.start
            stop = markup.end
        return stop, following


def segment_text(text: str, front_matter: int = 0) -> Segmentation:
    """Segment a text. Its first `front_matter` characters are boilerplate; all offsets are code points of the text."""
    spans = _with_headings(text, find_blocks(text, front_matter))
    markup = find_markup(text)
    written = _Written(text, blank_markup(text, markup), markup)
    sentences: list[Sentence] = []
    blocks: list[Block] = []
    for number, span in enumerate(spans):
        first = len(sentences)
        sentences += _cut_block(written, span, number)
        blocks.append(Block(span.start, span.end, span.kind, first, len(sentences)))
    sentences = list(with_context(text, sentences, spans))
    if may_ask(text):
        sentences = list(with_questions(text, sentences, blocks, [span.run for span in spans]))
    if any(span.turn for span in spans):
        sentences = list(_with_turns(sentences, spans))
    quotations = find_quotations(
        written.plain, [(span.start, span.end) for span in spans if span.kind in ("prose", "item")]
    )
    if quotations:
        sentences = list(_with_quotations(sentences, quotations))
    return Segmentation(tuple(sentences), tuple(blocks), tuple(quotations))


def _with_turns(sentences: Sequence[Sentence], spans: Sequence[LineSpan]) -> Iterator[Sentence]:
    """Yield every sentence with the one that opens its turn; a heading ends it."""
    turn, block = None, -1
    for number, sentence in enumerate(sentences):
        if sentence.block != block:
            block = sentence.block
            turn = number if spans[block].turn else turn
        turn = None if sentence.kind == "heading" else turn
        yield sentence if turn is None else sentence._replace(turn=turn)


def _with_headings(text: str, spans: list[LineSpan]) -> list[LineSpan]:
    """Mark the lines that are headings of the prose below them."""
    headings = 0
    for number, span in enumerate(spans[:-1]):
        below = spans[number + 1]
        headings += span.kind == "heading"
        if span.kind == "boilerplate" and headings >= min(number, 2) and _heads_text(text, spans, number):
            spans[number] = span._replace(kind="heading")
            continue
        if _is_numbered_heading(text, span, below, spans[number - 1] if number else None):
            spans[number] = span._replace(kind="heading")
        if span.kind != "prose" or span.lines > 1 or span.by_line or span.end - span.start > _LONGEST_HEADING:
            continue
        cut_off = below.kind == "boilerplate" and (number or not may_head(text[below.start : below.end]))
        if cut_off or span.body != span.start or text[span.start] == "|":
            continue
        if span.table or is_keyed(text, span.start, span.end):
            continue
        stands_out = number == 0 or _stands_out(text, span, below)
        if not stands_out and (_is_among_lines(text, span, spans[number - 1]) or _is_byline(text, span, number)):
            continue
        if below.run == span.run and (below.kind == "caption" or (ends_open(_tail(text, below)) and not stands_out)):
            continue  # a name above the credit of its picture, or a line of an address
        if reads_as_heading(text[span.start : span.end], title=number == 0):
            spans[number] = span._replace(kind="heading", term=_is_term(span, below))
            headings += 1
    return spans


def _heads_text(text: str, spans: Sequence[LineSpan], number: int) -> bool:
    """Return whether a line that may be boilerplate or a heading has text of its own below it, and no boilerplate above."""
    span, below = spans[number : number + 2]
    if span.lines > 1 or span.table or (number and spans[number - 1].kind == "boilerplate"):
        return False
    if below.kind not in ("prose", "item") or below.table or not may_head(text[span.start : span.end]):
        return False
    return below.marker is not None or not ends_open(_tail(text, below)) or is_keyed(text, below.start, below.end)


def _is_numbered_heading(text: str, span: LineSpan, below: LineSpan, before: LineSpan | None) -> bool:
    """Return whether an item is the numbered heading of the prose below: "3. TERMINATION.", or a few words without a stop."""
    if span.marker is None or span.marker.value is None or span.lines > 1 or below.kind != "prose" or below.labelled:
        return False
    words = text[span.body : min(span.end, span.body + _LONGEST_HEADING)].split()
    if len(words) > _HEADING_WORDS or (before is not None and before.kind == "item" and before.run == span.run):
        return False
    line = " ".join(words)
    alone = before is None or before.kind != "item"
    return line.isupper() or (alone and ends_open(line) and line[:1].isupper() and line[-1] not in ",;")


def _stands_out(text: str, span: LineSpan, below: LineSpan) -> bool:
    """Return whether a line is plainly the heading of the one right below it: by a colon, bold type, an indent or a list."""
    line = text[span.start : span.end]
    bold = line[:2] in ("**", "__") and line[-2:] == line[:2]
    return line[-1] in ":：" or bold or (below.kind == "item" and below.marker is not None) or _is_term(span, below)


def _is_among_lines(text: str, span: LineSpan, before: LineSpan) -> bool:
    """Return whether the line above, without a stop, belongs with this one: both are entries, and neither is a heading."""
    return before.run == span.run and before.kind == "prose" and ends_open(_tail(text, before))


def _is_byline(text: str, span: LineSpan, number: int) -> bool:
    """Return whether a line near the title names the authors, or is in italics."""
    line = text[span.start : span.end]
    italic = line[0] in "*_" and line[-1] == line[0] and line[1] not in "*_"
    return 0 < number < 4 and (italic or lists_names(line))


def _is_term(span: LineSpan, below: LineSpan) -> bool:
    """Return whether the line below defines this one: it is indented, or begins with a colon."""
    return below.run == span.run and (below.indent > span.indent + 1 or below.defines) and below.kind == "prose"


def _tail(text: str, span: LineSpan) -> str:
    return text[max(span.start, span.end - 20) : span.end]


def _cut_block(written: _Written, span: LineSpan, number: int) -> Iterator[Sentence]:
    """Split a block into its sentences."""
    text = written.text
    if span.by_line:
        for line in _LINE.finditer(text, span.start, span.end):
            if inner := line.group().strip():
                start = line.start() + line.group().index(inner)
                for begin, end in _bounded(written, [(start, start + len(inner))]):
                    yield Sentence(begin, end, begin, number, span.kind)
        return
    if span.table:
        yield Sentence(span.start, span.end, span.body, number, span.kind)
        return
    items = [] if span.kind in ("heading", "boilerplate") else list(inline_items(text, span.start, span.end))
    parts = [(span.start, span.body, span.kind), *((start, body, "item") for start, body in items)]
    if len(parts) > 1 and parts[0][0] == parts[1][0]:
        del parts[0]
    ends = [start for start, _, _ in parts[1:]] + [span.end]
    for (start, body, kind), end in zip(parts, ends, strict=True):
        first = True
        for sentence_start, sentence_end in _cut_part(written, start, body, end, kind == "boilerplate"):
            yield Sentence(sentence_start, sentence_end, body if first else sentence_start, number, kind)
            first = False


def _cut_part(written: _Written, start: int, body: int, end: int, whole: bool) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end between two places; the first includes the marker before `body`.

    A piece without a letter or digit (". . .", a lone mark) is part of the sentence before it.
    """
    while written.text[end - 1].isspace():
        end -= 1
    text = written.plain
    pieces, ends = [start], []
    word = last_word = -1  # found with the first stop, as most lines have none
    for stop, following in () if whole else find_stops(text, body, end):
        if word < 0:
            word = _next_word(text, body, end)
            last_word = next((place for place in range(end - 1, body - 1, -1) if text[place].isalnum()), body)
        if word < stop and following <= last_word:
            stop, following = written.share_out(stop, following)
            ends.append(stop)
            pieces.append(following)
            word = _next_word(text, following, end)
    yield from _bounded(written, zip(pieces, [*ends, end], strict=True))


def _bounded(written: _Written, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut the sentences that are too long for a quote."""
    for start, end in spans:
        begin = start
        for stop, following in bound_piece(written.plain, start, end) if end - start > MOST else ():
            stop, following = written.share_out(stop, following)
            yield begin, stop
            begin = following
        yield begin, end


def _next_word(text: str, position: int, end: int) -> int:
    found = _WORD.search(text, position, end)
    return found.start() if found else end


def _with_quotations(sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> Iterator[Sentence]:
    """Yield every sentence with its quotation: one that spans several sentences, or most of this one."""
    position = 0
    for sentence in sentences:
        while position < len(quotations) and quotations[position].end <= sentence.start:
            position += 1
        best, longest = None, 0
        candidate = position
        while candidate < len(quotations) and quotations[candidate].start < sentence.end:
            quotation = quotations[candidate]
            overlap = min(quotation.end, sentence.end) - max(quotation.start, sentence.start)
            spans = quotation.start < sentence.start or quotation.end > sentence.end
            if overlap > longest and (spans or 2 * overlap >= sentence.end - sentence.start):
                best, longest = candidate, overlap
            candidate += 1
        yield sentence if best is None else sentence._replace(quotation=best)
