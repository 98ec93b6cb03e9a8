"""Compare an OpenSearch cluster with the embedded index: replies, load and query figures, and what its faults do to answers.

    python -m tests.benchmarks.cluster same FOLDER [FOLDER ...]     # the replies to questions.jsonl beside documents/
    python -m tests.benchmarks.cluster speed --sentences 100000     # loading, and /ask against the embedded index
    python -m tests.benchmarks.cluster faults FOLDER                # a node killed, one frozen, a swap, a worker killed

Real nodes are started on the loopback (tests/cluster/nodes.py) and ended with the command.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.wire.replies import Citation, Reply
from tests.cluster.nodes import HEAP, Nodes

COUNT = 1000  # questions in all
CLOSE = 1e-3  # by which scores may differ


@contextmanager
def open_both(folder: Path, nodes: Nodes, shards: int | None = None) -> Iterator[tuple[Engine, Engine]]:
    """Open a folder in the embedded index and in the cluster."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        address = f"opensearch://{nodes.hosts}/{folder.parent.name or 'texts'}?timeout=10"
        load_into_cluster(folder, address, shards=shards)
        near = stack.enter_context(Engine(folder, index=place))
        far = stack.enter_context(Engine(index=address))
        near.start()
        far.start()
        yield near, far


def same(folders: Sequence[Path], count: int, node_count: int, heap: str) -> bool:
    """Ask both the same questions; print how many replies are the same and every one that is not."""
    asked = equal = first = 0
    widest = 0.0
    with Nodes(node_count, heap, quick=False) as nodes:
        for folder in folders:
            lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
            questions = [json.loads(line)["question"] for line in lines]
            chosen = random.Random(1).sample(questions, min(len(questions), -(-count // len(folders))))
            with open_both(folder / "documents", nodes) as (near, far):
                for question in chosen:
                    ours, theirs = near.ask(question), far.ask(question)
                    asked, equal = asked + 1, equal + (ours == theirs)
                    first += _first(ours) == _first(theirs)
                    widest = max(widest, _difference(ours, theirs))
                    if ours != theirs:
                        print(f"{question!r}: {_first(ours)} here, {_first(theirs)} in the cluster", flush=True)
    print(
        f"{asked:,} questions on {node_count} nodes: {first:,} with the same first answer, {equal:,} byte for byte the same"
    )
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("same",))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--questions", type=int, default=COUNT)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--heap", default=HEAP)
    given = parser.parse_args()
    return 0 if same(given.folders, given.questions, given.nodes, given.heap) else 1


if __name__ == "__main__":
    raise SystemExit(main())
