"""Keep a snapshot of a collection in memory, and replace it when its files change.

Several processes may serve one index. With `shared`, one of them, the keeper, brings it up to date for all; the others take
what is in use on disk as soon as somebody asks for it, so none serves what another has replaced.
"""

import hashlib
import json
import logging
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from service.documents.collection import CollectionError, describe_empty, read_collection
from service.documents.document import Document, Skipped
from service.documents.reading_options import ReadingOptions
from service.engine.index_check import IndexCheck
from service.engine.keeping import Keeping, Succession, start_in_turn
from service.engine.refreshes import Refreshes
from service.index.arrays import DamagedIndexError
from service.index.build import ForeignIndexError, Progress, origin_of, update_index
from service.index.embedded import EmbeddedIndex
from service.index.identity import code_version, reading_version
from service.index.interface import Index
from service.index.refresher import Helper, HelperLostError
from service.index.segment import describe
from service.index.store import Store, hash_texts, open_store, stamp_of
from service.index.unusable import UnusableIndexError
from service.memory import Memory
from service.sentences.segmentation import segment_text

if TYPE_CHECKING:
    from service.engine.watch import Watcher

log = logging.getLogger("quoth")

DEFAULT = ReadingOptions()
REST = 10.0  # seconds between attempts to mend an index
LARGE = 20_000  # sentences; from this size on, the refresh process is started ahead of time


@dataclass(frozen=True)
class Damage:
    """What was found wrong with an index on disk, as a sentence, and whether another one has taken its place."""

    found: str
    mended: bool


@dataclass(frozen=True)
class Snapshot:
    """A collection as indexed at one moment. `id` is a digest of everything a reply depends on."""

    id: str
    index: Index
    skipped: tuple[Skipped, ...]
    store: Store | None = field(default=None, compare=False)  # where the index was opened; None: it is in memory

    @property
    def documents(self) -> Sequence[Document]:
        return self.index.corpus.documents

    @property
    def numbers(self) -> Mapping[str, int]:
        """Map each document's id to its number in the index."""
        return _Numbers(self.index.corpus.ids)

    @property
    def sentences(self) -> int:
        return len(self.index.corpus)

    def check(self) -> None:
        """Check every byte of the index. Raises DamagedIndexError if one is not as it was written."""
        for _ in self.store.check() if self.store else ():
            pass


