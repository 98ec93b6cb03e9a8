"""What is tried with any bytes: each target makes a text or a file of them, and checks what is promised of it."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient

from service.app.access_tokens import make_writers
from service.app.app import Writing, create_app
from service.documents import contents
from service.documents.contents import make_document, read_contents
from service.documents.decoding import decode
from service.documents.document import Document
from service.documents.errors import UnreadableError
from service.documents.extraction import extract_here
from service.documents.reading_options import ReadingOptions
from service.engine.engine import Engine
from service.engine.live import Snapshot
from tests.fuzzing.promises import (
    check_citations,
    check_contents,
    check_cut,
    check_hits,
    check_page,
    check_reply,
    expect,
)

JSON, TOKEN = "application/json", "correct-horse-battery"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TABLES = (".csv", ".tsv", ".jsonl", ".json")
FORMATS = (".html", ".eml", ".mbox", ".zip", ".docx", ".pdf", ".odt", ".epub", ".rtf", ".gz", ".md", "")
LARGEST = 1 << 20  # bytes of a file, and of what is unpacked of it
DOORS = ("/ask", "/verify", "/ask/batch", "/feedback")
PAGE = {"Accept": "text/html"}


class Sut(NamedTuple):
    """What is tried: a served collection, a second one that takes documents, and the words of the first."""

    client: FlaskClient
    snapshot: Snapshot
    words: list[str]
    writer: FlaskClient


@contextmanager
def open_sut() -> Iterator[Sut]:
    """Serve what comes with Quoth, and an empty folder to which documents may be added."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="quoth-fuzzing-")))
        (place / "added").mkdir()
        engine = stack.enter_context(Engine(index=place / "index"))
        snapshot = engine.start()
        changing = stack.enter_context(Engine(place / "added", index=place / "other", max_document_bytes=LARGEST))
        changing.expect_additions()
        changing.start()
        words = " ".join(document.text for document in snapshot.documents).split()
        feedback = {"feedback_file": place / "feedback.jsonl"}
        client = create_app(engine, **feedback).test_client()  # type: ignore[arg-type]
        yield Sut(client, snapshot, words, create_app(changing, writing=Writing(make_writers(TOKEN))).test_client())


def as_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def try_decoding(sut: Sut, data: bytes) -> None:
    """What is read as text is the file, decoded, with U+FFFD only where that is said; what is not is refused with a sentence."""
    try:
        text, encoding, doubt = decode(data)
        document = make_document("a.md", text, encoding)
    except UnreadableError as error:
        expect(str(error).endswith("."), f"A refusal is a sentence: {error}")
        return
    expect(data.decode(encoding, "replace" if doubt else "strict") == document.text, "The text is the decoded file.")
    check_contents("a.md", [document])


def try_files(sut: Sut, data: bytes, suffixes: tuple[str, ...]) -> None:
    """A file that is no plain text is read, or refused with a sentence; its first byte chooses what it is called."""
    if not data:
        return
    id = f"a{suffixes[data[0] % len(suffixes)]}"
    contents.extract = extract_here  # in this process, so that what it does is seen
    try:
        items = read_contents(id, data[1:], ReadingOptions(max_bytes=LARGEST))
    except UnreadableError as error:
        expect(str(error).endswith("."), f"A refusal is a sentence: {error}")
        return
    check_contents(id, items)
    for item in items[:3]:
        if isinstance(item, Document):
            check_cut(item.text)
            check_page(item, None, 2000)


def try_cutter(sut: Sut, data: bytes) -> None:
    check_cut(as_text(data))


def try_page(sut: Sut, data: bytes) -> None:
    """A document's page shows its text and nothing else, with any stretch of it marked, in parts of any size."""
    if len(data) < 4:
        return
    try:
        document = make_document(("a.md", "a.txt")[data[0] % 2], as_text(data[4:]), "utf-8")
    except UnreadableError:
        return
    start = data[1] * len(document.text) // 256
    check_page(document, (start, min(start + data[2] + 1, len(document.text))), 20 + 40 * data[3])


def try_verify(sut: Sut, data: bytes) -> None:
    text = as_text(data)
    reply = sut.client.post("/verify", json={"quote": text[:5000]})
    check_reply(reply)
    if reply.status_code == 200:
        check_citations(reply.get_json()["matches"], sut.snapshot)
    reply = sut.client.post("/verify", json={"text": text})
    check_reply(reply)
    for verdict in reply.get_json()["results"] if reply.status_code == 200 else ():
        expect(0 <= verdict["start"] < verdict["end"] <= len(text), "A quotation is inside the text.")
        check_citations(verdict["matches"], sut.snapshot)
    check_reply(sut.client.post("/verify", data={"text": text}, headers=PAGE))


