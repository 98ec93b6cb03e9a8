"""Sites for the browser to open, each served by waitress on a free port of the loopback, and pages to open them with."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server

from service.app.app import create_app
from service.live import build_snapshot

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

# A collection with what the seeds lack: titles, dates, an address of the original, other scripts, and hostile text.
FILES = {
    "ferry.md": """---
title: The night ferry
author: Ada Marsh
date: 2021-03-04
source_url: https://news.example/ferry
---

# The night ferry

The night ferry to Lerwick carries 612 passengers. "The sea decides when we sail," said captain Una Brae, who has
commanded the ship since 2009.

The harbour office opens at six. The harbour office closes at nine.
""",
    "letters/hostile.txt": """A letter

The sender of the letter is <script>document.title = "taken"</script> and <img src=x onerror="document.title='taken'">
Bobby Tables. He lives in </mark></p> Marktown & sons.
""",
    "letters/عربي.txt": "رسالة\n\nيعيش يوسف في مدينة القدس منذ عام 1998. The sailor Yusuf wrote this postcard.\n",
    "emoji.txt": "😀😀 Before all else: the parade 🎉 began at noon in Tønder, and 40 bands 🥁 played.\n",
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sentence = "Chromium is missing: the browser tests need it (on Debian: apt-get install chromium)."
        pytest.fail(sentence) if os.environ.get("QUOTH_REQUIRE_BROWSER") else pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


def serve(folder: Path, **options: Any) -> Iterator[str]:
    """Serve a folder from a thread, and give its address."""
    built = build_snapshot(folder)
    server = create_server(create_app(lambda: built, **options), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown(timeout=2)


@pytest.fixture(scope="session")
def seeds() -> Iterator[str]:
    """The first collection."""
    yield from serve(ROOT / "seeds")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FILES."""
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())
    yield from serve(folder)


@pytest.fixture(scope="session")
def silent() -> Iterator[str]:
    """The first collection, where no answer is ever sure enough."""
    yield from serve(ROOT / "seeds", threshold=1.0)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address in a browser of its own, and fails the test on any error it logs."""
    contexts: list[Any] = []
    errors: list[str] = []

    def note(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_page(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce"} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def ask(page: Any, question: str) -> Any:
    """Type a question, press Enter, and give the turn that answers it."""
    turns = page.locator(".turn:not(.pending)")
    before = turns.count()
    page.fill("#question", question)
    page.press("#question", "Enter")
    turns.nth(before).wait_for()
    return turns.nth(before)
