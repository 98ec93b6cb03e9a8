"""Write and remove files of a collection: below its folder, following no link, and each whole or not at all."""

import errno
import os
import secrets
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.documents.file_names import fault_of_name, is_hidden
from service.documents.files import DIRECTORY

try:
    import fcntl
except ImportError:  # not a POSIX system: other processes are not waited for
    fcntl = None  # type: ignore[assignment]

LONGEST_NAME = 200  # bytes of a name in UTF-8; file systems take 255
LONGEST_ID = 1000  # bytes of all names and the slashes between them
MOST_FOLDERS = 16
TEMPORARY = ".quoth-"  # how the names of unfinished files begin; hidden, so none is ever read
STALE = 3600.0  # seconds after which an unfinished file was left behind by a process that ended
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
IN_THE_WAY = {errno.ENOTDIR, errno.ELOOP, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG}


class StoreError(Exception):
    """A file cannot be written or removed; the message is a sentence. `full` is whether there is no room for it."""

    def __init__(self, sentence: str, full: bool = False) -> None:
        super().__init__(sentence)
        self.full = full


class InTheWayError(StoreError):
    """Something else has the name, or one of the folders' names, that a file was to have."""


def check_new_id(id: str) -> str | None:
    """Return a sentence that says why no file of this id may be written; None if one may be."""
    parts = id.split("/")
    if fault := fault_of_name(id):
        return fault
    if not all(parts) or any(part in (".", "..") for part in parts):
        return "An id is made of names with single slashes between them, none of them '.' or '..'."
    if "\\" in id:
        return "The name holds a backslash; expected slashes between folders."
    if any(is_hidden(part) for part in parts):
        return "The name, or that of a folder, is that of a hidden file, which is never read."
    if any(part != part.strip() for part in parts):
        return "A name begins or ends with a space."
    if max(map(_length, parts)) > LONGEST_NAME or _length(id) > LONGEST_ID or len(parts) > MOST_FOLDERS + 1:
        return f"The name is too long; expected at most {LONGEST_NAME} bytes each, {LONGEST_ID} together, and {MOST_FOLDERS} folders."
    if not unicodedata.is_normalized("NFC", id):
        return "The name is not in Unicode's form NFC, in which names of files are compared."
    return None


def _length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@contextmanager
def write_lock(folder: Path) -> Iterator[int]:
    """Keep other writers of the folder waiting, those of other processes too; give a descriptor of the folder.

    Raises StoreError if the folder cannot be opened.
    """
    try:
        root = os.open(os.path.realpath(folder), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _describe(error) from None
    try:
        if fcntl is not None:
            with suppress(OSError):  # some network file systems lock no folder
                fcntl.flock(root, fcntl.LOCK_EX)
        yield root
    finally:
        os.close(root)


def find_file(root: int, id: str) -> os.stat_result | None:
    """Return what is known of the file of an id; None if there is none. Raises InTheWayError for what is no regular file."""
    try:
        with _open_parent(root, id, make=False) as parent:
            status = os.stat(_name(id), dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _describe(error) from None
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a link" if stat.S_ISLNK(status.st_mode) else "no file"
        raise InTheWayError(f"What has this name is {kind}.")
    return status


def write_file(root: int, id: str, data: bytes) -> None:
    """Put a file of these bytes in the place of the id, making the folders above it. Raises StoreError, leaving all as it was.

    It is written under a hidden name and flushed to the disk before it takes its own name, so no process ever reads a part.
    """
    find_file(root, id)
    try:
        with _open_parent(root, id, make=True) as parent:
            _remove_stale(parent)
            name = TEMPORARY + secrets.token_hex(8)
            try:
                _write_whole(parent, name, data)
                os.rename(name, _name(id), src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name, dir_fd=parent)
                raise
            _flush(parent)
    except OSError as error:
        _remove_empty_folders(root, id)
        raise _describe(error) from None


def remove_file(root: int, id: str) -> None:
    """Remove the file of an id, and the folders that it leaves empty. Raises StoreError if that cannot be done."""
    try:
        with _open_parent(root, id, make=False) as parent:
            os.unlink(_name(id), dir_fd=parent)
            _flush(parent)
    except OSError as error:
        raise _describe(error) from None
    _remove_empty_folders(root, id)


def _name(id: str) -> str:
    return id.rpartition("/")[2]


@contextmanager
def _open_parent(root: int, id: str, make: bool) -> Iterator[int]:
    """Open the folder that an id's file is in, following no link on the way; with `make`, make what is missing."""
    folder = os.dup(root)
    try:
        for part in id.split("/")[:-1]:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=folder)
            inner = os.open(part, DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _write_whole(parent: int, name: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(name, flags, 0o666, dir_fd=parent)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _flush(parent: int) -> None:
    """Have the names in a folder on the disk; a descriptor of a path alone cannot be flushed."""
    with suppress(OSError):  # some file systems flush no folder
        folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove_stale(parent: int) -> None:
    """Remove unfinished files that processes left behind which ended while they wrote."""
    with suppress(OSError):
        folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)
        try:
            for name in os.listdir(folder):
                if name.startswith(TEMPORARY) and time.time() - os.lstat(name, dir_fd=folder).st_mtime > STALE:
                    os.unlink(name, dir_fd=folder)
        finally:
            os.close(folder)


def _remove_empty_folders(root: int, id: str) -> None:
    parts = id.split("/")[:-1]
    with suppress(OSError):  # one that is not empty ends it
        while parts:
            with _open_parent(root, "/".join(parts), make=False) as parent:
                os.rmdir(parts[-1], dir_fd=parent)
            parts.pop()


def _describe(error: OSError) -> StoreError:
    """Make a sentence of an error of the system."""
    if error.errno in FULL:
        return StoreError("There is no room for the file on the disk.", full=True)
    if error.errno in IN_THE_WAY:
        return InTheWayError("A file or a link stands where a folder of this name is wanted.")
    return StoreError(f"The folder of the documents cannot be written: {error.strerror or type(error).__name__}.")
