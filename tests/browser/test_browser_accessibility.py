"""WCAG 2.2 AA: axe-core on every page and state, small windows, announcements, right-to-left text."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser.replies import SILENT, SPOKEN, in_utf16
from browser.sites import PHONE, ask, serve, until, write_files
from browser.test_browser_rendering import RENDER
from service.app.access_tokens import make_tokens
from service.app.languages import NAMES
from service.app.silences import line_of

Open = Callable[..., Any]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "async (runOnly) => (await axe.run({ runOnly, resultTypes: ['violations'] })).violations"
QUESTION = "What does the China Coalition recommend?"
TOKEN = "correct-horse-battery"


def check(page: Any, state: str, schemes: int = 2) -> None:
    """Have axe-core find no violation: of any rule in the light, of contrast in the dark (the second of `schemes`)."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(Axe().axe_script)
    for scheme, rules in (("light", RULES), ("dark", ["color-contrast"]))[:schemes]:
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # nothing stands half below the line to ask on
        violations = page.evaluate(RUN, rules)
        found = [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in violations]
        assert not found, (state, scheme, found)


def unfold_all(page: Any) -> None:
    page.evaluate("for (const summary of document.querySelectorAll('summary')) summary.click()")


@pytest.mark.slow
def test_no_state_has_a_violation(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, own=True)
    check(page, "first visit")
    page.evaluate(RENDER, in_utf16(SPOKEN))
    unfold_all(page)
    check(page, "an answer, all unfolded")
    page.evaluate(RENDER, SILENT)
    check(page, "silence")
    page.route("**/ask", lambda route: route.abort())
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.locator(".failed").wait_for()
    check(page, "failure")
    page.unroute("**/ask")
    page.click(".retry")
    page.locator(".answer .cite").first.click()
    page.locator("#source mark").wait_for()
    check(page, "source open")
    page.set_viewport_size(PHONE)
    page.locator("#source:modal").wait_for()
    check(page, "source open on a phone")
    page.keyboard.press("Escape")
    check(page, "the thread on a phone")
    page.click("#new-conversation")
    check(page, "earlier conversations")


PAGES = ("/documents/letters/hostile.txt?start=10&end=60", "/?q=Who+is+Yusuf%3F")
# Further pages, the same in other languages and states, and the longest page.
MORE_PAGES = (
    "/documents",
    "/search?q=harbour&lang=ar",
    "/nowhere",
    "/search",
    "/search?q=%22harbour+office%22&since=2020",
    "/search?q=harbour+zebra",
    "/?q=Who+is+the+zebra%3F&lang=fr",
    "/documents?lang=zh",
    "/verify?lang=de",
    "/?lang=es",
    "/docs?lang=en",
)


@pytest.mark.parametrize("paths", [PAGES, pytest.param(MORE_PAGES, marks=pytest.mark.slow)], ids=["some", "others"])
def test_no_page_has_a_violation(shelf: str, open_page: Open, paths: tuple[str, ...]) -> None:
    page = open_page(shelf + "/documents", own=True)
    for path in paths:
        page.goto(shelf + path)
        if path.startswith("/docs"):  # its sections are set alike, so a few of them say it all, in a fifth of the time
            page.evaluate(
                "for (const s of Array.from(document.querySelectorAll('main section')).slice(2, -2)) s.remove()"
            )
        check(page, path)


