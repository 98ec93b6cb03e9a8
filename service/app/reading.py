"""/documents: the listing, a page for each document with a passage marked, and its canonical text."""

from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.answer.answer import Finding, TextSpan
from service.app.document_body import Reading, show_document
from service.app.problem_replies import prefers_page
from service.app.serving import (
    NO_STORE,
    REVALIDATE,
    current_engine,
    current_serving,
    current_snapshot,
    json_response,
    make_response,
    own_address,
    page_response,
)
from service.app.text_fragments import fragment_link, is_web_address
from service.app.words import FILTERS
from service.documents.document import Document
from service.engine.lookup import find_document, list_documents, list_skipped
from service.engine.page_pictures import has_pictures, pages_of
from service.memory import ENTRY
from service.wire.formats.formats import write_citations
from service.wire.links import read_citation_format, read_integer, read_listing, read_span
from service.wire.problems import Problem
from service.wire.requests import CitationFormat
from service.wire.shaping import Shaper, document_url, passage_url

BARE = "default-src 'none'; frame-ancestors 'none'; sandbox"  # the policy of what is no page of ours
LONGEST_SHOWN = 5000  # code points of a passage that are repeated above the document

blueprint = Blueprint("reading", __name__)
for name, word in FILTERS.items():
    blueprint.add_app_template_filter(word, name)
blueprint.add_app_template_filter(is_web_address, "web_address")


@dataclass(frozen=True)
class MarkedPassage:
    """The passage that a page marks, [start, end) in code points, and the beginning of its text."""

    start: int
    end: int
    text: str

    @property
    def is_cut(self) -> bool:
        """Whether the text is longer than what is shown of it."""
        return len(self.text) < self.end - self.start


@blueprint.get("/documents")
def documents() -> Response:
    limit, after, words = read_listing(request.query_string)
    snapshot = current_snapshot()
    as_page = prefers_page()
    listing = list_documents(snapshot, limit, after, words, current_engine().public_url, skipped=not as_page)
    if as_page:
        query: dict[str, object] = {"filter": words, "limit": limit}
        page = render_template(
            "documents.html",
            rows=[_row(snapshot.documents[snapshot.numbers[listed.id]]) for listed in listing.documents],
            skipped=[] if after else list_skipped(snapshot, words),
            filter=words,
            whole=not (words or after or listing.next),
            total=listing.total.documents,
            first_url=f"{url_for('reading.documents')}?{urlencode(query)}" if after else None,
            next_url=_continue(query, listing.next) if listing.next else None,
        )
        response = page_response(page)
    else:
        response = json_response(listing, REVALIDATE)
    response.vary.add("Accept")
    return response


@blueprint.get("/documents/<path:name>")
def document(name: str) -> Response:
    snapshot = current_snapshot()
    found = find_document(snapshot, name)
    length = len(found.text)
    span = read_span(request.query_string, length, ("at", "as"))
    format = read_citation_format(request.query_string, span is not None)
    if format and span:
        return _cite(found, *span, format)
    cited = MarkedPassage(*span, found.text[span[0] : min(span[1], span[0] + LONGEST_SHOWN)]) if span else None
    blocks = snapshot.index.corpus.segmentation(snapshot.numbers[name]).blocks
    address = own_address()
    page_url = document_url(found, address)
    reading = Reading(
        span,
        span[0] if span else _read_at(length),
        lambda start, end: passage_url(found, start, end, request.script_root),
        lambda id: document_url(find_document(snapshot, id), request.script_root) if id in snapshot.numbers else None,
    )
    page = render_template(
        "document.html",
        document=found,
        cited=cited,
        body=show_document(found, blocks, reading),
        length=length,
        words=count_words(found),
        page_url=page_url,
        cite_url=lambda name: (
            f"{document_url(found, request.script_root)}?start={cited.start}&end={cited.end}&as={name}" if cited else ""
        ),
        text_url=f"{document_url(found, request.script_root)}/text",
        passage_url=passage_url(found, cited.start, cited.end, address) if cited else page_url,
        part_url=lambda at: f"{document_url(found, request.script_root)}?at={at}",
        original=_link_to_original(found, cited),
        file_url=_link_to_file(found, cited),
        page_number=found.page_at(cited.start) if cited else None,
        pictures=_show_pages(found, cited) if cited else [],
    )
    response = page_response(page)
    response.vary.add("Accept")
    return response


