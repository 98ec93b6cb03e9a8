"""The thread: keys, what is kept, links that reopen a conversation, waiting and failing."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from browser.sites import PHONE, ask, show_several, until

Open = Callable[..., Any]
FIRST, SECOND = "Who is Rhoda Kwan?", "What does the China Coalition recommend?"
KEPT = "JSON.parse(localStorage.getItem('quoth:conversations'))"


def expect_questions(page: Any, *asked: str) -> None:
    expect(page.locator(".turn .question")).to_have_text(asked)


def test_enter_sends_and_shift_enter_breaks_the_line(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.type("#question", "Who is")
    page.press("#question", "Shift+Enter")
    page.type("#question", "Rhoda Kwan?")
    assert page.input_value("#question") == "Who is\nRhoda Kwan?"
    page.press("#question", "Enter")
    page.locator(".turn:not(.pending)").wait_for()
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#question")).to_be_focused()


def test_a_shortcut_focuses_the_question_and_a_plain_letter_does_not(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    for key in ("Control+k", "Meta+k"):
        page.locator(".wordmark").focus()
        page.keyboard.press(key)
        expect(page.locator("#question")).to_be_focused()
    page.locator(".wordmark").focus()
    page.keyboard.press("k")
    page.keyboard.press("/")
    expect(page.locator(".wordmark")).to_be_focused()


def test_arrows_walk_through_the_citations_of_one_answer(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    turn = show_several(page, SECOND)
    cites = turn.locator(".cite")
    cites.nth(1).wait_for()
    cites.first.focus()
    focused = "Array.from(document.querySelectorAll('.cite')).indexOf(document.activeElement)"
    for key, place in (("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowUp", cites.count() - 1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        assert page.evaluate(focused) == place


def test_a_follow_up_sends_what_it_follows_on(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, FIRST)
    with page.expect_request("**/ask") as sent:
        ask(page, "When?")
    body = json.loads(sent.value.post_data)
    assert body["offsets"] == "utf16"
    assert [turn["question"] for turn in body["history"]] == [FIRST]
    assert set(body["history"][0]["citations"][0]) == {"document", "start", "end"}


def test_the_thread_comes_back_after_a_reload(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, FIRST)
    quote = ask(page, SECOND).locator("blockquote").first.text_content()
    page.reload()
    expect_questions(page, FIRST, SECOND)
    assert page.locator(".turn >> nth=1").locator("blockquote").first.text_content() == quote


def test_a_new_conversation_keeps_the_old_one_in_reach_until_cleared(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, FIRST)
    page.click("#new-conversation")
    expect_questions(page)
    expect(page.locator("#question")).to_be_focused()
    page.click(f"#earlier >> text={FIRST}")
    expect_questions(page, FIRST)
    assert page.evaluate(f"{KEPT}.length") == 1  # it was reopened, not asked again
    page.click("#new-conversation")
    page.click("#clear")
    expect(page.locator("#earlier")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('quoth:conversations')") is None


def test_a_copied_link_reopens_the_question_with_what_it_followed_on(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    ask(page, FIRST)
    ask(page, "What did she write?").locator(".share").click()
    page.locator(".share >> text=Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(link)
    until(other, f"{KEPT}?.[0].turns.length === 2")
    expect_questions(other, FIRST, "What did she write?")
    assert other.evaluate(f"{KEPT}[0].turns[1].reply.citations") == page.evaluate(f"{KEPT}[0].turns[1].reply.citations")
    plain = open_page(link, java_script_enabled=False)
    expect_questions(plain, FIRST, "What did she write?")


def test_looking_is_said_only_when_it_takes_a_while(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    held: list[Any] = []
    page.route("**/ask", lambda route: held.append(route))
    page.fill("#question", FIRST)
    page.press("#question", "Enter")
    assert page.locator(".pending .question").text_content() == FIRST
    page.locator(".looking").wait_for()  # becomes visible
    held[0].continue_()
    page.locator(".turn:not(.pending)").wait_for()
    expect(page.locator(".looking")).to_have_count(0)


def test_a_failure_keeps_the_question_and_offers_to_try_again(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.route("**/ask", lambda route: route.abort())
    page.fill("#question", FIRST)
    page.press("#question", "Enter")
    expect(page.locator(".failed p")).to_contain_text("cannot be reached")
    expect(page.locator("#question")).to_have_value(FIRST)
    page.unroute("**/ask")
    page.click(".retry")
    page.locator(".turn .answer").wait_for()
    expect_questions(page, FIRST)
    expect(page.locator("#question")).to_have_value("")


def test_being_offline_is_said(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.context.set_offline(True)
    page.fill("#question", FIRST)
    page.press("#question", "Enter")
    expect(page.locator(".failed p")).to_contain_text("offline")
    page.context.set_offline(False)


def test_a_refusal_is_said_in_the_services_own_words(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    page.evaluate("document.getElementById('question').value = 'What \\u0007 rings?'")
    page.press("#question", "Enter")
    expect(page.locator(".failed p")).to_contain_text("control character")
    expect(page.locator(".retry")).to_have_count(0)  # asking the same again would not help


def test_an_answer_from_other_documents_says_that_they_have_changed(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    ask(page, FIRST)
    page.reload()
    page.locator(".turn .answer").wait_for()
    expect(page.locator(".stale")).to_be_hidden()
    page.evaluate("""() => {
        const kept = JSON.parse(localStorage.getItem("quoth:conversations"));
        kept[0].turns[0].reply.index.id = "another";
        localStorage.setItem("quoth:conversations", JSON.stringify(kept));
    }""")
    page.reload()
    page.locator(".stale").wait_for()


def test_a_conversation_within_a_document_is_not_taken_for_one_with_all(seeds: str, open_page: Open) -> None:
    page = open_page(f"{seeds}/?documents=000_289401db0fd29d34.txt")
    ask(page, FIRST)
    page.reload()
    page.locator(".turn .answer").wait_for()
    page.click(".scope a")
    page.locator("#earlier li").wait_for()
    expect_questions(page)


def test_the_arrow_keys_bring_back_earlier_questions(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    for question in ("Who is Rhoda Kwan?", "What is the letter called?"):
        ask(page, question)
    page.fill("#question", "a draft")
    shown = []
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.press("#question", key)
        if not shown:  # what does it is loaded by the first of them
            until(page, "document.getElementById('question').value !== 'a draft'")
        shown.append(page.input_value("#question"))
    assert shown == [
        "What is the letter called?",
        "Who is Rhoda Kwan?",
        "Who is Rhoda Kwan?",
        "What is the letter called?",
        "a draft",
    ]


def test_silence_offers_other_ways_on(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    turn = ask(page, "Zebras or unicorns?")
    assert turn.locator(".unanswered a").get_attribute("href") == "/documents"
    turn.locator(".by-words a").click()
    page.locator("#found").wait_for()
    expect(page.locator(".words li")).to_have_text(["Zebras not mentioned", "unicorns not mentioned"])


def test_an_answer_leads_to_everything_about_it_and_from_its_speaker(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    turn = ask(page, "What did Cong Peiwu say about violent criminals?")
    turn.locator(".about-this").click()
    page.locator("#found").wait_for()
    page.locator("mark").nth(1).wait_for()
    page.go_back()
    page.locator(".speaker").first.click()
    expect(page.locator("#words")).to_have_value(re.compile('^"'))


SHIFTED = """new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})"""


def test_nothing_shifts_when_an_answer_comes(seeds: str, open_page: Open) -> None:
    page = open_page(seeds, viewport=PHONE)
    ask(page, FIRST)
    page.locator(".next a").first.wait_for()
    assert page.locator("#new-conversation").is_visible()
    assert page.evaluate(SHIFTED) < 0.02  # a line of tools above everything makes it 0.27
