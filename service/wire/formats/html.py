"""Quotes as escaped HTML for other sites' pages. The page's `export.js` writes the same."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from service.documents.dates import written_date
from service.wire.replies import Citation, DocumentInfo, Speaker

FIGURE = Markup(
    '<figure>\n<blockquote cite="{url}">{quote}</blockquote>\n'
    '<figcaption>{before}<cite><a href="{url}">{name}</a></cite>{after}</figcaption>\n</figure>'
)
LINE_BREAK = Markup("<br>\n")


def to_html(citations: Iterable[Citation]) -> str:
    """Write each citation as a figure: the quote, and a link to it in its document."""
    return "\n".join(quote_to_html(c.quote, c.url, c.document, c.speaker) for c in citations)


def quote_to_html(quote: str, url: str, document: DocumentInfo, speaker: Speaker | None = None) -> str:
    """Write a quote as a figure, with its source named in the caption and linked to `url`."""
    after = f", {document.author}" if document.author else ""
    after += f" ({written_date(document.published)})" if document.published else ""
    lines = re.split(r"\r\n|\r|\n", quote)
    before = f"{speaker.name}, " if speaker else ""
    figure = FIGURE.format(url=url, quote=LINE_BREAK.join(lines), before=before, name=document.name, after=after)
    return str(figure)  # msgspec does not encode Markup, a subclass of str


def escape_html(text: str) -> str:
    """Escape text for use in an element or a quoted attribute."""
    return str(escape(text))
