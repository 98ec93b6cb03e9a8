"""Keep a snapshot of a collection in memory, and replace it when its files change."""

import hashlib
import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from service.documents.collection import CollectionError, read_collection
from service.documents.document import Document, Skipped
from service.engine.refreshes import Refreshes
from service.engine.watch import Watcher
from service.index.build import MAX_BYTES, Progress, update_index
from service.index.embedded import Index
from service.index.identity import code_version, reading_version
from service.index.mapped import DamagedIndexError
from service.index.refresher import Helper, HelperLostError
from service.index.segment import describe
from service.index.store import Store, hash_texts, open_store
from service.memory import Memory
from service.sentences.segmentation import segment_text

log = logging.getLogger("quoth")

LARGE = 20_000  # sentences; from this size on, the refresh process is started ahead of time


@dataclass(frozen=True)
class Snapshot:
    """A collection as indexed at one moment. `id` is a digest of everything a reply depends on."""

    id: str
    index: Index
    skipped: tuple[Skipped, ...]

    @property
    def documents(self) -> Sequence[Document]:
        return self.index.corpus.documents

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Map each document's id to its number in the index."""
        return {id: number for number, id in enumerate(self.index.corpus.ids)}

    @property
    def sentences(self) -> int:
        return len(self.index.corpus)


def place_of(folder: Path, cache: Path) -> Path:
    """Return the folder for a collection's index, below the user's cache folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    return cache / "quoth" / name


def build_snapshot(folder: Path, max_bytes: int = MAX_BYTES, shaping: str = "") -> Snapshot:
    """Read, segment and index a folder in memory. Raises CollectionError if there is nothing to serve.

    `shaping` holds the settings that affect replies; they become part of the snapshot's id.
    """
    collection = read_collection(folder, max_bytes)
    segmentations = [segment_text(document.text, document.front_matter) for document in collection.documents]
    index = Index(collection.documents, segmentations)
    return Snapshot(_name(hash_texts(map(describe, collection.documents)), shaping), index, collection.skipped)


def open_snapshot(
    folder: Path,
    place: Path,
    max_bytes: int = MAX_BYTES,
    shaping: str = "",
    progress: Progress | None = None,
    processes: int | None = None,
    memory: Memory | None = None,
) -> Snapshot:
    """Open the index of a folder kept in `place`, building or updating it first.

    Raises CollectionError if there is nothing to serve, OSError if `place` cannot be written.
    """
    store = update_index(folder, place, reading_version(), max_bytes, progress, processes)
    return snapshot_of(store, shaping, memory)


def snapshot_of(store: Store, shaping: str = "", memory: Memory | None = None) -> Snapshot:
    """Wrap an opened index in a snapshot."""
    return Snapshot(_name(store.texts, shaping), store.make_index(memory), store.skipped)


def _name(texts: str, shaping: str) -> str:
    """Compute the digest of everything a reply depends on: the texts, the settings, the weights and the code."""
    return hashlib.sha256(json.dumps([texts, shaping, code_version()]).encode()).hexdigest()


class Live:
    """Holds the current snapshot. Readers keep the one they started with; a refresh installs another.

    With `apart`, refreshes run in a separate low-priority process so that they do not slow requests down. `processes` is
    how many may read documents for the first snapshot (None: one a core).
    """

    def __init__(
        self,
        folder: Path,
        place: Path,
        max_bytes: int = MAX_BYTES,
        shaping: str = "",
        apart: bool = True,
        memory: Memory | None = None,
        processes: int | None = None,
    ) -> None:
        self._folder = folder
        self._place = place
        self._max_bytes = max_bytes
        self._shaping = shaping
        self._processes = processes
        self._memory = Memory() if memory is None else memory
        self.refreshes = Refreshes()
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._helper = Helper(_update, folder, place, max_bytes) if apart else None
        self._watcher: Watcher | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """The current snapshot; None until the first one is loaded."""
        return self._snapshot

    def start(self, progress: Progress | None = None) -> Snapshot:
        """Load the first snapshot. Raises the same errors as `open_snapshot`."""
        with self._lock:
            self._snapshot = open_snapshot(
                self._folder, self._place, self._max_bytes, self._shaping, progress, self._processes, self._memory
            )
            self.refreshes.change()
            return self._snapshot

    def watch(self) -> None:
        """Refresh automatically from now on when files change. To call it again changes nothing."""
        if self._watcher is not None:
            return
        if self._helper is not None and self._snapshot is not None and self._snapshot.sentences >= LARGE:
            self._helper.start()
        self._watcher = Watcher(self._folder, self.refresh)
        self._watcher.start()

    def refresh(self) -> Snapshot | None:
        """Reread changed files and return the current snapshot. On failure the previous one stays in use."""
        with self._lock:
            try:
                self._update()
                store = open_store(self._place)
            except (CollectionError, DamagedIndexError, HelperLostError, OSError) as error:
                log.error("The documents could not be refreshed; still serving the previous ones. %s", error)
                self.refreshes.fail(error)
                return self._snapshot
            if store is not None:
                self._take(snapshot_of(store, self._shaping, self._memory))
            self.refreshes.succeed()
            return self._snapshot

    def stop(self) -> None:
        """Stop the watcher and the refresh process; a refresh in progress is abandoned."""
        if self._helper is not None:
            self._helper.stop()
        if self._watcher is not None:
            self._watcher.stop()

    def _take(self, fresh: Snapshot) -> None:
        held = self._snapshot
        if held is None or (fresh.id, fresh.skipped) != (held.id, held.skipped):
            self._snapshot = fresh
            self.refreshes.change()

    def _update(self) -> None:
        if self._helper is not None:
            self._helper.call()
        else:
            _update(self._folder, self._place, self._max_bytes)


def _update(folder: Path, place: Path, max_bytes: int) -> None:
    update_index(folder, place, reading_version(), max_bytes, processes=1)
