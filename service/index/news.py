"""What reading changed files told, and how every file is noted for the next time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from service.documents.containers import file_of
from service.documents.document import Skipped
from service.documents.files import File, FileListing
from service.index.counted_words import NewTerms
from service.index.segment import Segment
from service.index.store import Seen

UNSETTLED_NS = 2_000_000_000  # a file modified less than this ago may change again with the same time


@dataclass(frozen=True)
class FileReading:
    """The result of a batch: the new or changed documents, the ids of the unchanged ones, what was wrong with others, and which
    files could not be read at all, whose last versions are kept. With `terms`, the segment's tokens are by their numbers, and
    its vocabulary is empty.
    """

    segment: Segment
    same: tuple[str, ...]
    faults: tuple[Skipped, ...]
    lost: tuple[str, ...]
    terms: NewTerms | None = None


@dataclass(frozen=True)
class News:
    """What reading told: `renewed` files hold what was read of them and nothing else, `lost` ones could not be read, `same` are
    the ids of documents that did not change, and `faults` the reasons by id.
    """

    renewed: frozenset[str]
    lost: frozenset[str]
    same: frozenset[str]
    faults: dict[str, Skipped]

    @classmethod
    def of(cls, changed: Sequence[File], readings: Sequence[FileReading]) -> "News":
        faults = {fault.id: fault for reading in readings for fault in reading.faults}
        lost = frozenset(id for reading in readings for id in reading.lost if not faults[id].empty)
        same = frozenset(id for reading in readings for id in reading.same)
        return cls(frozenset(file.id for file in changed) - lost, lost, same, faults)


def note_files(
    listing: FileListing, changed: Sequence[File], news: News, kept: set[str], before: dict[str, Seen]
) -> dict[str, Seen]:
    """Record how every file was seen, which can no longer be read and keep their last version, and which parts of files cannot."""
    now = time.time_ns()
    files = {file.id for file in listing.files}
    holding = {file_of(id, files) for id in kept}
    anew = {}
    for file in changed:
        fault = news.faults[file.id].reason if file.id in news.faults else None
        if file.id in news.lost and file.id in holding:
            fault = f"{fault} What it held before is still served."
        inode = None if _keeps_no_inodes(file, before.get(file.id), holding) else file.inode
        anew[file.id] = Seen(file.size, file.mtime_ns if _is_settled(file, now) else -1, file.ctime_ns, inode, fault)
    seen = {file.id: anew.get(file.id) or before[file.id] for file in listing.files}
    seen |= {id: part for id, part in before.items() if _is_part(id, files) and file_of(id, files) not in anew}
    seen |= {id: Seen(0, 0, fault=skip.reason) for id, skip in news.faults.items() if _is_part(id, files)}
    return seen | {skip.id: Seen(0, 0, fault=skip.reason) for skip in listing.skipped}


def _is_part(id: str, files: set[str]) -> bool:
    return id not in files and file_of(id, files) in files


def _is_settled(file: File, now: int) -> bool:
    """Return whether a further change would show in a file's times."""
    is_coarse = file.ctime_ns % 1_000_000_000 == 0  # the file system counts in seconds; others tell changes apart
    return min(abs(now - time) for time in (file.mtime_ns, *[file.ctime_ns] * is_coarse)) > UNSETTLED_NS


def _keeps_no_inodes(file: File, before: Seen | None, holding: set[str]) -> bool:
    """Return whether a file that did not change has another inode, as on some network file systems after every mount.

    Its inode is ignored from then on, so that it is not read again each time. `holding` are the files of documents that stay.
    """
    if before is None or file.id not in holding:
        return False
    return before.inode is None or (before.inode != file.inode and before[:3] == file[1:4])
