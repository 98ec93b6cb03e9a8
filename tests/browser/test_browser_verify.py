"""The page that checks quotations, in the browser: with scripts and without, on paper, and for axe-core."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.sites import PHONE, until
from browser.test_browser_accessibility import check

Open = Callable[..., Any]
TEXT = """They said that “there are now 300,000 people residing in Hong Kong who hold Canadian passports.”

> In December 2018, China imprisoned Michael Kovrig and
> Michael Spavor and charged them with undermining
> the country's national security.

And “walruses sang in the bay of cheese”.
"""


def verify(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.click("main .send")
    page.locator(".report").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_is_checked_with_scripts_and_without(seeds: str, open_page: Open, scripts: bool) -> None:
    page = open_page(seeds, java_script_enabled=scripts)
    page.click("nav >> text=Verify")
    verify(page, TEXT)
    expect(page.locator(".checked .badge")).to_have_text(["Altered", "Folded", "Not found"])
    expect(page.locator(".diff del")).to_have_text(["currently"])
    expect(page.locator(".diff ins")).to_have_text(["now"])
    expect(page.locator("#text")).to_have_value(TEXT)
    marked = page.locator(".checked mark").nth(1).inner_text()
    page.locator(".checked >> text=Open at the passage").nth(1).click()
    assert page.locator("mark#cited").inner_text() == marked


def test_the_link_to_a_source_is_copied(seeds: str, open_page: Open) -> None:
    page = open_page(seeds + "/verify", permissions=["clipboard-read", "clipboard-write"])
    verify(page, TEXT)
    page.locator(".copy-link").first.click()
    page.locator("#announcer >> text=Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".found .links a").first.evaluate(
        "a => a.href"
    )


@pytest.mark.slow
def test_no_state_of_the_page_has_a_violation(seeds: str, open_page: Open) -> None:
    page = open_page(seeds + "/verify", own=True)
    check(page, "the form")
    page.click("main .send", no_wait_after=True)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.click("main .send")
    page.locator("#wrong").wait_for()
    check(page, "nothing to check")
    verify(page, TEXT)
    check(page, "a report")
    page.set_viewport_size(PHONE)
    check(page, "a report on a phone")
    until(page, "document.documentElement.scrollWidth <= innerWidth")


def test_the_report_is_for_paper_too(seeds: str, open_page: Open) -> None:
    page = open_page(seeds + "/verify", own=True)
    verify(page, TEXT)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_have_text("Verification report", use_inner_text=True)
    expect(page.locator(".made time")).to_be_visible()
    expect(page.locator(".made")).to_contain_text(seeds)
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
