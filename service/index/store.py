"""An index on disk: written aside, flushed, then put in use atomically, so that there is always a complete one or none.

An index folder holds generations (`3-...`, 3 being the format) and, for each format, a pointer (`current-3.json`) to the
generation in use. A format never touches the files of another. Readers of a generation keep it even after it was removed.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from service.documents.document import Skipped
from service.index.arrays import ArrayFile, map_arrays
from service.index.compiled import Compiled
from service.index.embedded import Index
from service.index.mapped import DamagedIndexError, MappedCorpus
from service.index.postings import ParagraphPostings, Postings
from service.index.segment import BLOCKS, QUOTATIONS, RAGGED, SENTENCES, Ragged, Segment
from service.index.vocabulary import Vocabulary
from service.memory import Memory

FORMAT = 3
POINTER = f"current-{FORMAT}.json"
_BUILDING = "building-"
_ARRAYS, _MANIFEST, _FILES = "arrays", "manifest.json", "files.json"
_TRIES = 5  # a generation may be replaced between reading the pointer and opening it


class Seen(NamedTuple):
    """A file as last seen: its size in bytes, its time in nanoseconds, and why it could not be read, if it could not."""

    size: int
    mtime_ns: int
    fault: str | None = None


class _OtherVersionError(Exception):
    """An index has another layout; the message says what it has or lacks."""


@dataclass(frozen=True)
class Store:
    """An opened generation. `origin` is what it was made from and by: with another origin, it must not be used."""

    path: Path
    origin: dict[str, Any]
    segment: Segment
    compiled: Compiled
    texts: str  # see `hash_texts`
    skipped: tuple[Skipped, ...]  # the files that could not be read
    noted: bytes  # how every file was last seen, as JSON

    def make_index(self, memory: Memory | None = None) -> Index:
        """Make the index that was stored; `memory` is what it keeps derived values in (default: one of its own)."""
        memory = Memory() if memory is None else memory
        return Index.over(MappedCorpus(self.segment, memory), self.compiled, memory)

    @cached_property
    def seen(self) -> dict[str, Seen]:
        """Return how each file was last seen, by id."""
        ids, *columns = json.loads(self.noted)
        return dict(zip(ids, map(Seen, *columns), strict=True))


def skipped_of(seen: dict[str, Seen]) -> tuple[Skipped, ...]:
    """Return the files with a fault, in the order of their ids."""
    return tuple(
        Skipped(id, fault) for id, fault in sorted((id, file.fault) for id, file in seen.items() if file.fault)
    )


def write_store(
    folder: Path,
    origin: dict[str, Any],
    segment: Segment,
    compile: Callable[[], Compiled],
    seen: dict[str, Seen],
) -> None:
    """Write a generation and put it in use; after a crash at any point, the previous one is still in use.

    `compile` compiles the segment while that is being written.
    """
    aside = folder / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
    aside.mkdir(mode=0o700)
    with ArrayFile(aside / _ARRAYS) as file:
        file.add(_segment_arrays(segment))
        compiled = compile()
        file.add(_compiled_arrays(compiled))
        table = file.finish()
    manifest = {
        "format": FORMAT,
        "origin": origin,
        "texts": hash_texts([segment.about.values.data]),
        "sizes": {
            "sentences": [compiled.sentences.size, compiled.sentences.tokens],
            "paragraphs": [compiled.paragraphs.size, compiled.paragraphs.tokens],
        },
        "columns": _columns(),
        "arrays": table,
    }
    described = json.dumps(manifest, indent=1).encode()
    _write(aside / _MANIFEST, described)
    write_seen(aside, seen)
    _flush(aside)
    name = f"{FORMAT}-{secrets.token_hex(8)}"
    aside.rename(folder / name)
    pointer = {"generation": name, "manifest": hashlib.sha256(described).hexdigest()}
    _replace(folder / POINTER, json.dumps(pointer).encode())
    _remove_others(folder, name)


def open_store(folder: Path, check_all: bool = False) -> Store | None:
    """Open the generation in use; None if there is none of this format.

    Raises DamagedIndexError if it is incomplete, or was laid out by another version of the code.
    """
    for _ in range(_TRIES):
        try:
            pointer = (folder / POINTER).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _open(folder, pointer, check_all)
        except _OtherVersionError as error:
            raise DamagedIndexError(f"The index in '{folder}' is of another version: it {error}.") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason: Exception = error
        if (folder / POINTER).read_bytes() == pointer:
            break
    told = f"{type(reason).__name__}: {reason}" if isinstance(reason, KeyError | TypeError) else str(reason)
    raise DamagedIndexError(f"The index in '{folder}' is damaged: {told}.")


def _open(folder: Path, pointer: bytes, check_all: bool) -> Store:
    said = json.loads(pointer)
    path = folder / Path(said["generation"]).name
    described = (path / _MANIFEST).read_bytes()
    if hashlib.sha256(described).hexdigest() != said["manifest"]:
        raise ValueError(f"'{path.name}/{_MANIFEST}' does not match its checksum")
    manifest = json.loads(described)
    if manifest["columns"] != _columns():
        raise _OtherVersionError("has other fields of sentences")
    arrays = map_arrays(path / _ARRAYS, manifest["arrays"], check_all)
    try:
        segment, compiled = _from_arrays(arrays, manifest["sizes"])
    except KeyError as missing:
        raise _OtherVersionError(f"lacks {missing}") from None
    return Store(path, manifest["origin"], segment, compiled, manifest["texts"], *_read_seen(path))


def _columns() -> list[list[str]]:
    return [columns.names for columns in (SENTENCES, BLOCKS, QUOTATIONS)]


def _segment_arrays(segment: Segment) -> dict[str, np.ndarray]:
    ids = Vocabulary.of(segment.ids)
    arrays = {"ids.blob": ids.blob, "ids.offsets": ids.offsets}
    for name in RAGGED:
        rows = getattr(segment, name)
        arrays |= {f"{name}.values": rows.values, f"{name}.ends": rows.ends}
    return arrays | {"terms.blob": segment.vocabulary.blob, "terms.offsets": segment.vocabulary.offsets}


def _compiled_arrays(compiled: Compiled) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {}
    for kind, postings in (("sentences", compiled.sentences), ("paragraphs", compiled.paragraphs)):
        arrays |= {f"postings.{kind}.{name}": getattr(postings, name) for name in _array_fields(type(postings))}
    return arrays | {"paragraph_of": compiled.paragraph_of}


def _from_arrays(arrays: dict[str, np.ndarray], sizes: dict[str, list[int]]) -> tuple[Segment, Compiled]:
    terms = Vocabulary(arrays["terms.blob"], arrays["terms.offsets"])
    ids = Vocabulary(arrays["ids.blob"], arrays["ids.offsets"])
    rows = {name: Ragged(arrays[f"{name}.values"], arrays[f"{name}.ends"]) for name in RAGGED}
    segment = Segment(ids, vocabulary=terms, **rows)

    def postings(kind: str, cls: type[Any]) -> Any:
        size, tokens = sizes[kind]
        return cls(size, tokens, **{name: arrays[f"postings.{kind}.{name}"] for name in _array_fields(cls)})

    compiled = Compiled(
        terms,
        postings("sentences", Postings),
        postings("paragraphs", ParagraphPostings),
        arrays["paragraph_of"],
        segment.sentences.ends,
        segment.blocks.ends,
    )
    return segment, compiled


def _array_fields(cls: type[Any]) -> Sequence[str]:
    return [field.name for field in fields(cls) if field.name not in ("size", "tokens")]


def hash_texts(described: Iterable[bytes | memoryview]) -> str:
    """Return the SHA-256 over the descriptions of documents (see `describe`), which include the hashes of their texts."""
    digest = hashlib.sha256()
    for said in described:
        digest.update(said)
    return digest.hexdigest()


def write_seen(path: Path, seen: dict[str, Seen]) -> bytes:
    """Write to a generation how the files were last seen; return the new `Store.noted`.

    Faults are on a line of their own, since readers need only them.
    """
    noted = json.dumps([list(seen), *([file[column] for file in seen.values()] for column in range(3))]).encode()
    faults = [[skip.id, skip.reason] for skip in skipped_of(seen)]
    _replace(path / _FILES, json.dumps([zlib.crc32(noted), faults]).encode() + b"\n" + noted)
    return noted


def _read_seen(path: Path) -> tuple[tuple[Skipped, ...], bytes]:
    first, _, noted = (path / _FILES).read_bytes().partition(b"\n")
    checksum, faults = json.loads(first)
    if zlib.crc32(noted) != checksum:
        raise ValueError(f"'{_FILES}' does not match its checksum")
    return tuple(starmap(Skipped, faults)), noted


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Make the index folder if there is none, and hold the lock that lets one process at a time write to it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_others(folder: Path, kept: str) -> None:
    """Remove other generations of this format, and unfinished ones."""
    for path in folder.iterdir():
        if path.name != kept and path.name.startswith((_BUILDING, f"{FORMAT}-")):
            shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, data: bytes) -> None:
    """Replace a file atomically."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    _write(aside, data)
    aside.replace(path)
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """Flush the entries of a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
