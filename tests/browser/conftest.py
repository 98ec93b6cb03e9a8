"""Sites to open, and pages to open them with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import SEEDS

from browser.sites import DESKTOP, FILES, serve


@pytest.fixture(scope="session")
def seeds() -> Iterator[str]:
    """The first collection, always answering: these tests are of the pages, not of how sure an answer is."""
    yield from serve(SEEDS, threshold=0.0)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FILES."""
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())
    yield from serve(folder, threshold=0.0)


@pytest.fixture(scope="session")
def contexts(browser: Any) -> Iterator[dict[str, Any]]:
    """Browser contexts by their options: a new one takes a quarter of a second, so tests of a kind share theirs."""
    held: dict[str, Any] = {}
    yield held
    for context in held.values():
        context.close()


@pytest.fixture
def open_page(browser: Any, contexts: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address where nothing is stored; an error that a page logs fails the test."""
    pages: list[Any] = []
    errors: list[str] = []

    def note(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_page(address: str, **options: Any) -> Any:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        key = repr(sorted(options.items()))
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
            contexts[key].set_default_timeout(15_000)
        page = contexts[key].new_page()
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.context.set_offline(False)
        if page.url.startswith("http"):
            page.evaluate("try { localStorage.clear(); } catch {}")
        page.close()
    assert not errors
