"""Load a folder of documents into a cluster, by any number of workers on any number of machines."""

import hashlib
import json
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

from service.documents.collection import CollectionError, describe_empty
from service.documents.files import File, list_files
from service.documents.reading_options import ReadingOptions
from service.index.build import DEFAULT, Progress
from service.index.cluster.address import ClusterAddress
from service.index.cluster.connection import Cluster, PatientCluster
from service.index.cluster.edges import cut_edges
from service.index.cluster.finishing import GRACE, drop, find_stored, find_wrong, publish, write_parts
from service.index.cluster.leftovers import WORK, listen, remove_abandoned
from service.index.cluster.manifest import Manifest, read_manifest
from service.index.cluster.mapping import FORMAT, describe_index, part_key
from service.index.cluster.packing import Counts, pack_json, pack_segment, write_documents
from service.index.cluster.sending import LoadError, Sender
from service.index.cluster.shares import Claim, LostClaimError, Shares
from service.index.file_batches import FileBatch, read_batch
from service.index.neighbours import around
from service.index.unusable import GoneIndexError, TakenError, UnavailableIndexError
from service.index.workers import begin_worker

SHARE_BYTES, SHARE_FILES = 8 << 20, 1000  # of files that one worker claims at once
SPREAD_BYTES = 512 << 20  # of files, from which they are spread over another node: to ask many takes longer than one
SHARD_BYTES = 8 << 30  # of files, from which a shard has too much
_WATCHED = 1.0  # seconds between two looks at the progress


@dataclass(frozen=True)
class LoadPlan:
    """What is loaded into where: the files of a folder, divided into shares alike by everybody who lists them."""

    folder: Path
    address: ClusterAddress
    options: ReadingOptions
    reading: str
    version: str
    shares: tuple[tuple[File, ...], ...]

    @property
    def index(self) -> str:
        return f"{self.address.name}-{self.version}"

    @property
    def work(self) -> str:
        """The index that records who loads what."""
        return self.index + WORK

    @property
    def sizes(self) -> list[int]:
        return [sum(file.size for file in share) for share in self.shares]

    def around(self, number: int) -> Sequence[str]:
        """Return the ids of the files of a share and of those beside them."""
        return around([file.id for share in self.shares for file in share], [file.id for file in self.shares[number]])


def plan_load(folder: Path, address: ClusterAddress, reading: str, options: ReadingOptions = DEFAULT) -> LoadPlan:
    """List a folder and name the version that its files make, as they are now.

    `reading` names the code that reads and segments. Raises CollectionError if there is no such folder.
    """
    files = list_files(folder).files
    seen = [(file.id, file.size, file.mtime_ns) for file in files]
    named = hashlib.sha256(json.dumps([FORMAT, reading, options.describe(), seen]).encode()).hexdigest()[:12]
    return LoadPlan(folder, address, options, reading, named, tuple(_divide(files)))


def _divide(files: Sequence[File]) -> list[tuple[File, ...]]:
    shares: list[list[File]] = []
    size = 0
    for file in files:
        if not shares or size >= SHARE_BYTES or len(shares[-1]) >= SHARE_FILES:
            shares.append([])
            size = 0
        shares[-1].append(file)
        size += file.size
    return [tuple(share) for share in shares]


def load_folder(
    plan: LoadPlan,
    workers: int = 1,
    shards: int | None = None,
    replicas: int | None = None,
    progress: Progress | None = None,
    grace: float = GRACE,
) -> Manifest:
    """Load what is not loaded yet of a version, let the alias point to it, and drop the version before.

    Versions that somebody began to load long ago, and nobody is at work on, are removed.

    Others may do the same at the same time: each loads the shares that it claims. By default there is one shard for little text
    and one a node, or more, for much (see `choose_shards`), and one copy of each if there are other nodes. Raises LoadError or
    CollectionError, and UnavailableIndexError if the cluster cannot be reached.
    """
    cluster = PatientCluster(plan.address)
    in_use = cluster.resolve(plan.address.name)  # waits until the cluster can be reached
    hasty = Cluster(plan.address)
    heard = listen(hasty, plan.index)
    manifest = (
        _fetch_manifest(cluster, plan.index)
        if in_use == plan.index
        else _load_version(cluster, plan, workers, shards, replicas, progress, grace)
    )
    remove_abandoned(hasty, plan.index, heard)
    return manifest


