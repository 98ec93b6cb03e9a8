"""Quotes as HTML for other sites' pages: everything in it escaped. The page's `export.js` writes the same."""

import html
import re
from collections.abc import Iterable

from service.documents.dates import written_date
from service.wire.replies import Citation, DocumentInfo, Speaker


def to_html(citations: Iterable[Citation]) -> str:
    """Write each citation as a figure: the quote, and a link to where it stands."""
    return "\n".join(quote_to_html(c.quote, c.url, c.document, c.speaker) for c in citations)


def quote_to_html(quote: str, url: str, document: DocumentInfo, speaker: Speaker | None = None) -> str:
    """Write a quote as a figure, with its source linked by `url` and named in the caption."""
    text = re.sub(r"\r\n|\r|\n", "<br>\n", escape_html(quote))
    link = escape_html(url)
    before = f"{speaker.name}, " if speaker else ""
    after = f", {document.author}" if document.author else ""
    after += f" ({written_date(document.published)})" if document.published else ""
    caption = f'{escape_html(before)}<cite><a href="{link}">{escape_html(document.name)}</a></cite>{escape_html(after)}'
    return f'<figure>\n<blockquote cite="{link}">{text}</blockquote>\n<figcaption>{caption}</figcaption>\n</figure>'


def escape_html(text: str) -> str:
    """Escape text for an element or for an attribute in quotes."""
    return html.escape(text).replace("&#x27;", "&#39;")
