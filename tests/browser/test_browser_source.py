"""The source: beside the thread, on its own page, on paper; and the list of documents."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from browser.replies import SILENT
from browser.sites import PHONE, ask, show_several, until, until_focused
from browser.test_browser_rendering import RENDER

Open = Callable[..., Any]
QUESTION = "What does the China Coalition recommend?"


def test_focus_goes_to_the_source_and_comes_back(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    cite = ask(page, QUESTION).locator(".cite").first
    cite.focus()
    page.keyboard.press("Enter")
    page.locator("#source mark").wait_for()
    until_focused(page.locator("#source-title"))
    expect(page.locator("#source")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    until_focused(cite)


def test_the_thread_stays_usable_beside_the_source(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, QUESTION).locator(".cite").first.click()
    page.locator("#source mark").wait_for()
    expect(ask(page, "Who is Rhoda Kwan?")).to_be_visible()
    side = "document.getElementById('{0}').getBoundingClientRect().{1}"
    until(page, f"{side.format('composer', 'right')} <= {side.format('source', 'left')}")


def test_next_and_previous_walk_through_the_citations(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    turn = show_several(page, QUESTION)
    quotes = turn.locator("blockquote").all_text_contents()
    turn.locator(".cite").first.click()
    seen = []
    for _ in quotes:
        until(page, "text => document.querySelector('#source mark')?.textContent === text", quotes[len(seen)])
        seen.append(page.locator("#source .place").text_content())
        if len(seen) < len(quotes):
            page.click("#source [data-step='1']")
    assert seen == [f"{n} of {len(quotes)}" for n in range(1, len(quotes) + 1)]
    expect(page.locator("#source [data-step='1']")).to_be_disabled()
    page.click("#source [data-step='-1']")
    until(page, "text => document.querySelector('#source mark')?.textContent === text", quotes[-2])
    page.keyboard.press("Escape")
    until_focused(turn.locator(".cite").nth(len(quotes) - 2))


def test_a_sheet_holds_the_focus_on_a_phone(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, viewport=PHONE)
    cite = ask(page, QUESTION).locator(".cite").first
    cite.click()
    page.locator("#source:modal mark").wait_for()
    page.click("#source .close")
    expect(page.locator("#source")).to_be_hidden()
    until_focused(cite)


def test_a_source_follows_the_window_from_wide_to_narrow(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, QUESTION).locator(".cite").first.click()
    page.locator("#source:not(:modal) mark").wait_for()
    page.set_viewport_size(PHONE)
    page.locator("#source:modal mark").wait_for()


def test_a_paragraphs_link_opens_the_page_at_it(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents/ferry.md")
    paragraph = page.locator(".source-text p", has_text="The harbour office opens")
    paragraph.hover()
    paragraph.locator(".own").click()
    expect(page.locator("mark")).to_have_text(re.compile("^The harbour office opens at six."))


def test_a_document_opens_in_the_original_at_the_passage(shelf: str, open_page: Open) -> None:
    page = open_page(shelf)
    turn = ask(page, "How many passengers does the night ferry carry?")
    turn.locator(".cite").first.click()
    link = page.locator("#source .original")
    link.wait_for()
    assert link.get_attribute("href").startswith("https://news.example/ferry#:~:text=The%20night%20ferry")
    assert "noopener" in link.get_attribute("rel")


def test_paper_shows_quotation_source_place_and_link(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents/ferry.md", own=True)
    start = page.request.get(f"{shelf}/documents/ferry.md/text").text().index("The harbour office opens")
    page.goto(f"{shelf}/documents/ferry.md?start={start}&end={start + 32}#cited")
    page.emulate_media(media="print")
    expect(page.locator(".slip")).to_be_visible()
    slip = page.locator(".slip").inner_text()
    for text in (
        "The harbour office opens at six.",
        "The night ferry, 4 March 2021",
        f"characters {start} to {start + 32}",
    ):
        assert text in slip
    assert f"{shelf}/documents/ferry.md?start={start}&end={start + 32}#cited" in slip
    for hidden in (".top", ".within", ".jump"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("mark")).to_be_visible()


def test_the_list_filters_as_one_types(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents")
    expect(page.locator(".list tbody tr")).to_have_count(4)
    page.type("#words", "FERRY 2021")
    expect(page.locator("#count")).to_have_text("1 of 4 documents")
    expect(page.locator(".list tbody tr:visible")).to_have_count(1)


def test_the_list_filters_without_scripts(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents", java_script_enabled=False)
    page.fill("#words", "ferry")
    page.click("text=Filter >> nth=-1")
    expect(page.locator(".list tbody tr")).to_have_count(1)


def test_asking_within_one_document_stays_in_it(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents")
    page.locator("tr", has_text="emoji.txt").locator("text=Ask within").click()
    expect(page.locator(".scope")).to_contain_text("emoji.txt")
    turn = ask(page, "When did the parade begin?")
    assert turn.locator(".answer .title").all_text_contents() == [
        "😀😀 Before all else: the parade 🎉 began at noon in Tønder … (emoji.txt)"
    ]
    turn = ask(page, "How many passengers does the night ferry carry?")
    assert all("emoji.txt" in title for title in turn.locator(".title").all_text_contents())


def test_what_the_source_brings_leaves_a_silent_answer_as_it_is(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.evaluate(RENDER, SILENT)
    height = "document.querySelector('.ways').getBoundingClientRect().height"
    before = page.evaluate(height)
    cite = page.locator(".passages .cite").first
    cite.evaluate("(cite) => cite.setAttribute('aria-current', 'true')")
    number = "(n) => getComputedStyle(n).color"
    assert cite.locator(".n").evaluate(number) == page.locator(".send").evaluate(number)  # both stand on the accent
    for styles in ("source.css", "document.css"):
        page.add_style_tag(url=f"{seeds}/static/{styles}")
    assert page.locator(".ways .within").count()
    assert page.evaluate(height) == before
    page.evaluate(
        """() => {
            const text = document.createElement("div");
            text.className = "source-text";
            text.append(document.createElement("h2"));
            document.querySelector("#source .body").append(text);
        }"""
    )
    heading = page.locator("#source .source-text h2")
    assert heading.evaluate("(h) => getComputedStyle(h).paddingInlineStart") == "0px"
