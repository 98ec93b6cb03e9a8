"""Bring an index folder up to date with a folder of documents, reading and segmenting only what changed."""

import logging
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

from service.documents.collection import CollectionError, describe_empty
from service.documents.containers import file_of
from service.documents.document import Document, Skipped
from service.documents.files import File, FileListing, list_files
from service.documents.reading_options import ReadingOptions
from service.index.arrays import DamagedIndexError, OtherLayoutError
from service.index.collection_size import fit, has_room, is_over, name_over, say_over
from service.index.compiled import Compiled, compile_segment
from service.index.cores import count_cores
from service.index.file_batches import FileBatch, hash_described, make_reader
from service.index.joining import SegmentPart, join_taken
from service.index.neighbours import around, doubtful_beside
from service.index.news import FileReading, News, note_files
from service.index.salvage import Sound, find_sound
from service.index.segment import Segment, make_segment, read_about
from service.index.shared_terms import SharedTerms
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
from service.index.workers import refuse_unguarded, work_apart

log = logging.getLogger("quoth")

# Bytes handed to a process at once: a share of those that are left, so that all processes end at about the same time
# (Polychronopoulos and Kuck, "Guided self-scheduling", IEEE Transactions on Computers C-36(12), 1987). Words that a large
# batch repeats are analysed once.
LEAST_BATCH, LARGEST_BATCH, SHARES = 1 << 20, 4 << 20, 16
PARALLEL_BYTES = 4 << 20  # from which starting processes pays off
FILE_BYTES = 1 << 10  # of text that can be read in the time that a file takes by itself
DEFAULT = ReadingOptions()

# Called with the bytes read so far and the total.
Progress = Callable[[int, int], None]


class ForeignIndexError(Exception):
    """An index is of another folder or version; the message is a sentence."""


def origin_of(folder: Path, version: str, options: ReadingOptions = DEFAULT) -> dict[str, Any]:
    """Return what `Store.origin` is for an index of this folder, made by this version of the code."""
    return {"folder": os.path.realpath(folder), "version": version, "options": options.describe()}


def update_index(
    folder: Path,
    place: Path,
    version: str,
    options: ReadingOptions = DEFAULT,
    progress: Progress | None = None,
    processes: int | None = None,
    distrusted: str | None = None,
    takes_over: bool = True,
    may_be_empty: bool = False,
) -> Store:
    """Open the index of a folder of documents in `place`, after building it or bringing it up to date.

    `version` names the code that reads and segments. An index that was made by another version, with other options or from
    another folder is built from scratch, or raises ForeignIndexError unless `takes_over`; of one that is damaged, or whose generation is
    `distrusted`, what is not damaged is used again.
    `processes` is the maximum number of processes (default: one a core). A document that can no longer be read keeps its
    last good version and is listed as skipped; one that holds no text any more is only listed. Raises CollectionError if the
    folder holds no document, unless it `may_be_empty`, or a process that reads is lost, OSError if the place cannot be
    written, and RuntimeError in a process that a script without a guard has started; see `refuse_unguarded`.
    """
    refuse_unguarded(processes)
    origin = origin_of(folder, version, options)
    with lock_folder(place):
        old, damage = _open_own(place, origin, takes_over)
        listing = list_files(folder)
        room = old is not None and has_room(old.segment, options)
        if old and old.path.name != distrusted and _is_up_to_date(old.seen, listing, room):
            return old
        base = _find_base(place, origin, old, damage, distrusted)
        changed = _changed(base.seen, listing, room or _are_gone(base.seen, listing))
        changed = _with_doubtful(changed, listing, base)
        readings = _read_all(list(_batches(folder, changed, listing, base, options)), processes, progress, options)
        return _finish(place, origin, listing, changed, base, readings, may_be_empty, options)


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

    def describe(self, id: str) -> Document | None:
        """Return what is said of a document in the index, without its text; None if it is not there, or not sound."""
        if self.sound is None or id in self.sound.bad:
            return None
        segment = self.sound.segment
        number = bisect_left(segment.ids, id)
        return read_about(segment.about[number]) if number < len(segment) and segment.ids[number] == id else None


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


