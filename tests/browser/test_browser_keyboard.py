"""Asking, reading a source, citing, verifying and searching by the keyboard alone; and what is suggested after an answer."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from browser.sites import until

Open = Callable[..., Any]
QUESTION = "How many people in Hong Kong hold Canadian passports?"
MOST = 60  # presses of a key to get somewhere


def go_to(page: Any, selector: str, key: str = "Tab") -> None:
    """Press Tab until what is focused is the selector's."""
    for _ in range(MOST):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} does not lead to {selector}.")


def test_the_keyboard_alone_leads_everywhere(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".turn:not(.pending) .answer").wait_for()
    go_to(page, ".copy summary", "Shift+Tab")  # cite
    page.keyboard.press("Enter")
    go_to(page, "[data-format=bibtex]")
    page.keyboard.press("Enter")
    until(page, "async () => (await navigator.clipboard.readText()).startsWith('@misc{')")
    go_to(page, ".answer .cite", "Shift+Tab")  # read the source
    page.keyboard.press("Enter")
    page.locator("#source mark").wait_for()
    go_to(page, "#source .page")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*")
    go_to(page, ".formats a")
    go_to(page, "nav a[href='/verify']", "Shift+Tab")  # verify
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify")
    go_to(page, "#text")
    page.keyboard.type("There are currently 300,000 people residing in Hong Kong who hold British passports.")
    go_to(page, "main .send")
    page.keyboard.press("Enter")
    expect(page.locator(".checked .badge")).to_have_text(["Altered"])
    go_to(page, "nav a[href='/search']", "Shift+Tab")  # search
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type('"Hong Kong" passport')
    page.keyboard.press("Enter")
    page.locator("#found").wait_for()
    go_to(page, ".place")


def test_what_to_ask_next_and_names_are_offered_after_an_answer(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    name = page.locator(".answer .name").first
    expect(name).to_have_text(re.compile("."))
    quote = page.locator(".answer blockquote").first.text_content()
    assert name.text_content() in quote and "%22" in name.get_attribute("href")
    offered = page.locator(".next a")
    question = offered.first.text_content()
    offered.first.click()
    expect(page.locator(".turn:not(.pending) .question")).to_have_text([QUESTION, question])
    expect(page.locator(".turn").nth(1).locator(".answer")).to_be_visible()
    expect(page.locator(".turn").first.locator(".next")).to_be_hidden()
    page.locator(".answer .name").first.click()
    page.locator("#found").wait_for()
    page.locator("mark").nth(1).wait_for()
