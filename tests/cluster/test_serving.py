"""A service over a cluster says when it cannot answer, and answers again as soon as it can, without a restart."""

import time
from collections.abc import Callable, Iterator

import pytest
from conftest import SEEDS
from flask.testing import FlaskClient

from service.app.app import create_app
from service.commands.collections import load
from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from tests.cluster.conftest import require_cluster
from tests.cluster.nodes import Nodes, call

pytestmark = pytest.mark.cluster

QUESTION = "/ask?q=Who+is+the+ambassador%3F"
SECONDS = 60.0  # within which what is expected has to come


@pytest.fixture(scope="module")
def own() -> Iterator[Nodes]:
    """A node that may be harmed."""
    require_cluster()
    with Nodes(1) as nodes:
        load_into_cluster(SEEDS, f"opensearch://{nodes.hosts}/seeds")
        yield nodes


@pytest.fixture
def web(own: Nodes) -> Iterator[FlaskClient]:
    with Engine(index=f"opensearch://{own.hosts}/seeds?timeout=2", cache_bytes=0) as engine:
        load({"": engine}, watch=False)
        yield create_app(engine).test_client()


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def ask(web: FlaskClient, path: str = QUESTION) -> int:
    return web.get(path).status_code


def test_a_node_that_dies_and_comes_back(own: Nodes, web: FlaskClient) -> None:
    replies: list[bytes] = []
    wait_for(lambda: (reply := web.get(QUESTION)).status_code == 200 and not replies.append(reply.data))
    first = replies[0]
    own.kill(0)
    refused = web.get(QUESTION)
    assert refused.status_code == 503 and refused.headers["Retry-After"]
    assert "cannot be reached" in refused.get_json()["detail"]
    assert [ask(web, path) for path in ("/readyz", "/documents", "/healthz")] == [503, 503, 200]
    assert own.hosts not in web.get("/healthz").get_data(as_text=True)
    own.start(0)
    own.wait()
    wait_for(lambda: web.get(QUESTION).data == first)
    wait_for(lambda: ask(web, "/readyz") == 200)


def test_a_node_that_hangs_is_not_waited_for_long(own: Nodes, web: FlaskClient) -> None:
    wait_for(lambda: ask(web) == 200)
    own.freeze(0)
    try:
        refused = web.get(QUESTION)
        assert (refused.status_code, "did not answer in time" in refused.get_json()["detail"]) == (503, True)
    finally:
        own.thaw(0)
    wait_for(lambda: ask(web) == 200)


def test_a_service_may_start_before_its_cluster(own: Nodes) -> None:
    own.kill(0)
    with Engine(index=f"opensearch://{own.hosts}/seeds?timeout=2") as engine:
        assert load({"": engine}, watch=False) == []
        web = create_app(engine).test_client()
        assert [ask(web), ask(web, "/readyz")] == [503, 503]
        own.start(0)
        own.wait()
        wait_for(lambda: ask(web) == 200)


def test_an_index_that_loses_a_shard_is_refused_whole(own: Nodes, web: FlaskClient) -> None:
    wait_for(lambda: ask(web) == 200)
    name = next(iter(call(f"{own.urls[0]}/_alias/seeds")))
    call(f"{own.urls[0]}/{name}/_close", {}, "POST")
    assert ask(web) == 503
    call(f"{own.urls[0]}/{name}/_open", {}, "POST")
    wait_for(lambda: ask(web) == 200)
