"""Sites to open, and pages to open them with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import SEEDS

from browser.sites import DESKTOP, FILES, serve


@pytest.fixture(scope="session")
def seeds() -> Iterator[str]:
    """The first collection."""
    yield from serve(SEEDS)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FILES."""
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())
    yield from serve(folder)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address in a context of its own; an error it logs fails the test."""
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
