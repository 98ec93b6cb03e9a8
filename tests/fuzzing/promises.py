"""What is promised, whatever the input: each check raises Broken where something is not as promised."""

import json
from collections.abc import Iterable
from typing import Any

from service.app.document_body import Reading, show_document
from service.documents.document import Document, Skipped
from service.engine.live import Snapshot
from service.sentences.segmentation import segment_text
from tests.shown_slices import check_slices, read

BATCH, PROBLEM, MARKED = "/ask/batch", "application/problem+json", ("highlight", "passage", "quotation")
PARTS = 3  # of a document that are laid out


class Broken(AssertionError):
    """A promise that was not kept."""


def expect(held: object, promise: str) -> None:
    if not held:
        raise Broken(promise)


def check_reply(reply: Any) -> None:
    """No door fails; a refusal says why."""
    status = reply.status_code
    expect(status < 500 or status in (501, 503), f"No door fails: {reply.request.path} {status}")
    if status >= 400 and reply.mimetype == PROBLEM:
        expect(reply.get_json()["detail"].endswith((".", "?", "!")), f"A refusal is a sentence: {reply.text[:200]}")
    if status == 200 and reply.request.path.endswith(BATCH) and reply.mimetype != "text/csv":
        lines = [json.loads(line) for line in reply.text.split("\n") if line]
        expect(all(line.get("status", 400) < 500 for line in lines), "No line of a batch fails.")


def check_citations(citations: Iterable[dict[str, Any]], snapshot: Snapshot) -> None:
    """Quotes are slices of their documents, and so is what is marked in them; offsets count code points."""
    for cited in citations:
        text = snapshot.documents[snapshot.numbers[cited["document"]["id"]]].text
        expect(text[cited["start"] : cited["end"]] == cited["quote"] != "", "A quote is its document's text.")
        for span in filter(None, map(cited.get, MARKED)):
            expect(
                text[span["start"] : span["end"]] == span.get("text", text[span["start"] : span["end"]]), "So is this."
            )


def check_hits(found: dict[str, Any], snapshot: Snapshot) -> None:
    """What a search finds are slices too, with what it marks inside them."""
    for hit in found["hits"]:
        text = snapshot.documents[snapshot.numbers[hit["document"]["id"]]].text
        expect(text[hit["start"] : hit["end"]] == hit["quote"] != "", "A hit is its document's text.")
        inside = all(hit["start"] <= mark["start"] < mark["end"] <= hit["end"] for mark in hit.get("marks", ()))
        expect(inside, "What is marked is in the hit.")


def check_contents(id: str, items: Iterable[Document | Skipped]) -> None:
    """Each document of a file has a text that can be shown, an id of its own, and pages and metadata that fit."""
    ids = set()
    for item in items:
        if isinstance(item, Skipped):
            expect(item.reason.endswith("."), f"A refusal is a sentence: {item.reason}")
            continue
        expect(item.id not in ids and item.id.startswith(id), f"Ids are apart: {item.id!r}")
        ids.add(item.id)
        expect(item.text.strip(), "A document has a text.")
        expect(not any("\ud800" <= c <= "\udfff" for c in item.text), "A text holds no lone surrogate.")
        expect(
            list(item.pages) == sorted(item.pages) and all(0 <= p <= len(item.text) for p in item.pages), "Pages fit."
        )
        expect(0 <= item.front_matter <= len(item.text), "Front matter is a beginning of the text.")
        for said in (item.title, item.author, item.published):
            expect(said is None or said.strip(), "What is said of a document is no blank.")


def check_cut(text: str) -> None:
    """Sentences are in order, inside the text, and none is blank."""
    cut, place = segment_text(text), 0
    for sentence in cut.sentences:
        expect(place <= sentence.start <= sentence.body <= sentence.end <= len(text), "Sentences are in order.")
        expect(text[sentence.start : sentence.end].strip(), "No sentence is blank.")
        place = sentence.end
    for block in cut.blocks:
        expect(0 <= block.start < block.end <= len(text), "Blocks are inside the text.")
    for quotation in cut.quotations:
        expect(0 <= quotation.start < quotation.end <= len(text), "Quotations are inside the text.")


def check_page(document: Document, cited: tuple[int, int] | None, most: int) -> None:
    """Every character on a document's page is a slice of it, and no markup is anybody's but ours."""
    at: int | None = 0
    for _ in range(PARTS):
        reading = Reading(cited, at or 0, lambda start, end: f"?{start}-{end}", {}.get)
        body = show_document(document, segment_text(document.text).blocks, reading, most)
        check_slices(document, read(body))
        expect(body.after is None or body.after > (at or 0), "The next part lies ahead.")
        at = body.after
        if at is None:
            return
