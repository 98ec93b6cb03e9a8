"""The README says what is true: its example, its settings, its routes, its promises."""

import json
import re
import shlex
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT
from flask import Flask
from flask.testing import FlaskClient

from service.commands.main import main
from service.settings import SETTINGS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMISES = ["Verbatim", "Canonical text", "Silence is an answer", "Deterministic", "Nothing lost", "Private"]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no {language} block."
    return found[1]


def assert_holds(whole: Any, part: Any) -> None:
    """Check that `whole` has every field and item of `part`, which may leave others out."""
    if isinstance(part, dict):
        for name, value in part.items():
            assert_holds(whole[name], value)
    elif isinstance(part, list):
        for n, value in enumerate(part):
            assert_holds(whole[n], value)
    else:
        assert whole == part


def test_the_question_on_top_gets_the_answer_shown() -> None:
    command, _, shown = block("console").partition("\n")
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "quoth"
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith(shown)


def test_the_json_shown_is_the_reply(client: FlaskClient) -> None:
    shown = json.loads(block("json"))
    assert_holds(client.post("/ask", json={"question": shown["question"]}).json, shown)


def test_the_two_commands_stand_as_promised() -> None:
    assert "\npip install . && quoth serve\npip install '.[test]' && pytest\n" in README


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_every_setting_is_in_the_table(setting: Any) -> None:
    shown = {False: "`off`", True: "`on`", None: "none", (): "none", "": "none"}.get(
        setting.default, f"`{setting.default}`"
    )
    assert f"| `{setting.variable}` | {shown} | {setting.sentence} |" in README


def test_every_route_is_named(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route = re.sub(r"<path:filename>", "<file>", rule.rule)
        route = re.sub(r"<[^>]*(name|id)>", "<id>", route)
        for method in {"GET", "POST"} & (rule.methods or set()):
            assert f"`{method} {route}`" in README, f"README.md does not name {method} {route}."


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_is_stated(promise: str) -> None:
    assert f"**{promise}.**" in README


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`((?:service|web|seeds|tests|\.ci)/[\w./]*)`", README))))
def test_every_place_named_is_there(place: str) -> None:
    assert (ROOT / place).exists()
