"""One memory: what was used last is kept, up to a bound in bytes; and whoever shares one does not notice."""

import ast
import gc
import random
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS
from hypothesis import given
from hypothesis import strategies as st

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.index.build import update_index
from service.index.embedded import Index
from service.memory import Memory, new_serial
from service.query.question import read_question
from service.sentences.segmentation import segment_text
from service.verify.verifier import Verifier


def held(memory: Memory, *keys: str) -> list[object]:
    return [memory.get((key,)) for key in keys]


def test_the_least_recently_used_goes_first() -> None:
    memory = Memory(10)
    memory.put(("a",), 1, 4)
    memory.put(("b",), 2, 4)
    assert memory.get(("a",)) == 1
    memory.put(("c",), 3, 4)
    assert held(memory, "a", "b", "c") == [1, None, 3]


def test_what_is_used_again_and_again_stays_however_much_else_comes() -> None:
    memory = Memory(100)
    memory.put(("used",), 1, 3)
    for number in range(500):
        memory.put((number,), number, 3)
        assert memory.get_many([("used",)], lambda key: -1, 3) == [1] == [memory.get(("used",))]
        assert memory.get_or_make(("used",), lambda: -1, 3) == 1


def test_what_is_too_large_is_not_kept_and_drives_nothing_out() -> None:
    memory = Memory(10)
    memory.put(("a",), 1, 10)
    memory.put(("b",), 2, 11)
    assert held(memory, "a", "b") == [1, None]
    assert memory.get_or_make(("b",), lambda: 2, 11) == 2


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7))))
def test_sizes_never_exceed_the_limit(puts: list[tuple[int, int]]) -> None:
    memory = Memory(12)
    for key, size in puts:
        memory.put((key,), size, size)
        assert memory.size <= 12
        assert memory.get((key,)) == size
    assert memory.size == sum(memory.get((key,)) or 0 for key in range(6))


def test_a_value_is_made_once_even_if_it_is_none() -> None:
    memory, made = Memory(100), []
    for _ in range(2):
        assert memory.get_or_make(("a",), lambda: made.append("a"), 1) is None
    assert made == ["a"]


def test_many_are_given_in_order_and_only_the_missing_are_made() -> None:
    memory, made = Memory(3), []

    def double(key: tuple[object, ...]) -> int:
        made.append(key[0])
        return 2 * int(str(key[0]))

    def get(*numbers: int) -> list[int]:
        return memory.get_many([(number,) for number in numbers], double, lambda value: 1 if value else 9)

    assert get(1, 2, 1, 3) == [2, 4, 2, 6]
    assert get(1) == [2]  # used last, so that 2 goes first
    assert get(4, 1) == [8, 2]
    assert get(2, 0) == [4, 0]
    assert made == [1, 2, 3, 4, 2, 0]


def test_no_two_owners_have_the_same_serial_number() -> None:
    assert len({new_serial() for _ in range(100)}) == 100


