"""Tell what protection costs: the same questions asked with it and without it, in turns, and an index opened both ways.

    python -m tests.benchmarks.protection [FOLDER] [--index FOLDER] [--count 500] [--opens 21] [--checked] [--same]

Left out are the checksums of the index and the look at its length, the comparison of each quote with its document, and the
queue that requests wait in. Every question is put to /ask of two applications, in this process and over the same index, one
of them without these. Which comes first changes with each question; each has a memory of its own, and no reply is kept. The
questions are made of words that stand together in the documents; a small collection gives few, which are asked again. To
open an index is to map it, check what is checked then, and find the first hit. Times are the process's own. Each page of an
index is checked once: `--checked` has all of them checked beforehand, as a service does in the background. `--same` leaves
nothing out, which shows how far apart two figures of the same are.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from service.app.app import create_app
from service.app.shedding import Shedding
from service.commands.common import spare_collections
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.index import mapped, segment
from service.index.arrays import MappedArrays
from service.index.store import open_store
from service.resources import find_resource
from tests.benchmarks.measure import percentile, print_table
from tests.benchmarks.stages import make_questions

SENTENCES_A_QUESTION = 4
WARM = 20  # questions before those that are measured
TERMS = {"file": 1.0, "number": 1.0, "hong": 1.0}  # one of which stands in seeds/, and in any manual
Ways = dict[str, Callable[[], AbstractContextManager[object]]]


@contextmanager
def unprotected() -> Iterator[None]:
    """Leave out what this measures."""
    with ExitStack() as stack:
        for name in ("check", "check_small", "check_length"):
            stack.enter_context(patch.object(MappedArrays, name, lambda *_: None))
        stack.enter_context(patch.object(mapped, "check_sum", lambda *_: None))
        stack.enter_context(patch.object(segment, "check_sum", lambda *_: None))
        stack.enter_context(patch("service.engine.engine.keep_verbatim", lambda answer: answer))
        stack.enter_context(patch.object(Shedding, "__call__", lambda self, *about: self._app(*about)))
        yield


def time_in_turns(ways: Ways, calls: dict[str, list[Callable[[], object]]]) -> dict[str, list[float]]:
    """Make the calls of each way within it, one of each in turns; give each call's milliseconds."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number, both in enumerate(zip(*calls.values(), strict=True)):
        order = list(zip(ways, both, strict=True))
        for way, call in order[:: (1, -1)[number % 2]]:
            with ways[way]():
                started = time.process_time()
                call()
                times[way].append((time.process_time() - started) * 1e3)
    return times


def asking(engine: Engine) -> Callable[[str], Callable[[], object]]:
    """Return what makes the calls that ask an engine questions over HTTP, in this process."""
    client: Any = create_app(engine).test_client()

    def ask(question: str) -> None:
        reply = client.post("/ask", json={"question": question}, headers={"Cache-Control": "no-store"})
        assert reply.status_code == 200, reply.text

    return lambda question: lambda: ask(question)


def choose_questions(snapshot: Snapshot, count: int) -> list[str]:
    """Return questions to a collection, each several times if it is small."""
    different = make_questions(snapshot, min(count, max(1, snapshot.sentences // SENTENCES_A_QUESTION)))
    return [different[number % len(different)] for number in range(count)]


def open_to_first_hit(place: Path) -> None:
    store = open_store(place)
    assert store is not None
    assert store.make_index().search(TERMS, 10), f"None of {', '.join(TERMS)} is in the documents."


def row_of(name: str, times: dict[str, list[float]]) -> tuple[object, ...]:
    whole, bare = times.values()
    points = [percentile(values, point) for point in (50, 95) for values in (whole, bare)]
    return name, len(whole), *points, median(whole) / median(bare), sum(whole) / sum(bare)


def measure(folder: Path, place: Path, given: argparse.Namespace) -> Iterator[tuple[object, ...]]:
    """Measure questions, then opening the index; yields a row for each."""
    ways: Ways = {"with": nullcontext, "without": nullcontext if given.same else unprotected}
    with Engine(folder, index=place) as one, Engine(folder, index=place) as other:
        snapshot = one.start()
        other.start()
        one.snapshot.index.prepare()  # type: ignore[union-attr]
        other.snapshot.index.prepare()  # type: ignore[union-attr]
        if given.checked:
            one.check()
        spare_collections()  # as `quoth serve` does
        questions = choose_questions(snapshot, given.count + WARM)
        calls = {way: list(map(asking(engine), questions)) for way, engine in zip(ways, (one, other), strict=True)}
        times = time_in_turns(ways, calls)
        yield row_of(f"/ask at {snapshot.sentences:,} sentences", {way: each[WARM:] for way, each in times.items()})
    opening: list[Callable[[], object]] = [lambda: open_to_first_hit(place)] * given.opens
    yield row_of("open, to the first hit", time_in_turns(ways, dict.fromkeys(ways, opening)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="by default, the collection that comes with Quoth")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--opens", type=int, default=21)
    parser.add_argument("--checked", action="store_true")
    parser.add_argument("--same", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made:
        rows = list(measure(given.folder or find_resource("seeds"), given.index or Path(made), given))
    print_table(("CPU ms", "times", "p50", "without", "p95", "without", "p50 / without", "sum / without"), rows)


if __name__ == "__main__":
    main()
