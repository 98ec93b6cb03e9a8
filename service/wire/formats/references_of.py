"""What every projection says of a citation: its source in words, its addresses, a note that lets it be checked."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from service.documents.dates import written_date

Reply = dict[str, Any]  # the JSON of /ask, with offsets in code points and whole addresses
Citation = dict[str, Any]


def name_of(document: dict[str, Any]) -> str:
    """Name a document by its title, or its id where it has none."""
    return document["title"] or document["id"]


def text_url(citation: Citation) -> str:
    """Give the address of the text that the citation's offsets count in."""
    return f"{citation['url'].partition('?')[0]}/text"


def place_of(citation: Citation) -> tuple[str, str]:
    """Give the quote's offsets as its link has them: code points, whatever the reply's unit is."""
    query = parse_qs(urlsplit(citation["url"]).query)
    return query["start"][0], query["end"][0]


def source_line(citation: Citation) -> str:
    """Say where a quote comes from: "Una Brae, The night ferry, Ada Marsh (4 March 2021)"."""
    document, speaker = citation["document"], citation["speaker"]
    author = f", {document['author']}" if document["author"] else ""
    date = f" ({written_date(document['published'])})" if document["published"] else ""
    return f"{speaker['name'] + ', ' if speaker else ''}{name_of(document)}{author}{date}"


def note_of(citation: Citation) -> str:
    """Write the quote, its place and the digest of the text: all that a check needs."""
    start, end = place_of(citation)
    digest = citation["document"]["sha256"]
    return f"“{citation['quote']}” (characters {start}–{end}; SHA-256 of the text {digest})"


def date_parts(published: str | None) -> list[int]:
    """Split a date of any precision into its year, month and day; [] where there is none."""
    return [int(part) for part in published[:10].split("-")] if published else []


def with_role(citations: Iterable[Citation], role: str) -> list[Citation]:
    """Keep the citations of one role."""
    return [citation for citation in citations if citation["role"] == role]
