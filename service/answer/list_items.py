"""Lists: the items that a lead-in announces, and enumerations inside a sentence."""

import re

from service.answer.answer import TextSpan
from service.sentences.kinds import ends_open
from service.sentences.sentence import Segmentation

MOST = 20
_CUT = re.compile(
    r"(?:(?<!\s)|(?=[;,]))(?:\s*;\s*(?:and\s+|or\s+)?|\s*,\s*(?:and\s+|or\s+|as well as\s+)?|\s+(?:and|or)\s+(?=[^,;]*$))"
)
_EDGES = " \t\r\n\u00a0.,;:"


def led_by(segmentation: Segmentation, lead_in: int) -> list[int]:
    """Return the positions of the sentences that a lead-in announces."""
    found = []
    for position in range(lead_in + 1, len(segmentation.sentences)):
        if segmentation.sentences[position].lead_in == lead_in:
            found.append(position)
        elif found or position > lead_in + 3:
            break
    return found


def list_items(segmentation: Segmentation, lead_in: int) -> list[int]:
    """Return the positions of the sentences that open the items under a lead-in."""
    items = [position for position in led_by(segmentation, lead_in) if segmentation.sentences[position].kind == "item"]
    return [p for p in items if not _continues(segmentation, p - 1, p)]


def items_beside(text: str, segmentation: Segmentation, position: int) -> list[int]:
    """Return the positions of the items of a list without a lead-in, by one of them: they stand below the same heading or
    question, one after the other, each with a marker or alone on a line without a stop.
    """
    sentences = segmentation.sentences
    if not _is_item(text, segmentation, position):
        return []
    first = last = position
    while first > 0 and _are_beside(text, segmentation, first - 1, position):
        first -= 1
    while last + 1 < len(sentences) and _are_beside(text, segmentation, last + 1, position):
        last += 1
    return [p for p in range(first, last + 1) if not _continues(segmentation, p - 1, p)]


def _are_beside(text: str, segmentation: Segmentation, one: int, other: int) -> bool:
    sentences = segmentation.sentences
    above = [(s.kind, s.heading, s.question) for s in (sentences[one], sentences[other])]
    return above[0] == above[1] and _is_item(text, segmentation, one)


def _is_item(text: str, segmentation: Segmentation, position: int) -> bool:
    sentence = segmentation.sentences[position]
    block = segmentation.blocks[sentence.block]
    if sentence.kind == "item":
        return True
    line = text[sentence.start : sentence.end]
    return sentence.kind == "prose" and block.last == block.first + 1 and ends_open(line) and "|" not in line


def item_span(segmentation: Segmentation, position: int) -> TextSpan:
    """Return the span of a list item, from after its marker to the end of its last sentence."""
    last = position
    while last + 1 < len(segmentation.sentences) and _continues(segmentation, position, last + 1):
        last += 1
    return TextSpan(segmentation.sentences[position].body, segmentation.sentences[last].end)


def _continues(segmentation: Segmentation, item: int, position: int) -> bool:
    """Return whether a sentence continues an item: it is in the same block and has no marker of its own."""
    first, sentence = segmentation.sentences[item], segmentation.sentences[position]
    return sentence.block == first.block and first.kind == sentence.kind == "item" and sentence.body == sentence.start


def split_enumeration(text: str, span: TextSpan) -> list[TextSpan]:
    """Split "A, B (of C, D), and E." at its commas or semicolons, except inside brackets and quotation marks.

    Returns [] if there are fewer than two separators.
    """
    inside = _mask_brackets(text[span.start : span.end])
    separator = ";" if inside.count(";") >= 2 else ","
    if inside.count(separator) < 2:
        return []
    places, begin = [], 0
    for match in _CUT.finditer(inside):
        mark = match.group().strip()[:1]
        if mark not in (separator, "a", "o"):
            continue
        places.append((begin, match.start()))
        begin = match.end()
    places.append((begin, len(inside)))
    items = [_trim(text, span.start + start, span.start + end) for start, end in places]
    return [item for item in items if item.end > item.start]


def _mask_brackets(text: str) -> str:
    """Replace everything inside brackets or quotation marks by as many "x"."""
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]|“[^“”]*”|\"[^\"]*\"", lambda match: "x" * len(match.group()), text)


def _trim(text: str, start: int, end: int) -> TextSpan:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return TextSpan(start, end)
