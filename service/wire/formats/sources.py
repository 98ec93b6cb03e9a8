"""What several formats say of a citation: its source, the link to its text, and a note for checking it."""

from collections.abc import Iterable

from service.documents.dates import written_date
from service.wire.replies import Citation, DocumentInfo, Reply, Speaker


def text_url(citation: Citation) -> str:
    """Return the URL of the text that the citation's offsets count in."""
    return f"{citation.url.partition('?')[0]}/text"


def source_line(document: DocumentInfo, speaker: Speaker | None) -> str:
    """Name the source of a quote: "Una Brae, The night ferry, Ada Marsh (4 March 2021)"."""
    author = f", {document.author}" if document.author else ""
    date = f" ({written_date(document.published)})" if document.published else ""
    return f"{speaker.name + ', ' if speaker else ''}{document.name}{author}{date}"


def note_of(citation: Citation) -> str:
    """Write the quote, its place and the digest of the text: everything needed to check it."""
    return (
        f"“{citation.quote}” (characters {citation.start}–{citation.end}; "
        f"SHA-256 of the text {citation.document.sha256})"
    )


def date_parts(published: str | None) -> tuple[int, ...]:
    """Split a date into year, month and day, as far as it is known; () if there is no date."""
    return tuple(int(part) for part in published[:10].split("-")) if published else ()


def shown_citations(reply: Reply) -> tuple[Citation, ...]:
    """Return what to show below the notice: the citations or, if the documents may answer, the likeliest passages."""
    return reply.nearest if reply.reason == "low_confidence" else reply.citations


def with_role(citations: Iterable[Citation], role: str) -> list[Citation]:
    """List the citations that have a role."""
    return [citation for citation in citations if citation.role == role]
