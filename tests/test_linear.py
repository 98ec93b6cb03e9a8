"""No text costs more than its length: expressions, scans and doors are fed what each does worst with.

Calls are counted where functions do the work. Inside an expression nothing can be counted, so that processor time is compared over
two sizes: the least of several runs, with a floor below which an expression is fast enough whatever its growth.
"""

import ast
import importlib
import json
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import service
from service.app.accepting import LONGEST
from service.sentences.segmentation import segment_text
from service.verify.folding import fold_word
from service.verify.quotations_in_text import find_quoted

SIZE = 2_000  # characters
FLOOR = 0.001  # seconds: an expression that reads SIZE characters in less needs no second look
GROWTH = 9  # times the work for four times the size; in linear time it is 4, in quadratic time 16
TWICE = 2.5  # times the calls for twice the size

PUMPS = [
    *"aA1 \n\t.,-'\"_*>`:;()[]<|#!?/@\\=&~’“”—•…é\0",
    *(
        "a ",
        "Aa ",
        "A. ",
        "> ",
        ">\n",
        "a,",
        "a-",
        "1.",
        "1 ",
        ": ",
        "[a](",
        "<a>",
        "-.",
        "\n ",
        "\r\n",
        ", ",
        ".\n",
        "*_",
    ),
]
# Expressions that are searched for only in texts with a bound, which keeps them fast; each with the bound, in characters.
BOUNDED = {
    "service.answer.list_items._CUT": 600,  # of a sentence with white space
    "service.documents.title.LINK": 1200,
    "service.documents.title.HOLDS_NO_TITLE": 200,
    "service.english.person_names._SENTENCE_END": 8,
}
SEARCHING = ("search", "finditer", "sub", "split", "findall")


def expressions() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the compiled expressions of every module that can be imported, each with its name."""
    for found in pkgutil.walk_packages(service.__path__, "service."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            continue  # of an extra that is not installed
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns(value)):
                yield f"{found.name}.{name}" + (f"[{number}]" if number else ""), pattern


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _patterns(inner)
    elif isinstance(value, tuple | list) and len(value) < 100:
        for inner in value:
            yield from _patterns(inner)


def searched() -> set[str]:
    """Return the names of expressions that are searched for anywhere in a text, as "module._NAME"."""
    found: set[str] = set()
    root = Path(service.__file__).parent
    for path in root.rglob("*.py"):
        module = ".".join(("service", *path.relative_to(root).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in SEARCHING and isinstance(node.value, ast.Name):
                found.add(f"{module}.{node.value.id}")
    return found


def seconds(work: Callable[[], object], tries: int) -> float:
    least = float("inf")
    for _ in range(tries):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least


def grows(read: Callable[[str], object], pump: str) -> bool:
    """Return whether an expression's time grows faster than its text."""

    def cost(size: int, tries: int) -> float:
        text = pump * (size // len(pump)) + "!x"
        return seconds(lambda: read(text), tries)

    if cost(SIZE // 4, 1) > 50 * FLOOR:
        return True
    if cost(SIZE, 1) < FLOOR or cost(SIZE, 3) < FLOOR:
        return False
    return cost(4 * SIZE, 3) > GROWTH * cost(SIZE, 5)


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


def test_expressions_match_in_linear_time() -> None:
    slow = [(name, pump) for name, pattern in expressions() for pump in PUMPS if grows(pattern.match, pump)]
    assert slow == []


def test_expressions_search_in_linear_time() -> None:
    names = searched()
    slow = [
        (name, pump)
        for name, pattern in expressions()
        if name in names and name not in BOUNDED
        for pump in PUMPS
        if grows(lambda text, pattern=pattern: sum(1 for _ in pattern.finditer(text)), pump)  # type: ignore[misc]
    ]
    assert slow == []


def test_only_expressions_that_are_searched_for_are_excused() -> None:
    assert BOUNDED.keys() <= searched() & dict(expressions()).keys()


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
