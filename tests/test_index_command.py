"""`quoth index` and what `quoth serve` makes of an index: kept, watched, reloaded."""

import errno
import json
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Service, start_service

from service.commands.main import main
from service.index.store import POINTER

PATIENCE = 60.0  # seconds; a loaded machine may take its time


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "ship.txt").write_text("The ship came in 1901. It left in 1902.")
    return made


def index(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["index", *arguments])
    return done.exit_code, done.output


def test_an_index_is_made_where_it_is_wanted(folder, tmp_path):
    code, said = index(str(folder), "--to", str(tmp_path / "kept"))
    assert (code, said.split(" in ")[0]) == (0, f"Read 1 document, 2 sentences, from {folder}")
    assert (tmp_path / "kept" / POINTER).is_file()


def test_an_index_is_kept_in_the_users_cache_folder(folder, cache_home):
    before = set(cache_home.glob("quoth/*"))
    assert index(str(folder))[0] == 0
    (made,) = set(cache_home.glob("quoth/*")) - before
    assert (made / POINTER).is_file()


def test_a_place_that_cannot_be_written_is_named(folder, tmp_path):
    (tmp_path / "file").write_text("")
    code, said = index(str(folder), "--to", str(tmp_path / "file"))
    assert code == 2
    assert f"The index cannot be kept in '{tmp_path / 'file'}'" in said


@pytest.mark.parametrize("command", ["index", "serve", "ask", "verify"])
@pytest.mark.parametrize("failing", ["os.pwrite", "os.fsync", "os.mkdir"])
def test_a_disk_that_is_full_ends_a_command_with_a_sentence(folder, tmp_path, monkeypatch, command, failing):
    full = OSError(errno.ENOSPC, "No space left on device")
    place = tmp_path / "kept"
    place.mkdir()
    words = {"ask": ["When did the ship come?"], "verify": ["The ship came."], "serve": ["--port", "0"]}.get(
        command, []
    )
    monkeypatch.setattr(failing, lambda *_, **__: (_ for _ in ()).throw(full))
    monkeypatch.setenv("QUOTH_INDEX", str(place))
    done = CliRunner().invoke(main, [command, *words, str(folder)])
    assert done.exit_code == (1 if command == "serve" else 2)
    assert f"The index cannot be kept in '{place}': No space left on device." in done.output
    assert "Traceback" not in done.output
    assert [path.name for path in place.iterdir()] in (["lock"], [])


def test_an_empty_folder_is_refused(tmp_path):
    code, said = index(str(tmp_path), "--to", str(tmp_path / "kept"))
    assert code == 2
    assert "holds no file" in said


def shown(service: Service, question: str) -> str:
    body = json.dumps({"question": question}).encode()
    asked = urllib.request.Request(f"{service.url}/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as response:
        return str(response.read(), "utf-8")


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It did not come about."
        time.sleep(0.05)


def said_since_the_start(service: Service) -> str:
    assert service.process.stdout is not None
    return service.process.stdout.read()


@pytest.mark.slow
def test_a_service_answers_from_files_as_they_change_and_sigterm_ends_it(folder):
    service = start_service(str(folder), "--log-requests", "off")
    try:
        assert "1901" in shown(service, "When did the ship come?")
        (folder / "ship.txt").write_text("The ship came in 1955.")
        wait_for(lambda: "1955" in shown(service, "When did the ship come?"))
        assert "1901" not in shown(service, "When did the ship come?")
    finally:
        assert service.stop(signal.SIGTERM) == 0
    assert said_since_the_start(service) == ""


@pytest.mark.slow
def test_an_unwatched_service_changes_when_it_is_told_to_and_ctrl_c_ends_it(folder):
    token = "a-token-of-16-letters"
    (folder / "empty.txt").write_bytes(b"")
    service = start_service(str(folder), "--no-watch", "--reload-token", token, "--log-requests", "off")
    try:
        assert "Skipped 1 file:" in service.lines
        assert any(line.startswith("  empty.txt: ") for line in service.lines)
        (folder / "ship.txt").write_text("The ship came in 1955.")
        assert "1901" in shown(service, "When did the ship come?")
        order = urllib.request.Request(
            f"{service.url}/reload", b"", {"Authorization": f"Bearer {token}"}, method="POST"
        )
        with urllib.request.urlopen(order) as response:
            assert json.load(response)["status"] == "ready"
        assert "1955" in shown(service, "When did the ship come?")
    finally:
        assert service.stop(signal.SIGINT) == 0
    assert said_since_the_start(service) == ""
