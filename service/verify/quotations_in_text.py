"""Find the quotations in a text to check, such as an article in Markdown or a language model's answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.sentences.quotations import find_quotations
from service.sentences.segmentation import segment_text

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)|\Z)|(?P<tick>`+)[^`\n]+(?P=tick)", re.DOTALL | re.MULTILINE
)
_TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)")
_BLOCK_QUOTE = re.compile(r"^ {0,3}>[^\n]*(?:\n {0,3}>[^\n]*)*", re.MULTILINE)
_MARKER = re.compile(r"^ {0,3}>(?:[ \t]?>)*[ \t]?", re.MULTILINE)
_SOURCE = re.compile(r"\n\s*(?:[—–―]|--?\s)[^\n]{1,200}\s*\Z")
_EMPHASIS = re.compile(r"(?<!\w)(?:(\*{1,3})(?=\S)([^*]{1,500})(?<=\S)\1|(_{1,3})(?=\S)([^_]{1,500})(?<=\S)\3)(?!\w)")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_NOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_QUOTES = '"“”„«»‘’'


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation at [start, end) of a text, marks included, and the words quoted, without Markdown."""

    start: int
    end: int
    quote: str


def find_quoted(text: str) -> list[Quoted]:
    """Return the quotations of a Markdown text in order: those in marks and block quotes, but none in code."""
    plain = _TARGET.sub(_blank, _CODE.sub(_blank, text))
    blocks = list(_read_blocks(text, plain))
    for block in reversed(blocks):
        plain = plain[: block.start] + re.sub(r"[^\n]", " ", plain[block.start : block.end]) + plain[block.end :]
    spans = [(block.start, block.end) for block in segment_text(plain).blocks]
    marked = (
        Quoted(found.start, found.end, _clean(text[found.start + 1 : found.end - 1]))
        for found in find_quotations(plain, spans)
    )
    return sorted((q for q in (*blocks, *marked) if any(map(str.isalnum, q.quote))), key=lambda q: q.start)


def _read_blocks(text: str, plain: str) -> Iterator[Quoted]:
    """Yield the block quotes, without a last line that names the source."""
    for found in _BLOCK_QUOTE.finditer(plain):
        lines = _MARKER.sub("", text[found.start() : found.end()])
        quote = _SOURCE.sub("", lines).strip()
        if [(0, len(quote))] == [(q.start, q.end) for q in find_quotations(quote, [(0, len(quote))])]:
            quote = quote[1:-1]
        yield Quoted(found.start(), found.end(), _clean(quote))


def _blank(found: re.Match[str]) -> str:
    """Blank the quotation marks in code and links, so that offsets stay the same."""
    return re.sub(f"[{_QUOTES}>]", "·", found.group())


def _clean(quote: str) -> str:
    """Strip Markdown syntax: emphasis, links, notes."""
    return _EMPHASIS.sub(r"\2\4", _LINK.sub(r"\1", _NOTE.sub("", quote))).strip()
