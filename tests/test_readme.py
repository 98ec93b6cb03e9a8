"""The papers say what is true: examples, settings, routes, promises, and every place, module and heading they name."""

import ast
import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT
from flask import Flask
from flask.testing import FlaskClient

from service.answer.ranking.features import NAMES
from service.commands.main import main
from service.settings import SETTINGS

PAPERS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "service/README.md", ".github/CONTRIBUTING.md")
}
README = PAPERS["README.md"]
README_LINES = 270
OF_A_DATA_FOLDER = ("documents/", "questions.jsonl")  # a reader's own
SUFFIXES = "py json jsonl md html css js svg toml txt yml".split()
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


def test_the_readme_stays_short() -> None:
    assert README.count("\n") <= README_LINES


def prose_of(paper: str) -> str:
    """Return a paper without its fenced blocks, in which '#' begins comments."""
    return re.sub(r"^```.*?^```$", "", PAPERS[paper], flags=re.MULTILINE | re.DOTALL)


def headings_of(paper: str, level: str = "#+") -> list[str]:
    return re.findall(rf"^{level} (.+)$", prose_of(paper), re.MULTILINE)


def anchor_of(heading: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("paper", PAPERS)
def test_the_table_of_contents_names_each_heading_in_order(paper: str) -> None:
    contents = re.search(r"^\*\*Contents:\*\*.*?\n\n", prose_of(paper), re.MULTILINE | re.DOTALL)
    assert contents
    named = [(" ".join(name.split()), anchor) for name, anchor in re.findall(r"\[([^]]+)\]\(#([^)]+)\)", contents[0])]
    assert named == [(heading, anchor_of(heading)) for heading in headings_of(paper, "##")]


def links() -> Iterator[tuple[str, str]]:
    for paper in PAPERS:
        for link in re.findall(r"\]\(([^)\s]+)\)", prose_of(paper)):
            if not link.startswith(("http://", "https://")):
                yield paper, link


@pytest.mark.parametrize(("paper", "link"), sorted(set(links())))
def test_every_link_leads_somewhere(paper: str, link: str) -> None:
    place, _, anchor = link.partition("#")
    path = (ROOT / paper).parent / place if place else ROOT / paper
    assert path.exists()
    if anchor:
        assert anchor in map(anchor_of, headings_of(path.resolve().relative_to(ROOT).as_posix()))


def places() -> Iterator[tuple[str, str]]:
    """Give every path between backticks: what has a slash or a suffix of ours, and does not begin with a slash."""
    for paper in PAPERS:
        for named in re.findall(r"`([\w.][\w./-]*)`", prose_of(paper)):
            has_suffix = bool(named.rpartition(".")[0]) and named.rpartition(".")[2] in SUFFIXES
            if ("/" in named or has_suffix) and named not in OF_A_DATA_FOLDER:
                yield paper, named


@pytest.mark.parametrize(("paper", "place"), sorted(set(places())))
def test_every_place_named_is_there(paper: str, place: str) -> None:
    found = [folder / place for folder in (ROOT, (ROOT / paper).parent) if (folder / place).exists()]
    assert found and (found[0].is_dir() or not place.endswith("/"))


def modules() -> Iterator[str]:
    for text in PAPERS.values():
        yield from re.findall(r"python -m ((?:service|tests)[\w.]*)", text)


@pytest.mark.parametrize("module", sorted(set(modules())))
def test_every_module_to_run_is_there(module: str) -> None:
    assert importlib.util.find_spec(module)


def test_every_piece_of_python_can_be_read() -> None:
    for text in PAPERS.values():
        for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            ast.parse(code)


def test_the_engine_answers_as_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = block("python")
    shown = re.search(r"print\(.*\)  # (.*)", code)
    exec(compile(code, "README.md", "exec"), {})
    assert shown and capsys.readouterr().out == shown[1] + "\n"


def test_the_question_walked_through_gets_the_answer_shown(client: FlaskClient) -> None:
    walk = PAPERS["service/README.md"]
    shown = re.search(r'\{"question": "(.*?)", .*?"answer": "(.*?)".*?"confidence": ([\d.]+),', walk, re.DOTALL)
    assert shown
    reply = client.post("/ask", json={"question": shown[1]}).json
    assert reply is not None and reply["answer"] == shown[2]
    assert reply["confidence"] == pytest.approx(float(shown[3]), abs=0.02)
    assert [citation["relation"] for citation in reply["citations"]] == [None, "same_claim"]


def test_the_number_of_features_is_right() -> None:
    told = re.search(r"measured by (\d+) features in (\w+) groups", (ROOT / "service" / "README.md").read_text("utf-8"))
    assert told and int(told[1]) == len(NAMES)
