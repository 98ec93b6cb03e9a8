"""The papers' recipes, run as they are written; only the address is that of the service under test."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser.hosts import host, serve_for
from conftest import ROOT, SEEDS

PAPERS = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "service/README.md")]
ADDRESS = "http://127.0.0.1:8080"
HELD = "How many Canadian passport holders reside in Hong Kong?"
interop = pytest.mark.interop


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A service that answers whenever it finds anything."""
    with serve_for(SEEDS, lambda _: (), threshold=0.0) as address:
        yield address


def recipe(heading: str, language: str) -> str:
    """Give the first block of a language below a heading of a paper, in which an address or the command stands."""
    (section,) = (
        found[1]
        for paper in PAPERS
        if (found := re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", paper, re.MULTILINE | re.DOTALL))
    )
    found = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    code: str = next(block for block in found if ADDRESS in block or language == "json")
    return code


def run(code: str, url: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(code.replace(ADDRESS, url), "README.md", "exec"), names)
    return names


def library(name: str) -> None:
    pytest.importorskip(name, reason=f"{name} is missing: pip install '.[interop]' brings it.")


def test_python(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(recipe("Ask from Python", "python"), url)
    printed = capsys.readouterr().out
    assert f"{url}/documents/" in printed


@interop
def test_langchain(url: str) -> None:
    library("langchain_core")
    code = recipe("LangChain", "python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 13
    documents = run(code, url)["QuothRetriever"]().invoke(HELD)
    assert documents
    for document in documents:
        start, end = document.metadata["start"], document.metadata["end"]
        name = document.metadata["source"]
        assert (SEEDS / name).read_bytes().decode("utf-8-sig")[start:end] == document.page_content


@interop
def test_llamaindex(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setitem(os.environ, "NLTK_DATA", str(tmp_path_factory.mktemp("nltk")))
    library("llama_index.core")
    code = recipe("LlamaIndex", "python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 13
    nodes = run(code, url)["QuothRetriever"]().retrieve(HELD)
    assert nodes
    for node in nodes:
        text = (SEEDS / node.node.metadata["source"]).read_bytes().decode("utf-8-sig")
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.text


@interop
def test_a_notebook_shows_an_answer(url: str) -> None:
    library("IPython")
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    result = shell.run_cell(recipe("In a notebook", "python").replace(ADDRESS, url))
    assert result.success
    data, _ = shell.display_formatter.format(result.result)
    assert "<blockquote>" in data["text/html"] and f'<a href="{url}/documents/' in data["text/html"]


def test_a_static_site_answers(browser: Any) -> None:
    pages: dict[str, str] = {}
    with host(pages) as port, serve_for(SEEDS, lambda _: (f"http://127.0.0.1:{port}",), threshold=0.0) as url:
        pages["/"] = recipe("In other tools", "html").replace(ADDRESS, url)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        assert page.locator("quoth-answer blockquote").first.text_content()
        page.fill("quoth-ask textarea", HELD)
        page.press("quoth-ask textarea", "Enter")
        assert page.locator("quoth-ask blockquote").first.text_content()
        assert page.frame_locator("iframe").locator("#question").count() == 1
        page.context.close()


def test_the_host_s_settings_start_the_server_that_there_is() -> None:
    import json

    from service.commands.main import COMMANDS

    servers = json.loads(recipe("In a language model's host", "json"))["mcpServers"]
    assert servers["quoth"]["command"] == "quoth"
    command, *_ = servers["quoth"]["args"]
    assert command in COMMANDS
