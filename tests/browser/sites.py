"""Sites for the browser to open, each served by waitress on a free port of the loopback."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from waitress import create_server

from browser.hosts import keep_static, running
from service.app.app import create_app
from service.engine.engine import Engine

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

# What the seeds lack: titles, dates, an address of the original, other scripts, and hostile text.
FILES = {
    "ferry.md": """---
title: The night ferry
author: Ada Marsh
date: 2021-03-04
source_url: https://news.example/ferry
---

# The night ferry

The night ferry to Lerwick carries 612 passengers. "The sea decides when we sail," said captain
Una Brae, who has commanded the ship since 2009.

The harbour office opens at six. The harbour office closes at nine.
""",
    "letters/hostile.txt": """A letter

The sender is <script>document.title = "taken"</script> and <img src=x onerror="document.title='taken'">
Bobby Tables. He lives in </mark></p> Marktown & sons.
""",
    "letters/عربي.txt": "رسالة\n\nيعيش يوسف في مدينة القدس منذ عام 1998. The sailor Yusuf wrote it.\n",
    "emoji.txt": "😀😀 Before all else: the parade 🎉 began at noon in Tønder, and 40 bands 🥁 played.\n",
}


def write_files(folder: Path) -> Path:
    """Write FILES below a folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def serve(folder: Path, threshold: float | None = None, **options: Any) -> Iterator[str]:
    """Serve a folder from a thread, and give its address."""
    with TemporaryDirectory() as index, Engine(folder, index=index, threshold=threshold) as engine:
        engine.start()
        server = create_server(keep_static(create_app(engine, **options)), host="127.0.0.1", port=0, threads=4)
        with running(server) as address:
            yield address


def until(page: Any, expression: str, argument: Any = None) -> Any:
    """Evaluate an expression until it is true. Playwright's own way needs eval, which pages forbid."""
    for _ in range(250):
        if value := page.evaluate(expression, argument):
            return value
        page.wait_for_timeout(20)
    raise AssertionError(f"{expression} did not become true.")


def until_focused(element: Any) -> None:
    """Wait until an element has the focus: a dialog tells of its closing a moment after it."""
    for _ in range(250):
        if element.evaluate("element => element === document.activeElement"):
            return
        element.page.wait_for_timeout(20)
    raise AssertionError(f"{element} did not get the focus.")


def ask(page: Any, question: str) -> Any:
    """Type a question, press Enter, and give the turn that answers it."""
    return ask_in(page, question, "#question", ".turn:not(.pending)")


def ask_in(page: Any, question: str, box: str, answered: str) -> Any:
    """Type a question into a box, press Enter, and give the answer, where `answered` selects those that have come."""
    answers = page.locator(answered)
    before = answers.count()
    page.fill(box, question)
    page.press(box, "Enter")
    answers.nth(before).wait_for()
    return answers.nth(before)


def show_several(page: Any, question: str) -> Any:
    """Put up a turn whose answer has all the passages that the service finds, and give it."""
    page.evaluate(
        """async (question) => {
            const api = await import("/static/api.js");
            const thread = await import("/static/thread.js");
            const reply = await api.ask(question, [], []);
            const found = [...reply.citations, ...reply.nearest];
            found.forEach((citation, at) => Object.assign(citation, { n: at + 1, role: "answer" }));
            document.getElementById("welcome").hidden = true;
            thread.show(question, { ...reply, answered: true, citations: found });
        }""",
        question,
    )
    return page.locator(".turn").last
