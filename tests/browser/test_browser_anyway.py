"""A question that was not answered surely enough can be answered anyway: with scripts in its place, without by a link."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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
    page.locator(".turn .answer mark").wait_for()
    assert page.locator(".turn").count() == 1 and page.locator(".anyway").count() == 0
    assert page.locator(".turn .answer mark").text_content() == "612"
    until(page, "document.getElementById('announcer').textContent.startsWith('Answer from')")
    page.reload()  # the answer is kept with the conversation, and the next question is as careful as before
    assert page.locator(".turn .answer mark").text_content() == "612"
    assert ask(page, QUESTION).locator(".no-answer").count() == 1


def test_without_scripts_a_link_answers_anyway(unsure: str, open_page: Open) -> None:
    page = open_page(f"{unsure}/?q={QUESTION}", java_script_enabled=False)
    assert page.locator(".no-answer").count() == 1
    page.locator(".anyway a").click()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn mark").text_content() == "612" and page.locator(".no-answer").count() == 0


def test_a_link_that_answers_anyway_does_so_with_scripts(unsure: str, open_page: Open) -> None:
    page = open_page(f"{unsure}/?q={QUESTION}&min_confidence=0")
    page.locator(".turn .copy").wait_for()  # rendered by the scripts
    assert page.locator(".turn .answer mark").text_content() == "612"
