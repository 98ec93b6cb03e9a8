"""What a service does with a damaged index: it serves nothing that is damaged, says so, and mends it while it runs."""

import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from flask.testing import FlaskClient

from service.app.app import create_app
from service.engine.engine import Engine
from service.engine.live import Live
from service.index.arrays import DamagedIndexError
from service.index.build import update_index
from tests.test_damage import ARRAYS, PAGE, TEXTS, flip

PATIENCE = 30.0  # seconds; a loaded machine may take its time
QUESTION = "When was the bridge of town Dahlia opened?"
DOCUMENT = "03.txt"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every array has many pages, and is large enough to be checked as it is read."""
    monkeypatch.setattr("service.index.arrays.PAGE", PAGE)
    monkeypatch.setattr("service.index.arrays._SMALL", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def engine(folder: Path, tmp_path: Path) -> Iterator[Engine]:
    with Engine(folder, index=tmp_path / "index") as held:
        held.start()
        yield held


@pytest.fixture
def client(engine: Engine) -> FlaskClient:
    return create_app(engine).test_client()


def damage(engine: Engine, name: str, shares: tuple[float, ...] = (0.05, 0.4, 0.95)) -> None:
    assert engine.snapshot is not None
    assert engine.snapshot.store is not None
    for share in shares:
        flip(engine.snapshot.store, name, share)


def wait_for(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It did not come about."
        time.sleep(0.01)


LATE = [
    name
    for name in ARRAYS
    if name.endswith((".values", ".numbers", ".codes", ".first", ".least")) and "sums" not in name
]


@pytest.mark.parametrize("name", LATE)
def test_an_engine_answers_as_before_from_an_index_that_was_damaged_meanwhile(engine, folder, tmp_path, name):
    before = engine.ask(QUESTION)
    damage(engine, name)
    with Engine(folder, index=tmp_path / "index") as other:
        other.start()
        assert other.ask(QUESTION) == before
        other.check()
        assert other.damage is not None
        assert other.damage.mended
        assert other.ask(QUESTION) == before


@pytest.mark.parametrize(
    "path", [f"/documents/{DOCUMENT}", f"/documents/{DOCUMENT}/text", "/documents", "/openapi.json"]
)
def test_a_page_that_needs_what_is_damaged_comes_once_it_is_mended(engine, client, path):
    before = client.get(path).data
    engine.memory.limit = 0  # keeps nothing that was read before
    damage(engine, "texts.values")
    refused = create_app(engine).test_client().get(path)
    if refused.status_code != 200:
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "damaged" in refused.json["detail"]
    wait_for(lambda: client.get(path).status_code == 200)
    assert client.get(path).data == before


def test_a_guarded_service_mends_what_nobody_asked_for_and_says_so(engine, client, caplog):
    assert client.get("/readyz").json["damage"] is None
    before = client.post("/ask", json={"question": QUESTION}).json
    damage(engine, "tokens.values")
    with caplog.at_level(logging.WARNING):
        engine.guard()
        wait_for(lambda: (client.get("/readyz").json["damage"] or {}).get("mended"))
    assert "tokens.values" in client.get("/readyz").json["damage"]["found"]
    assert "tokens.values" in caplog.text
    again = client.post("/ask", json={"question": QUESTION}, headers={"Cache-Control": "no-store"}).json
    assert again == before


def test_where_documents_are_gone_what_is_not_damaged_is_still_served(engine, client, folder, tmp_path):
    engine.memory.limit = 0
    engine.guard()
    shutil.move(folder, tmp_path / "away")
    damage(engine, "texts.values", (0.4,))
    assert client.get(f"/documents/{DOCUMENT}").status_code == 503
    assert client.get("/documents/00.txt").status_code == 200
    assert client.post("/ask", json={"question": "When was the bridge of town Aster opened?"}).status_code in (200, 503)
    assert client.get("/readyz").json["damage"]["mended"] is False
    shutil.move(tmp_path / "away", folder)
    engine.refresh()
    assert client.get(f"/documents/{DOCUMENT}").status_code == 200
    assert client.get("/readyz").json["damage"]["mended"] is True


def test_pages_of_a_collection_without_any_text_left_come(engine, client, folder):
    for path in folder.iterdir():
        path.write_text("\n")
    engine.refresh()
    assert client.get("/readyz").json["index"]["documents"] == 0
    for path in ("/", f"/?q={QUESTION}", "/documents", "/openapi.json", f"/ask?q={QUESTION}"):
        assert client.get(path).status_code == 200
    assert client.get(f"/documents/{DOCUMENT}").status_code == 404
    assert client.post("/verify", json={"quote": TEXTS[DOCUMENT][:40]}).json["verdict"] == "not_found"


def test_an_index_taken_by_another_service_is_left_to_it(folder, tmp_path, caplog):
    live = Live(folder, tmp_path / "index", apart=False)
    held = live.start()
    other = Path(shutil.copytree(folder, tmp_path / "others"))
    theirs = update_index(other, tmp_path / "index", "another")
    (folder / DOCUMENT).write_text("The bridge of Dahlia fell.", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert live.refresh() is held
    assert "QUOTH_INDEX" in caplog.text
    assert theirs.path.exists()
    assert held.documents[3].text == TEXTS[DOCUMENT]


def test_what_an_earlier_index_lacks_is_not_held_against_the_next(folder, tmp_path):
    with Engine(folder, index=tmp_path / "index") as engine:
        engine.start()
        engine.guard()
        held = engine.snapshot
        (folder / DOCUMENT).write_text("The bridge of Dahlia fell.", encoding="utf-8")
        engine.refresh()
        assert engine.snapshot is not held
        assert engine.report(DamagedIndexError("Cut short."), held).status == 503
        assert engine.damage is None
        engine.report(DamagedIndexError("Cut short."))
        assert engine.damage is not None


# In a process of its own: where it is read after all, what the file no longer holds ends the process.
CUT_SHORT = """
import os, sys, time
from pathlib import Path
from service.app.app import create_app
from service.engine.engine import Engine

folder, place, guarded = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "guarded"
with Engine(folder, index=place, cache_bytes=0) as engine:
    engine.start()
    client = create_app(engine).test_client()
    paths = ["/documents/03.txt", "/documents", "/documents/03.txt/text", "/search?q=bridge", "/ask?q=When+was+the+bridge+opened"]
    right = [client.get(path, headers={"Cache-Control": "no-store"}).data for path in paths]
    os.truncate(engine.snapshot.store.path / "arrays", int(sys.argv[4]))
    if guarded:
        engine.guard()
    until, statuses, found = time.monotonic() + 30, set(), []
    while not (found == right and engine.damage.mended) and time.monotonic() < until:
        replies = [client.get(path, headers={"Cache-Control": "no-store"}) for path in paths]
        statuses |= {reply.status_code for reply in replies}
        found = [reply.data for reply in replies]
        time.sleep(0.02)  # or the mending would get no turn
    assert found == right and statuses <= {200, 503}, statuses
    assert engine.damage.mended
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 100, 4096])
@pytest.mark.parametrize("guarded", ["guarded", "not guarded"])
def test_an_index_that_is_cut_short_while_it_is_served_is_mended(
    folder: Path, tmp_path: Path, size: int, guarded: str
) -> None:
    command = [sys.executable, "-c", CUT_SHORT, str(folder), str(tmp_path / "index"), guarded, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
