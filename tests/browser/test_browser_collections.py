"""A collection of several, in a browser: asking, opening a source and going back work below /c/<name>/ as they do at /."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import expect
from waitress import create_server

from browser.hosts import host, running
from browser.test_browser_accessibility import check
from service.app.mounting import mount, prefix_of
from service.engine.engine import Engine

TEXTS = {"reports": "The bridge at Kestrel opened in 1931.", "minutes": "The council met on 4 May 2020."}


PAGES: dict[str, str] = {}  # of another site, which may embed the collections


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of the other site."""
    with host(PAGES) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, elsewhere: str) -> Iterator[str]:
    engines = {}
    with TemporaryDirectory() as index:
        for name, text in TEXTS.items():
            folder = tmp_path_factory.mktemp(name)
            (folder / "a.txt").write_text(text)
            place = Path(index) / name
            engines[name] = Engine(folder, index=place, public_url=prefix_of(name), threshold=0.0)
            engines[name].start()
        with running(
            create_server(mount(engines, origins=(elsewhere,)), host="127.0.0.1", port=0, threads=4)
        ) as address:
            yield address
        for engine in engines.values():
            engine.close()


def ask(page: Any, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(".turn:not(.pending) .cite")


def test_a_collection_is_found_asked_and_read(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/", own=True)
    page.click("text=reports")
    page.wait_for_url(f"{site}/c/reports/")
    ask(page, "When did the bridge at Kestrel open?")
    page.click(".cite")
    page.wait_for_selector("#source mark#cited")
    assert page.get_attribute("#source .page", "href").startswith("/c/reports/documents/a.txt?")
    page.click("#source .close")
    page.click("#new-conversation")
    page.wait_for_url(f"{site}/c/reports/")
    page.click("nav >> text=Documents")
    page.wait_for_url(f"{site}/c/reports/documents")
    page.click(".wordmark")
    page.wait_for_url(f"{site}/")
    check(page, "the list of collections", schemes=1)


def test_conversations_of_each_collection_are_kept_apart(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/c/reports/")
    ask(page, "When did the bridge at Kestrel open?")
    page.goto(f"{site}/c/minutes/")
    expect(page.locator("#earlier")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(0)
    page.goto(f"{site}/c/reports/")
    expect(page.locator(".turn")).to_have_count(1)


def test_the_widget_of_a_collection_asks_that_one(site: str, elsewhere: str, open_page: Callable[..., Any]) -> None:
    script = f'<script type="module" src="{site}/c/reports/embed.js"></script>'
    question = '<quoth-answer question="When did the bridge at Kestrel open?"></quoth-answer>'
    PAGES["/"] = f'<!doctype html><html lang="en"><title>Ours</title>{script}<main><h1>Ours</h1>{question}</main>'
    page = open_page(f"{elsewhere}/")
    page.locator("quoth-answer .cite").wait_for()
    assert page.get_attribute("quoth-answer .cite", "href").startswith(f"{site}/c/reports/documents/a.txt?start=0")
    assert page.get_attribute("quoth-answer [part=about] a", "href").startswith(f"{site}/c/reports/?q=When")