class _Numbers(Mapping[str, int]):
    """The places of ids that are in order, found by bisection."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids

    def __getitem__(self, id: str) -> int:
        number = bisect_left(self._ids, id)
        if number == len(self._ids) or self._ids[number] != id:
            raise KeyError(id)
        return number

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def build_snapshot(folder: Path, options: ReadingOptions = DEFAULT, shaping: str = "") -> Snapshot:
    """Read, segment and index a folder in memory. Raises CollectionError if there is nothing to serve.

    `shaping` holds the settings that affect replies; they become part of the snapshot's id.
    """
    collection = read_collection(folder, options)
    segmentations = [segment_text(document.text, document.front_matter) for document in collection.documents]
    index = EmbeddedIndex(collection.documents, segmentations)
    return Snapshot(name_snapshot(hash_texts(map(describe, collection.documents)), shaping), index, collection.skipped)


def open_snapshot(
    folder: Path,
    place: Path,
    options: ReadingOptions = DEFAULT,
    shaping: str = "",
    progress: Progress | None = None,
    processes: int | None = None,
    memory: Memory | None = None,
    may_be_empty: bool = False,
) -> Snapshot:
    """Open the index of a folder kept in `place`, building or updating it first.

    Raises CollectionError if there is nothing to serve, OSError if `place` cannot be written.
    """
    store = update_index(folder, place, reading_version(), options, progress, processes, may_be_empty=may_be_empty)
    return snapshot_of(store, shaping, memory)


def snapshot_of(store: Store, shaping: str = "", memory: Memory | None = None) -> Snapshot:
    """Wrap an opened index in a snapshot."""
    opened = replace(store, noted=b"")  # which takes memory, and is read by updates alone
    return Snapshot(name_snapshot(store.texts, shaping), store.make_index(memory), store.skipped, opened)


def name_snapshot(texts: str, shaping: str) -> str:
    """Compute the digest of everything a reply depends on: the texts, the settings, the weights and the code."""
    return hashlib.sha256(json.dumps([texts, shaping, code_version()]).encode()).hexdigest()


class Live:
    """Holds the current snapshot. Readers keep the one they started with; a refresh installs another.

    With `apart`, refreshes run in a separate low-priority process so that they do not slow requests down. `processes` is
    how many may read documents for the first snapshot (None: one a core). With `shared`, other processes serve the same
    index, and one of them keeps it.
    """

    def __init__(
        self,
        folder: Path,
        place: Path,
        options: ReadingOptions = DEFAULT,
        shaping: str = "",
        apart: bool = True,
        memory: Memory | None = None,
        processes: int | None = None,
        shared: bool = False,
    ) -> None:
        self._folder = folder
        self._place = place
        self._options = options
        self._shaping = shaping
        self._processes = processes
        self._memory = Memory() if memory is None else memory
        self.refreshes = Refreshes()
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._helper = Helper(_update, folder, place, options) if apart else None
        self._watcher: Watcher | None = None
        self._keeping = Keeping(place, folder) if shared else None
        self._succession: Succession | None = None
        self._stamp: object = None  # of the index in use on disk when it was opened last; see `stamp_of`
        self._taking = Lock()
        self._check: IndexCheck | None = None
        self._damage: Damage | None = None
        self._distrusted: str | None = None  # the generation that is damaged and to be replaced
        self._mending = Lock()
        self._began = time.time()
        self._stopped = False
        self.is_added_to = False  # whether documents are added: there may be none, and refreshes come at any moment

    @property
    def snapshot(self) -> Snapshot | None:
        """The current snapshot; None until the first one is loaded."""
        held = self._snapshot
        if self._keeping is None or held is None or held.store is None:
            return held
        if stamp_of(self._place, held.store.path) != self._stamp:
            self._follow(held)
        return self._snapshot

    @property
    def is_keeper(self) -> bool:
        """Whether this process is the one that brings the index up to date."""
        return self._keeping is None or self._keeping.is_held

    @property
    def damage(self) -> Damage | None:
        """The damage to the index that was found last in the life of this object."""
        return self._damage

    @property
    def is_guarded(self) -> bool:
        """Whether the index is checked in the background."""
        return self._check is not None

    def start(self, progress: Progress | None = None) -> Snapshot:
        """Load the first snapshot. Raises the same errors as `open_snapshot`."""
        with self._lock:
            if self._keeping is None:
                return self._start(progress)
            with start_in_turn(self._place):
                first = None if self._keeping.take() else self._open_kept()
                return first or self._start(progress)

    def _start(self, progress: Progress | None) -> Snapshot:
        """Bring the index up to date, and load it."""
        about = self._folder, self._place, self._options, self._shaping
        first = open_snapshot(*about, progress, self._processes, self._memory, self.is_added_to)
        if not first.documents and not self.is_added_to:
            raise CollectionError(describe_empty(self._folder, first.skipped))
        with self._taking:
            self._note_stamp(first)
            self._put(first)
        return first

    def _open_kept(self) -> Snapshot | None:
        """Load the index as its keeper has it; None if that is not possible."""
        with self._taking:
            try:
                self._take_in_use()
            except (DamagedIndexError, OSError):
                return None
        return self._snapshot

    def guard(self) -> None:
        """Check the index in the background from now on, and mend it there. To call it again changes nothing."""
        if self._check is None:
            self._check = IndexCheck(self.report)
            self._check_held()

    def report(self, error: DamagedIndexError, store: Store | None = None) -> None:
        """Note that the index is damaged, and mend it in a thread of its own. `store` is the damaged one (None: the current)."""
        if self._distrust(error, store) and self._mending.acquire(blocking=False):
            Thread(target=self._mend, name="mend", daemon=True).start()

    def mend(self, error: UnusableIndexError) -> None:
        """Mend the index, which is damaged, before returning. On failure the damaged one stays in use."""
        if isinstance(error, DamagedIndexError) and self._distrust(error):
            self.refresh()

    def _distrust(self, error: DamagedIndexError, store: Store | None = None) -> bool:
        """Note damage; return whether it is to be mended, as it is not if another index has taken this one's place."""
        held = self._snapshot.store if self._snapshot is not None else None
        if held is None or (store is not None and store.path != held.path):
            return False
        if self._distrusted != held.path.name:
            log.error("%s What is damaged is not served; the index is built anew.", error)
            self._distrusted, self._damage = held.path.name, Damage(str(error), mended=False)
        return True

    def _mend(self) -> None:
        """Mend the index; if that fails, rest before the next attempt."""
        try:
            self.refresh()
            if self._distrusted is not None:
                time.sleep(REST)
        except Exception:
            log.exception("The index could not be built anew.")
        finally:
            self._mending.release()

    def watch(self) -> None:
        """Refresh automatically from now on when files change. To call it again changes nothing."""
        if self._watcher is not None or self._succession is not None:
            return
        if self.is_added_to:
            self._start_helper()
        if self._keeping is None or self._keeping.is_held:
            self._begin_watching()
        else:
            self._succession = Succession(self._keeping, self._succeed, lambda: self.snapshot)
            self._succession.start()

    def _start_helper(self) -> None:
        if self._helper is not None:
            self._helper.start()

    def _begin_watching(self) -> None:
        if self._snapshot is not None and self._snapshot.sentences >= LARGE:
            self._start_helper()
        from service.engine.watch import Watcher

        self._watcher = Watcher(self._folder, self.refresh)
        self._watcher.start()

    def refresh(self) -> Snapshot | None:
        """Reread changed files and return the current snapshot. On failure the previous one stays in use."""
        with self._lock:
            try:
                self._update()
                with self._taking:
                    self._take_in_use()
            except (CollectionError, DamagedIndexError, ForeignIndexError, HelperLostError, OSError) as error:
                known, reason = self.refreshes.failure, self.refreshes.fail(error)
                if not self._stopped and (self._snapshot is not None or known != reason):
                    log.error("The documents could not be refreshed; still serving the previous ones. %s", reason)
                return self._snapshot
            finally:
                if not (self.is_keeper or self.is_added_to) and self._helper is not None:
                    self._helper.stop()  # the keeper's is the one that is wanted again soon
            self.refreshes.succeed()
            return self._snapshot

    def _succeed(self) -> None:
        """Keep the index from now on, as the process that did has ended."""
        self._begin_watching()
        self._check_held()
        self.refresh()

    def _follow(self, held: Snapshot) -> None:
        """Take the index that another process has put in use. Where it cannot be opened, the one held stays in use."""
        with self._taking:
            if self._snapshot is not held:
                return
            try:
                self._take_in_use()
            except (DamagedIndexError, OSError) as error:
                log.error("The index that is in use now cannot be opened; still serving the previous one. %s", error)
                self._note_stamp(held)

    def _take_in_use(self) -> None:
        """Serve the index in use on disk, if it is of this folder and version. The lock `_taking` is held."""
        before = self._snapshot
        store = open_store(self._place)
        if store is not None and store.origin == origin_of(self._folder, reading_version(), self._options):
            self._note_stamp(store)
            self._take(snapshot_of(store, self._shaping, self._memory))
        elif before is not None:
            self._note_stamp(before)

    def _note_stamp(self, opened: Snapshot | Store) -> None:
        store = opened.store if isinstance(opened, Snapshot) else opened
        self._stamp = stamp_of(self._place, store.path) if store is not None else None

    def stop(self) -> None:
        """Stop the watcher and the refresh process; a refresh in progress is abandoned, and nothing is said of it."""
        self._stopped = True
        if self._helper is not None:
            self._helper.stop()
        for background in (self._succession, self._watcher, self._check):
            if background is not None:
                background.stop()
        if self._keeping is not None:
            self._keeping.give_up()

    def _take(self, fresh: Snapshot) -> None:
        held = self._snapshot
        if held is None or _is_another(fresh, held):
            self._put(fresh)

    def _put(self, fresh: Snapshot) -> None:
        """Serve a snapshot from now on."""
        self._snapshot = fresh
        self.refreshes.change()
        store = fresh.store
        if store is None:
            return
        if store.damage is not None and store.damage[1] >= self._began:
            self._damage = Damage(store.damage[0], mended=True)
        if self._distrusted is not None and store.path.name != self._distrusted:
            log.info("The index in '%s' is whole again.", self._place)
            self._distrusted, self._damage = None, Damage(self._damage.found if self._damage else "", mended=True)
        self._check_held()

    def _check_held(self) -> None:
        """Begin to check what is served in the background, if that is this process's to do."""
        store = self._snapshot.store if self._snapshot is not None else None
        if self._check is not None and store is not None and self.is_keeper:
            self._check.begin(store)

    def _update(self) -> None:
        takes_over = self._snapshot is None
        if self._helper is not None:
            self._helper.call(self._distrusted, takes_over, self.is_added_to)
        else:
            _update(self._folder, self._place, self._options, self._distrusted, takes_over, self.is_added_to)


def _is_another(fresh: Snapshot, held: Snapshot) -> bool:
    places = [snapshot.store.path if snapshot.store else None for snapshot in (fresh, held)]
    return (fresh.id, fresh.skipped) != (held.id, held.skipped) or places[0] != places[1]


def _update(
    folder: Path, place: Path, options: ReadingOptions, distrusted: str | None, takes_over: bool, may_be_empty: bool
) -> None:
    update_index(folder, place, reading_version(), options, None, 1, distrusted, takes_over, may_be_empty)