def test_threads_share_a_memory() -> None:
    memory, wrong = Memory(2_000), []

    def use(seed: int) -> None:
        chosen = random.Random(seed)
        for _ in range(3_000):
            keys = [("n", chosen.randrange(60)) for _ in range(4)]
            values = memory.get_many(keys, lambda key: key[1], 90)
            values += memory.get_many(keys[:1], lambda key: key[1], 90)
            if values != [key[1] for key in (*keys, keys[0])] or memory.size > memory.limit:
                wrong.append(keys)

    threads = [threading.Thread(target=use, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert memory.size == 22 * 90


# Two engines in one process -------------------------------------------------------------------------------------------

HARBOUR = """The harbour

The harbour master, Ada Quill, said on 3 May 2019 that the north quay would be closed. "Nobody has paid for the repairs,"
she said. The quay is 240 metres long. It was built in 1893 by the Elmford Company.
"""
HARBOUR_AGAIN = """The harbour

The harbour master, Bo Reed, said on 9 June 2021 that the south quay would be closed. "We have paid for everything," he
said. The quay is 310 metres long. It was built in 1911 by the Marsh Brothers.
"""
REPORT = "A report says that the north quay is 250 metres long. The Elmford Company built the quay in 1893."
QUESTIONS = (
    "Who said that the quay would be closed?",
    "How long is the quay?",
    "When was the quay built?",
    "Who built the quay?",
    "Who paid for the repairs?",
    "What did the harbour master say?",
)
QUOTES = ("Nobody has paid for the repairs", "we have paid for EVERYTHING", "The quay is 320 metres long.")

ASKED_OF_SEEDS = (
    "How many Canadian passport holders live in Hong Kong?",
    "Who is the Chinese ambassador to Canada?",
    "What does the report recommend?",
    "When was the law passed, and what did critics say?",
)

Make = Callable[[dict[str, str], Memory | None], Index]


def build(files: dict[str, str], memory: Memory | None) -> Index:
    documents = [make_document(name, text, "utf-8") for name, text in files.items()]
    return Index(documents, [segment_text(document.text) for document in documents], memory=memory)


@pytest.fixture(params=["built", "stored"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    if request.param == "built":
        return build

    def store(files: dict[str, str], memory: Memory | None) -> Index:
        number = new_serial()
        folder = tmp_path / f"documents-{number}"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return update_index(folder, tmp_path / f"index-{number}", "v").make_index(memory)

    return store


def describe(answer: Answer) -> object:
    return replace(answer, spares=()), list(answer.spares)


def ask_everything(answerer: Answerer, index: Index) -> Iterator[object]:
    """Put every question and quote to an index, one at each step."""
    for question in QUESTIONS:
        yield describe(answerer.answer(read_question(question), index))
    for quote in QUOTES:
        yield Verifier(index).verify(quote)


OURS, THEIRS = {"a.txt": HARBOUR, "b.txt": REPORT}, {"a.txt": HARBOUR_AGAIN, "b.txt": REPORT, "c.txt": HARBOUR}


@pytest.fixture(scope="module")
def answerers() -> tuple[Answerer, Answerer]:
    model = load_model()
    return Answerer(model), Answerer(replace(model, threshold=0.999))


@pytest.fixture(scope="module")
def expected(answerers: tuple[Answerer, Answerer]) -> list[list[object]]:
    """What each engine answers from an index that keeps nothing."""
    pairs = zip(answerers, (OURS, THEIRS), strict=True)
    return [[*ask_everything(answerer, build(files, None))] for answerer, files in pairs]


@pytest.mark.parametrize(
    ("limit", "shared"),
    [(0, True), (3_000, True), (40_000, True), (1 << 27, True), (40_000, False)],
    ids=["nothing kept", "hardly anything kept", "some kept", "all kept", "apart"],
)
def test_two_engines_do_not_disturb_each_other(
    make: Make, answerers: tuple[Answerer, Answerer], expected: list[list[object]], limit: int, shared: bool
) -> None:
    one, other = answerers
    memory = Memory(limit)
    first, second = make(OURS, memory), make(THEIRS, memory if shared else Memory(limit))
    for _ in range(2):
        pairs = zip(ask_everything(one, first), ask_everything(other, second), strict=True)
        assert [[*found] for found in zip(*pairs, strict=True)] == expected
    assert memory.size <= limit


@pytest.mark.slow
def test_sizes_are_stated_honestly(tmp_path: Path) -> None:
    """What is kept takes no more than stated, and not less than a third of it."""
    store = update_index(SEEDS, tmp_path / "index", "v")
    answerer, memory = Answerer(load_model()), Memory()
    for kept in (Memory(), memory):  # the first time, words and modules' tables are kept for the process
        index = store.make_index(kept)
        gc.collect()
        tracemalloc.start()
        for question in ASKED_OF_SEEDS:
            answerer.answer(read_question(question), index)
        Verifier(index).verify("Nobody has ever said precisely this.")
        gc.collect()
        real, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert memory.size / 3 < real < memory.size


# Every cache there is -------------------------------------------------------------------------------------------------

# What may be kept for the whole process: functions of one word, which also run where documents are read in processes of
# their own; tables made of our own files and types; names of the running code; what was compiled of it.
OF_THE_PROCESS = {
    "documents/extraction.py: _reader_of",
    "documents/frequent_words.py: read_languages",
    "documents/page_images.py: _drawer_of",
    "english/antonyms.py: _table",
    "english/related_words.py: _groups",
    "english/related_words.py: families",
    "english/rival_qualifiers.py: _table",
    "english/tokens.py: analyse",
    "english/tokens.py: stem",
    "english/word_vectors.py: read_table",
    "sentences/punkt.py: _ask_punkt",
    "answer/ranking/features.py: _plan",
    "app/embedding.py: compose_script",
    "app/languages.py: _patterns",
    "app/languages.py: list_script_texts",
    "app/languages.py: read_catalogue",
    "app/languages.py: words_of_widget",
    "app/static_files.py: slim_file",
    "wire/checks.py: _describe",
    "index/identity.py: code_version",
    "index/identity.py: reading_version",
    "index/machine_code.py: _codes",
}
CACHING = {"cache", "lru_cache", "WeakKeyDictionary", "WeakValueDictionary", "OrderedDict", "TTLCache", "LRUCache"}


def names_in(node: ast.AST | None) -> set[str]:
    if node is None:
        return set()
    found = ast.walk(node)
    return {n.id if isinstance(n, ast.Name) else n.attr for n in found if isinstance(n, ast.Name | ast.Attribute)}


def is_empty_table(node: ast.AST | None) -> bool:
    """Whether an expression is a new dict, list or set with nothing in it: at the top of a module, a cache."""
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.List):
        return not node.elts
    return (
        isinstance(node, ast.Call) and not node.args and names_in(node.func) <= {"dict", "list", "set", "defaultdict"}
    )


def caches_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(names_in(one) & CACHING for one in node.decorator_list):
            yield node.name
        if isinstance(node, ast.Assign | ast.AnnAssign) and names_in(node.value) & CACHING:
            yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_empty_table(node.value):
            yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def test_nothing_else_is_kept_for_the_process() -> None:
    found = set()
    for path in (ROOT / "service").rglob("*.py"):
        name = path.relative_to(ROOT / "service").as_posix()
        if name != "memory.py":
            found |= {f"{name}: {cache}" for cache in caches_of(ast.parse(path.read_text("utf-8")))}
    # _TYPE_OF_FOCUS is a table filled as the module is read.
    assert found - {"query/question.py: _TYPE_OF_FOCUS"} == OF_THE_PROCESS


@pytest.mark.parametrize(
    "code",
    [
        "@lru_cache(maxsize=2)\ndef f(x): ...",
        "class A:\n @functools.cache\n def f(self): ...",
        "class A:\n def f(self): self.g = lru_cache(4)(h)",
        "_known: dict[str, int] = {}",
        "_known = WeakKeyDictionary()",
        "_known = defaultdict()",
    ],
)
def test_a_cache_is_known_when_it_is_seen(code: str) -> None:
    assert [*caches_of(ast.parse(code))]