def _with_doubtful(changed: list[File], listing: FileListing, base: Base) -> list[File]:
    """Add the files whose encoding is in doubt and beside which others changed."""
    if base.sound is None:
        return changed
    own, listed = {file.id for file in changed}, {file.id for file in listing.files}
    more = doubtful_beside(listing.files, own | (set(base.seen) - listed), base.describe)
    return sorted([*changed, *more], key=attrgetter("id"))


def _are_gone(seen: dict[str, Seen], listing: FileListing) -> bool:
    """Return whether files are there no more, so that there is room for others."""
    return not set(seen) <= {file.id for file in listing.files} | {skip.id for skip in listing.skipped}


def _is_up_to_date(seen: dict[str, Seen], listing: FileListing, room: bool) -> bool:
    return not _changed(seen, listing, room) and _faults(listing) == _unlisted(seen, listing)


def _changed(seen: dict[str, Seen], listing: FileListing, room: bool = False) -> list[File]:
    """Return the files that are not as they were seen; if there is `room`, those that were too many too."""
    return [file for file in listing.files if not _is_as_seen(file, seen.get(file.id), room)]


def _is_as_seen(file: File, seen: Seen | None, room: bool) -> bool:
    return (
        seen is not None
        and not (room and is_over(seen.fault))
        and seen.size == file.size
        and seen.mtime_ns == file.mtime_ns
        and seen.ctime_ns == file.ctime_ns
        and (seen.inode is None or seen.inode == file.inode)
    )


def _faults(listing: FileListing) -> dict[str, str]:
    return {skip.id: skip.reason for skip in listing.skipped}


def _unlisted(seen: dict[str, Seen], listing: FileListing) -> dict[str, str]:
    """Return the faults of what is neither a listed file nor a part of one."""
    files = {file.id for file in listing.files}
    return {id: file.fault or "" for id, file in seen.items() if file_of(id, files) not in files}


