"""The engine as a Python API: asks, verifies and refreshes a folder, independently of other engines."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT, OpenEngine, plain_environment

from service import Engine, Problem
from service.settings import SettingsError
from service.wire.requests import Ask, Verify

SHIP = (
    "The ship came in 1901. Captain Una Brae steered it through the narrow sound by night. It left in 1902.\n\n"
    "😀 The ship was painted green in 1910."
)
BRIDGE = "The bridge opened in 1893. Amalia Holm designed it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ship.txt").write_text(SHIP, encoding="utf-8")
    return folder


def test_a_folder_is_asked_in_three_lines(folder: Path, tmp_path: Path) -> None:
    engine = Engine(folder, index=tmp_path / "index", threshold=0.0)
    reply = engine.ask("When did the ship come?")
    assert reply.answer == "The ship came in 1901."
    cited = reply.citations[0]
    assert SHIP[cited.start : cited.end] == cited.quote
    engine.close()


def test_a_reply_is_history(open_engine: OpenEngine, folder: Path) -> None:
    engine = open_engine(folder, threshold=0.0)
    first = engine.ask("Who steered the ship?")
    assert "Una Brae" in str(first.answer)
    following = engine.ask("And when did it come?", history=[first])
    assert following.why.carried_over
    assert following.answer == "The ship came in 1901."


def test_a_quote_is_verified(open_engine: OpenEngine, folder: Path) -> None:
    engine = open_engine(folder)
    assert engine.verify("The ship came in 1901.").verdict == "exact"
    assert engine.verify("Captain Una Brae steered it through the broad sound by night.").verdict == "altered"
    several = engine.verify(Verify(quotes=("the ship came in 1901", "No such words were said.")))
    assert [result.verdict for result in several.results] == ["folded", "not_found"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"question": ""}, "question is"),
        ({"question": "Who?", "limit": 0}, "limit is 0; expected an integer from 1 to 20."),
        ({"question": "Who?", "documents": ["no.txt"]}, "neither a document's id nor a folder"),
        ({"question": "Who?", "documents": []}, "documents is .*; expected 1 to 100 document ids or folders"),
        ({"question": "Who?", "documents": "ship.txt"}, 'documents is "ship.txt"; expected a list'),
        ({"question": None}, "question is missing; expected a question"),
        ({"question": "Who?", "history": ["Who?"]}, 'history.0. is "Who.*expected a reply'),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    open_engine: OpenEngine, folder: Path, asked: dict[str, object], message: str
) -> None:
    with pytest.raises(Problem, match=message):
        open_engine(folder).ask(**asked)  # type: ignore[arg-type]


def test_an_unknown_document_verifies_nothing(open_engine: OpenEngine, folder: Path) -> None:
    with pytest.raises(Problem, match="There is no document"):
        open_engine(folder).verify("The ship came.", "no.txt")


def test_a_refresh_is_answered_from(open_engine: OpenEngine, folder: Path) -> None:
    engine = open_engine(folder, threshold=0.0)
    before = engine.snapshot
    (folder / "ship.txt").write_text("The ship came in 1955.", encoding="utf-8")
    engine.refresh()
    assert engine.ask("When did the ship come?").answer == "The ship came in 1955."
    assert before is not None
    assert engine.ask(Ask("When did the ship come?"), snapshot=before).answer == "The ship came in 1901."


def test_offsets_count_what_was_asked_for(open_engine: OpenEngine, folder: Path) -> None:
    engine = open_engine(folder, threshold=0.0)
    in_points = engine.ask(Ask("When was the ship painted green?")).citations[0]
    in_units = engine.ask(Ask("When was the ship painted green?", offsets="utf16")).citations[0]
    assert SHIP[in_points.start : in_points.end] == in_points.quote
    encoded = SHIP.encode("utf-16-le")[2 * in_units.start : 2 * in_units.end]
    assert encoded.decode("utf-16-le") == in_units.quote == in_points.quote
    assert in_units.end == in_points.end + 1


def test_the_engine_needs_no_web_framework() -> None:
    code = "import sys; from service import Engine; Engine; print('flask' in sys.modules, 'waitress' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_client_loads_nothing_else_of_ours() -> None:
    code = "import sys; import service.client; print([m for m in sys.modules if m.startswith('service.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "['service.client']"


@pytest.mark.parametrize("quote", [None, 5, [], ""])
def test_what_is_no_quote_is_refused(open_engine: OpenEngine, folder: Path, quote: object) -> None:
    with pytest.raises(Problem, match="quote is"):
        open_engine(folder).verify(quote)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 5}, "threshold is 5; expected a number from 0 to 1."),
        ({"threshold": "x"}, "threshold is 'x'"),
        ({"cache_bytes": -1}, "cache_bytes is -1; expected an integer from 0."),
        ({"folder": ""}, "folder is ''"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(tmp_path: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Engine(**({"folder": tmp_path, "index": tmp_path} | options))  # type: ignore[arg-type]


def test_a_closed_engine_answers_no_more(folder: Path, tmp_path: Path) -> None:
    engine = Engine(folder, index=tmp_path / "index")
    engine.start()
    engine.watch()
    engine.watch()
    engine.close()
    engine.close()
    for call in (lambda: engine.ask("Who?"), lambda: engine.verify("Who?"), engine.refresh, engine.watch, engine.start):
        with pytest.raises(RuntimeError, match="is closed"):
            call()
    assert not [thread.name for thread in threading.enumerate() if "inotify" in thread.name.lower()]


SCRIPT = """
import sys
import threading
from pathlib import Path
import service.index.build
from service import Engine

print("begun")
service.index.build.PARALLEL_BYTES = 0  # as if the folder were large
engine = Engine(sys.argv[1], index=sys.argv[2], threshold=0.0)
print(engine.ask("When did the ship come?").answer)
Path(sys.argv[1], "ship.txt").write_text("The ship came in 1955.")
engine.refresh()
print(engine.ask("When did the ship come?").answer)
"""


@pytest.mark.slow
def test_a_plain_script_needs_no_guard(folder: Path, tmp_path: Path) -> None:
    """Other processes would run the script again, which nothing in it keeps from asking once more."""
    (tmp_path / "script.py").write_text(SCRIPT)
    arguments = [sys.executable, str(tmp_path / "script.py"), str(folder), str(tmp_path / "index")]
    environment = plain_environment() | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, env=environment, check=True)
    assert done.stdout.splitlines() == ["begun", "The ship came in 1901.", "The ship came in 1955."]
    assert done.stderr == ""
