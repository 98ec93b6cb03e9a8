"""Where a token is wanted, people sign in with it, with scripts and without, and the widget brings its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import SEEDS

from browser.sites import ask, serve
from service.app.access_tokens import make_tokens

TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def closed() -> Iterator[str]:
    """The first collection, behind a token."""
    yield from serve(SEEDS, threshold=0.0, tokens=make_tokens(TOKEN, None))


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_people_sign_in_and_go_on_where_they_were(browser: Any, closed: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{closed}/documents?limit=2")
    assert page.locator("h1").inner_text() == "Sign in"
    page.fill("#token", "not the token at all")
    page.press("#token", "Enter")
    page.get_by_text("That is not a token of this service.").wait_for()
    page.fill("#token", TOKEN)
    page.click(".sign-in button")
    page.get_by_role("heading", name="Documents").wait_for()
    page.wait_for_url(f"{closed}/documents?limit=2")
    page.goto(closed)
    if scripts:
        assert "ambassador" in ask(page, "Who is the ambassador?").inner_text()
        assert page.evaluate("document.cookie") == ""
    page.goto(f"{closed}/sign-in")
    page.get_by_role("button", name="Sign out").click()
    page.locator("#token").wait_for()
    context.close()
