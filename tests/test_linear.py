"""No text costs more than its length: scans and doors are fed what each does worst with, and calls are counted."""

import re
import sys
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from waitress.adjustments import Adjustments
from waitress.parser import HEADER_FIELD_RE
from waitress.utilities import BadRequest

from service.app.accepting import LONGEST
from service.app.app import create_app
from service.app.server import MAX_BLANKS, BoundedParser
from service.engine.engine import Engine
from service.sentences.segmentation import segment_text
from tests.expressions import WorstText
from tests.matching_steps import StepMatcher
from tests.step_growth import deep_recursion, grows

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


WITHIN = [
    "{%s}",
    '{"question": {%s}}',
    '{"question": "Who?", "history": [{%s}]}',
    '{"question": "Who?", "history": [{"question": "Who?", "citations": [{%s}]}]}',
    '{"questions": [{%s}]}',
    '{"quotes": [{%s}]}',
    '{"quote": {%s}}',
    '{"question": "Who?", "verdict": "right", "cited": {%s}}',
    "[[[[{%s}]]]]",
]


@pytest.fixture(scope="module")
def every_door(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service that takes feedback too."""
    return create_app(engine, feedback_file=tmp_path_factory.mktemp("kept") / "feedback.jsonl").test_client()


@pytest.mark.parametrize("door", ["/ask", "/verify", "/ask/batch", "/feedback"])
@pytest.mark.parametrize("again", ["", ', "k0": 2'])
@pytest.mark.parametrize("within", WITHIN)
def test_many_fields_cost_a_call_or_so_each(every_door: FlaskClient, door: str, again: str, within: str) -> None:
    def post(fields: int) -> None:
        body = within % (", ".join(f'"k{n}": 1' for n in range(fields)) + again)
        headers = {"Origin": "http://localhost"}
        response = every_door.post(door, data=body, content_type="application/json", headers=headers)
        assert response.status_code == (200 if door == "/ask/batch" and '"questions"' in within and not again else 400)

    post(1)
    assert calls(lambda: post(400)) <= TWICE * calls(lambda: post(200))


@pytest.mark.parametrize(
    "header",
    ["x:%s\0", "x:%sb\1", "x: b%sc\1", "Accept:%s;\1", "x%s: y"],
    ids=["before NUL", "before text", "inside", "in Accept", "in the name"],
)
@pytest.mark.parametrize("blank", [" ", "\t", " \t"])
def test_a_header_with_a_long_run_of_blanks_is_refused_unread(header: str, blank: str) -> None:
    parser = BoundedParser(Adjustments())
    parser.received(b"GET / HTTP/1.1\r\nHost: a\r\n" + (header % (blank * MAX_BLANKS)).encode() + b"\r\n\r\n")
    assert isinstance(parser.error, BadRequest)
    assert "blanks in a row" in parser.error.body


def test_other_headers_are_read() -> None:
    parser = BoundedParser(Adjustments())
    parser.received(b"GET / HTTP/1.1\r\nHost: a\r\nx:" + b" " * (MAX_BLANKS - 1) + b"y\r\n\r\n")
    assert (parser.error, parser.headers["X"]) == (None, "y")


def test_headers_that_are_read_are_read_in_linear_time() -> None:
    """The expression that waitress reads a header with, on lines with runs of blanks as long as they may be."""
    pattern = HEADER_FIELD_RE.pattern.decode("latin-1")
    matcher = StepMatcher(re.compile(pattern, HEADER_FIELD_RE.flags | re.ASCII))
    run = " " * 12
    texts = [WorstText("x:", pump, end) for pump in (f"{run}b", "b", "b ", "b\t ") for end in ("", "\1", f"{run}\1")]
    with deep_recursion():
        assert [text for text in texts if grows(matcher, "match", text)] == []
