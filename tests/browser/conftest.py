"""Sites to open, and pages to open them with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from conftest import SEEDS
from playwright.sync_api import expect

from browser.sites import DESKTOP, serve, write_files

PATIENCE = 15_000  # milliseconds, on a machine with other things to do
expect.set_options(timeout=PATIENCE)


@dataclass
class Tabs:
    """A browser context of these options, and the pages in it that no test is using."""

    options: dict[str, Any]
    context: Any = None
    idle: list[Any] = field(default_factory=list)

    def take(self, browser: Any, own: bool) -> Any:
        if self.context is None:
            self.context = browser.new_context(**self.options)
            self.context.set_default_timeout(PATIENCE)
        if own or not self.idle:
            return self.context.new_page()
        page = self.idle.pop()
        page.bring_to_front()
        return page

    def give_back(self, page: Any, own: bool) -> None:
        self.context.set_offline(False)
        self.context.clear_cookies()  # the language that was chosen, say
        page.unroute_all(behavior="ignoreErrors")
        if page.url.startswith("http"):
            page.evaluate("try { localStorage.clear(); sessionStorage.clear(); } catch {}")
        if own:
            page.close()
            return
        page.set_viewport_size(self.options["viewport"])
        self.idle.append(page)


@pytest.fixture(scope="session")
def seeds() -> Iterator[str]:
    """The first collection, always answering: these tests are of the pages, not of how sure an answer is."""
    yield from serve(SEEDS, threshold=0.0)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FILES."""
    yield from serve(write_files(tmp_path_factory.mktemp("shelf")), threshold=0.0)


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Iterator[dict[str, Tabs]]:
    """Browser contexts by their options, with the pages that tests have left: a new one costs more than a test does."""
    held: dict[str, Tabs] = {}
    yield held
    for kind in held.values():
        kind.context.close()


@pytest.fixture
def open_page(browser: Any, tabs: dict[str, Tabs]) -> Iterator[Callable[..., Any]]:
    """Give a function that opens an address where nothing is stored; an error that a page logs fails the test.

    A test that changes what a page emulates asks for its `own`.
    """
    opened: list[tuple[Any, Tabs, bool]] = []
    errors: list[str] = []

    def fail(error: Any) -> None:
        errors.append(str(error))

    def note(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_page(address: str, own: bool = False, **options: Any) -> Any:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        kind = tabs.setdefault(repr(sorted(options.items())), Tabs(options))
        page = kind.take(browser, own)
        opened.append((page, kind, own))
        page.on("pageerror", fail)
        page.on("console", note)
        if "#" in address:  # or a page that was left there would only be scrolled
            page.goto("about:blank")
        page.goto(address)
        return page

    yield open_page
    for page, kind, own in opened:
        page.remove_listener("pageerror", fail)
        page.remove_listener("console", note)
        kind.give_back(page, own)
    assert not errors