def _cite(found: Document, start: int, end: int, format: CitationFormat) -> Response:
    """Cite a passage as an answer is cited."""
    finding = Finding("match", found, start, end, found.text[start:end], TextSpan(start, end), 0.0)
    body, content_type = write_citations(Shaper(address=own_address()).shape_findings([finding]), format)
    response = make_response(body, content_type, REVALIDATE)
    response.headers["Content-Security-Policy"] = BARE
    return response


@blueprint.get("/documents/<path:name>/text")
def text(name: str) -> ResponseReturnValue:
    snapshot = current_snapshot()
    # If `name` is a folder with a document called "text" in it, this is that document's page.
    if name not in snapshot.numbers and f"{name}/text" in snapshot.numbers:
        return document(f"{name}/text")
    found = find_document(snapshot, name)
    response = Response(found.text.encode(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Security-Policy"] = BARE
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = REVALIDATE
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response


@blueprint.get("/documents/<path:name>/original")
def original(name: str) -> ResponseReturnValue:
    snapshot = current_snapshot()
    if name not in snapshot.numbers and f"{name}/original" in snapshot.numbers:
        return document(f"{name}/original")
    found = find_document(snapshot, name)
    if not current_serving().originals:
        raise Problem(404, "The files themselves are not given out here; QUOTH_ORIGINALS allows it.")
    file = current_engine().read_original(found)
    response = Response(file.data, content_type="application/octet-stream")
    is_pdf = found.reader == "pdf" and b"%PDF-" in file.data[:1024]  # not one that is gzipped
    if is_pdf:  # which browsers show at the page that a link names, in a viewer of their own
        response.content_type = "application/pdf"
    shown, file_name = "inline" if is_pdf else "attachment", quote(file.name)
    response.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{file_name}"
    response.headers["Content-Security-Policy"] = BARE
    response.headers["Cache-Control"] = NO_STORE
    return response


def _link_to_file(found: Document, cited: MarkedPassage | None) -> str | None:
    """Link to the file itself, at the page of the passage, where that is allowed."""
    if not current_serving().originals:
        return None
    page = found.page_at(cited.start) if cited else None
    return f"{document_url(found, request.script_root)}/original" + (f"#page={page}" if page else "")


def _show_pages(found: Document, cited: MarkedPassage) -> list[dict[str, object]]:
    """Say where the pages of a passage are shown as images, whole and cut to the passage, where that is allowed.

    Each leads to its place in the file, or where that is not given out to the whole page.
    """
    serving = current_serving()
    if not (serving.page_pictures and has_pictures(current_engine(), found)):
        return []
    url = document_url(found, request.script_root)
    pages = (
        (number, f"{url}/page?number={number}&start={cited.start}&end={cited.end}")
        for number in pages_of(found, cited.start, cited.end)
    )
    return [
        {"number": number, "url": page, "whole_url": f"{url}/original#page={number}" if serving.originals else page}
        for number, page in pages
    ]


def _continue(query: dict[str, object], following: str) -> str:
    """Link to the page of the listing that goes on where the link `following` of its JSON does."""
    after = parse_qs(urlsplit(following).query)["after"][0]
    return f"{url_for('reading.documents')}?{urlencode(query | {'after': after})}"


def count_words(document: Document) -> int:
    """Count a document's words, caching the count in the engine's memory."""
    memory = current_engine().memory
    return memory.get_or_make(("words", document.sha256), lambda: len(document.text.split()), ENTRY)


def _row(document: Document) -> dict[str, object]:
    return {
        "document": document,
        "words": count_words(document),
        "url": document_url(document, request.script_root),
        "ask_url": url_for("chat.home", documents=document.id),
    }


def _read_at(length: int) -> int:
    return read_integer("at", request.args.get("at", "0"), 0, length)


def _link_to_original(document: Document, cited: MarkedPassage | None) -> str | None:
    url = document.source_url
    if url is None or not is_web_address(url):
        return None
    return fragment_link(url, document.text, cited.start, cited.end) if cited else url
