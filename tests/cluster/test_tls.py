"""A collection is loaded and served over TLS, by nodes whose certificate is trusted and theirs."""

from pathlib import Path

import pytest
from conftest import SEEDS

from service.documents.collection import CollectionError
from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.engine.remote_live import UnreachableCollectionError
from tests.cluster.nodes import Nodes
from tests.tls import make_certificate, speaking_tls

pytestmark = pytest.mark.cluster
QUESTION = "How many people in Hong Kong hold Canadian passports?"


def test_a_collection_is_loaded_and_asked_over_tls(nodes: Nodes, tmp_path: Path) -> None:
    own, other = (make_certificate(tmp_path, host) for host in ("127.0.0.1", "192.0.2.1"))
    with speaking_tls(nodes.ports[0], own) as port:
        address = f"opensearchs://127.0.0.1:{port}/secured"
        assert load_into_cluster(SEEDS, f"{address}?ca={own}").documents == 5
        with Engine(index=f"{address}?ca={own}") as engine, Engine(SEEDS, index=tmp_path / "index") as near:
            assert engine.ask(QUESTION) == near.ask(QUESTION)
        with pytest.raises(CollectionError, match="cannot be trusted"):
            load_into_cluster(SEEDS, f"{address}?ca={other}")
        said = pytest.raises(UnreachableCollectionError, match="cannot be trusted: its certificate was refused")
        with Engine(index=address) as engine, said:
            engine.start()
