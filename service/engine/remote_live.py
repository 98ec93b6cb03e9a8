"""Keep a snapshot of a collection that is in a cluster, and take the next version when the alias points to it."""

import logging
from threading import Event, Lock, Thread

from service.documents.collection import CollectionError
from service.engine.live import Damage, Snapshot, name_snapshot
from service.engine.refreshes import Refreshes
from service.index.build import Progress
from service.index.cluster.address import ClusterAddress
from service.index.cluster.connection import Cluster
from service.index.cluster.manifest import read_manifest
from service.index.cluster.mapping import part_key
from service.index.cluster.remote_index import RemoteIndex
from service.index.unusable import AuthorityError, GoneIndexError, UnavailableIndexError, UnusableIndexError
from service.memory import Memory
from service.settings import SettingsError

log = logging.getLogger("quoth")

LOOKED = 2.0  # seconds between two looks at what the alias points to


class UnreachableCollectionError(CollectionError):
    """A collection is in a cluster that does not answer, or is not there yet; it may be a moment later."""


class RemoteLive:
    """Holds the current snapshot of a collection in a cluster, as Live does for a folder; it never changes what is there.

    Nothing is kept of a failure: as soon as the cluster answers again, so do later calls.
    """

    damage: Damage | None = None
    is_guarded = True  # nothing can be mended from here
    is_keeper = False

    def __init__(self, address: ClusterAddress, shaping: str = "", memory: Memory | None = None) -> None:
        self._address = address
        self._cluster = Cluster(address)
        self._shaping = shaping
        self._memory = Memory() if memory is None else memory
        self._lock = Lock()
        self._ended = Event()
        self._watcher: Thread | None = None
        self.refreshes = Refreshes()
        self.snapshot: Snapshot | None = None

    def start(self, progress: Progress | None = None) -> Snapshot:
        """Open the version that the alias points to. Raises UnreachableCollectionError if that cannot be done now."""
        try:
            return self._open()
        except UnavailableIndexError as error:
            raise UnreachableCollectionError(str(error)) from None

    def refresh(self) -> Snapshot | None:
        """Look at what the alias points to and return the current snapshot. On failure the previous one stays in use."""
        try:
            self._open()
        except (UnavailableIndexError, CollectionError) as error:
            self.refreshes.fail(error)
        else:
            self.refreshes.succeed()
        return self.snapshot

    def watch(self) -> None:
        """Look for another version regularly from now on. To call it again changes nothing."""
        if self._watcher is None:
            self._watcher = Thread(target=self._look, name="versions", daemon=True)
            self._watcher.start()

    def guard(self) -> None:
        """Nothing: whether the index is sound is for the cluster to check."""

    def report(self, error: UnusableIndexError) -> None:
        """Note that what was needed could not be had."""
        log.error("%s", error)

    def mend(self, error: UnusableIndexError) -> None:
        """Take the current version; there is nothing else that can be mended from here."""
        self.refresh()

    def check_reachable(self) -> None:
        """Raise UnavailableIndexError unless every part of the index in use has a node that answers for it."""
        held = self.snapshot
        index = held.index if held is not None else None
        if isinstance(index, RemoteIndex) and self._cluster.health(index.name, local=True) == "red":
            raise UnavailableIndexError(f"Part of the index at {self._address} does not answer.")

    def stop(self) -> None:
        self._ended.set()
        self._cluster.close()

    def _look(self) -> None:
        while not self._ended.wait(LOOKED):
            self.refresh()

    def _open(self) -> Snapshot:
        with self._lock:
            name = self._cluster.resolve(self._address.name, local=True)
            if name is None:
                raise GoneIndexError(
                    f"There is no collection at {self._address}; load one with: quoth index FOLDER --to {self._address}"
                )
            held = self.snapshot
            if held is None or not isinstance(held.index, RemoteIndex) or held.index.name != name:
                held = self._read(name)
                self.snapshot = held
                self.refreshes.change()
            return held

    def _read(self, name: str) -> Snapshot:
        found = self._cluster.fetch(name, [part_key("manifest")])[0]
        if found is None:
            raise GoneIndexError(f"The index '{name}' at {self._address} is not one that quoth loaded.")
        try:
            manifest = read_manifest(found["packed"])
        except ValueError as error:
            raise CollectionError(f"The index '{name}' at {self._address} cannot be used: {error}.") from None
        index = RemoteIndex(self._cluster, name, manifest, self._memory)
        return Snapshot(name_snapshot(manifest.texts, self._shaping), index, manifest.skipped)


def open_remote(address: ClusterAddress, shaping: str, memory: Memory) -> RemoteLive:
    """Prepare to serve a collection in a cluster. Raises SettingsError without opensearch-py, or for a wrong `ca`."""
    try:
        return RemoteLive(address, shaping, memory)
    except (ImportError, AuthorityError) as error:
        raise SettingsError(str(error)) from None
