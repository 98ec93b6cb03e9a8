"""Bring an index folder up to date with a folder of documents, reading and segmenting only what changed."""

import json
import logging
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import connection, get_context, parent_process
from operator import itemgetter
from pathlib import Path
from threading import Thread
from typing import Any

from service.documents.collection import CollectionError, describe_empty, read_document
from service.documents.document import Skipped
from service.documents.files import File, FileListing, list_files
from service.index.arrays import DamagedIndexError, OtherLayoutError
from service.index.compiled import Compiled, compile_segment
from service.index.cores import count_cores
from service.index.salvage import Sound, find_sound
from service.index.segment import Segment, SegmentPart, join_parts, make_segment
from service.index.splice import Splice, is_little_changed
from service.index.store import (
    Seen,
    Store,
    is_pointer_lost,
    lock_folder,
    open_store,
    skipped_of,
    write_seen,
    write_store,
)
from service.sentences.segmentation import segment_text

log = logging.getLogger("quoth")

MAX_BYTES = 50 << 20
BATCH_BYTES = 1 << 20  # of documents handed to a process at once
BATCH_FILES = 500
PARALLEL_BYTES = 4 << 20  # from which starting processes pays off
UNSETTLED_NS = 2_000_000_000  # a file modified less than this ago may change again with the same time

# Called with the bytes read so far and the total.
Progress = Callable[[int, int], None]


class ForeignIndexError(Exception):
    """An index is of another folder or version; the message is a sentence."""


@dataclass(frozen=True)
class FileBatch:
    """Files to read together; `known` holds the hashes of those texts that are in the index."""

    folder: Path
    files: tuple[File, ...]
    known: dict[str, str]
    max_bytes: int


@dataclass(frozen=True)
class FileReading:
    """The result of a batch: the new or changed documents, the ids of the unchanged ones, and what was wrong with others."""

    segment: Segment
    same: tuple[str, ...]
    faults: tuple[Skipped, ...]


