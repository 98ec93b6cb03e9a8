"""The commands, and `quoth serve` as a process."""

import json
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Service

from service.commands.main import main
from service.settings import SETTINGS


def run(*arguments: str, **environ: str) -> Result:
    return CliRunner(env=environ).invoke(main, arguments, prog_name="quoth")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bridge.txt").write_text("The bridge over the Elbe opened in 1893.\n\nIt is 280 metres long.\n")
    return tmp_path


def test_serve_says_what_it_read_and_where_it_is(service: Service) -> None:
    assert service.lines[0].startswith("Read 5 documents, ") and " sentences, from " in service.lines[0]
    with urllib.request.urlopen(f"{service.url}/readyz") as response:
        assert json.load(response)["index"]["documents"] == 5


def test_a_port_in_use_is_one_sentence(service: Service) -> None:
    port = service.url.rpartition(":")[2]
    result = run("serve", "--port", port)
    assert result.exit_code == 1
    assert result.stderr == (f"Error: Port {port} of 127.0.0.1 is in use; choose another with --port or QUOTH_PORT.\n")


@pytest.mark.parametrize(
    ("arguments", "environ", "message"),
    [
        (["--port", "eighty"], {}, "--port is 'eighty'; expected an integer from 0 to 65535."),
        ([], {"QUOTH_THREADS": "0"}, "QUOTH_THREADS is '0'; expected an integer from 1 to 256."),
        (["--host", "192.0.2.1"], {}, "'192.0.2.1', port 0 cannot be listened on; expected an address"),
    ],
)
def test_what_cannot_be_used_ends_the_start(arguments: list[str], environ: dict[str, str], message: str) -> None:
    result = run("serve", *arguments, **({"QUOTH_PORT": "0"} | environ))
    assert result.exit_code == 1
    assert message in result.stderr and isinstance(result.exception, SystemExit)


def test_an_empty_folder_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    result = run("serve", str(tmp_path), QUOTH_PORT="0")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1


def test_an_unknown_variable_is_warned_about() -> None:
    result = run("ask", "ambassador", QUOTH_TRESHOLD="1")
    assert "Warning: QUOTH_TRESHOLD is no setting; did you mean QUOTH_MIN_CONFIDENCE?" in result.stderr


def test_ask_prints_the_quote_and_where_it_stands(folder: Path) -> None:
    result = run("ask", "When did the bridge over the Elbe open?", str(folder))
    assert result.exit_code == 0
    assert "“The bridge over the Elbe opened in 1893.”\n    " in result.stdout
    assert "bridge.txt" in result.stdout and "characters 0 to 40" in result.stdout


def test_ask_prints_the_reply_as_json(folder: Path) -> None:
    result = run("ask", "When did the bridge over the Elbe open?", str(folder), "--json")
    citation = json.loads(result.stdout)["citations"][0]
    text = (folder / "bridge.txt").read_text()
    assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_ask_ends_with_1_where_the_documents_are_silent(folder: Path) -> None:
    result = run("ask", "What do quetzals eat?", str(folder))
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == "The documents do not mention quetzals.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "Missing argument 'QUESTION'"),
        (["ask", " "], 'question is " "; expected a question of 1 to 1000 characters.'),
        (["ask", "why", "--limit", "0"], "0 is not in the range"),
        (["ask", "why", "/nowhere/at/all"], "/nowhere/at/all"),
    ],
)
def test_ask_ends_with_2_where_it_is_used_wrongly(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr and isinstance(result.exception, SystemExit)


def test_control_characters_of_a_document_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The harbour closed \x1b[31min May." + " It was quiet then." * 9)
    result = run("ask", "When did the harbour close?", str(tmp_path))
    assert "\\x1b[31m" in result.stdout and "\x1b" not in result.stdout


def test_help_has_examples_and_every_setting() -> None:
    assert "Examples:" in run("--help").stdout
    shown = run("serve", "--help", COLUMNS="200").stdout
    assert [setting.flag for setting in SETTINGS[1:] if f"  {setting.flag} " not in shown] == []
    assert [setting.variable for setting in SETTINGS[1:] if setting.variable not in shown] == []


def test_version_is_shown() -> None:
    assert run("--version").stdout.startswith("quoth, version ")


def test_reading_the_first_collection_is_the_default() -> None:
    assert run("ask", "ambassador", "--json").stdout.startswith("{")
