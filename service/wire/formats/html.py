"""Quotes as HTML for other sites' pages, everything in it escaped. The page's `export.js` writes the same."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from service.documents.dates import written_date
from service.wire.formats.references_of import Citation, name_of

FIGURE = Markup(
    '<figure>\n<blockquote cite="{url}">{quote}</blockquote>\n'
    '<figcaption>{before}<cite><a href="{url}">{name}</a></cite>{after}</figcaption>\n</figure>'
)
LINE_BREAK = Markup("<br>\n")


def to_html(citations: Iterable[Citation]) -> str:
    """Write each citation as a figure: the quote, and a link to where it stands."""
    return "\n".join(_to_figure(citation) for citation in citations)


def _to_figure(citation: Citation) -> Markup:
    document, speaker = citation["document"], citation["speaker"]
    after = f", {document['author']}" if document["author"] else ""
    after += f" ({written_date(document['published'])})" if document["published"] else ""
    return FIGURE.format(
        url=citation["url"],
        quote=LINE_BREAK.join(re.split(r"\r\n|\r|\n", citation["quote"])),
        before=f"{speaker['name']}, " if speaker else "",
        name=name_of(document),
        after=after,
    )


def escape_html(text: str) -> str:
    """Escape text for an element or for an attribute in quotes."""
    return str(escape(text))
