"""Add, replace and remove files of a served collection, and know when they are served, or no longer.

A file is read as the index will read it before it is stored, so one that cannot be read is refused. What a removed file held is
cited no more once `remove` has returned: by then, the index without it is in service.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from service.documents.collection import read_file
from service.documents.containers import FilesBelow, file_of
from service.documents.contents import read_contents
from service.documents.document import Document
from service.documents.errors import CollectionError, UnreadableError
from service.documents.file_writing import (
    InTheWayError,
    StoreError,
    check_new_id,
    find_file,
    remove_file,
    write_file,
    write_lock,
)
from service.documents.files import list_files
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.index.scope import find_run
from service.wire.problems import Problem, show

log = logging.getLogger("quoth")

PATIENCE = 1.5  # seconds after which a file that is stored but not served yet is answered for
LONGEST = 60.0  # seconds that a removed file may take to be served no more
LAST_REPLIES = 2.0  # seconds that replies begun before a removal are waited for
LOOK = 0.01  # seconds between two looks


@dataclass(frozen=True)
class FolderLimits:
    """How many files the folder of a collection may hold, and how many bytes together, once a file is added."""

    files: int = 100_000
    bytes: int = 10 << 30


class Precondition(NamedTuple):
    """Which version of a file a request is about (RFC 9110, sections 13.1.1 and 13.1.2): digests of the text, or "*" for any.

    `match` is None if the file may be as it is or missing; `none_match` is None if it may be there.
    """

    match: frozenset[str] | None = None
    none_match: frozenset[str] | None = None


class AddedFile(NamedTuple):
    """What became of a file: whether there was none of its id, its documents, and the snapshot that has them, if one does yet."""

    created: bool
    documents: tuple[Document, ...]
    snapshot: Snapshot | None


class Turns:
    """Refreshes for many callers: whoever waits gets one that began after the call, and one serves all who wait."""

    def __init__(self, refresh: Callable[[], object]) -> None:
        self._refresh = refresh
        self._changed = threading.Condition()
        self._wanted = self._done = 0
        self._running = False

    def wait(self, seconds: float) -> bool:
        """Have a refresh begin, and wait for its end at most so long; return whether it ended."""
        with self._changed:
            self._wanted += 1
            mine = self._wanted
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="refresh", daemon=True).start()
            return self._changed.wait_for(lambda: self._done >= mine, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                begun = self._wanted
                if begun == self._done:
                    self._running = False
                    return
            try:
                self._refresh()
            except Exception:
                log.exception("The documents could not be refreshed.")
            finally:
                with self._changed:
                    self._done = begun
                    self._changed.notify_all()


class Adding:
    """Changes the files of an engine's collection. Safe to use from many threads, and beside other processes."""

    def __init__(self, engine: Engine, limits: FolderLimits | None = None) -> None:
        self._engine, self._limits = engine, limits or FolderLimits()
        self._turns = Turns(engine.refresh)

    def add(self, id: str, data: bytes, about: Precondition | None = None) -> AddedFile:
        """Add or replace the file of an id.

        Raises a problem: 400 for an id that no file may have, 422 for a file that cannot be read, 412 if it is not the version
        that `about` names, 409 if something else has the name, 507 if there is no room for it.
        """
        created, documents = self.store(id, data, about)
        return AddedFile(created, documents, self.settle(documents))

    def store(self, id: str, data: bytes, about: Precondition | None = None) -> tuple[bool, tuple[Document, ...]]:
        """Put a file in the folder, to be served soon; return whether there was none of its id, and its documents.

        Raises a problem as `add` does.
        """
        if fault := check_new_id(id):
            raise Problem(400, f"{show(id)} cannot be the name of a document. {fault}")
        documents = self._read(id, data)
        try:
            with write_lock(self._engine.folder) as root:
                self._check_container(id)
                held = find_file(root, id)
                self._check(id, held is not None, about)
                self._check_room(held.st_size if held else None, len(data))
                write_file(root, id, data)
        except StoreError as error:
            raise _refuse(id, error) from None
        return held is None, documents

    def settle(self, documents: tuple[Document, ...]) -> Snapshot | None:
        """Wait, for at most PATIENCE, until documents are served, and return the snapshot that has them."""
        self._turns.wait(PATIENCE)
        snapshot = self._engine.snapshot
        return snapshot if snapshot is not None and _serves(snapshot, documents) else None

    def remove(self, id: str, about: Precondition | None = None) -> Snapshot:
        """Remove the file of an id, and return the snapshot without it, which answers from now on.

        Raises a problem: 404 if there is no such file, 412 and 409 as `add` does, 503 if the index could not be brought up to
        date: then the file is gone, and what it held may still be cited.
        """
        before = self._engine.snapshot
        if check_new_id(id):
            raise Problem(404, f"There is no document {show(id)} that could be removed.")
        try:
            with write_lock(self._engine.folder) as root:
                self._check_container(id)
                if find_file(root, id) is not None:
                    self._check(id, True, about)
                    remove_file(root, id)
                elif before is None or not _has_file(before, id):
                    raise Problem(404, f"There is no file {show(id)}; the list of documents has those that there are.")
        except StoreError as error:
            raise _refuse(id, error) from None
        held = weakref.ref(before) if before is not None else None
        del before
        snapshot = self._await_removal(id)
        if held is not None:
            _await_end(held)
        return snapshot

    def _read(self, id: str, data: bytes) -> tuple[Document, ...]:
        try:
            items = read_contents(id, data, self._engine.options)
        except UnreadableError as error:
            raise Problem(422, f"{show(id)} cannot be read, and was not stored. {error}") from None
        documents = tuple(item for item in items if isinstance(item, Document))
        if not documents:
            reason = "It holds no document that can be read."
            raise Problem(422, f"{show(id)} cannot be read, and was not stored. {reason}")
        return documents

    def _check_container(self, id: str) -> None:
        """Raise a 409 problem if an id is one of a part of a file."""
        file = file_of(id, FilesBelow(self._engine.folder))
        if file != id:
            raise Problem(409, f"{show(id)} is a part of the file {show(file)}; replace or remove that file.")

    def _check(self, id: str, exists: bool, about: Precondition | None) -> None:
        """Raise a 412 problem if the file is not the version that a request is about."""
        if about is None or about == Precondition():
            return
        digest = self._digest(id) if exists else None
        if about.match is not None and not (exists and ("*" in about.match or digest in about.match)):
            found = (
                f"its text has the SHA-256 {digest}" if digest else "it cannot be read" if exists else "there is none"
            )
            raise Problem(412, f"{show(id)} is not the version that If-Match names: {found}.")
        if about.none_match is not None and exists and ("*" in about.none_match or digest in about.none_match):
            raise Problem(412, f"There is a document {show(id)} already, which was not replaced.")

    def _digest(self, id: str) -> str | None:
        """Return the SHA-256 of the text of a file that is one document, as it is on the disk now."""
        found = read_file(self._engine.folder, id, self._engine.options)
        first = found[0] if len(found) == 1 else None
        return first.sha256 if isinstance(first, Document) else None

    def _check_room(self, replaced: int | None, size: int) -> None:
        try:
            files = list_files(self._engine.folder).files
        except CollectionError as error:
            raise Problem(500, str(error)) from None
        number = len(files) + (replaced is None)
        total = sum(file.size for file in files) + size - (replaced or 0)
        if number > self._limits.files and replaced is None:
            raise Problem(507, f"The folder would hold {number:,} files; at most {self._limits.files:,} are allowed.")
        if total > self._limits.bytes and size > (replaced or 0):
            raise Problem(507, f"The folder would hold {total:,} bytes; at most {self._limits.bytes:,} are allowed.")

    def _await_removal(self, id: str) -> Snapshot:
        until = time.monotonic() + LONGEST
        while (left := until - time.monotonic()) > 0:
            self._turns.wait(left)
            snapshot = self._engine.snapshot
            if snapshot is not None and not _has_file(snapshot, id):
                return snapshot
            if self._engine.refreshes.failure is not None:
                break
            time.sleep(LOOK)
        raise Problem(
            503,
            f"The file {show(id)} is removed, but the index is not up to date, so what it held may still be cited. Send the "
            "request again; the service's log says why.",
            {"Retry-After": "10"},
        )


def _serves(snapshot: Snapshot, documents: tuple[Document, ...]) -> bool:
    """Tell whether a snapshot has these documents, in these versions."""
    numbers = snapshot.numbers
    return all(
        document.id in numbers and snapshot.documents[numbers[document.id]].sha256 == document.sha256
        for document in documents
    )


def _has_file(snapshot: Snapshot, id: str) -> bool:
    """Tell whether a snapshot has documents of a file."""
    ids = snapshot.index.corpus.ids
    first, last = find_run(ids, f"{id}/")
    return id in snapshot.numbers or first < last


def _await_end(held: "weakref.ref[Snapshot]") -> None:
    """Wait for the replies that are made from a snapshot which is no longer in service."""
    until = time.monotonic() + LAST_REPLIES
    while held() is not None and time.monotonic() < until:
        time.sleep(LOOK)


def _refuse(id: str, error: StoreError) -> Problem:
    if isinstance(error, InTheWayError):
        return Problem(409, f"{show(id)} cannot be the name of a document. {error}")
    return Problem(507 if error.full else 500, f"{show(id)} was not stored. {error}")