def _batches(
    folder: Path, files: Sequence[File], listing: FileListing, base: Base, options: ReadingOptions
) -> Iterator[FileBatch]:
    known = _hashes(base, {file.id for file in files})
    ids = [file.id for file in listing.files]
    left = sum(map(_weigh, files))
    batch: list[File] = []
    size = 0
    for file in files:
        batch.append(file)
        size += _weigh(file)
        if size >= min(LARGEST_BATCH, max(LEAST_BATCH, left // SHARES)):
            yield _make_batch(folder, batch, known, options, ids)
            batch, size, left = [], 0, left - size
    if batch:
        yield _make_batch(folder, batch, known, options, ids)


def _weigh(file: File) -> int:
    """Return the bytes of text that can be read in the time that a file takes."""
    return file.size + FILE_BYTES


def _make_batch(
    folder: Path, files: Sequence[File], known: dict[str, dict[str, bytes]], options: ReadingOptions, ids: Sequence[str]
) -> FileBatch:
    held = {id: digest for file in files for id, digest in known.get(file.id, {}).items()}
    return FileBatch(folder, tuple(files), held, options, tuple(around(ids, [file.id for file in files])))


def _hashes(base: Base, files: set[str]) -> dict[str, dict[str, bytes]]:
    """Return the hashes of the sound documents that these files hold, by file and by id."""
    found: dict[str, dict[str, bytes]] = {}
    for documents in base.segments:
        for number, id in enumerate(documents.ids):
            if (file := file_of(id, files)) in files and id not in base.bad:
                found.setdefault(file, {})[id] = hash_described(documents.about[number].tobytes())
    return found


def _read_all(
    batches: Sequence[FileBatch], processes: int | None, progress: Progress | None, options: ReadingOptions
) -> list[FileReading]:
    """Read batches in order until there are more documents or sentences than a collection may have; name the files left."""
    readings: list[FileReading] = []
    terms = SharedTerms()
    documents = sentences = 0
    for reading in map(terms.take, _read(batches, processes, progress)):
        readings.append(reading)
        documents += len(reading.segment) + len(reading.same)
        sentences += len(reading.segment.sentences.values)
        if documents > options.max_documents or sentences > options.max_sentences:
            break
    terms.sort(readings)
    if left := [Skipped(file.id, say_over(options)) for batch in batches[len(readings) :] for file in batch.files]:
        readings.append(FileReading(make_segment(()), (), tuple(left), ()))
    return readings


def _read(batches: Iterable[FileBatch], processes: int | None, progress: Progress | None) -> Iterator[FileReading]:
    """Read batches, on all cores if there is much to read, in order."""
    listed = list(batches)
    sizes = [sum(file.size for file in batch.files) for batch in listed]
    count = min(processes or count_cores(), len(listed))
    much = sum(_weigh(file) for batch in listed for file in batch.files) >= PARALLEL_BYTES
    readings = work_apart(count, make_reader, listed) if count > 1 and much else map(make_reader(), listed)
    done = 0
    for reading, size in zip(readings, sizes, strict=True):
        done += size
        if progress:
            progress(done, sum(sizes))
        yield reading


def _finish(
    place: Path,
    origin: dict[str, Any],
    listing: FileListing,
    changed: Sequence[File],
    base: Base,
    readings: list[FileReading],
    may_be_empty: bool,
    options: ReadingOptions,
) -> Store:
    """Join what was read with what is kept, as far as it fits, write it and open it."""
    news = News.of(changed, readings)
    held = {id for reading in readings for id in reading.segment.ids}
    kept = _find_kept(base, listing, held, news)
    seen = note_files(listing, changed, news, kept, base.seen)
    old = base.store
    if old and not held and len(kept) == len(old.segment):
        return _note_files(old, seen, base)
    if not (held or kept or may_be_empty or _are_emptied(base, listing, news)):
        raise CollectionError(describe_empty(Path(origin["folder"]), skipped_of(seen)))
    parts, over = fit(_arrange(base, kept, [reading.segment for reading in readings]), options)
    if over:
        seen = _note_over(seen, over, parts, listing, options)
        if not parts and not may_be_empty:
            raise CollectionError(describe_empty(Path(origin["folder"]), skipped_of(seen)))
    if old and [(id(part.segment), part.first, part.last) for part in parts] == [
        (id(old.segment), 0, len(old.segment))
    ]:
        return _note_files(old, seen, base)
    readings.clear()  # so that a large collection is not held twice
    segment, compile = _join(parts, old)
    del parts
    write_store(place, origin, segment, compile, seen, base.damage)
    store = open_store(place)
    assert store is not None
    return store


def _note_files(old: Store, seen: dict[str, Seen], base: Base) -> Store:
    """Note how files were seen where no text changed, only sizes, times or faults of files."""
    return old if seen == base.seen else replace(old, skipped=skipped_of(seen), noted=write_seen(old.path, seen))


def _note_over(
    seen: dict[str, Seen],
    over: Sequence[str],
    parts: Sequence[SegmentPart],
    listing: FileListing,
    options: ReadingOptions,
) -> dict[str, Seen]:
    """Note which files, or parts of one, are too many."""
    files = {file.id for file in listing.files}
    served = file_of(parts[-1].segment.ids[parts[-1].last - 1], files) if parts else None
    named = name_over(over, files, lambda file: file == served, say_over(options))
    return seen | {skip.id: seen.get(skip.id, Seen(0, 0))._replace(fault=skip.reason) for skip in named}


def _are_emptied(base: Base, listing: FileListing, news: News) -> bool:
    """Return whether documents were in the index whose files, which are still there, hold none of them any more."""
    files = {file.id for file in listing.files}
    return any(file_of(id, files) in news.renewed for old in base.segments for id in old.ids)


def _find_kept(base: Base, listing: FileListing, held: set[str], news: News) -> set[str]:
    """Return the ids of the documents that stay as they are in the index: sound, and in files that are as they were."""
    files = {file.id for file in listing.files}
    gone = held | base.bad
    placed = ((id, file_of(id, files)) for old in base.segments for id in old.ids if id not in gone)
    return {id for id, file in placed if file in files and (file not in news.renewed or id in news.same)}


def _join(parts: list[SegmentPart], old: Store | None) -> tuple[Segment, Callable[[], Compiled]]:
    """Join parts, which are taken out of their list; return the segment and what compiles it, which reuses the old postings if
    little changed.
    """
    if old and is_little_changed(old.segment, parts):
        splice = Splice(old.compiled, old.segment, parts)
        return splice.segment, splice.compile
    segment = join_taken(parts)
    return segment, partial(compile_segment, segment)


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
