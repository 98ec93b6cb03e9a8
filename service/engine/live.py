"""The snapshot in service: one collection, its index, and what names them; kept fresh as its files change."""

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

LARGE = 20_000  # sentences from which the process that refreshes is kept ready


@dataclass(frozen=True)
class Snapshot:
    """A collection as indexed at one moment; `id` names the texts and everything else that shapes a reply."""

    id: str
    index: Index
    skipped: tuple[Skipped, ...]

    @property
    def documents(self) -> Sequence[Document]:
        return self.index.corpus.documents

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each document's number in the index by its id."""
        return {id: number for number, id in enumerate(self.index.corpus.ids)}

    @property
    def sentences(self) -> int:
        return len(self.index.corpus)


def place_of(folder: Path, cache: Path) -> Path:
    """Give a collection's own place for its index below the user's cache folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    return cache / "quoth" / name


def build_snapshot(folder: Path, max_bytes: int = MAX_BYTES, shaping: str = "") -> Snapshot:
    """Read, cut and index a folder in memory. Raises CollectionError where there is nothing to serve.

    `shaping` names the settings that shape a reply.
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
    """Open the index that `place` holds of a folder, building it or bringing it up to date first.

    Raises CollectionError where there is nothing to serve, OSError where the place cannot be written.
    """
    store = update_index(folder, place, reading_version(), max_bytes, progress, processes)
    return snapshot_of(store, shaping, memory)


def snapshot_of(store: Store, shaping: str = "", memory: Memory | None = None) -> Snapshot:
    """Put an opened index into a snapshot."""
    return Snapshot(_name(store.texts, shaping), store.make_index(memory), store.skipped)


def _name(texts: str, shaping: str) -> str:
    """Name everything that shapes a reply: the texts, the settings, the weights and the code."""
    return hashlib.sha256(json.dumps([texts, shaping, code_version()]).encode()).hexdigest()


class Live:
    """Holds the snapshot in service. Readers keep the one they began with; a refresh puts in another.

    Refreshes are made in a process `apart` and of low priority, so that requests are answered as fast
    meanwhile.
    """

    def __init__(
        self,
        folder: Path,
        place: Path,
        max_bytes: int = MAX_BYTES,
        shaping: str = "",
        apart: bool = True,
        memory: Memory | None = None,
    ) -> None:
        self._folder = folder
        self._place = place
        self._max_bytes = max_bytes
        self._shaping = shaping
        self._memory = Memory() if memory is None else memory
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._helper = Helper(_update, folder, place, max_bytes) if apart else None
        self._watcher: Watcher | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """Give the snapshot in service; None until the first is there."""
        return self._snapshot

    def start(self, progress: Progress | None = None) -> Snapshot:
        """Put the first snapshot in service. Raises as open_snapshot does."""
        with self._lock:
            self._snapshot = open_snapshot(
                self._folder, self._place, self._max_bytes, self._shaping, progress, memory=self._memory
            )
            return self._snapshot

    def watch(self) -> None:
        """Refresh from now on whenever files change."""
        if self._helper is not None and self._snapshot is not None and self._snapshot.sentences >= LARGE:
            self._helper.start()
        self._watcher = Watcher(self._folder, self.refresh)
        self._watcher.start()

    def refresh(self) -> Snapshot | None:
        """Look for changed files, and serve them from now on. Where that fails, the last snapshot stays."""
        with self._lock:
            try:
                self._update()
                store = open_store(self._place)
            except (CollectionError, DamagedIndexError, HelperLostError, OSError) as error:
                log.error("The documents could not be refreshed; the last good ones are served. %s", error)
                return self._snapshot
            if store is not None:
                self._take(snapshot_of(store, self._shaping, self._memory))
            return self._snapshot

    def stop(self) -> None:
        """End the watch and the helping process; a refresh under way is given up."""
        if self._helper is not None:
            self._helper.stop()
        if self._watcher is not None:
            self._watcher.stop()

    def _take(self, fresh: Snapshot) -> None:
        held = self._snapshot
        if held is None or (fresh.id, fresh.skipped) != (held.id, held.skipped):
            self._snapshot = fresh

    def _update(self) -> None:
        if self._helper is not None:
            self._helper.call()
        else:
            _update(self._folder, self._place, self._max_bytes)


def _update(folder: Path, place: Path, max_bytes: int) -> None:
    update_index(folder, place, reading_version(), max_bytes, processes=1)
