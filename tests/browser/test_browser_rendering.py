"""An answer is set alike by the service and by the scripts, whatever the reply holds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string
from msgspec import convert
from playwright.sync_api import expect

from browser.replies import AGREEING, DIFFERING, FERRY, NO_MATCH, PLAIN, SILENT, SPOKEN, citation, in_utf16
from browser.sites import DESKTOP
from service.app.words import words_for_scripts
from service.wire.replies import Reply

Open = Callable[..., Any]
RENDER = """async (reply) => {
    const { renderTurn } = await import("/static/answer.js");
    document.getElementById("thread").replaceChildren(renderTurn(reply.question, reply));
}"""
# What the scripts add to an answer, and the white space between elements, are left out of the comparison.
OUTLINE = """() => {
    const turn = document.querySelector(".turn").cloneNode(true);
    for (const extra of turn.querySelectorAll(".copy, .share, .feedback, .stale, .next")) extra.remove();
    const outline = (node) => {
        if (node.nodeType === Node.TEXT_NODE) {
            return node.parentElement.closest("blockquote") ? node.data : node.data.trim();
        }
        const names = ["class", "href", "cite", "datetime", "title", "dir", "data-role"];
        const held = names.filter((n) => node.hasAttribute(n)).map((n) => `${n}=${node.getAttribute(n)}`);
        return [node.tagName, held.join(" "), ...Array.from(node.childNodes, outline).filter(Boolean)];
    };
    return JSON.stringify(outline(turn));
}"""
TEMPLATE = "{% from '_turn.html' import turn with context %}{{ turn(reply) }}"


LEAD = {"start": 10, "end": 20, "text": "These are:"}
LISTED = SPOKEN | {
    "notice": None,
    "citations": [citation(n, "answer", FERRY, f"Item {n}.", lead_in=LEAD) for n in (1, 2, 3)],
}
AROUND = {"start": 80, "end": 130, "text": "Before it came. <b>X</b> It left."}
SURROUNDED = SPOKEN | {
    "citations": [
        citation(1, "answer", FERRY, "<b>X</b>", start=96, end=104, passage=AROUND),
        citation(
            2,
            "answer",
            FERRY,
            "Y",
            start=400,
            end=401,
            passage={"start": 0, "end": 801, "text": "w " * 200 + "Y" + " 😀w" * 133},
        ),
    ]
}


@pytest.fixture(scope="module")
def thread(seeds: str, browser: Any) -> Iterator[Any]:
    """The page to ask on, in which each test sets its own answer."""
    errors: list[str] = []
    page = browser.new_page(viewport=DESKTOP, reduced_motion="reduce")
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(seeds)
    yield page
    page.context.close()
    assert not errors


REPLIES = {
    "listed": LISTED,
    "surrounded": SURROUNDED,
    "spoken": SPOKEN,
    "unsure": SILENT,
    "no match": NO_MATCH,
    "differing": DIFFERING,
    "plain": PLAIN,
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_the_service_and_the_scripts_set_the_same_answer(
    app: Flask, thread: Any, open_page: Open, reply: dict[str, Any]
) -> None:
    with app.test_request_context():
        markup = render_template_string(TEMPLATE, reply=convert(reply, Reply), wording=words_for_scripts())
    plain = open_page("about:blank")
    plain.set_content(f"<!doctype html><body>{markup}")
    page = thread
    page.evaluate(RENDER, in_utf16(reply))
    assert page.evaluate(OUTLINE) == plain.evaluate(OUTLINE)


def test_what_an_answer_says_of_itself(thread: Any) -> None:
    page = thread
    page.evaluate(RENDER, in_utf16(AGREEING))
    turn = page.locator(".turn")
    assert turn.locator(".answer mark").text_content() == "3"
    assert turn.locator(".answer .speaker").text_content() == "Una Brae"
    assert turn.locator(".answer time").text_content() == "4 March 2021"
    assert turn.locator(".agreement summary").text_content() == "Also in 2 other documents"
    assert turn.locator(".confidence").get_attribute("title") == "93% sure"
    assert turn.locator(".reading").text_content() == "Read “bnads” as “bands”. Following on: parade."
    turn.locator(".why summary").click()
    turn.locator(".reasons li").first.wait_for()
    assert turn.locator(".reasons li").all_inner_texts() == [
        "Read as asking for a number.",
        "With another word in its place: “<groups>” for “bands”.",
        "Missing from the passage: <kites>.",
    ]
    turn.locator(".agreement summary").click()
    assert turn.locator(".others .n").all_text_contents() == ["2", "3"]
    assert turn.locator(".answer .n").all_text_contents() == ["1"]
    expect(turn.locator(".notice")).to_have_count(0)


def test_answers_that_differ_stand_side_by_side(thread: Any) -> None:
    page = thread
    page.evaluate(RENDER, in_utf16(DIFFERING))
    turn = page.locator(".turn")
    assert turn.locator(".notice").inner_text() == DIFFERING["notice"]
    assert turn.locator(".answer .n").all_text_contents() == ["1", "2"]
    assert turn.locator(".answer mark").all_text_contents() == ["3", "Thirty"]
    assert turn.locator(".confidence").count() == 0


def test_silence_does_not_look_like_an_answer(thread: Any) -> None:
    page = thread
    page.evaluate(RENDER, SILENT)
    turn = page.locator(".turn")
    assert turn.locator(".no-answer").inner_text() == SILENT["notice"]
    assert turn.locator(".reading").inner_text().endswith("Not mentioned in the documents: <kites>, kazoos.")
    expect(turn.locator(".anyway a")).to_have_count(1)
    expect(turn.locator(".nearest h3, .answer, .confidence, .copy")).to_have_count(0)
    page.evaluate(RENDER, NO_MATCH)
    assert turn.locator(".no-answer").inner_text() == NO_MATCH["notice"]
    assert turn.locator(".nearest h3").inner_text().startswith("Nearest passages")
    assert turn.locator(".anyway").count() == 0
