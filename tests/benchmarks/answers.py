"""Measure whole answers, and how many a service gives a second, over collections of several sizes.

    python -m tests.benchmarks.answers COLLECTION... [--count 300] [--seconds 5] [--connections 16] [--json FILE]

A COLLECTION is a folder, or FOLDER:SENTENCES for as many of its documents as hold about so many sentences. Different questions
are made of words that stand together in the documents (see stages.py). For the milliseconds of an answer each is asked once, of
an engine that has been opened and prepared as `quoth serve` does it in the background. For requests a second, which need wrk,
all connections ask them over HTTP, of a service with one worker and of one with a worker for each core, in short rounds by turns;
no reply is given again.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from service.documents.reading_options import MAX_DOCUMENTS, MAX_SENTENCES, ReadingOptions
from service.engine.live import open_snapshot
from service.index.cores import count_cores
from tests.benchmarks.measure import points_of, print_table, run_apart, time_each
from tests.benchmarks.serving import PATIENT, ROUNDS, post, served, wrk
from tests.benchmarks.stages import make_questions

MODULE = "tests.benchmarks.answers"


def time_answers(folder: str, place: str, most: str, asked: str) -> dict[str, float]:
    """Time each question of a JSON file, in milliseconds by the wall clock."""
    from service.answer.citing import read_ahead
    from service.commands.common import spare_collections
    from service.engine.engine import Engine

    engine = Engine(Path(folder), index=Path(place), limits=(MAX_DOCUMENTS, int(most)))
    snapshot = engine.start()
    spare_collections()  # as `quoth serve` does, and then reads ahead
    read_ahead(snapshot.index)
    engine.ask("What is this?")  # which loads what is loaded once
    questions = json.loads(Path(asked).read_text())
    return points_of(time_each([lambda text=text: engine.ask(text) for text in questions]))  # type: ignore[misc]


def count_requests(folder: Path, settings: dict[str, str], script: str, seconds: int, connections: int) -> list[float]:
    """Return the requests answered a second by one worker, and by a worker for each core: medians of rounds."""
    serve = ("-m", "service.commands.main", "serve", str(folder), "--no-watch", "--workers")
    with (
        tempfile.TemporaryDirectory() as aside,
        served(*serve, "1", **settings) as one,
        served(*serve, str(count_cores()), **settings) as several,
    ):
        lasting = max(1, seconds // ROUNDS)
        rounds = [
            [wrk(url, script, lasting, connections, Path(aside))["rps"] for url in (one, several)]
            for _ in range(ROUNDS)
        ]
    return [median(column) for column in zip(*rounds, strict=True)]


def measure(collection: str, count: int, seconds: int, connections: int, made: Path) -> dict[str, Any]:
    """Measure one collection; `made` is an empty folder."""
    path, _, most = collection.partition(":")
    folder, most = Path(path), most or str(MAX_SENTENCES)
    place, asked = made / "index", made / "questions.json"
    snapshot = open_snapshot(folder, place, ReadingOptions(max_sentences=int(most)))
    questions = make_questions(snapshot, count)
    asked.write_text(json.dumps(questions))
    settings = PATIENT | {"QUOTH_INDEX": str(place), "QUOTH_MAX_SENTENCES": most}
    return {
        "sentences": snapshot.sentences,
        "answer": run_apart(MODULE, "time", str(folder), str(place), most, str(asked)),
        "requests": count_requests(folder, settings, post(questions), seconds, connections),
    }


def report(results: list[dict[str, Any]]) -> None:
    rows = []
    for result in results:
        answer, (one, several) = result["answer"], result["requests"]
        points = [answer["p50"], answer["p95"], answer["p99"], answer["p99"] / answer["p50"]]
        rows.append([result["sentences"], *points, one, several, several / one])
    heads = [
        "sentences",
        "answer p50 ms",
        "p95",
        "p99",
        "p99/p50",
        "requests/s, one worker",
        f"{count_cores()} workers",
    ]
    print_table([*heads, "gain"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", metavar="COLLECTION")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    results = []
    for collection in given.collections:
        with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made:
            results.append(measure(collection, given.count, given.seconds, given.connections, Path(made)))
    report(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["time"]:
        print(json.dumps(time_answers(*sys.argv[2:])))
    else:
        main()