def _load_version(
    cluster: Cluster,
    plan: LoadPlan,
    workers: int,
    shards: int | None,
    replicas: int | None,
    progress: Progress | None,
    grace: float,
) -> Manifest:
    nodes = int(cluster.call("GET", "/_cluster/health")["number_of_data_nodes"])
    _create(cluster, plan, shards or choose_shards(sum(plan.sizes), nodes))
    shares = Shares(cluster, plan.work)
    shares.record(plan.sizes)
    try:
        while True:
            _load_all(plan, shares, workers, progress)
            manifest = _finish(cluster, plan, shares, min(1, nodes - 1) if replicas is None else replicas, grace)
            if manifest is not None:
                return manifest
    except GoneIndexError:
        # Another process has finished meanwhile, and removed the record of who loads what.
        if cluster.resolve(plan.address.name) != plan.index:
            raise
        return _fetch_manifest(cluster, plan.index)


def choose_shards(size: int, nodes: int) -> int:
    """Return how many shards so many bytes of files have on so many nodes."""
    return max(1, min(nodes, math.ceil(size / SPREAD_BYTES)), math.ceil(size / SHARD_BYTES))


def _create(cluster: Cluster, plan: LoadPlan, shards: int) -> None:
    with suppress(TakenError):
        cluster.call("PUT", f"/{plan.index}", describe_index(shards), slow=True)


def _fetch_manifest(cluster: Cluster, index: str) -> Manifest:
    found = cluster.fetch(index, [part_key("manifest")])[0]
    if found is None:
        raise LoadError(f"The index '{index}' has no manifest; delete it and load the folder again.")
    return read_manifest(found["packed"])


def _load_all(plan: LoadPlan, shares: Shares, workers: int, progress: Progress | None) -> None:
    """Load shares until none is left, in so many processes; this one takes over what dead ones leave."""
    ended = Event()
    watcher = Thread(target=_watch, args=(plan, shares, progress, ended), name="progress", daemon=True)
    watcher.start()
    context = get_context("spawn")
    processes = [context.Process(target=_work_apart, args=(plan,), daemon=True) for _ in range(workers - 1)]
    try:
        for process in processes:
            process.start()
        work(plan)
        for process in processes:
            process.join()
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()
        ended.set()
        watcher.join()


def _watch(plan: LoadPlan, shares: Shares, progress: Progress | None, ended: Event) -> None:
    total = sum(plan.sizes)
    while progress is not None and not ended.wait(_WATCHED):
        try:
            progress(shares.progress(), total)
        except UnavailableIndexError:
            continue


def _work_apart(plan: LoadPlan) -> None:
    begin_worker()
    work(plan)


def work(plan: LoadPlan) -> None:
    """Load shares until none is left that nobody else loads."""
    cluster = PatientCluster(plan.address)
    shares = Shares(cluster, plan.work)
    while (claim := shares.claim()) is not None:
        try:
            with shares.keep(claim):
                results = _load_share(cluster, plan, claim)
            shares.finish(claim, **results)
        except LostClaimError:
            continue


def _load_share(cluster: Cluster, plan: LoadPlan, claim: Claim) -> dict[str, object]:
    """Read the files of a share and store their documents; return what is recorded of that."""
    sender, counts, stored = Sender(cluster, plan.index), Counts(), 0
    if claim.again:
        sender.remove(find_stored(cluster, plan.index, claim.number))
    reading = read_batch(FileBatch(plan.folder, plan.shares[claim.number], {}, plan.options, plan.around(claim.number)))
    for sent in sender.send(write_documents(reading.segment, claim.number, counts)):
        claim.check()
        stored += sent
    segment = reading.segment
    rows = [
        (id, segment.about[number].tobytes().decode("utf-8", "surrogatepass")) for number, id in enumerate(segment.ids)
    ]
    faults = [(fault.id, fault.reason) for fault in reading.faults]
    first = min(segment.ids) if segment.ids else None
    edges, places = cut_edges(segment)
    results = counts.write() | {"rows": rows, "faults": faults, "places": places}
    return {"stored": stored, "first": first, "packed": pack_json(results), "edges": pack_segment(edges)}


def _finish(cluster: Cluster, plan: LoadPlan, shares: Shares, replicas: int, grace: float) -> Manifest | None:
    """Finish a version whose shares are loaded, unless another process does; None if shares have to be loaded again."""
    claim = shares.claim_finish()
    if claim is None:
        return _fetch_manifest(cluster, plan.index)
    with shares.keep(claim):
        if wrong := find_wrong(cluster, plan.index, shares):
            shares.reopen(wrong)
            shares.release(claim)
            return None
        listing = list_files(plan.folder)
        manifest = write_parts(cluster, plan.index, shares, plan.reading, listing.skipped)
        if not manifest.documents:
            drop(cluster, plan.index)
            drop(cluster, plan.work)
            raise CollectionError(describe_empty(plan.folder, manifest.skipped))
        publish(cluster, plan.index, replicas, grace)
    shares.finish(claim)
    drop(cluster, plan.work)
    return manifest
