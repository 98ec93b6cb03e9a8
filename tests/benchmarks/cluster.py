"""Compare an OpenSearch cluster with the embedded index: replies, load and query figures, and what its faults do to answers.

    python -m tests.benchmarks.cluster same FOLDER [FOLDER ...]     # the replies to questions.jsonl beside documents/
    python -m tests.benchmarks.cluster speed [FOLDER | --sentences 100000] [--nodes 3]
    python -m tests.benchmarks.cluster faults FOLDER                # a node killed, one frozen, a swap under load
    python -m tests.benchmarks.cluster takeover [--sentences 20000] # all workers killed, and another one takes over

Real nodes are started on the loopback (tests/cluster/nodes.py) and ended with the command. Ends with 1 where a reply was
wrong, or anything else was not as it is promised.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.index.cluster.connection import Cluster
from service.wire.problems import Problem
from service.wire.replies import Citation, Reply
from tests.benchmarks.measure import ROOT, percentile, time_each
from tests.benchmarks.stages import make_questions
from tests.benchmarks.texts import write_documents
from tests.cluster.nodes import HEAP, Nodes, call

COUNT = 1000  # questions in all
CLOSE = 1e-3  # by which scores may differ
CONNECTIONS = 16
WORKERS = 2  # processes that load
BEFORE, AFTER = 3.0, 20.0  # seconds of load before a fault, and after it
PATIENCE = 10.0  # seconds after a fault in which requests may be refused


@contextmanager
def open_both(folder: Path, nodes: Nodes, shards: int | None = None) -> Iterator[tuple[Engine, Engine]]:
    """Open a folder in the embedded index and in the cluster."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        address = address_of(nodes)
        started = time.perf_counter()
        loaded = load_into_cluster(folder, address, shards=shards, workers=WORKERS)
        took = time.perf_counter() - started
        print(
            f"{loaded.sentences:,} sentences loaded in {took:.1f} s, {loaded.sentences / took:,.0f} a second",
            flush=True,
        )
        near = stack.enter_context(Engine(folder, index=place))
        far = stack.enter_context(Engine(index=address))
        near.start()
        far.start()
        yield near, far


def address_of(nodes: Nodes) -> str:
    return f"opensearch://{nodes.hosts}/benchmark"


def questions_of(folder: Path, count: int) -> list[str]:
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    return random.Random(1).sample(questions, min(len(questions), count))


