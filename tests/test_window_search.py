"""Searching by windows finds what numpy's way finds, to the last bit: as plain Python, and compiled."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, examples
from hypothesis import given
from hypothesis import strategies as st

from service.index import machine_code, maxscore, searcher
from service.index.compiled import Compiled, compile_all
from service.index.machine_code import compile_code, find_code, load_code
from service.index.mark_table import MarkTable
from service.index.searcher import PARAGRAPH_WEIGHT, Searcher
from service.index.vocabulary import Vocabulary
from service.memory import DEFAULT, Memory

TERMS = "abcdefgh"
SUPPORTS = [0.0, PARAGRAPH_WEIGHT, 3.0]
KINDS = "uint16", "uint16"
NUMBA_MISSING = "numba is missing: pip install '.[fast]' brings it."


class Checked:
    """An array with no place outside of it, nor before its end: compiled code checks neither."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values).reshape(-1)

    def __getitem__(self, place: int) -> Any:
        assert 0 <= place < len(self.values), f"{place} is outside of {len(self.values)}"
        return self.values[place]

    def __setitem__(self, place: int, value: Any) -> None:
        assert 0 <= place < len(self.values), f"{place} is outside of {len(self.values)}"
        self.values[place] = value


class Plain:
    """The search as Python runs it."""

    fix = place = staticmethod(Checked)

    def __call__(self, *given: Any) -> None:
        maxscore.search_flat(*given)


@st.composite
def collections(draw: st.DrawFn) -> Compiled:
    """Draw sentences of few different terms, in paragraphs, of which some are empty, and documents."""
    sentences = draw(st.lists(st.lists(st.integers(0, len(TERMS) - 1), max_size=6), min_size=1, max_size=90))
    opens = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2]), min_size=len(sentences), max_size=len(sentences)))
    owners = np.cumsum([0, *opens[1:]])
    starts = [0, *(n for n in range(1, len(sentences)) if opens[n] and draw(st.booleans())), len(sentences)]
    return compile_all(
        Vocabulary.of(TERMS),
        np.array([term for sentence in sentences for term in sentence], dtype=np.int32),
        np.array([len(sentence) for sentence in sentences], dtype=np.int32),
        owners.astype(np.int32),
        np.array(starts),
        np.array([*(owners[start] for start in starts[:-1]), owners[-1] + 1]),
    )


