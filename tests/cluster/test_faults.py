"""A node of several that hangs or dies changes no answer, and refuses none, though the cluster takes long to give it up."""

from collections.abc import Iterator

import pytest
from conftest import SEEDS

from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from tests.cluster.conftest import require_cluster
from tests.cluster.nodes import Nodes, call

pytestmark = pytest.mark.cluster

QUESTIONS = [
    "Who is the ambassador?",
    "How many people in Hong Kong hold Canadian passports?",
    "What did the ambassador suggest about asylum?",
    "Why was the law passed?",
    "When was the security law passed?",
    "What did the minister say about China?",
]


@pytest.fixture(scope="module")
def three() -> Iterator[Nodes]:
    """Nodes that wait for one another for a minute, with a collection that all of them hold part of."""
    require_cluster()
    patient = {f"cluster.fault_detection.{check}_check.timeout": "60s" for check in ("follower", "leader")}
    with Nodes(3, "256m", settings=patient) as nodes:
        load_into_cluster(SEEDS, f"opensearch://{nodes.hosts}/seeds", shards=2)
        yield nodes


@pytest.mark.parametrize("manages", [True, False])
def test_a_node_that_hangs_is_passed_over(manages: bool, three: Nodes, engine: Engine) -> None:
    manager = call(f"{three.urls[0]}/_cat/cluster_manager?format=json")[0]["node"]  # type: ignore[index]  # a list
    hung = next(number for number in range(3) if (f"node{number}" == manager) == manages)
    with Engine(index=f"opensearch://{three.hosts}/seeds") as remote:
        remote.start()
        three.freeze(hung)
        try:
            assert [remote.ask(question) for question in QUESTIONS] == [engine.ask(question) for question in QUESTIONS]
            remote.check_reachable()
            assert remote.refresh() is remote.snapshot and remote.refreshes.failure is None
        finally:
            three.thaw(hung)
        three.wait(via=(hung + 1) % 3, status="green", index="seeds")


def test_a_node_that_dies_is_not_missed(three: Nodes, engine: Engine) -> None:
    with Engine(index=f"opensearch://{three.hosts}/seeds") as remote:
        remote.start()
        three.kill(1)
        assert [remote.ask(question) for question in QUESTIONS] == [engine.ask(question) for question in QUESTIONS]