def same(folders: Sequence[Path], count: int, nodes: Nodes) -> bool:
    """Ask both the same questions; print how many replies are the same and every one that is not."""
    asked = equal = first = 0
    widest = 0.0
    for folder in folders:
        with open_both(folder / "documents", nodes) as (near, far):
            for question in questions_of(folder, -(-count // len(folders))):
                ours, theirs = near.ask(question), far.ask(question)
                asked, equal = asked + 1, equal + (ours == theirs)
                first += _first(ours) == _first(theirs)
                widest = max(widest, _difference(ours, theirs))
                if ours != theirs:
                    print(f"{question!r}: {_first(ours)} here, {_first(theirs)} in the cluster", flush=True)
    print(f"{asked:,} questions: {first:,} with the same first answer, {equal:,} byte for byte the same")
    print(f"widest difference of a score: {widest:.2g}")
    return first >= 0.99 * asked and widest <= CLOSE


def _first(reply: Reply) -> tuple[str, int, int] | None:
    found = next(iter(reply.citations), None)
    return found and (found.document.id, found.start, found.end)


def _difference(ours: Reply, theirs: Reply) -> float:
    """Return by how much scores of the same passages differ at most."""

    def scores(reply: Reply) -> dict[tuple[str, int], float]:
        shown: tuple[Citation, ...] = (*reply.citations, *reply.nearest)
        return {(one.document.id, one.start): one.score for one in shown}

    one, other = scores(ours), scores(theirs)
    return max((abs(one[place] - other[place]) for place in one.keys() & other.keys()), default=0.0)


def speed(folder: Path | None, sentences: int, count: int, nodes: Nodes) -> bool:
    """Load a folder, or made-up text, and time questions to both indexes in turn, so that both meet the same load."""
    with tempfile.TemporaryDirectory() as made:
        if folder is None:
            write_documents(folder := Path(made), sentences)
        with open_both(folder, nodes) as (near, far):
            size = call(nodes.urls[0] + "/benchmark/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
            held = far.start()
            print(f"{nodes.count} nodes, {len(held.documents):,} documents, {len(held.index.corpus):,} sentences")
            print(f"{size / len(held.index.corpus):.0f} bytes a sentence on disk, without copies", flush=True)
            compare_speed(near, far, make_questions(near.start(), count))
    return True


def compare_speed(near: Engine, far: Engine, questions: Sequence[str]) -> None:
    """Print how long questions take, fresh ones and those asked before, and what of that is spent on requests."""
    for turn in ("fresh", "again"):
        times: dict[str, list[float]] = {"embedded": [], "cluster": []}
        spent: dict[str, list[float]] = {"embedded": [], "cluster": []}
        with counting() as requests:
            for question in questions:
                for name, engine in (("embedded", near), ("cluster", far)):
                    own = time.process_time()
                    times[name] += time_each([partial(engine.ask, question)])
                    spent[name].append((time.process_time() - own) * 1e3)
        for name, found in times.items():
            shown = ", ".join(f"p{point} {percentile(found, point):.1f} ms" for point in (50, 95))
            print(f"{name:9} {turn}: {shown}; own processor time {percentile(spent[name], 50):.1f} ms", flush=True)
        for kind, taken in sorted(requests.items()):
            each = f"p50 {percentile(taken, 50):.1f} ms, p95 {percentile(taken, 95):.1f} ms"
            print(f"  {len(taken) / len(questions):.2f} {kind} a question, {each}; load {os.getloadavg()[0]:.0f}")


@contextmanager
def counting() -> Iterator[dict[str, list[float]]]:
    """Note the milliseconds of each request to a cluster, by the end of its path."""
    times: dict[str, list[float]] = {}
    original = Cluster.call

    def timed(cluster: Cluster, method: str, path: str, *given: Any, **more: Any) -> Any:
        started = time.perf_counter()
        try:
            return original(cluster, method, path, *given, **more)
        finally:
            times.setdefault(path.rpartition("/")[2], []).append((time.perf_counter() - started) * 1e3)

    with patch.object(Cluster, "call", timed):
        yield times


@dataclass
class Load:
    """Questions asked from many threads at once, and what came of each: right, refused or wrong, and when."""

    engine: Engine
    expected: Mapping[str, Sequence[Reply]]  # the replies that are right, of any version
    outcomes: list[tuple[float, str]] = field(default_factory=list)
    ended: bool = False

    @contextmanager
    def running(self) -> Iterator["Load"]:
        threads = [Thread(target=self._ask, args=(seed,), daemon=True) for seed in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.ended = True
            for thread in threads:
                thread.join()

    def _ask(self, seed: int) -> None:
        drawn, questions = random.Random(seed), sorted(self.expected)
        while not self.ended:
            question = drawn.choice(questions)
            try:
                reply = self.engine.ask(question)
            except Problem as problem:
                self.outcomes.append((time.monotonic(), str(problem.status)))
                time.sleep(0.1)
            else:
                right = any(reply == one for one in self.expected[question])
                self.outcomes.append((time.monotonic(), "right" if right else "wrong"))

    def report(self, name: str, at: float) -> bool:
        """Print what came of the questions since a fault; return whether it is as promised."""
        refused = [moment - at for moment, what in self.outcomes if what == "503" and moment >= at]
        counts = Counter(what for _, what in self.outcomes)
        span = f"from {min(refused):.1f} to {max(refused):.1f} s after it" if refused else "none"
        print(f"{name}: {dict(sorted(counts.items()))}; refusals: {span}; load {os.getloadavg()[0]:.0f}", flush=True)
        print(f"longest time without a right reply: {longest_gap(self.outcomes):.1f} s", flush=True)
        return set(counts) <= {"right", "503"} and max(refused, default=0.0) <= PATIENCE


def longest_gap(outcomes: Sequence[tuple[float, str]]) -> float:
    """Return the longest time, in seconds, between a right reply and the next."""
    moments = sorted(moment for moment, what in outcomes if what == "right")
    return max((after - before for before, after in pairwise(moments)), default=float("inf"))


def faults(folder: Path, nodes: Nodes) -> bool:
    """Kill a node under load, freeze one, and put a new version in use."""
    questions = questions_of(folder, 60)
    kept = []
    with tempfile.TemporaryDirectory() as made:
        changed = Path(made) / "documents"
        shutil.copytree(folder / "documents", changed)
        for path in sorted(changed.iterdir())[::2]:
            path.write_text(path.read_text(encoding="utf-8").replace(".", " .\n", 3), encoding="utf-8")
        with (
            open_both(folder / "documents", nodes) as (near, far),
            Engine(changed, index=Path(made) / "index") as other,
        ):
            other.start()
            far.watch()
            right = {question: [near.ask(question)] for question in questions}
            kept.append(_strike("a node killed", far, right, lambda: nodes.kill(2)))
            nodes.start(2)
            nodes.wait(status="green", index="benchmark")
            kept.append(_strike("a node frozen", far, right, lambda: nodes.freeze(1)))
            nodes.thaw(1)
            nodes.wait(status="green", index="benchmark")
            both = {question: [*replies, other.ask(question)] for question, replies in right.items()}
            kept.append(_strike("a swap", far, both, lambda: _swap(changed, nodes)))
            kept.append(all(far.ask(question) == other.ask(question) for question in questions))
            print(f"all questions have the replies of the new version: {kept[-1]}")
    return all(kept)


def _swap(folder: Path, nodes: Nodes) -> None:
    load_into_cluster(folder, address_of(nodes))


def _strike(name: str, engine: Engine, right: Mapping[str, Sequence[Reply]], strike: Callable[[], None]) -> bool:
    with Load(engine, right).running() as load:
        time.sleep(BEFORE)
        at = time.monotonic()
        strike()
        time.sleep(AFTER)
    return load.report(name, at)


def takeover(sentences: int, nodes: Nodes) -> bool:
    """Kill every worker in the middle of loading; load again, and compare with the embedded index."""
    with tempfile.TemporaryDirectory() as made:
        folder, address = Path(made) / "documents", address_of(nodes)
        write_documents(folder, sentences)
        command = [
            sys.executable,
            "-m",
            "service.commands.main",
            "index",
            str(folder),
            "--to",
            address,
            "--workers",
            "2",
        ]
        first = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
        stored = 0
        while stored < sentences // 20 and first.poll() is None:
            time.sleep(0.05)
            found = call(nodes.urls[0] + "/_stats/indexing")["indices"]
            stored = sum(one["primaries"]["indexing"]["index_total"] for one in found.values())
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        started = time.perf_counter()
        loaded = load_into_cluster(folder, address)
        with Engine(folder, index=Path(made) / "index") as near, Engine(index=address) as far:
            alike = near.start().id == far.start().id and loaded.documents == len(near.start().documents)
        print(
            f"killed after {stored:,} of what is stored; complete {time.perf_counter() - started:.1f} s later: {alike}"
        )
    return alike


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("same", "speed", "faults", "takeover"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--questions", type=int, default=COUNT)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--heap", default=HEAP)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the nodes are ended too
    with Nodes(given.nodes, given.heap, quick=False) as nodes:
        kept = {
            "same": lambda: same(given.folders, given.questions, nodes),
            "speed": lambda: speed(next(iter(given.folders), None), given.sentences, given.questions, nodes),
            "faults": lambda: faults(given.folders[0], nodes),
            "takeover": lambda: takeover(given.sentences, nodes),
        }[given.what]()
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
