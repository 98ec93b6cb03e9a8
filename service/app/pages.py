"""The pages of the collection: the list of documents, and a document with the cited passage marked."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request, url_for

from service.app.bodies import read_query
from service.app.original import fragment_link, is_web_address
from service.app.problems import Problem, show
from service.app.serving import current_serving, current_snapshot
from service.app.source import lay_out
from service.app.words import FILTERS
from service.documents.document import Document
from service.engine.lookup import find_document, list_documents
from service.memory import ENTRY, Memory
from service.wire.replies import passage_url
from service.wire.requests import read_listing, read_span

blueprint = Blueprint("pages", __name__)
for name, word in FILTERS.items():
    blueprint.add_app_template_filter(word, name)
blueprint.add_app_template_filter(is_web_address, "web_address")


@dataclass(frozen=True)
class Cited:
    """The passage that a page was opened at, [start, end) in code points."""

    start: int
    end: int
    text: str


@blueprint.get("/documents/<path:name>")
def document(name: str) -> Response:
    snapshot = current_snapshot()
    found = find_document(snapshot, name)
    span = read_span(len(found.text), ("at",))
    cited = Cited(*span, found.text[slice(*span)]) if span else None
    blocks = snapshot.index.corpus.segmentation(snapshot.numbers[name]).blocks
    address = current_serving().public_url or request.host_url.rstrip("/")
    page_url = f"{address}/documents/{quote(name)}"
    page = render_template(
        "document.html",
        document=found,
        cited=cited,
        part=lay_out(found.text, blocks, span, span[0] if span else _read_at(len(found.text))),
        length=len(found.text),
        words=count_words(found, snapshot.index.memory),
        page_url=page_url,
        text_url=f"/documents/{quote(name)}/text",
        passage_url=passage_url(found, cited.start, cited.end, address) if cited else page_url,
        place_url=lambda start, end: passage_url(found, start, end),
        part_url=lambda at: f"/documents/{quote(name)}?at={at}",
        original=_link_to_original(found, cited),
    )
    return _page(page)


def documents() -> Response:
    """Answer with the list of documents; the route is in `documents`, which answers with JSON too."""
    snapshot = current_snapshot()
    wanted = read_query(("limit", "after", "filter")).get("filter", [""])[0].strip()
    limit, after = read_listing(("filter",))
    listing = list_documents(snapshot, limit, after, wanted)
    query = {"filter": wanted, "limit": limit}
    page = render_template(
        "documents.html",
        rows=[_row(entry) for entry in listing.documents],
        skipped=listing.skipped,
        filter=wanted,
        whole=not (wanted or after or listing.after),
        total=len(snapshot.documents),
        first_url="/documents?" + urlencode(query) if after else None,
        next_url="/documents?" + urlencode(query | {"after": listing.after}) if listing.after else None,
    )
    return _page(page)


def count_words(document: Document, memory: Memory) -> int:
    """Count a document's words, or find in `memory` how many there are."""
    return memory.get_or_make(("words", document.sha256), lambda: len(document.text.split()), ENTRY)


def _row(document: Document) -> dict[str, object]:
    return {
        "document": document,
        "words": count_words(document, current_snapshot().index.memory),
        "url": f"/documents/{quote(document.id)}",
        "ask_url": url_for("chat.home", documents=document.id),
    }


def _read_at(length: int) -> int:
    at = request.args.get("at", "0")
    if not (at.isascii() and at.isdigit() and len(at) < 10 and int(at) <= length):
        raise Problem(400, f"at is {show(at)}; expected an integer from 0 to {length}.")
    return int(at)


def _link_to_original(document: Document, cited: Cited | None) -> str | None:
    url = document.source_url
    if url is None or not is_web_address(url):
        return None
    return fragment_link(url, document.text, cited.start, cited.end) if cited else url


def _page(text: str) -> Response:
    response = Response(text, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept")
    return response
