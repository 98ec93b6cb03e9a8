"""Take it with you: what the copy buttons write."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from browser.replies import FERRY, QUOTE, SILENT, SPOKEN, citation
from browser.sites import ask, until_focused

Open = Callable[..., Any]
URL = f"/documents/ferry.md?start=100&end={100 + len(QUOTE)}#cited"
CITED = citation(1, "answer", FERRY, speaker={"name": "Una Brae", "start": 0, "end": 8, "cue": {"start": 9, "end": 13}})


@pytest.fixture(scope="module")
def write(browser: Any, seeds: str) -> Any:
    """Give a function that calls one of the writers in export.js."""
    page = browser.new_page()
    page.goto(seeds)

    def write(name: str, argument: Any) -> str:
        call = "async ([name, argument]) => (await import('/static/export.js'))[name](argument)"
        return str(page.evaluate(call, [name, argument])).replace(seeds, "")

    yield write
    page.context.close()


def test_a_plain_quotation(write: Any) -> None:
    assert write("toPlain", [CITED]) == (f"“{QUOTE}” — Una Brae, The *night* ferry, Ada_Marsh (4 March 2021), {URL}")


def test_markdown_with_a_footnote(write: Any) -> None:
    assert write("toMarkdown", [CITED]) == (
        "> “I counted 40 😀 bands \\& 3 \\<b\\>kites\\</b\\>,” Una Brae said.\n> The rest is silence.[^1]\n\n"
        f"[^1]: Una Brae, The \\*night\\* ferry, Ada\\_Marsh (4 March 2021), <{URL}>\n"
    )


@pytest.mark.parametrize(("line", "written"), [("1. Ask.", "1\\. Ask."), ("# No", "\\# No"), ("- No", "\\- No")])
def test_a_line_of_a_quote_does_not_become_markup(write: Any, line: str, written: str) -> None:
    assert write("toMarkdown", [CITED | {"quote": line}]).startswith(f"> {written}[^1]")


def test_an_html_blockquote(write: Any) -> None:
    html = write("toHtml", [CITED])
    url = URL.replace("&", "&amp;")
    assert f'<blockquote cite="{url}">' in html
    assert "&lt;b&gt;kites&lt;/b&gt;,” Una Brae said.<br>\nThe rest" in html
    assert f'<cite><a href="{url}">The *night* ferry</a></cite>, Ada_Marsh (4 March 2021)' in html


def test_csl_json(write: Any) -> None:
    (item,) = json.loads(write("toCsl", [CITED]))
    assert item == {
        "id": "The-night-ferry-100",
        "type": "document",
        "title": "The *night* ferry",
        "author": [{"literal": "Ada_Marsh"}],
        "issued": {"date-parts": [[2021, 3, 4]]},
        "URL": URL,
        "note": f"“{QUOTE}” (characters 100–{100 + len(QUOTE)}; SHA-256 of the text {'0' * 64})",
    }


def test_bibtex(write: Any) -> None:
    entry = write("toBibtex", [CITED])
    assert entry.startswith(
        "@misc{The-night-ferry-100,\n  title = {{The *night* ferry}},\n  author = {{Ada\\_Marsh}},\n"
    )
    assert "  year = {2021},\n  month = {3},\n  day = {4},\n" in entry
    assert "bands \\& 3" in entry
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")


def test_a_conversation_as_markdown_numbers_its_footnotes_through(write: Any) -> None:
    turns = [{"question": reply["question"], "reply": reply} for reply in (SPOKEN, SILENT, SPOKEN)]
    text = write("conversationToMarkdown", turns)
    assert text.count("## How many \\<em\\>bands\\</em\\>?") == 3
    assert text.count(SILENT["notice"]) == 1 and text.count(SPOKEN["notice"]) == 2
    for number in range(1, 10):
        assert text.count(f"[^{number}]") == 2, number


def test_copying_puts_it_on_the_clipboard_and_says_so(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "Who is Rhoda Kwan?")
    turn.locator(".copy summary").click()
    turn.locator("[data-format=plain]").click()
    page.locator("#announcer >> text=Copied").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{turn.locator('blockquote').first.text_content()}” — ")
    until_focused(turn.locator(".copy summary"))


def test_a_link_into_the_original_is_offered_where_there_is_one(shelf: str, open_page: Open) -> None:
    page = open_page(shelf, permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "How many passengers does the night ferry carry?")
    turn.locator(".copy summary").click()
    turn.locator("[data-format=original]").click()
    page.locator("#announcer >> text=Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").startswith("https://news.example/ferry#:~:text=The%20night")
