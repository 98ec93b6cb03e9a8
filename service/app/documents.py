"""/documents: what there is to ask, and each document's canonical text."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from service.app import pages
from service.app.bodies import read_query
from service.app.problems import prefers_page
from service.app.serving import current_serving, current_snapshot
from service.documents.document import Document
from service.engine.live import Snapshot
from service.engine.lookup import Listing, find_document, list_documents
from service.wire.replies import document_to_json
from service.wire.requests import read_listing

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents")
def documents() -> Response:
    if prefers_page():
        return pages.documents()
    wanted = read_query(("limit", "after", "filter")).get("filter", [""])[0].strip()
    listing = list_documents(current_snapshot(), *read_listing(("filter",)), wanted)
    response = jsonify(listing_to_json(listing, current_snapshot(), wanted))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept")
    return response


@blueprint.get("/documents/<path:name>/text")
def text(name: str) -> ResponseReturnValue:
    snapshot = current_snapshot()
    # Where the folder `name` holds a document called "text", this is its page: a folder has no text.
    if name not in snapshot.numbers and f"{name}/text" in snapshot.numbers:
        return pages.document(f"{name}/text")
    found = find_document(snapshot, name)
    response = Response(found.text.encode(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response


def listing_to_json(listing: Listing, snapshot: Snapshot, wanted: str = "") -> dict[str, Any]:
    """Shape a page of the collection, of what has the words `wanted`; `next` is the next one's link, or null."""
    public_url = current_serving().public_url
    limit = len(listing.documents) + len(listing.skipped)
    following = urlencode({"limit": limit, "after": listing.after or ""} | ({"filter": wanted} if wanted else {}))
    return {
        "documents": [_entry_to_json(document, snapshot, public_url) for document in listing.documents],
        "skipped": [{"id": skipped.id, "reason": skipped.reason} for skipped in listing.skipped],
        "total": {"documents": len(snapshot.documents), "skipped": len(snapshot.skipped)},
        "next": f"{public_url}/documents?{following}" if listing.after is not None else None,
    }


def _entry_to_json(document: Document, snapshot: Snapshot, public_url: str) -> dict[str, Any]:
    url = f"{public_url}/documents/{quote(document.id)}"
    return document_to_json(document) | {
        "encoding": document.encoding,
        "characters": len(document.text),
        "sentences": len(snapshot.index.corpus.segmentation(snapshot.numbers[document.id]).sentences),
        "url": url,
        "text_url": f"{url}/text",
    }
