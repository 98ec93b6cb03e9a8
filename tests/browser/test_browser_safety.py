"""Hostile text shows as text, nothing leaves this origin, and the first page is light."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from browser.sites import ask, serve, until

Open = Callable[..., Any]
LIGHT = 60_000  # bytes
HOSTILE = "<img src=x onerror=\"document.title='taken'\"> <script>document.title='taken'</script> Bobby Tables?"


TIMED = """() => {
    const asked = () => { window.asked = performance.now(); };
    document.getElementById("question").addEventListener("keydown", asked, true);
    new MutationObserver(() => {
        if (document.querySelector(".answer") && !window.seen) {
            requestAnimationFrame(() => { window.seen = performance.now(); });
        }
    }).observe(document.getElementById("thread"), { childList: true, subtree: true });
}"""


def test_the_first_page_is_light_and_asks_no_other_origin(browser: Any, seeds: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    bodies: dict[str, int] = {}
    page.on("requestfinished", lambda request: bodies.update({request.url: len(request.response().body())}))
    page.goto(seeds, wait_until="networkidle")
    page.evaluate(TIMED)
    ask(page, "Who is Rhoda Kwan?")
    page.locator(".next a").first.wait_for()
    print(f"\nfirst answer: {until(page, 'window.seen - window.asked'):.0f} ms after Enter")  # told, not asserted
    context.close()
    assert all(url.startswith(seeds) for url in bodies), bodies
    size = sum(size for url, size in bodies.items() if not url.endswith("/ask"))
    print(f"first page: {size} bytes in {len(bodies) - 1} files")
    assert size < LIGHT, bodies


def test_hostile_text_shows_as_text(shelf: str, open_page: Open) -> None:
    page = open_page(shelf)
    turn = ask(page, HOSTILE)
    assert turn.locator(".question").text_content() == HOSTILE
    assert "<script>" in turn.locator("blockquote").first.text_content()
    turn.locator(".cite").first.click()
    page.locator("#source mark").wait_for()
    assert "onerror=" in page.locator("#source mark").first.text_content()
    page.goto(f"{shelf}/documents/letters/hostile.txt")
    assert "</mark></p> Marktown & sons." in page.locator(".source-text").text_content()
    expect(page.locator(".source-text img, .source-text script")).to_have_count(0)
    page.goto(f"{shelf}/?q={HOSTILE.replace('&', '%26').replace('#', '%23')}")
    page.locator(".turn:not(.pending) .copy").first.wait_for()  # rendered by the scripts
    expect(page).not_to_have_title("taken")


def test_no_script_or_style_stands_in_a_page(shelf: str, open_page: Open) -> None:
    page = open_page(shelf)
    for path in ("/", "/documents", "/documents/ferry.md", "/?q=Who+commands+the+ferry%3F", "/nowhere"):
        page.goto(shelf + path)
        inline = "script:not([src]):not([type='application/json']), style, [style], [onclick], [onload], [onerror]"
        expect(page.locator(inline), path).to_have_count(0)


def test_markup_cannot_be_assigned_from_text(seeds: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(seeds)
    assign = """() => {
        try { document.body.innerHTML = "<b>x</b>"; return "taken"; } catch (error) { return error.name; }
    }"""
    assert page.evaluate(assign) == "TypeError"  # Trusted Types
    page.context.close()


def test_offsets_are_right_beyond_the_basic_plane(shelf: str, open_page: Open) -> None:
    page = open_page(shelf)
    turn = ask(page, "How many bands played?")
    quote = turn.locator("blockquote").first.text_content()
    assert "🎉 began at noon in Tønder, and 40 bands 🥁 played." in quote
    turn.locator(".cite").first.click()
    page.locator("#source mark").wait_for()
    assert page.locator("#source mark").text_content() == quote


def test_feedback_is_off_unless_asked_for(seeds: str, open_page: Open) -> None:
    page = open_page(seeds)
    expect(ask(page, "Who is Rhoda Kwan?").locator(".feedback")).to_have_count(0)


def test_feedback_is_kept_as_a_question_file(tmp_path: Path, open_page: Open) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "sky.txt").write_text("😀 The sky over Tønder is blue.\n", "utf-8")
    kept = tmp_path / "feedback.jsonl"
    for address in serve(tmp_path / "shelf", feedback_file=kept, threshold=0.0):
        page = open_page(address)
        turn = ask(page, "What colour is the sky over Tønder?")
        turn.locator(".feedback summary").click()
        turn.locator("[data-verdict=right]").click()
        turn.locator("[data-verdict=right][aria-pressed=true]").wait_for()
        for _ in range(50):
            if kept.exists() and kept.stat().st_size:
                break
            time.sleep(0.02)
        line = json.loads(kept.read_text("utf-8"))
        assert line["question"] == "What colour is the sky over Tønder?"
        assert line["verdict"] == "right"
        (place,) = line["answers"]
        start, end = place["span"]
        assert "😀 The sky over Tønder is blue.\n"[start:end] == turn.locator("blockquote").text_content()
