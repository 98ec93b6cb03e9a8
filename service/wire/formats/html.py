"""Quotes as HTML for other sites' pages: everything in it escaped. The page's `export.js` writes the same."""

import html
import re
from collections.abc import Iterable

from service.documents.dates import written_date
from service.wire.formats.references_of import Citation, name_of


def to_html(citations: Iterable[Citation]) -> str:
    """Write each citation as a figure: the quote, and a link to where it stands."""
    return "\n".join(_to_figure(citation) for citation in citations)


def _to_figure(citation: Citation) -> str:
    document, speaker = citation["document"], citation["speaker"]
    quote = re.sub(r"\r\n|\r|\n", "<br>\n", escape_html(citation["quote"]))
    url = escape_html(citation["url"])
    before = f"{speaker['name']}, " if speaker else ""
    after = f", {document['author']}" if document["author"] else ""
    after += f" ({written_date(document['published'])})" if document["published"] else ""
    caption = (
        f'{escape_html(before)}<cite><a href="{url}">{escape_html(name_of(document))}</a></cite>{escape_html(after)}'
    )
    return f'<figure>\n<blockquote cite="{url}">{quote}</blockquote>\n<figcaption>{caption}</figcaption>\n</figure>'


def escape_html(text: str) -> str:
    """Escape text for an element or for an attribute in quotes."""
    return html.escape(text).replace("&#x27;", "&#39;")
