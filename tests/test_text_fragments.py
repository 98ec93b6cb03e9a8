"""Links into the original web page of a passage."""

import pytest

from service.app.text_fragments import fragment_link, is_web_address

LONG = " ".join(f"word{n}" for n in range(30))
TWICE = "The end came. Nobody minded.\n\nThe end came. Everybody cheered."


@pytest.mark.parametrize(
    ("text", "passage", "directive"),
    [
        ("A fair, state-run & free press.", "fair, state-run & free", "fair%2C%20state%2Drun%20%26%20free"),
        ("Côte d’Ivoire (west)", "Côte d’Ivoire (west)", "C%C3%B4te%20d%E2%80%99Ivoire%20%28west%29"),
        ("Two\u00a0 spaces\tand a tab.", "spaces\tand a tab.", "spaces%20and%20a%20tab."),
        ("Unfinished business", "finished bus", "Unfinished%20business"),
        (
            LONG,
            LONG,
            "word0%20word1%20word2%20word3%20word4%20word5,word24%20word25%20word26%20word27%20word28%20word29",
        ),
        ("One block.\n\nAnother block.", "One block.\n\nAnother block.", "One%20block.,Another%20block."),
        (TWICE, "The end came. Everybody", "The%20end%20came.%20Everybody"),
    ],
)
def test_a_link_into_the_original(text: str, passage: str, directive: str) -> None:
    start = text.index(passage)
    link = fragment_link("https://news.example/a#top", text, start, start + len(passage))
    assert link == f"https://news.example/a#top:~:text={directive}"


def test_a_passage_that_stands_twice_is_told_apart_by_what_is_beside_it() -> None:
    start = TWICE.rindex("The end came.")
    link = fragment_link("https://news.example/a", TWICE, start, start + len("The end came."))
    assert link == "https://news.example/a#:~:text=The%20end%20came.,-Everybody%20cheered."


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://news.example/a", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("https://", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, may: bool) -> None:
    assert is_web_address(url) is may
