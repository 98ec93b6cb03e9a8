"""No text costs more than its length: scans and doors are fed what each does worst with, and calls are counted."""

import json
import sys
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from service.app.accepting import LONGEST
from service.sentences.segmentation import segment_text
from service.verify.folding import fold_word
from service.verify.quotations_in_text import find_quoted

TWICE = 2.5  # times the calls for twice the size


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, ours and Python's."""
    count = 0

    def on_event(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


LINES = [
    *(
        "a\n",
        ">\n",
        "a|b|c\n",
        "a  b\n",
        "a | b\n--|--\n",
        "a,b,c\n",
        "-\n",
        "- a\n",
        "1. a\n",
        "# a\n",
        "a\n\n",
        "Q: a?\n",
    ),
    *(
        "Ab: c\n",
        "Aa: b.\nBb: c.\n",
        "```\n",
        "> a\n\n",
        "a\n===\n",
        "Aa\n: b\n",
        "a b\n|--|\n",
        "Photo: a\n",
        "a\n  b\n",
    ),
    *("“a ", '"a ', "‘a ", "A. b. ", "a? ", "a) b ", "Aa Bb, ", "[1]", "漢", "ก", "— ", "...", ": "),
]


@pytest.mark.parametrize("line", LINES)
def test_segmenting_reads_each_line_a_few_times(line: str) -> None:
    once, twice = line * (240 // len(line)), line * (480 // len(line))
    assert calls(lambda: segment_text(twice)) <= TWICE * calls(lambda: segment_text(once)) + 200


@pytest.mark.parametrize(
    "pump",
    [">\n", "`", "x ` ", '"', "“", "> a\n\n", "\n", " ", "[", "[a](", "*a", "_a", "~", "[^", "> —\n", ']("', "``a` "],
)
@pytest.mark.parametrize("end", ["", "> a", "!x"])
def test_quotations_in_a_text_are_found_in_linear_time(pump: str, end: str) -> None:
    def cost(size: int, tries: int) -> float:
        text = "x " + pump * (size // len(pump)) + end
        return seconds(lambda: find_quoted(text), tries)

    # Segmenting takes most of the time, and grows with the text: only what comes on top of it may show.
    assert cost(1_000, 1) < 0.01 or cost(4_000, 3) <= GROWTH * cost(1_000, 3)


@pytest.mark.parametrize("word", ["a" + "“" * 20_000 + "a", "“" * 20_000 + "a" + "”" * 20_000, "_" * 20_000])
def test_a_word_is_folded_in_linear_time(word: str) -> None:
    assert seconds(lambda: fold_word(word), 3) <= 20 * max(FLOOR, seconds(lambda: fold_word(word[::4]), 3))


def test_a_very_long_accept_header_is_ignored(client: FlaskClient) -> None:
    page = client.get("/nothing", headers={"Accept": "text/html" + ", a/b" * 10})
    long = client.get("/nothing", headers={"Accept": "text/html," + " " * LONGEST})
    assert (page.mimetype, long.mimetype) == ("text/html", "application/problem+json")


@pytest.mark.parametrize("door", ["/ask", "/verify", "/ask/batch"])
@pytest.mark.parametrize("again", ["", ', "k1": 2'])
def test_many_fields_cost_a_call_or_so_each(client: FlaskClient, door: str, again: str) -> None:
    def post(fields: int) -> None:
        body = "{" + ", ".join(f'"k{n}": 1' for n in range(fields)) + again + "}"
        assert client.post(door, data=body, content_type="application/json").status_code == 400

    post(1)
    assert calls(lambda: post(400)) <= TWICE * calls(lambda: post(200))


@pytest.mark.fuzz
@pytest.mark.parametrize("pump", [">\n", "`", "> a b c\n", "“a b c d” ", "\n", "[", "a|b|c\n", "*a", "...", "x ` "])
def test_verifying_a_text_takes_linear_time(client: FlaskClient, pump: str) -> None:
    def cost(size: int) -> float:
        body = json.dumps({"text": "x " + pump * (size // len(pump)) + "\n> a"})
        return seconds(lambda: client.post("/verify", data=body, content_type="application/json"), 2)

    assert cost(80_000) <= GROWTH * max(0.05, cost(20_000))
