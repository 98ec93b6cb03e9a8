"""The commands, and `quoth serve` as a process."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, Service

from service.commands.main import COMMANDS, main
from service.settings import SETTINGS


def run(*arguments: str, **environ: str) -> Result:
    return CliRunner(env=environ).invoke(main, arguments, prog_name="quoth")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bridge.txt").write_text("The bridge over the Elbe opened in 1893.\n\nIt is 280 metres long.\n")
    return tmp_path


def test_each_command_is_listed_with_what_it_does() -> None:
    told = run("--help").output
    for name, sentence in COMMANDS.items():
        command = main.get_command(click.Context(main), name)
        assert command is not None and command.help is not None
        first = " ".join(command.help.split("\n\n")[0].split())
        assert sentence.removesuffix("...").rstrip() in first
        assert f"  {name} " in told and sentence in " ".join(told.split())


def test_help_and_version_import_no_command() -> None:
    code = "import sys; from service.commands.main import main; main(sys.argv[1:], standalone_mode=False); "
    code += "print(sorted(name for name in sys.modules if name.startswith(('service.', 'numpy', 'nltk', 'flask'))))"
    for flag in ("--help", "--version"):
        told = subprocess.run([sys.executable, "-c", code, flag], capture_output=True, text=True, cwd=ROOT).stdout
        assert told.splitlines()[-1] == "['service.commands', 'service.commands.main', 'service.resources']"


# What only some questions, or no question, need, and takes long to import.
LEFT_OUT = (
    "nltk.corpus scipy trafilatura lxml pypdfium2 chardet yaml watchdog flask waitress jinja2 prometheus_client".split()
)


@pytest.mark.slow
def test_a_question_imports_only_what_it_needs() -> None:
    run("index")
    code = "import sys; from service.commands.main import main; main(['ask', 'Who is the ambassador?'], standalone_mode=False)"
    code = f"import atexit, sys; atexit.register(lambda: print(*sys.modules)); {code}"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout
    imported = set(told.splitlines()[-1].split())
    assert "numpy" in imported and imported.isdisjoint(LEFT_OUT)


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
