"""Documents to read: what is selected on the page is what is cited, and the page shows Markdown as what it means."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from conftest import SEEDS
from markdown_files import markdown_files
from playwright.sync_api import expect

from browser.sites import PHONE, ask, serve, until
from browser.test_browser_accessibility import check

Open = Callable[..., Any]
MAIL = b"""From: Ann Alder <ann@harbour.example>\r
To: Bob Birch <bob@harbour.example>\r
Subject: The ferry timetable\r
Date: Mon, 5 Oct 2020 10:00:00 +0000\r
Message-ID: <1@harbour.example>\r
\r
The ferry sails at nine.\r
\r
On Sunday, Bob wrote:\r
> When does the ferry sail?\r
> I have to know.\r
"""
# Selects between two characters of the page, the nth and mth of those shown, and gives the range that would be cited, and
# the first and last character selected.
SELECT = """async (shares) => {
    const { selectedRange } = await import("/static/reading.js");
    const root = document.querySelector(".source");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.dataset.at !== undefined && !node.parentElement.closest(".facts")) nodes.push(node);
    }
    const places = nodes.flatMap((node) => {
        const found = [];
        for (let at = 0; at < node.data.length; at += node.data.codePointAt(at) > 0xffff ? 2 : 1) found.push([node, at]);
        return found;
    }).filter(([node, at]) => node.data.slice(at).codePointAt(0) > 32 && node.data[at].trim());
    return shares.map(([one, two]) => {
        const [a, b] = [one, two].map((share) => Math.floor(share * places.length)).sort((x, y) => x - y);
        const [first, from] = places[a];
        const [last, until] = places[b];
        const end = until + (last.data.codePointAt(until) > 0xffff ? 2 : 1);
        getSelection().setBaseAndExtent(first, from, last, end);
        const shown = places.slice(a, b + 1).filter(([node]) => node.parentElement.dataset.to === undefined)
            .map(([node, at]) => String.fromCodePoint(node.data.codePointAt(at))).join("");
        const whole = [first, last].map((node) => node.parentElement.dataset.to !== undefined);
        return { ...selectedRange(root), shown, whole };
    });
}"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("library")
    for name, text in markdown_files():
        (folder / name).write_bytes(text.encode())
    for seed in SEEDS.iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    (folder / "mail.eml").write_bytes(MAIL)
    (folder / "long.md").write_text(
        "# Long\n\n" + "\n\n".join(f"Paragraph *{n}* is here, with words." for n in range(2000))
    )
    yield from serve(folder, threshold=0.0)


def is_within(shown: str, cited: str) -> bool:
    """Whether every character shown stands in what is cited, in order."""
    rest = iter(cited)
    return all(character in rest for character in shown)


EVERY = [*(name for name, _ in markdown_files()), *sorted(seed.name for seed in SEEDS.iterdir()), "mail.eml"]


@pytest.mark.parametrize(
    "names",
    [["file-01.md", "file-04.md", "every.md", EVERY[-2], "mail.eml"], pytest.param(EVERY, marks=pytest.mark.slow)],
    ids=["some", "every"],
)
def test_what_is_selected_is_what_is_cited(library: str, open_page: Open, names: list[str]) -> None:
    page = open_page(library + "/verify")
    chance = random.Random(7)
    for name in names:
        page.goto(f"{library}/documents/{quote(name)}")
        text = page.request.get(f"{library}/documents/{quote(name)}/text").body().decode()
        for found in page.evaluate(SELECT, [[chance.random(), chance.random()] for _ in range(25)]):
            cited, shown = text[found["start"] : found["end"]], found["shown"]
            assert cited == cited.strip(" \t\r\n") and is_within(shown, cited), (name, found, cited)
            if not any(found["whole"]):
                assert (cited[0], cited[-1]) == (shown[0], shown[-1]), (name, found, cited)
            if cited.isalnum():
                assert cited == shown


def test_a_selection_is_cited_as_an_answer_is(library: str, open_page: Open) -> None:
    page = open_page(library + "/documents/file-00.md", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".source-text p").first.dblclick(position={"x": 20, "y": 8})
    bar = page.locator(".cite-bar")
    bar.wait_for()
    place = parse_qs(urlsplit(bar.locator("a").get_attribute("href")).query)
    text = page.request.get(library + "/documents/file-00.md/text").body().decode()
    chosen = page.evaluate("getSelection().toString().trim()")
    assert text[int(place["start"][0]) : int(place["end"][0])] == chosen
    for name, expected in (("bibtex", "@misc{"), ("csl-json", '"type":"document"'), ("markdown", f"> {chosen}[^1]")):
        bar.locator(f"[data-as={name}]").click()
        holds = "async (texts) => { const copied = await navigator.clipboard.readText(); return texts.every((t) => copied.includes(t)) }"
        until(page, holds, [expected, f"start={place['start'][0]}"])  # what an earlier copy left there will not do
    check(page, "citing a selection")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)


def test_a_selection_in_the_panel_is_cited_too(library: str, open_page: Open) -> None:
    page = open_page(library)
    ask(page, "When does the ferry sail?").locator(".cite").first.click()
    page.locator("#source mark").first.wait_for()
    page.locator("#source .source-text p").first.dblclick(position={"x": 30, "y": 8})
    link = page.locator("#source .cite-bar a")
    link.wait_for()
    assert "/documents/" in link.get_attribute("href") and "start=" in link.get_attribute("href")


def test_a_passage_can_be_cited_without_scripts(library: str, open_page: Open) -> None:
    page = open_page(library + "/documents/file-00.md?start=60&end=80", java_script_enabled=False)
    expect(page.locator(".slip .formats a")).to_have_count(3)
    hrefs = page.locator(".slip .formats a").evaluate_all("links => links.map((a) => a.href)")
    for href in hrefs:
        assert page.request.get(href).ok


@pytest.mark.slow
@pytest.mark.parametrize("name", ["every.md", "mail.eml"])
def test_no_document_has_a_violation(library: str, open_page: Open, name: str) -> None:
    page = open_page(f"{library}/documents/{name}", own=True)
    for size in (None, PHONE):
        if size:
            page.set_viewport_size(size)
        check(page, name)
        until(page, "document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator("h1")).to_have_count(1)


def test_nothing_in_a_document_runs_or_is_loaded(library: str, open_page: Open) -> None:
    asked: list[str] = []
    page = open_page("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(library + "/documents/every.md")
    expect(page).to_have_title(re.compile("^The night ferry"))
    assert all("/static/" in url or url.endswith("every.md") for url in asked), asked
    links = page.locator(".source-text a:not(.own, .back)").evaluate_all("links => links.map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}


def test_a_citation_in_markdown_is_marked_where_it_stands(library: str, open_page: Open) -> None:
    text = dict(markdown_files())["file-00.md"]
    start = text.index("A first paragraph")
    end = start + len("A first paragraph of **plain** words.")
    page = open_page(f"{library}/documents/file-00.md?start={start}&end={end}#cited")
    expect(page.locator("#cited")).to_have_count(1)
    assert "".join(page.locator(".source-text mark").all_text_contents()) == "A first paragraph of plain words."


@pytest.mark.slow
def test_a_long_document_comes_in_parts(library: str, open_page: Open) -> None:
    page = open_page(f"{library}/documents/long.md")
    assert page.locator("h1").inner_text() == "Long"
    page.locator("a[rel=next]").first.click()
    page.locator("a[rel=prev]").first.wait_for()
    expect(page.locator(".source-text p").first).to_contain_text("Paragraph")
