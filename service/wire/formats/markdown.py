"""A reply as Markdown: block quotes with footnotes. The page's `export.js` writes quotes the same way."""

import re
from collections.abc import Sequence

from service.wire.formats.sources import shown_citations, source_line, with_role
from service.wire.replies import Citation, Reply

# Each role of citations, and the line written before them.
_PARTS = (
    ("answer", ""),
    ("differs", "Said differently in:\n\n"),
    ("corroboration", "Also said in:\n\n"),
    ("nearest", ""),
)


def to_markdown(reply: Reply) -> str:
    """Write the notice, then the quotes that answer, differ and agree, or the likeliest passages, with footnotes."""
    quotes: list[str] = [escape_markdown(reply.notice)] if reply.notice else []
    notes: list[str] = []
    for role, opening in _PARTS:
        if citations := with_role(shown_citations(reply), role):
            quotes.append(opening + _quotes(citations, len(notes) + 1))
            notes += _notes(citations, len(notes) + 1)
    return "\n\n".join([*quotes, "\n".join(notes)] if notes else quotes) + "\n"


def cite_in_markdown(citations: Sequence[Citation]) -> str:
    """Write each quote with a footnote that names its source."""
    return "\n\n".join([_quotes(citations, 1), "\n".join(_notes(citations, 1))]) + "\n"


def _quotes(citations: Sequence[Citation], first: int) -> str:
    return "\n\n".join(f"{_quote_lines(c.quote)}[^{number}]" for number, c in enumerate(citations, first))


def _notes(citations: Sequence[Citation], first: int) -> list[str]:
    return [
        f"[^{n}]: {escape_markdown(source_line(c.document, c.speaker))}, <{c.url}>"
        for n, c in enumerate(citations, first)
    ]


def _quote_lines(quote: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in re.split(r"\r\n|\r|\n", escape_markdown(quote)))


def escape_markdown(text: str) -> str:
    """Escape text so that Markdown renders it literally, including lines that look like lists or headings."""
    text = re.sub(r"[\\`*_\[\]<>~|&$^]", r"\\\g<0>", text)
    text = re.sub(r"(^|[\n\r\u2028\u2029])([^\S\n\r\u2028\u2029]*+)([-+#=])", r"\1\2\\\3", text)
    return re.sub(r"(^|[\n\r\u2028\u2029])([^\S\n\r\u2028\u2029]*+\d++)([.)])", r"\1\2\\\3", text)
