"""The files of a collection: list them without opening any, read one without leaving the folder."""

import heapq
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from service.documents.document import Skipped
from service.documents.errors import CollectionError, UnreadableError, system_reason
from service.documents.file_names import escape_name, fault_of_name, is_document_name, is_hidden

DIRECTORY = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC
# O_NONBLOCK: a FIFO in the place of the file must not block us.
FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
HEAD = 4096  # bytes that tell what a file is
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


class File(NamedTuple):  # made for every file at every refresh, in half the time of a dataclass
    """A listed file: its id, its size in bytes, its times of modification and of change in nanoseconds since 1970, and its
    inode. A time of modification can be set, as copying and restoring programs do; the other one is the system's own.
    """

    id: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


_by_id = attrgetter("id")


@dataclass(frozen=True)
class FileListing:
    """The candidate files of a folder and those that cannot be documents, both in id order."""

    files: tuple[File, ...]
    skipped: tuple[Skipped, ...]


def list_files(folder: Path) -> FileListing:
    """List the files below the folder without opening any.

    Hidden names are passed over; symbolic links that leave the folder are skipped. A file that several links
    lead to is listed once: by its own path if that is visible, else by the first link in name order.
    Raises CollectionError if there is no such folder.
    """
    walk = Walk(find_root(folder))
    files, skipped = [], list(walk.skipped)
    for id, path in walk.found:
        try:
            files.append(describe_file(id, path))
        except UnreadableError as error:
            skipped.append(Skipped(escape_name(id), str(error)))
    return FileListing(tuple(sorted(files, key=_by_id)), tuple(sorted(skipped, key=_by_id)))


def find_root(folder: Path) -> str:
    """Return the real path of a folder, or raise CollectionError if it cannot be listed."""
    root = os.path.realpath(folder)
    shown = escape_name(str(folder))
    if not os.path.lexists(root):
        raise CollectionError(f"Collection folder '{shown}' does not exist; a folder of documents was expected.")
    if not os.path.isdir(root):
        raise CollectionError(f"Collection '{shown}' is not a folder; a folder of documents was expected.")
    try:
        os.scandir(root).close()
    except OSError as error:
        raise CollectionError(f"Collection folder '{shown}' cannot be listed: {error.strerror}.") from None
    return root


def describe_file(id: str, path: str) -> File:
    """Return a candidate's size and time. Raises UnreadableError if it cannot be a document."""
    if fault := fault_of_name(id):
        raise UnreadableError(fault)
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError as error:
        raise UnreadableError(system_reason(error)) from None
    require_regular(status)
    return File(id, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in KINDS if test(status.st_mode)), "something else")
        raise UnreadableError(f"It is {kind}, not a regular file.")


def is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


class Walk:
    """One pass over a folder: `found` holds each candidate's id and real path, `skipped` what cannot be listed."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.found: list[tuple[str, str]] = []
        self.skipped: list[Skipped] = []
        self.seen: set[str] = set()  # real paths, so that links cause neither loops nor duplicates
        self.links: list[tuple[str, str]] = []  # a heap: the visible tree comes first, then links by id
        self.visit_folder("", root)
        while self.links:
            self.follow_link(*heapq.heappop(self.links))

    def visit_folder(self, prefix: str, path: str) -> None:
        """Visit a folder and all visible ones below it, leaving links for later."""
        pending = [(prefix, path)]
        while pending:
            prefix, path = pending.pop()
            if path in self.seen:
                continue
            self.seen.add(path)
            for entry in self.entries(prefix, path):
                name = entry.name
                if is_hidden(name):
                    continue
                if entry.is_symlink():
                    heapq.heappush(self.links, (prefix + name, entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    pending.append((f"{prefix}{name}/", entry.path))
                elif is_document_name(name):
                    self.take_file(prefix + name, entry.path)

    def entries(self, prefix: str, path: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(path) as entries:
                return list(entries)
        except OSError as error:
            reason = f"The folder cannot be listed: {error.strerror or type(error).__name__}."
            self.skipped.append(Skipped(escape_name(prefix), reason))
            return []

    def follow_link(self, id: str, path: str) -> None:
        """Visit the target of a link, if it is inside the folder, no hidden file, and was not visited before."""
        real = os.path.realpath(path)
        is_folder = os.path.isdir(real)
        if not is_inside(real, self.root):
            if is_folder or is_document_name(os.path.basename(path)):
                self.skipped.append(Skipped(escape_name(id), "It is a link that leaves the folder."))
        elif is_folder:
            self.visit_folder(f"{id}/", real)
        elif is_document_name(id.rpartition("/")[2]) and not is_hidden(os.path.basename(real)):
            self.take_file(id, real)

    def take_file(self, id: str, path: str) -> None:
        if path not in self.seen:
            self.seen.add(path)
            self.found.append((id, path))


def read_bytes(folder: Path, id: str, max_bytes: int, look: Callable[[bytes], object] = len) -> bytes:
    """Read one file of the collection. Raises UnreadableError if it is not one, or exceeds `max_bytes`.

    `look` is called with the first HEAD bytes, and what it raises ends the reading.
    """
    parts = id.split("/")
    if not all(parts) or any(is_hidden(part) for part in parts) or not is_document_name(parts[-1]):
        raise UnreadableError("The name is not one of a visible file inside the collection.")
    try:
        descriptor = open_file(folder, parts)
        try:
            look(os.pread(descriptor, HEAD, 0))
            return read_bounded(descriptor, max_bytes)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnreadableError(system_reason(error)) from None


def open_file(folder: Path, parts: list[str]) -> int:
    """Open a file of the collection by the parts of its path; return its descriptor.

    Raises UnreadableError if links lead elsewhere or it is no regular file, OSError if it cannot be opened.
    """
    # Most are not below a link, and what is opened without following any is where its path says.
    with suppress(OSError, UnreadableError):
        return open_below(os.fspath(folder), parts)
    root = os.path.realpath(folder)
    real = os.path.realpath(os.path.join(root, *parts))
    if real == root or not is_inside(real, root):
        raise UnreadableError("It leads out of the collection.")
    if is_hidden(os.path.basename(real)):
        raise UnreadableError("It leads to a hidden file.")
    return open_below(root, os.path.relpath(real, root).split(os.sep))


def open_below(root: str, parts: list[str]) -> int:
    """Open a regular file below a folder, following no link on the way; return its descriptor.

    Where the path was resolved before and a link was put into it since, opening it fails.
    """
    folder = os.open(root, DIRECTORY)
    try:
        for part in parts[:-1]:
            inner = os.open(part, DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        # Checked before it is opened: opening a device may have effects.
        require_regular(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False))
        return os.open(parts[-1], FILE, dir_fd=folder)
    finally:
        os.close(folder)


def read_bounded(descriptor: int, max_bytes: int) -> bytes:
    """Read a descriptor to its end, or raise UnreadableError if that exceeds `max_bytes`."""
    status = os.fstat(descriptor)
    require_regular(status)
    if status.st_size > max_bytes:
        raise UnreadableError(f"It holds {status.st_size:,} bytes; at most {max_bytes:,} were expected.")
    pieces, left = [], max_bytes + 1  # it may have grown since
    while left and (piece := os.read(descriptor, min(left, status.st_size + HEAD))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise UnreadableError(f"It holds more than the {max_bytes:,} bytes that were expected at most.")
    return b"".join(pieces)