def make_large(sentences: int, terms: int) -> Compiled:
    """Make sentences of 3 to 20 terms, the n-th as often as 1/n, and the first in all of them."""
    generator = np.random.default_rng(3)
    shares = 1 / np.arange(1, terms + 1)
    lengths = generator.integers(3, 21, sentences).astype(np.int32)
    tokens = generator.choice(terms, size=int(lengths.sum()), p=shares / shares.sum()).astype(np.int32)
    tokens[np.cumsum(lengths) - 1] = 0
    owners = np.arange(sentences, dtype=np.int32) // 4
    bounds = np.append(np.arange(0, sentences, 20), sentences)
    return compile_all(
        Vocabulary.of(f"t{n:04d}" for n in range(terms)), tokens, lengths, owners, bounds, -(-bounds // 4)
    )


@pytest.fixture(scope="module")
def small_windows() -> Iterator[None]:
    """Have even a small collection searched in several windows, and its short lists beforehand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maxscore, "FIRST", 2)
        patch.setattr(maxscore, "LONGEST", 8)
        patch.setattr(maxscore, "SEEDS", 6)
        yield


@pytest.fixture(params=["plain", pytest.param("compiled", marks=pytest.mark.interop)], scope="module")
def program(request: pytest.FixtureRequest, small_windows: None) -> Any:
    if request.param == "plain":
        return Plain()
    pytest.importorskip("numba", reason=NUMBA_MISSING)
    return compile_code(KINDS)


def searcher_with(program: Any, data: Compiled, memory: int = DEFAULT) -> Searcher:
    """Make a searcher that searches with a program from the beginning."""
    made = Searcher(data, memory=Memory(memory))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searcher, "find_code", lambda kinds: program)
        assert made._compiled() is not None
    return made


@examples(300)
@given(
    collections(),
    st.dictionaries(st.sampled_from(TERMS), st.sampled_from([0.5, 1.0, 1.7]), min_size=1),
    st.integers(1, 12),
    st.none() | st.sets(st.integers(0, 20), min_size=1),
    st.sampled_from(SUPPORTS),
    st.sampled_from([0, 600, DEFAULT]),
)
def test_hits_are_those_of_numpy(program, data, terms, limit, documents, support, memory):
    if documents is not None:
        documents = {number for number in documents if number < len(data.first_sentence) - 1}
    expected = Searcher(data).search(terms, limit, documents, support)
    assert searcher_with(program, data, memory).search(terms, limit, documents, support) == expected


@pytest.mark.parametrize("support", SUPPORTS)
@pytest.mark.parametrize("number", [1, 2, 5, pytest.param(60, marks=pytest.mark.slow)])
def test_long_queries_and_terms_of_all_sentences_find_the_same(program, number, support):
    data = make_large(300, 80)
    ways = Searcher(data), searcher_with(program, data), searcher_with(program, data, 0)
    for first in (0, 20):
        terms = {f"t{term:04d}": 1.0 for term in range(first, first + number)}
        for limit, documents in ((9, None), (2000, None), (9, {0, 1, 5, 13})):
            found = [way.search(terms, limit, documents, support) for way in ways]
            assert found[0] == found[1] == found[2]
            assert found[0]


@pytest.mark.parametrize("support", SUPPORTS)
def test_equal_sentences_come_in_document_order(program, support):
    lengths = np.full(40, 2, dtype=np.int32)
    tokens = np.tile(np.array([0, 1], dtype=np.int32), 40)
    bounds = np.array([0, 40])
    data = compile_all(Vocabulary.of("ab"), tokens, lengths, np.arange(40, dtype=np.int32), bounds, bounds)
    for limit in range(1, 8):
        hits = searcher_with(program, data).search({"a": 1.0, "b": 1.0}, limit, None, support)
        assert [hit.number for hit in hits] == [*range(limit)]


@examples(200)
@given(collections(), st.integers(1, 5), st.sampled_from(SUPPORTS), st.randoms(use_true_random=False))
def test_whatever_postings_say_nothing_else_is_read(small_windows, data, limit, support, chance):
    """Numbers, codes and starts that changed after they were checked give other hits, but no crash."""
    own, lent = data.sentences, data.paragraphs
    numbers = [chance.choice([number, chance.randrange(-(1 << 31), 1 << 31), 0]) for number in own.numbers.tolist()]
    codes = np.array([chance.randrange(1 << 16) for _ in own.codes], dtype=np.uint16)
    others = np.array([chance.randrange(1 << 16) for _ in lent.codes], dtype=np.uint16)
    starts = np.array([chance.choice([255, chance.randrange(256)]) for _ in lent.starts], dtype=np.uint8)
    own = replace(own, numbers=np.array(numbers, dtype=np.int32), codes=codes)
    damaged = replace(data, sentences=own, paragraphs=replace(lent, codes=others, starts=starts))
    searcher_with(Plain(), damaged, 0).search(dict.fromkeys(TERMS, 1.0), limit, None, support)


def test_threads_share_a_searcher(program):
    data = make_large(400, 60)
    queries = [{f"t{(n * k) % 60:04d}": 1.0 for k in range(1, 5)} for n in range(1, 25)]
    expected = [Searcher(data).search(query, 5) for query in queries]
    shared = searcher_with(program, data)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda query: shared.search(query, 5), queries)) == expected


def test_the_longest_runs_are_marked_beforehand_as_far_as_memory_allows(monkeypatch):
    monkeypatch.setattr(searcher, "load_code", lambda kinds: None)
    monkeypatch.setattr(searcher, "find_code", lambda kinds: Plain())
    data = make_large(700, 80)
    asked: list[int] = []
    row_of = MarkTable.row_of
    monkeypatch.setattr(
        MarkTable, "row_of", lambda self, term, *given: asked.append(term) or row_of(self, term, *given)
    )
    row = 12 * (-(-700 // 64) + -(-175 // 64))
    Searcher(data, memory=Memory(4 * (3 * row + 5))).prepare()
    longest = (-np.diff(data.sentences.offsets)).argsort(kind="stable")
    assert asked == longest[:4].tolist()  # the last finds no row free
    asked.clear()
    Searcher(data).prepare()
    assert asked == longest.tolist()  # each of these has one posting in 64 or more


def test_a_run_is_marked_once_it_is_long():
    read = []

    def read_run(term: int) -> tuple[np.ndarray, np.ndarray]:
        read.append(term)
        return np.array([0, 64, 127]), np.array([1])

    marks = MarkTable(128, 32, 2, 1 << 20)
    assert [marks.row_of(7, 3, read_run), marks.row_of(7, 3, read_run), marks.row_of(8, 1, read_run)] == [0, 0, -1]
    assert read == [7]
    assert marks.words[0].tolist() == [1, 1 | 1 << 63]
    assert marks.before[0].tolist() == [0, 1]
    assert [marks.row_of(term, 2, read_run) for term in (9, 10, 7)] == [1, -1, 0]


def test_without_numba_nothing_is_compiled(monkeypatch):
    monkeypatch.setattr(machine_code, "find_spec", lambda name: None)
    monkeypatch.setattr(machine_code, "compile_code", lambda kinds: pytest.fail("It was compiled."))
    assert load_code(("none", "none")) is None
    assert find_code(("none", "none")) is None


def test_what_cannot_be_compiled_is_said_and_searched_in_the_other_way(monkeypatch, caplog):
    def refuse(kinds: object) -> None:
        raise ValueError("This version compiles nothing.")

    monkeypatch.setattr(machine_code, "_codes", dict)  # whatever was compiled before
    monkeypatch.setattr(machine_code, "find_spec", lambda name: object())
    monkeypatch.setattr(machine_code, "compile_code", refuse)
    data = make_large(200, 30)
    prepared = Searcher(data)
    prepared.prepare()
    assert "Searches are not compiled, and take the slower way" in caplog.text
    assert prepared.search({"t0002": 1.0}, 3) == Searcher(data).search({"t0002": 1.0}, 3)


def test_only_what_is_prepared_loads_numba():
    code = (
        "import sys; from pathlib import Path; from service.engine.live import build_snapshot;"
        "index = build_snapshot(Path('seeds')).index; assert index.search({'passport': 1.0}, 3);"
        "import service.commands.main; assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.interop
def test_where_nothing_can_be_cached_searching_is_compiled_all_the_same(monkeypatch):
    numba = pytest.importorskip("numba", reason=NUMBA_MISSING)
    compile_function, asked = numba.cfunc, []

    def without_folder(typed: Any, cache: bool = False) -> Any:
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")  # as numba says it
        return compile_function(typed)

    monkeypatch.setattr(numba, "cfunc", without_folder)
    data = make_large(200, 30)
    made = searcher_with(compile_code(KINDS), data)
    assert asked == [True, False]
    assert made.search({"t0002": 1.0}, 3) == Searcher(data).search({"t0002": 1.0}, 3)
