"""Documents and passages as MCP resources: their URIs, and the text behind each."""

from bisect import bisect_right
from collections.abc import Container
from urllib.parse import parse_qs, quote, unquote, urlsplit

from mcp import types

from service.documents.document import Document
from service.engine.live import Snapshot
from service.wire.replies import Citation

SCHEME = "quoth"
BASE = f"{SCHEME}://"  # quoth:///documents/reports/2020.txt?start=10&end=90
TEMPLATE = f"{BASE}/documents/{{+document}}{{?start,end}}"
PLAIN = "text/plain"
PAGE = 100  # resources per page of a listing
_ROOT = "/documents/"


class NotFound(Exception):
    """A URI or document id that matches no text; the message is a sentence fit to show."""


def prefix_of(collection: str) -> str:
    """Return what stands before the path of a document: nothing for the only collection."""
    return f"/c/{collection}" if collection else ""


def address_of(document: str, start: int | None = None, end: int | None = None, collection: str = "") -> str:
    """Build the URI of a document, or of the passage [start, end) in it, in code points."""
    query = "" if start is None else f"?start={start}&end={end}"
    return f"{BASE}{prefix_of(collection)}{_ROOT}{quote(document)}{query}"


def list_resources(snapshot: Snapshot, cursor: str | None, collection: str = "") -> types.ListResourcesResult:
    """List a page of documents of a collection, starting after the id `cursor` (None: from the first)."""
    ids = snapshot.index.corpus.ids
    first = 0 if cursor is None else bisect_right(ids, cursor)
    page = [snapshot.documents[number] for number in range(first, min(first + PAGE, len(ids)))]
    resources = [
        types.Resource(
            uri=address_of(d.id, collection=collection),
            name=d.id,
            title=d.title,
            mime_type=PLAIN,
            description=_describe(d),
        )
        for d in page
    ]
    return types.ListResourcesResult(resources=resources, next_cursor=page[-1].id if first + PAGE < len(ids) else None)


def list_template(collection: str = "") -> types.ResourceTemplate:
    """Describe the URIs of documents and passages of a collection."""
    return types.ResourceTemplate(
        uri_template=TEMPLATE.replace(BASE, BASE + prefix_of(collection)),
        name=f"document of {collection}" if collection else "document",
        title="A document, or the passage from start to end in it, in code points",
        mime_type=PLAIN,
    )


def _describe(document: Document) -> str | None:
    return ", ".join(part for part in (document.author, document.published) if part) or None


def link_to(citation: Citation, collection: str = "") -> types.ResourceLink:
    """Link to a citation's quote, with a priority that ranks answers first for hosts that shorten the list."""
    document = citation.document
    return types.ResourceLink(
        uri=address_of(document.id, citation.start, citation.end, collection),
        name=document.id,
        title=document.title,
        description=citation.quote,
        mime_type=PLAIN,
        annotations=types.Annotations(
            audience=["user", "assistant"], priority={"answer": 1.0, "nearest": 0.2}.get(citation.role, 0.6)
        ),
    )


def find_collection(uri: str, names: Container[str]) -> str:
    """Return which of several collections a URI is of; "" if it is of none."""
    before, _, rest = urlsplit(uri).path.removeprefix("/").partition("/")
    name = rest.partition("/")[0]
    return name if before == "c" and name in names else ""


def read_resource(snapshot: Snapshot, uri: str, collection: str = "") -> types.TextResourceContents:
    """Read the text at a URI of a collection. Raises NotFound if there is none."""
    parts = urlsplit(uri)
    root = prefix_of(collection) + _ROOT
    if parts.scheme != SCHEME or parts.netloc or not parts.path.startswith(root):
        raise NotFound(f"{uri!r} is no resource; expected {TEMPLATE}.")
    query = parse_qs(parts.query, keep_blank_values=True)
    bounds = [_read_offset(uri, query[name][0]) if name in query else None for name in ("start", "end")]
    text = read_slice(snapshot, unquote(parts.path.removeprefix(root)), *bounds)[2]
    return types.TextResourceContents(uri=uri, mime_type=PLAIN, text=text)


def _read_offset(uri: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise NotFound(f"{uri!r} has the offset {text!r}; expected a number of code points.")
    return int(text)


def read_slice(snapshot: Snapshot, name: str, start: int | None, end: int | None) -> tuple[int, int, str]:
    """Return (start, end, text) of a stretch of a document in code points; None means the text's start or end.

    Raises NotFound for an unknown document or offsets outside its text.
    """
    if name not in snapshot.numbers:
        raise NotFound(f"There is no document {name!r}; the resources list those that there are.")
    text = snapshot.documents[snapshot.numbers[name]].text
    first, last = 0 if start is None else start, len(text) if end is None else end
    if not 0 <= first <= last <= len(text):
        raise NotFound(f"start is {first} and end is {last}; expected 0 <= start <= end <= {len(text)}.")
    return first, last, text[first:last]