def try_search(sut: Sut, data: bytes) -> None:
    asked = {"q": as_text(data)}
    reply = sut.client.get(f"/search?{urlencode(asked)}", headers={"Accept": JSON})
    check_reply(reply)
    if reply.status_code == 200:
        check_hits(reply.get_json(), sut.snapshot)
    check_reply(sut.client.get(f"/search?{urlencode(asked)}", headers=PAGE))


def try_question(sut: Sut, data: bytes) -> None:
    text = as_text(data)
    reply = sut.client.post("/ask", json={"question": text, "min_confidence": 0})
    check_reply(reply)
    if reply.status_code == 200:
        check_citations([*reply.get_json()["citations"], *reply.get_json()["nearest"]], sut.snapshot)
    check_reply(sut.client.get(f"/?{urlencode({'q': text})}"))


def try_body(sut: Sut, data: bytes) -> None:
    """Any bytes as the body of each door; the first byte chooses the door."""
    if data:
        door = DOORS[data[0] % len(DOORS)]
        check_reply(sut.client.post(door, data=data[1:], content_type=JSON, headers={"Origin": "http://localhost"}))


def try_link(sut: Sut, data: bytes) -> None:
    """Any bytes as a path and a query."""
    path, _, query = data.decode("latin-1").partition("?")
    for escaped in (quote(path, safe="/%"), "documents/" + quote(path, safe="/%")):
        # With a host before it, as the test client takes what follows two slashes for one.
        check_reply(sut.client.get(f"http://localhost/{escaped}?{quote(query, safe='=&%+')}", headers=PAGE))


def try_upload(sut: Sut, data: bytes) -> None:
    """A file that is added is there to the byte, or refused; and gone once it is removed."""
    name, _, body = data.partition(b"\n")
    path = f"/documents/{quote(name, safe='/%')}" if name else "/documents/a.txt"
    added = sut.writer.put(path, data=body, headers=BEARER)
    check_reply(added)
    if added.status_code not in (200, 201, 202):
        return
    told = added.get_json()
    listed = sut.writer.get("/documents?limit=3", headers={"Accept": JSON}).get_json()["documents"]
    expect(listed or told["status"] != "served", "What was added is listed.")
    for document in listed:
        shown, text = sut.writer.get(document["url"], headers=PAGE), sut.writer.get(document["text_url"])
        check_reply(shown)
        expect((shown.status_code, text.status_code) == (200, 200), f"What was added is shown: {document['id']!r}")
        expect(sha256(text.data).hexdigest() == document["sha256"], "A text is the one of its digest.")
    check_reply(sut.writer.get("/documents", headers=PAGE))
    removed = sut.writer.delete(path, headers=BEARER)
    expect(removed.status_code == 200, f"What was added is removed: {removed.text[:200]}")


def try_tool(sut: Sut, data: bytes) -> None:
    """Any JSON as the arguments of a tool of the MCP server."""
    from service.mcp.tools import TOOLS, call_tool

    try:
        arguments: Any = json.loads(data[1:])
    except (ValueError, RecursionError):
        arguments = {"question": as_text(data[1:]), "quote": as_text(data[1:]), "document": as_text(data[1:])}
    if not data or not isinstance(arguments, dict):
        return
    engine = sut.client.application.extensions["quoth"].engine
    tool = TOOLS[data[0] % len(TOOLS)]
    known = {name: value for name, value in arguments.items() if name in tool.takes.__struct_fields__}
    said = call_tool(tool, {"": engine}, known)
    content: Any = said.structured_content or {}
    check_citations([*content.get("citations", ()), *content.get("nearest", ())], sut.snapshot)


TARGETS: dict[str, Callable[[Sut, bytes], None]] = {
    "decoding": try_decoding,
    "tables": partial(try_files, suffixes=TABLES),
    "files": partial(try_files, suffixes=FORMATS),
    "cutter": try_cutter,
    "page": try_page,
    "verify": try_verify,
    "search": try_search,
    "question": try_question,
    "body": try_body,
    "link": try_link,
    "upload": try_upload,
    "tool": try_tool,
}
