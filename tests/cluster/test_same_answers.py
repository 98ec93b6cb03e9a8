"""The index in a cluster gives the replies of the embedded one, byte for byte."""

from collections.abc import Iterator

import pytest
from conftest import SEEDS

from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from tests.cluster.nodes import Nodes

pytestmark = pytest.mark.cluster

QUESTIONS = [
    "How many people in Hong Kong hold Canadian passports?",
    "Who is the ambassador?",
    "What did the ambasador say?",
    "Why was the law pased?",
    "Tell me about the weather on Mars.",
    "the",
]


@pytest.fixture(scope="module")
def remote(nodes: Nodes) -> Iterator[Engine]:
    """The first collection, in a cluster."""
    address = f"opensearch://{nodes.hosts}/seeds"
    load_into_cluster(SEEDS, address)
    with Engine(index=address) as engine:
        engine.start()
        yield engine


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_gets_the_same_reply(question: str, remote: Engine, engine: Engine) -> None:
    assert remote.ask(question) == engine.ask(question)
