"""What a sentence is (prose, heading, item, caption, boilerplate) and what stands above it."""

import pytest

from service.sentences.segmentation import segment_text

NEWS = """\
Harbour board must act on the ferry, say islanders

(Photo courtesy: Islands Weekly)

The board met on Monday. It heard from “worried” islanders.

Mara Quill pier
Chair Mara Quill. Photo: Port Office.

The board recommends the following measures:\u00a0

  1. Repair the\u00a0pier before winter.\u00a0
  2. Hire two pilots.
  3. Publish the accounts.

Nothing else was decided.

The letter is signed by the following groups: \u00a0

Islands Weekly, Friends of the Pier, and the Pilots' Guild.

Media contacts:

Ana Roy, Port Office, 555-0100,

Support us\u00a0 | Code of Conduct\u00a0 | Contact Us | Newsletter

YouTube video
contact port
Please enter your comment!
Please enter your name here
"""


def kinds(text: str) -> dict[str, str]:
    return {text[s.start : s.end]: s.kind for s in segment_text(text).sentences}


def find(text: str, beginning: str):
    cut = segment_text(text)
    number = next(n for n, s in enumerate(cut.sentences) if text.startswith(beginning, s.body))
    return cut, number, cut.sentences[number]


@pytest.mark.parametrize(
    "beginning, kind",
    [
        ("Harbour board must", "heading"),
        ("(Photo courtesy", "caption"),
        ("The board met", "prose"),
        ("Mara Quill pier", "caption"),
        ("Chair Mara Quill.", "caption"),
        ("Photo: Port Office.", "caption"),
        ("Hire two pilots.", "item"),
        ("Nothing else", "prose"),
        ("Islands Weekly, Friends", "prose"),
        ("Ana Roy, Port Office, 555-0100,", "prose"),
        ("Support us", "boilerplate"),
        ("YouTube video", "caption"),
        ("contact port", "boilerplate"),
        ("Please enter your comment!", "boilerplate"),
        ("Please enter your name here", "boilerplate"),
    ],
)
def test_news_page(beginning, kind):
    assert find(NEWS, beginning)[2].kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Share this article on Facebook",
        "Follow us on Twitter",
        "Subscribe to our newsletter!",
        "Sign up for our weekly newsletter",
        "We use cookies to make this site work.",
        "By continuing to use this site you accept our cookies.",
        "Read more: Ferry fares rise again",
        "© 2020 Islands Weekly. All rights reserved.",
        "Copyright 2019 Port Office",
        "Skip to main content",
        "Home » News » Islands",
        "Advertisement",
        "* * *",
        "Privacy Policy",
    ],
)
def test_boilerplate(line):
    text = f"The ferry sailed at nine.\n\n{line}\n\nIt came back at noon."
    assert [s.kind for s in segment_text(text).sentences] == ["prose", "boilerplate", "prose"]


@pytest.mark.parametrize(
    "line",
    [
        "Follow the money to find out who paid for the pier.",
        "Copyright law changed in 2012.",
        "Cookies were served at the meeting.",
        "Please enter your house by the back door, the note said.",
        "Tel. 555-0100 | pier@example.org | Fax 555-0101",
        "Subscribe was the word that the judge underlined twice.",
        "Share prices fell on Tuesday.",
    ],
)
def test_prose_that_resembles_boilerplate(line):
    assert all(s.kind == "prose" for s in segment_text(f"The ferry sailed.\n\n{line}\n\nIt came back.").sentences)


def test_items_point_to_the_sentence_that_leads_into_them():
    cut, number, _ = find(NEWS, "The board recommends")
    items = [s for s in cut.sentences if s.kind == "item"]
    assert [s.lead_in for s in items] == [number] * 3
    assert [NEWS[s.body : s.body + 4] for s in items] == ["Repa", "Hire", "Publ"]


def test_prose_below_a_colon_points_to_it():
    _, lead, _ = find(NEWS, "The letter is signed")
    assert find(NEWS, "Islands Weekly, Friends")[2].lead_in == lead
    assert find(NEWS, "Nothing else")[2].lead_in is None


def test_items_in_one_line_point_to_their_lead_in():
    text = "The board decided: (a) to repair the pier; (b) to hire pilots. Nobody objected."
    cut = segment_text(text)
    assert [(s.kind, s.lead_in) for s in cut.sentences[:3]] == [("prose", None), ("item", 0), ("item", 0)]


def test_a_nested_list_hangs_on_its_item():
    text = "We need:\n\n- tools:\n  - a saw\n  - a file\n- time"
    assert [s.lead_in for s in segment_text(text).sentences] == [None, 0, 1, 1, 0]


def test_markdown():
    text = (
        "# Ferry\n\nIt sails.\n\n## Fares ##\n\n> Pay on\n> board.\n\n"
        "| a | 1 |\n|---|---|\n| b | 2 |\n\n```\nx = 1\n\ny = 2\n```\n"
    )
    cut = segment_text(text)
    assert [s.kind for s in cut.sentences if s.kind != "prose"] == ["heading", "heading", *["boilerplate"] * 2]
    assert [text[s.body : s.body + 4] for s in cut.sentences if s.kind == "heading"] == ["Ferr", "Fare"]
    assert [s.heading for s in cut.sentences[1:4]] == [0, 0, 2]
    assert "> Pay on\n> board." in kinds(text)
    assert "y = 2" in kinds(text)


def test_an_underlined_line_is_a_heading():
    assert list(kinds("Ferry fares\n===========\nThey rose in May.").values()) == [
        "heading",
        "boilerplate",
        "prose",
    ]


def test_hard_wrapped_lines_are_one_block():
    text = (
        "The harbour authority said that the works on the pier would take longer than planned,\n"
        "because Winter Storm Agnes had washed away the timber. The board will meet the Port\n"
        "Office on Monday."
    )
    cut = segment_text(text)
    assert len(cut.blocks) == 1 and len(cut.sentences) == 2


def test_address_lines_stay_apart():
    assert len(segment_text("12 Pier Road\nStone Harbour\nIsland County").blocks) == 3


@pytest.mark.parametrize("mark", ["[^1]", "[12]", "[a]", "²", "3"])
def test_a_sentence_with_a_footnote_mark_is_no_heading(mark: str) -> None:
    text = (
        f"Rowan Field Club\n\nThe harbour master, Tom Reed, resigned in June.{mark}\n\nThe harbour is deep and wide.\n"
    )
    assert [sentence.kind for sentence in segment_text(text).sentences] == ["heading", "prose", "prose"]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("A line.\n\n<!-- TODO: paint it -->\n\nAnother line.", ["<!-- TODO: paint it -->"]),
        ("<!-- one\ntwo\n\nthree -->\nA line.", ["<!-- one", "two", "three -->"]),
        ("A line.\n<!-- one -->\n- An item", ["<!-- one -->"]),
        ("<!-- one --> A line that can be seen.", []),
        ("<!-- never closed\n\nA line that can be seen.", []),
        ("```\n<!-- code -->\n```\n\nA line.", []),
        ("```\n<!-- code\n```\n\nA line.\n\n<!-- one -->", ["<!-- one -->"]),
        ("<!--\n```\n-->\n\nA line that can be seen.", ["<!--", "-->"]),
        ("He wrote <!-- in the middle --> of a line.", []),
    ],
)
def test_comments_of_html_are_no_prose(text: str, hidden: list[str]) -> None:
    found = kinds(text)
    assert [line for line in found if found[line] == "boilerplate" and line != "```"] == hidden
