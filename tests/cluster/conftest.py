"""One cluster of one node for the tests of this folder, which are skipped where none can be started."""

import os
from collections.abc import Iterator

import pytest

from tests.cluster.nodes import Nodes, missing_tools


def require_cluster() -> None:
    """Skip the test, or fail it where QUOTH_REQUIRE_CLUSTER is set, if no node can be started here."""
    reason = missing_tools()
    if reason is None:
        try:
            import opensearchpy  # noqa: F401
        except ImportError:
            reason = "opensearch-py is missing. Install it: pip install -e '.[opensearch]'"
    if reason is not None:
        (pytest.fail if REQUIRED else pytest.skip)(reason)


REQUIRED = bool(os.environ.get("QUOTH_REQUIRE_CLUSTER"))


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    require_cluster()
    with Nodes(1) as nodes:
        yield nodes