def origin_of(folder: Path, version: str, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Return what `Store.origin` is for an index of this folder, made by this version of the code."""
    return {"folder": os.path.realpath(folder), "version": version, "max_bytes": max_bytes}


def update_index(
    folder: Path,
    place: Path,
    version: str,
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
    processes: int | None = None,
    distrusted: str | None = None,
    takes_over: bool = True,
) -> Store:
    """Open the index of a folder of documents in `place`, after building it or bringing it up to date.

    `version` names the code that reads and segments. An index that was made by another version or from another folder is
    built from scratch, or raises ForeignIndexError unless `takes_over`; of one that is damaged, or whose generation is
    `distrusted`, what is not damaged is used again.
    `processes` is the maximum number of processes (default: one a core). A document that can no longer be read keeps its
    last good version and is listed as skipped; one that holds no text any more is only listed. Raises CollectionError if the
    folder holds no document, OSError if the place cannot be written.
    """
    origin = origin_of(folder, version, max_bytes)
    with lock_folder(place):
        old, damage = _open_own(place, origin, takes_over)
        listing = list_files(folder)
        if old and old.path.name != distrusted and _is_up_to_date(old.seen, listing):
            return old
        base = _find_base(place, origin, old, damage, distrusted)
        changed = _changed(base.seen, listing)
        readings = list(_read(_batches(folder, changed, base, max_bytes), processes, progress))
        return _finish(place, origin, listing, changed, base, readings)


@dataclass(frozen=True)
class Base:
    """What an update begins with: the sound documents of the index in use, and that index if all of it is sound.

    `damage` tells what is wrong with it, if anything is.
    """

    sound: Sound | None
    store: Store | None
    damage: str | None

    @property
    def seen(self) -> dict[str, Seen]:
        return self.sound.seen if self.sound else {}

    @property
    def segments(self) -> list[Segment]:
        return [self.sound.segment] if self.sound else []

    @property
    def bad(self) -> frozenset[str]:
        return self.sound.bad if self.sound else frozenset()


def _find_base(
    place: Path, origin: dict[str, Any], old: Store | None, damage: str | None, distrusted: str | None
) -> Base:
    sound = find_sound(place, origin, old)
    if sound and not sound.damage and old and old.path.name == distrusted:
        sound, damage = None, f"The index in '{place}' is not as it should be, although its checksums are."
    damage = (sound and sound.damage) or damage
    if damage:
        log.warning("%s It is built anew.", damage)
    return Base(sound, None if damage else old, damage)


def _open_own(place: Path, origin: dict[str, Any], takes_over: bool) -> tuple[Store | None, str | None]:
    """Open the index in a place if it was made from this folder by this code; or return what is wrong with it."""
    try:
        store = open_store(place)
    except OtherLayoutError as error:
        log.warning("%s It is built anew.", error)
        return None, None
    except DamagedIndexError as error:
        return None, str(error)
    if store is None and is_pointer_lost(place):
        return None, f"The index in '{place}' is damaged: it does not say which generation is in use."
    if store and store.origin != origin:
        if not takes_over:
            raise ForeignIndexError(
                f"The index in '{place}' is now that of another folder or version; give each service its own QUOTH_INDEX."
            )
        log.warning("The index in '%s' is of another folder or version; it is built anew.", place)
        return None, None
    return store, None


def _is_up_to_date(seen: dict[str, Seen], listing: FileListing) -> bool:
    return not _changed(seen, listing) and _faults(listing) == _unlisted(seen, listing)


def _changed(seen: dict[str, Seen], listing: FileListing) -> list[File]:
    return [file for file in listing.files if not _is_as_seen(file, seen.get(file.id))]


def _is_as_seen(file: File, seen: Seen | None) -> bool:
    return (
        seen is not None
        and seen.size == file.size
        and seen.mtime_ns == file.mtime_ns
        and seen.ctime_ns == file.ctime_ns
        and (seen.inode is None or seen.inode == file.inode)
    )


def _faults(listing: FileListing) -> dict[str, str]:
    return {skip.id: skip.reason for skip in listing.skipped}


def _unlisted(seen: dict[str, Seen], listing: FileListing) -> dict[str, str]:
    files = {file.id for file in listing.files}
    return {id: file.fault or "" for id, file in seen.items() if id not in files}


def _batches(folder: Path, files: Sequence[File], base: Base, max_bytes: int) -> Iterator[FileBatch]:
    known = _hashes(base, {file.id for file in files})
    batch: list[File] = []
    for file in files:
        batch.append(file)
        if sum(file.size for file in batch) >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield FileBatch(folder, tuple(batch), {f.id: known[f.id] for f in batch if f.id in known}, max_bytes)
            batch = []
    if batch:
        yield FileBatch(folder, tuple(batch), {f.id: known[f.id] for f in batch if f.id in known}, max_bytes)


def _hashes(base: Base, ids: set[str]) -> dict[str, str]:
    wanted = ids - base.bad
    return {
        id: json.loads(documents.about[number].tobytes())["sha256"]
        for documents in base.segments
        for number, id in enumerate(documents.ids)
        if id in wanted
    }


def _read(batches: Iterable[FileBatch], processes: int | None, progress: Progress | None) -> Iterator[FileReading]:
    """Read batches, on all cores if there is much to read, in order."""
    listed = list(batches)
    sizes = [sum(file.size for file in batch.files) for batch in listed]
    count = min(processes or count_cores(), len(listed))
    with ExitStack() as stack:
        if count > 1 and sum(sizes) >= PARALLEL_BYTES:
            # Not forked: threads of the service may hold locks at that moment.
            pool = stack.enter_context(ProcessPoolExecutor(count, get_context("spawn"), begin_worker))
            readings: Iterable[FileReading] = pool.map(read_batch, listed)
        else:
            readings = map(read_batch, listed)
        done = 0
        for reading, size in zip(readings, sizes, strict=True):
            done += size
            if progress:
                progress(done, sum(sizes))
            yield reading


def begin_worker() -> None:
    """Make sure that a worker ends with its parent, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (connection.wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def read_batch(batch: FileBatch) -> FileReading:
    """Read, segment and count the documents of a batch, except those whose text is known."""
    documents, same, faults = [], [], []
    for file in batch.files:
        found = read_document(batch.folder, file.id, batch.max_bytes)
        if isinstance(found, Skipped):
            faults.append(replace(found, id=file.id))
        elif batch.known.get(file.id) == found.sha256:
            same.append(file.id)
        else:
            documents.append(found)
    segment = make_segment((document, segment_text(document.text, document.front_matter)) for document in documents)
    return FileReading(segment, tuple(same), tuple(faults))


def _finish(
    place: Path,
    origin: dict[str, Any],
    listing: FileListing,
    changed: Sequence[File],
    base: Base,
    readings: list[FileReading],
) -> Store:
    """Join what was read with what is kept, write it and open it."""
    faults = {fault.id: fault for reading in readings for fault in reading.faults}
    held = {id for reading in readings for id in reading.segment.ids}
    kept = _find_kept(base, listing, held, faults)
    seen = _note(listing, changed, faults, kept, base.seen)
    old = base.store
    if old and not held and len(kept) == len(old.segment):
        # No text changed, only sizes, times or faults of files.
        return old if seen == base.seen else replace(old, skipped=skipped_of(seen), noted=write_seen(old.path, seen))
    if not held and not kept and not _are_emptied(base, faults):
        raise CollectionError(describe_empty(Path(origin["folder"]), skipped_of(seen)))
    parts = _arrange(base, kept, [reading.segment for reading in readings])
    readings.clear()  # so that a large collection is not held twice
    segment, compile = _join(parts, old)
    del parts
    write_store(place, origin, segment, compile, seen, base.damage)
    store = open_store(place)
    assert store is not None
    return store


def _are_emptied(base: Base, faults: dict[str, Skipped]) -> bool:
    """Return whether documents were in the index and their files, which are still there, hold no text any more."""
    return any(id in faults and faults[id].empty for old in base.segments for id in old.ids)


def _find_kept(base: Base, listing: FileListing, held: set[str], faults: dict[str, Skipped]) -> set[str]:
    """Return the ids of the documents that stay as they are in the index: sound, listed, and not read or emptied since."""
    files = {file.id for file in listing.files}
    gone = held | base.bad | {id for id, fault in faults.items() if fault.empty}
    return {id for old in base.segments for id in old.ids if id in files and id not in gone}


def _join(parts: list[SegmentPart], old: Store | None) -> tuple[Segment, Callable[[], Compiled]]:
    """Join parts; return the segment and what compiles it, which reuses the old postings if little changed."""
    if old and is_little_changed(old.segment, parts):
        splice = Splice(old.compiled, old.segment, parts)
        return splice.segment, splice.compile
    segment = join_parts(parts)
    return segment, partial(compile_segment, segment)


def _note(
    listing: FileListing, changed: Sequence[File], faults: dict[str, Skipped], kept: set[str], before: dict[str, Seen]
) -> dict[str, Seen]:
    """Record how every file was seen, and which can no longer be read and keep their last version."""
    now = time.time_ns()
    anew = {}
    for file in changed:
        fault = faults[file.id].reason if file.id in faults else None
        if fault and file.id in kept:
            fault = f"{fault} What it held before is still served."
        inode = None if _keeps_no_inodes(file, before.get(file.id), kept) else file.inode
        anew[file.id] = Seen(file.size, file.mtime_ns if _is_settled(file, now) else -1, file.ctime_ns, inode, fault)
    seen = {file.id: anew.get(file.id) or before[file.id] for file in listing.files}
    return seen | {skip.id: Seen(0, 0, fault=skip.reason) for skip in listing.skipped}


def _is_settled(file: File, now: int) -> bool:
    """Return whether a further change would show in a file's times."""
    is_coarse = file.ctime_ns % 1_000_000_000 == 0  # the file system counts in seconds; others tell changes apart
    return min(abs(now - time) for time in (file.mtime_ns, *[file.ctime_ns] * is_coarse)) > UNSETTLED_NS


def _keeps_no_inodes(file: File, before: Seen | None, kept: set[str]) -> bool:
    """Return whether a file that did not change has another inode, as on some network file systems after every mount.

    Its inode is ignored from then on, so that it is not read again each time.
    """
    if before is None or file.id not in kept:
        return False
    return before.inode is None or (before.inode != file.inode and before[:3] == file[1:4])


def _arrange(base: Base, kept: set[str], new: Sequence[Segment]) -> list[SegmentPart]:
    """Arrange the documents of all segments in the order of their ids, in as few parts as possible."""
    places = [(id, segment, number) for segment in new for number, id in enumerate(segment.ids)]
    for old in base.segments:
        places += [(id, old, number) for number, id in enumerate(old.ids) if id in kept]
    parts: list[list[Any]] = []
    for _, segment, number in sorted(places, key=itemgetter(0)):
        if parts and parts[-1][0] is segment and parts[-1][2] == number:
            parts[-1][2] += 1
        else:
            parts.append([segment, number, number + 1])
    return [SegmentPart(*part) for part in parts]
