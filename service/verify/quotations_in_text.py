"""Find the quotations in a text to check, such as an article in Markdown or a language model's answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.html_tags import blank_markup, leave_out_markup
from service.sentences.quotations import find_quotations
from service.verify.other_marks import JOINER, rewrite_marks

# Code between fences, or between runs of ticks in one line. A run that nothing closes is matched with the rest of its line, so
# that none of its ticks is tried again.
_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)|\Z)|(?P<tick>`++)[^`\n]*+(?P<closing>(?P=tick)|`++)?+",
    re.DOTALL | re.MULTILINE,
)
_TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)")
_BLOCK_QUOTE = re.compile(r"^ {0,3}>[^\n]*(?:\n {0,3}>[^\n]*)*", re.MULTILINE)
_MARKER = re.compile(r"^ {0,3}>(?:[ \t]?>)*[ \t]?", re.MULTILINE)
_SOURCE = re.compile(r"\n\s*(?:[—–―]|--?\s)[^\n]{1,200}\s*\Z")
_EMPHASIS = re.compile(r"(?<!\w)(?:(\*{1,3})(?=\S)([^*]{1,500})(?<=\S)\1|(_{1,3})(?=\S)([^_]{1,500})(?<=\S)\3)(?!\w)")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_NOTE = re.compile(r"\[\^[^\[\]\s]+\]")
FEWEST = 3  # words between straight single marks, which are apostrophes more often
_PARAGRAPH = re.compile(r"[^\s](?:[^\n]|\n(?![ \t\r]*+(?:\n|\Z)))*+")  # up to a blank line
_QUOTES = '"“”„«»‘’'


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation at [start, end) of a text, marks included, and the words quoted, without Markdown."""

    start: int
    end: int
    quote: str


def find_quoted(text: str) -> list[Quoted]:
    """Return the quotations of a text in Markdown or HTML, in order: those in marks and block quotes, but none in code."""
    written, text = text, rewrite_marks(text)
    plain = _TARGET.sub(_blank, _CODE.sub(_blank_code, blank_markup(text)))
    blocks = list(_read_blocks(text, plain))
    plain = _BLOCK_QUOTE.sub(lambda block: re.sub(r"[^\n]", " ", block.group()), plain)
    spans = [found.span() for found in _PARAGRAPH.finditer(plain)]
    marked = (
        Quoted(found.start, found.end, _clean(text[found.start + 1 : found.end - 1]))
        for found in find_quotations(plain, spans)
    )
    quoted = (q for q in (*blocks, *marked) if len(q.quote.split()) >= (FEWEST if written[q.start] == "'" else 1))
    return sorted((q for q in quoted if any(map(str.isalnum, q.quote))), key=lambda q: q.start)


def _read_blocks(text: str, plain: str) -> Iterator[Quoted]:
    """Yield the block quotes, without a last line that names the source."""
    for found in _BLOCK_QUOTE.finditer(plain):
        lines = _MARKER.sub("", text[found.start() : found.end()])
        quote = lines[: _find_source(lines)].strip()
        if [(0, len(quote))] == [(q.start, q.end) for q in find_quotations(quote, [(0, len(quote))])]:
            quote = quote[1:-1]
        yield Quoted(found.start(), found.end(), _clean(quote))


def _find_source(lines: str) -> int:
    """Return where a last line that names the source begins, with the break before it; the end if there is none.

    The dashes may stand in a line of their own above the name.
    """
    last = lines.rfind("\n", 0, len(lines.rstrip()))
    above = lines.rfind("\n", 0, max(last, 0))
    return next((place for place in (above, last) if place >= 0 and _SOURCE.match(lines, place)), len(lines))


def _blank_code(found: re.Match[str]) -> str:
    return _blank(found) if found["fence"] or found["closing"] else found.group()


def _blank(found: re.Match[str]) -> str:
    """Blank the quotation marks in code and links, so that offsets stay the same."""
    return re.sub(f"[{_QUOTES}>]", "·", found.group())


def _clean(quote: str) -> str:
    """Strip Markdown syntax: emphasis, links, notes; and tags with their room."""
    words = _EMPHASIS.sub(r"\2\4", _LINK.sub(r"\1", _NOTE.sub("", leave_out_markup(quote))))
    return re.sub(r" {2,}", " ", words).replace(JOINER, "").strip()
