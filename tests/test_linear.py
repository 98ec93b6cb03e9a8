"""No text costs more than its length: scans and doors are fed what each does worst with, and calls are counted."""

import sys
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from service.app.accepting import LONGEST
from service.sentences.segmentation import segment_text

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
    once, twice = line * (1200 // len(line)), line * (2400 // len(line))
    assert calls(lambda: segment_text(twice)) <= TWICE * calls(lambda: segment_text(once)) + 200


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
