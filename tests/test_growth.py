"""No request does more in a larger collection: lines run are counted at a number of documents and at sixteen times as many."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app.app import create_app
from service.engine.engine import Engine

FEW, MANY = 40, 640
FOLDERS = 10
MORE = 400  # lines that a question or page may take more: a few steps of each bisection, but none for each document
FRESH = {"Cache-Control": "no-store"}


def write_documents(folder: Path, count: int) -> None:
    """Write documents in ten folders; the first of each folder says what is asked about, whatever their number."""
    for number in range(count):
        path = folder / f"f{number % FOLDERS}" / f"{number:04d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        place = f"The harbour of Brack{number} has a lantern." if number < FOLDERS else "Nothing was said that day."
        path.write_text(f"Published on {1 + number % 28} May 2020\n\n{place}\n")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, FlaskClient]]:
    """The same service over few documents and over many."""
    engines = {}
    for count in (FEW, MANY):
        folder = tmp_path_factory.mktemp("growth")
        write_documents(folder / "documents", count)
        engines[count] = Engine(folder / "documents", index=folder / "index")
        engines[count].start()
    yield {count: create_app(engine).test_client() for count, engine in engines.items()}
    for engine in engines.values():
        engine.close()


def count_lines(work: Callable[[], object]) -> int:
    """Return how many lines of Python are run, those of a loop once for each turn."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


WITHIN = {"question": "What has the harbour of Brack3?", "documents": [f"f{n}" for n in range(FOLDERS)]}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "the first page": ("/", {}),
    "the first page within a folder": ("/?documents=f3", {}),
    "the listing": ("/documents?limit=1", {"headers": {"Accept": "application/json"}}),
    "the listing's page": ("/documents?limit=1", {"headers": {"Accept": "text/html"}}),
    "a later page": ("/documents?limit=2&after=f9/0009.txt", {}),
    "a filter": ("/documents?limit=1&filter=f5/0005", {}),
    "a filter that nothing fits": ("/documents?limit=1&filter=xylograph", {}),
    "a document": ("/documents/f3/0003.txt", {}),
    "a document's text": ("/documents/f3/0003.txt/text", {}),
    "no document": ("/documents/f3/none.txt", {}),
    "the state": ("/readyz", {}),
    "a question": ("/ask", {"json": {"question": "What has the harbour of Brack3?"}}),
    "a question within folders": ("/ask", {"json": WITHIN}),
    "a batch within folders": ("/ask/batch", {"json": {"questions": [WITHIN] * 3}}),
    "a quote within a document": ("/verify", {"json": {"quote": "a lantern", "document": "f3/0003.txt"}}),
    "a page to frame": ("/embed?documents=f3", {}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_does_no_more_in_a_larger_collection(clients: dict[int, FlaskClient], name: str) -> None:
    path, options = REQUESTS[name]
    lines = {}
    for count, client in clients.items():

        def send(client: FlaskClient = client) -> object:
            headers = FRESH | options.get("headers", {})
            how = client.post if "json" in options else client.get
            return how(path, **options | {"headers": headers}).data

        send()  # what is worked out once for each collection
        lines[count] = count_lines(send)
    questions = len(options.get("json", {}).get("questions", "1"))
    assert lines[MANY] <= lines[FEW] + MORE * questions, lines


def test_all_of_a_filtered_listing_is_reached(clients: dict[int, FlaskClient]) -> None:
    following, found = "/documents?limit=7&filter=f4+2020", []
    while following:
        page = clients[MANY].get(following).get_json()
        found += [listed["id"] for listed in page["documents"]]
        following = page["next"]
    assert found == [f"f4/{number:04d}.txt" for number in range(4, MANY, FOLDERS)]


def test_a_page_of_a_filter_looks_at_a_bounded_number_of_entries(
    clients: dict[int, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.engine.lookup.LOOKED_THROUGH", 20)
    following, pages, found = "/documents?filter=2020-05+f4/001", 0, []
    while following:
        page = clients[MANY].get(following, headers={"Accept": "application/json"}).get_json()
        found += [listed["id"] for listed in page["documents"]]
        following, pages = page["next"], pages + 1
    assert found == ["f4/0014.txt"]
    assert pages == MANY // 20 + 1


def test_a_question_looks_at_no_more_lines_of_a_longer_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answer.ranking.label_search._LOOKED_AT", 40)
    counts = []
    for sentences in (600, 1_500):
        (tmp_path / f"{sentences}").mkdir()
        (tmp_path / f"{sentences}" / "log.txt").write_text("The pier opened. " * sentences)
        with Engine(tmp_path / f"{sentences}", index=tmp_path / f"index{sentences}") as engine:
            engine.start()
            client = create_app(engine).test_client()
            body = {"question": "When did the pier open?"}
            client.post("/ask", json=body, headers=FRESH)
            counts.append(count_lines(lambda c=client, b=body: c.post("/ask", json=b, headers=FRESH)))
    assert counts[1] < counts[0] + MORE
