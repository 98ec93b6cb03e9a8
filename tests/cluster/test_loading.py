"""Loading survives whatever happens to its workers, and a new version takes the place of the last one whole."""

import threading
from pathlib import Path

import pytest

from service.documents.collection import CollectionError
from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.engine.remote_live import UnreachableCollectionError
from service.index.cluster import leftovers, loading, shares
from service.index.cluster.address import read_cluster_address
from service.index.cluster.connection import PatientCluster
from service.index.cluster.finishing import publish
from service.index.cluster.loading import LoadPlan, load_folder, plan_load
from service.index.cluster.shares import LostClaimError, Shares
from service.index.identity import reading_version
from service.wire.requests import Ask
from tests.cluster.nodes import Nodes, call

pytestmark = pytest.mark.cluster


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make shares small and waits short."""
    monkeypatch.setattr(loading, "SHARE_FILES", 2)
    monkeypatch.setattr(shares, "LEASE", 1.0)
    monkeypatch.setattr(shares, "BEAT", 0.2)
    monkeypatch.setattr(shares, "POLL", 0.05)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text(f"The ship number {number} came in May.\n\nIt left port {number}.\n")
    return folder


@pytest.fixture
def plan(nodes: Nodes, written: Path, request: pytest.FixtureRequest) -> LoadPlan:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60].rstrip("-")
    return plan_load(written, read_cluster_address(f"opensearch://{nodes.hosts}/{name}"), reading_version())


def begin(plan: LoadPlan) -> tuple[PatientCluster, Shares]:
    """Record the shares of a plan, as the first of its workers does."""
    cluster = PatientCluster(plan.address)
    loading._create(cluster, plan, 1)
    held = Shares(cluster, plan.work)
    held.record(plan.sizes)
    return cluster, held


def indices(nodes: Nodes, plan: LoadPlan) -> list[str]:
    found = call(f"{nodes.urls[0]}/{plan.address.name}*/_settings")
    return sorted(found)


def check_complete(plan: LoadPlan, tmp_path: Path) -> None:
    """Check that what is loaded is what the embedded index has of the same folder."""
    address = f"opensearch://{','.join(f'{h}:{p}' for h, p in plan.address.nodes)}/{plan.address.name}"
    with Engine(plan.folder, index=tmp_path / "index") as near, Engine(index=address) as far:
        assert far.start().id == near.start().id
        for question in ("Which ship came in May?", "What left port 3?"):
            assert far.ask(question) == near.ask(question)


def test_what_a_dead_worker_holds_is_taken_over(plan: LoadPlan, tmp_path: Path, nodes: Nodes) -> None:
    cluster, dead = begin(plan)
    claim = dead.claim()
    assert claim is not None
    results = loading._load_share(cluster, plan, claim)  # all but the word that it is done
    manifest = load_folder(plan)
    assert manifest.documents == 9
    check_complete(plan, tmp_path)
    assert indices(nodes, plan) == [plan.index]  # and no record of who loaded what
    assert results["stored"]


def test_a_worker_that_was_silent_too_long_has_lost_its_share(plan: LoadPlan) -> None:
    cluster, slow = begin(plan)
    claim = slow.claim()
    assert claim is not None
    other = Shares(cluster, plan.work)
    taken = {one.number for one in iter(lambda: other.claim(), None) if not other.finish(one, stored=0)}
    assert claim.number in taken and len(taken) == len(plan.shares)
    with pytest.raises(LostClaimError):
        slow.finish(claim, stored=1)


def test_a_claim_that_is_renewed_is_not_taken_over(plan: LoadPlan) -> None:
    cluster, busy = begin(plan)
    claim = busy.claim()
    assert claim is not None
    other = Shares(cluster, plan.work)
    with busy.keep(claim):
        for _ in plan.shares[1:]:
            found = other.claim()
            assert found is not None
            other.finish(found, stored=0)
        threading.Event().wait(1.5)
        assert other.claim(wait=False) is None
    busy.finish(claim, stored=1)
    assert other.claim() is None


def test_two_workers_never_hold_the_same_share(plan: LoadPlan) -> None:
    cluster, _ = begin(plan)
    claimed: list[int] = []

    def work() -> None:
        own = Shares(cluster, plan.work)
        while (claim := own.claim()) is not None:
            claimed.append(claim.number)
            own.finish(claim, stored=0)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == list(range(len(plan.shares)))


@pytest.mark.parametrize("moment", ["write_parts", "publish", "drop"])
def test_a_load_that_broke_off_goes_on(
    moment: str, plan: LoadPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(loading, moment, fail)
        with pytest.raises(KeyboardInterrupt):
            load_folder(plan)
    assert load_folder(plan).documents == 9
    check_complete(plan, tmp_path)


def test_a_share_that_is_not_stored_whole_is_loaded_again(plan: LoadPlan, tmp_path: Path) -> None:
    cluster, _ = begin(plan)
    loading.work(plan)
    found = loading.find_stored(cluster, plan.index, 2)
    loading.Sender(cluster, plan.index).remove(found[:1])
    load_folder(plan)
    check_complete(plan, tmp_path)


def test_to_load_the_same_again_changes_nothing(plan: LoadPlan, nodes: Nodes) -> None:
    first = load_folder(plan)
    before = call(f"{nodes.urls[0]}/{plan.index}/_settings")
    assert load_folder(plan) == first
    assert call(f"{nodes.urls[0]}/{plan.index}/_settings") == before


def test_several_processes_load_together(nodes: Nodes, written: Path, tmp_path: Path) -> None:
    address = f"opensearch://{nodes.hosts}/together"
    assert load_into_cluster(written, address, workers=2).documents == 9
    with Engine(index=address) as engine:
        assert [document.id for document in engine.start().documents] == [f"{number}.txt" for number in range(9)]


def test_what_others_left_unfinished_long_ago_is_removed(
    plan: LoadPlan, written: Path, nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = plan.address.name
    call(f"{nodes.urls[0]}/{name}-0123456789ab", {}, "PUT")  # looks like ours, and is somebody else's
    begun: list[LoadPlan] = []
    for number in range(2):
        (written / "more.txt").write_text(f"The ship came {'again ' * number}in May.\n")
        begun.append(plan_load(written, plan.address, reading_version()))
        begin(begun[-1])
    _, busy = begun
    held = Shares(PatientCluster(plan.address), busy.work)
    claim = held.claim()
    assert claim is not None
    (written / "more.txt").unlink()
    with held.keep(claim):
        monkeypatch.setattr(leftovers, "ABANDONED", -60.0)  # as if a long time had passed, by a clock that is ahead
        load_folder(plan)
        left = [f"{name}-0123456789ab", plan.index, busy.index, busy.work]
        assert indices(nodes, plan) == sorted(left)
    monkeypatch.setattr(leftovers, "ABANDONED", 3600.0)
    load_folder(plan)
    assert indices(nodes, plan) == sorted(left)  # as its worker spoke a moment ago


def test_a_new_version_takes_the_place_of_the_last(
    plan: LoadPlan, written: Path, nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "publish", _publish_at_once)
    load_folder(plan)
    with Engine(index=f"opensearch://{nodes.hosts}/{plan.address.name}") as engine:
        held = engine.start()
        assert "May" in (engine.ask("When did the ship number 4 come?").answer or "")
        (written / "4.txt").write_text("The ship number 4 came in June.\n")
        fresh = plan_load(written, plan.address, reading_version())
        assert fresh.index != plan.index
        load_folder(fresh)
        assert indices(nodes, plan) == [fresh.index]
        # Whoever still holds the version that is gone gets its answer from the one that took its place.
        reply = engine.ask(Ask("When did the ship number 4 come?"), snapshot=held)
        assert "June" in (reply.answer or "")
        assert reply.index.id != held.id
        assert engine.refresh() is engine.snapshot is not held


def _publish_at_once(*given: object, grace: float = 0.0, **more: object) -> None:
    publish(*given[:3], grace=0.0)  # type: ignore[arg-type]


def test_a_folder_without_documents_is_not_loaded(nodes: Nodes, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"\x00\x01")
    with pytest.raises(CollectionError, match="empty"):
        load_into_cluster(tmp_path, f"opensearch://{nodes.hosts}/nothing")
    said = pytest.raises(UnreachableCollectionError, match="quoth index FOLDER --to")
    with Engine(index=f"opensearch://{nodes.hosts}/nothing") as engine, said:
        engine.start()


def test_an_index_that_quoth_did_not_load_is_refused(nodes: Nodes) -> None:
    call(f"{nodes.urls[0]}/foreign-1", {"aliases": {"foreign": {}}}, "PUT")
    said = pytest.raises(UnreachableCollectionError, match="not one that quoth loaded")
    with Engine(index=f"opensearch://{nodes.hosts}/foreign") as engine, said:
        engine.start()
