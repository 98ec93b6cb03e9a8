"""A question that was not answered surely enough can be answered anyway: with scripts in its place, without by a link."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.sites import ask, serve, until

Open = Callable[..., Any]
QUESTION = "How many passengers does the night ferry carry?"


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that wants more confidence than an answer has."""
    folder: Path = tmp_path_factory.mktemp("unsure")
    (folder / "ferry.txt").write_text("The night ferry carries 612 passengers. It sails at nine.\n")
    yield from serve(folder, threshold=1.0)


def test_the_answer_takes_the_place_of_the_doubt(unsure: str, open_page: Open) -> None:
    page = open_page(unsure)
    turn = ask(page, QUESTION)
    assert turn.locator(".no-answer").inner_text() == "Not sure enough to answer. The likeliest passages:"
    assert "min_confidence=0" in turn.locator(".anyway a").get_attribute("href")
    turn.locator(".anyway a").click()
    expect(page.locator(".turn .answer mark")).to_have_text("612")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".anyway")).to_have_count(0)
    until(page, "document.getElementById('announcer').textContent.startsWith('Answer from')")
    page.reload()  # the answer is kept with the conversation, and the next question is as careful as before
    expect(page.locator(".turn .answer mark")).to_have_text("612")
    expect(ask(page, QUESTION).locator(".no-answer")).to_have_count(1)


def test_without_scripts_a_link_answers_anyway(unsure: str, open_page: Open) -> None:
    page = open_page(f"{unsure}/?q={QUESTION}", java_script_enabled=False)
    expect(page.locator(".no-answer")).to_have_count(1)
    page.locator(".anyway a").click()
    expect(page.locator(".turn .answer mark")).to_have_text("612")
    expect(page.locator(".no-answer")).to_have_count(0)


def test_a_link_that_answers_anyway_does_so_with_scripts(unsure: str, open_page: Open) -> None:
    page = open_page(f"{unsure}/?q={QUESTION}&min_confidence=0")
    page.locator(".turn .copy").wait_for()  # rendered by the scripts
    expect(page.locator(".turn .answer mark")).to_have_text("612")