# What only the documents' owner sees, and what everybody sees, in every language.
TRANSLATED = (
    "/silences",
    "/sign-in",
    "/",
    "/?q=How+many+passengers+does+the+night+ferry+carry%3F",
    "/?q=Who+is+the+zebra%3F",
    "/documents",
    "/documents/ferry.md?start=130&end=160",
    "/search",
    "/search?q=harbour",
    "/search?q=harbour+zebra",
    "/verify",
    "/docs",
    "/nowhere",
)


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A closed service that keeps what it could not answer."""
    folder = tmp_path_factory.mktemp("owned")
    kept = folder / "silences.jsonl"
    kept.write_bytes(
        b"".join(line_of(q, "no_match", "2026-05-04") for q in ("Who is the zebra?", "Where is <b>it</b>?"))
    )
    (folder / "shelf").mkdir()
    yield from serve(write_files(folder / "shelf"), 0.0, tokens=make_tokens(TOKEN, None), silences_file=kept)


@pytest.mark.slow
def test_no_page_has_a_violation_in_any_language(owned: str, open_page: Open) -> None:
    page = open_page(f"{owned}/sign-in", own=True)
    page.fill("#token", TOKEN)
    page.press("#token", "Enter")
    page.wait_for_url(f"{owned}/")
    for language in NAMES:
        for path in TRANSLATED:
            page.goto(f"{owned}{path}{'&' if '?' in path else '?'}lang={language}")
            if path.startswith("/?"):
                page.locator(".turn:not(.pending) .why").first.wait_for()
            check(page, f"{path} in {language}", schemes=1)
        page.goto(f"{owned}/verify?lang={language}")
        page.fill("#text", "The harbour office opens at seven. “The sea decides when we sail,” she said.")
        page.click("main .send")
        page.locator(".report").wait_for()
        check(page, f"a report in {language}", schemes=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "viewport", [{"width": 320, "height": 640}, {"width": 640, "height": 400}], ids=["320 px", "200 % zoom"]
)
def test_nothing_is_cut_off_in_a_small_window(seeds: str, open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page(seeds)
    page.set_viewport_size(viewport)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    until(page, fits)
    page.evaluate(RENDER, in_utf16(SPOKEN))
    unfold_all(page)
    until(page, fits)
    ask(page, QUESTION).locator(".cite").first.click()
    page.locator("#source mark").wait_for()
    until(page, "document.querySelector('#source .body').scrollWidth <= innerWidth")
    for path in ("/documents", "/documents/000_289401db0fd29d34.txt?start=0&end=20", "/docs"):
        page.goto(seeds + path)
        until(page, fits)


def test_the_answer_and_its_sources_are_announced(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    quote = ask(page, "Who is Rhoda Kwan?").locator("blockquote").first.text_content()
    expect(page.locator("#announcer")).to_have_text(re.compile(f"^Answer from 1 source: .*{re.escape(quote)}"))


def test_silence_is_announced(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, "Zebras?")
    until(page, "document.getElementById('announcer').textContent.startsWith('The documents do not mention Zebras.')")


def test_every_control_has_a_size_and_a_name(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, QUESTION)
    page.locator(".turn .copy summary").click()
    small = """() => Array.from(document.querySelectorAll("button, summary, .cite, textarea, .top a"))
        .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
    page.locator(".turn .copy ul").wait_for()
    assert page.evaluate(small) == []  # WCAG 2.2, 2.5.8


def test_the_theme_can_be_switched_and_is_kept(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, own=True)
    page.emulate_media(color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.click("#theme")
    expect(page.locator("#theme")).to_have_text("Theme: light")
    assert page.evaluate(background) == light  # as the system has it
    page.click("#theme")
    expect(page.locator("#theme")).to_have_text("Theme: dark")
    dark = page.evaluate(background)
    assert dark != light
    page.goto(f"{seeds}/documents")
    expect(page.locator("#theme")).to_have_text("Theme: dark")
    assert page.evaluate(background) == dark


def test_text_runs_from_right_to_left_where_it_is_written_so(shelf: str, open_page: Open) -> None:
    page = open_page(f"{shelf}/documents/letters/عربي.txt")
    directions = page.locator(".source-name, .source-text p").evaluate_all(
        "ps => ps.map((p) => getComputedStyle(p).direction)"
    )
    assert directions == ["rtl", "rtl"]


def test_motion_is_left_out_where_it_is_not_wanted(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, reduced_motion="reduce")
    moving = """() => Array.from(document.querySelectorAll("*"))
        .map((e) => getComputedStyle(e))
        .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none").length"""
    assert page.evaluate(moving) == 0
