"""Index a folder of documents and answer from it: time, memory, disk, and whole answers.

    python -m tests.benchmarks.indexing [--sentences 100000] [--questions 200] [--folder FOLDER]

Without FOLDER, documents of 20 sentences are made up by Zipf's law. Each step runs in a process of its own.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import own_mb, peak_mb, percentile, points_of, print_table, run_apart, time_each
from tests.benchmarks.texts import Zipf, make_words, write_documents

MODULE = "tests.benchmarks.indexing"


def build(folder: str, place: str) -> dict[str, object]:
    """Index the folder with every core."""
    from service.commands.meter import Meter
    from service.engine.live import open_snapshot

    started = time.perf_counter()
    with Meter(sys.stderr) as meter:
        snapshot = open_snapshot(Path(folder), Path(place), progress=meter.show)
    seconds = time.perf_counter() - started
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file()) / 1e6
    return {
        "documents": len(snapshot.documents),
        "sentences": snapshot.sentences,
        "index_s": seconds,
        "index_cpu_s": sum(
            sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        ),
        "peak_mb": peak_mb(),
        "worker_peak_mb": workers,
        "size_mb": size,
    }


def reopen(folder: str, place: str) -> dict[str, object]:
    """Open an unchanged index as a second process does, with and without looking at the files; find a first hit."""
    import service.answer.answering  # noqa: F401  # imports are no part of it
    from service.engine.live import open_snapshot, snapshot_of
    from service.index.store import open_store

    before, started = own_mb(), time.perf_counter()
    store = open_store(Path(place))
    assert store is not None
    snapshot = snapshot_of(store)
    snapshot.index.search(dict.fromkeys(_questions(1)[0].split(), 1.0), 30)
    opened = time.perf_counter() - started
    own = own_mb() - before
    started = time.perf_counter()
    open_snapshot(Path(folder), Path(place))
    return {"open_s": opened, "own_mb": own, "open_and_compare_s": time.perf_counter() - started}


def answers(folder: str, place: str, questions: str) -> dict[str, object]:
    """Answer questions from text to reply."""
    from service.commands.common import spare_collections
    from service.engine.engine import Engine

    engine = Engine(folder, index=place)
    engine.start()

    def answer(text: str) -> object:
        return engine.ask(text)

    spare_collections()  # as `quoth serve` does
    asked = _questions(int(questions) + 20)
    for text in asked[:20]:
        answer(text)
    times = time_each([lambda text=text: answer(text) for text in asked[20:]])  # type: ignore[misc]
    return points_of(times) | {"p99.9": percentile(times, 99.9)}


def _questions(count: int) -> list[str]:
    words = make_words()
    return [" ".join(words[number] for number in query) for query in Zipf(2).queries(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made:
        folder, place = given.folder or f"{made}/documents", f"{made}/index"
        if not given.folder:
            write_documents(Path(folder), given.sentences)
        found = [
            run_apart(MODULE, "build", folder, place),
            run_apart(MODULE, "reopen", folder, place),
            run_apart(MODULE, "answers", folder, place, str(given.questions)),
        ]
    names = ("index", "open again", "answers, ms")
    rows = [(name, key, value) for name, part in zip(names, found, strict=True) for key, value in part.items()]
    print_table(("step", "figure", "value"), rows)


if __name__ == "__main__":
    parts = {"build": build, "reopen": reopen, "answers": answers}
    if sys.argv[1:2] and sys.argv[1] in parts:
        print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))
    else:
        main()
