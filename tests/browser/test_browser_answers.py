"""Ask, read, follow the citation: the main way through, in a real browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from browser.sites import PHONE, ask, until

QUESTION = "What does the China Coalition recommend?"


def cited_text(page: Any, link: Any) -> str:
    """Fetch the canonical text that a citation's link points at, cut at its offsets."""
    url = urlsplit(link.get_attribute("href"))
    place = parse_qs(url.query)
    text = page.request.get(f"{page.url.split('/', 3)[0]}//{urlsplit(page.url).netloc}{url.path}/text").body().decode()
    return text[int(place["start"][0]) : int(place["end"][0])]


def test_a_citation_opens_its_document_at_the_marked_passage(seeds: str, open_page: Callable[..., Any]) -> None:
    page = open_page(seeds)
    turn = ask(page, QUESTION)
    cite = turn.locator(".answer .cite").first
    quote = turn.locator("blockquote").first.text_content()
    assert quote == cited_text(page, cite)
    cite.click()
    mark = page.locator("#source mark")
    mark.wait_for()
    assert mark.text_content() == quote
    expect(mark).to_be_in_viewport(ratio=1)


# Controls that are lower than a finger needs (WCAG 2.5.5), but for links in running text.
LOW = """() => Array.from(document.querySelectorAll("a, button, summary, input, textarea"))
    .filter((e) => e.checkVisibility() && !e.matches(".skip, .name") && e.getBoundingClientRect().height < 43.5)
    .map((e) => e.outerHTML.slice(0, 90))"""


def test_the_source_is_a_sheet_on_a_phone(seeds: str, open_page: Callable[..., Any]) -> None:
    page = open_page(seeds, viewport=PHONE, has_touch=True, is_mobile=True)
    turn = ask(page, QUESTION)
    page.locator(".next a").first.wait_for()
    assert page.evaluate(LOW) == []
    turn.locator(".answer .cite").first.click()
    page.locator("#source:modal mark").wait_for()
    until(page, "width => document.getElementById('source').offsetWidth === width", PHONE["width"])


def test_everything_works_without_scripts(seeds: str, open_page: Callable[..., Any]) -> None:
    page = open_page(seeds, java_script_enabled=False)
    page.fill("#question", QUESTION)
    page.click("text=Ask >> nth=-1")
    quote = page.locator(".answer blockquote").first.text_content()
    cite = page.locator(".answer .cite").first
    assert quote == cited_text(page, cite)
    cite.click()
    assert page.locator("mark#cited").text_content() == quote
    page.go_back()
    page.wait_for_url("**/?*")
    assert page.locator(".answer blockquote").first.text_content() == quote
    page.fill("#question", "Who is Rhoda Kwan?")
    page.press("button.send", "Enter")
    expect(page.locator(".turn")).to_have_count(2)
