"""An index on disk: written aside, flushed, then put in use atomically, so that there is always a complete one or none.

An index folder holds generations (`6-...`, 6 being the format) and, for each format, a pointer (`current-6.json`) to the
generation in use. A format never touches the files of another. Readers of a generation keep it even after it was removed.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property, partial
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from service.documents.document import Skipped
from service.index.arrays import ArrayFile, DamagedIndexError, MappedArrays, OtherLayoutError
from service.index.compiled import Compiled
from service.index.embedded import EmbeddedIndex
from service.index.mapped import MappedCorpus
from service.index.postings import ParagraphPostings, SentencePostings
from service.index.segment import BLOCKS, QUOTATIONS, RAGGED, SENTENCES, TURNS, Ragged, Segment
from service.index.vocabulary import Vocabulary
from service.memory import Memory

FORMAT = 6
POINTER = f"current-{FORMAT}.json"
_BUILDING = "building-"
_ARRAYS, _MANIFEST, _FILES = "arrays", "manifest.json", "files.json"
_SENTENCE_RUNS = tuple(f"postings.sentences.{name}" for name in ("numbers", "codes"))
_PARAGRAPH_CODES, _STARTS = "postings.paragraphs.codes", "postings.paragraphs.starts"
# Checked as they are read. Documents have sums of their own, which are checked when one is decoded.
_LATER = {*_SENTENCE_RUNS, _PARAGRAPH_CODES, _STARTS, *(f"{name}.values" for name in RAGGED if name != "sums")}
_TRIES = 5  # a generation may be replaced between reading the pointer and opening it


class Seen(NamedTuple):
    """A file as last seen: its size in bytes, its times of modification and of change in nanoseconds, its inode, and why it
    could not be read, if it could not. The inode is None where the file system does not keep to it.
    """

    size: int
    mtime_ns: int
    ctime_ns: int = 0
    inode: int | None = None
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
    arrays: MappedArrays
    damage: tuple[str, float] | None = None  # what was found in the index that this one replaced, and when (Unix time)

    def make_index(self, memory: Memory | None = None) -> EmbeddedIndex:
        """Make the index that was stored; `memory` is what it keeps derived values in (default: one of its own)."""
        memory = Memory() if memory is None else memory
        corpus = MappedCorpus(self.segment, memory, self.compiled.repeated)
        return EmbeddedIndex.over(corpus, self.compiled, memory)

    @cached_property
    def seen(self) -> dict[str, Seen]:
        """Return how each file was last seen, by id."""
        return parse_seen(self.noted)

    def check_length(self) -> None:
        """Raise DamagedIndexError if the arrays were cut short since they were opened."""
        try:
            self.arrays.check_length()
        except ValueError as error:
            raise _describe_damage(self.path, error) from None

    def check(self) -> Iterator[None]:
        """Check every page that was not checked yet, one at each step. Raises DamagedIndexError for one that is not right."""
        for name, start, stop in self.arrays.pages():
            self.check_length()
            _check(self.path, self.arrays, name, start, stop)
            yield


def parse_seen(noted: bytes) -> dict[str, Seen]:
    """Read how each file was last seen, by id."""
    ids, *columns = json.loads(noted)
    return dict(zip(ids, map(Seen, *columns), strict=True))


def _check(path: Path, arrays: MappedArrays, name: str, start: int, stop: int) -> None:
    try:
        arrays.check(name, start, stop)
    except ValueError as error:
        raise _describe_damage(path, error) from None


def _describe_damage(path: Path, error: ValueError) -> DamagedIndexError:
    return DamagedIndexError(f"The index in '{path.parent}' is damaged: {error}.")


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
    damage: str | None = None,
) -> None:
    """Write a generation and put it in use; after a crash at any point, the previous one is still in use.

    `compile` compiles the segment while that is being written. `damage` tells what is wrong with the previous one. Raises
    OSError if it cannot be written, and leaves nothing
    behind.
    """
    aside = folder / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
    name = f"{FORMAT}-{secrets.token_hex(8)}"
    try:
        noted = [damage, time.time()] if damage else None
        described = _write_generation(aside, {"origin": origin, "damage": noted}, segment, compile, seen)
        aside.rename(folder / name)
        pointer = {"generation": name, "manifest": hashlib.sha256(described).hexdigest()}
        _replace(folder / POINTER, json.dumps(pointer).encode())
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if _named_generation(folder) != name:
            shutil.rmtree(folder / name, ignore_errors=True)
        raise
    _remove_others(folder, name)


def _write_generation(
    aside: Path, made: dict[str, Any], segment: Segment, compile: Callable[[], Compiled], seen: dict[str, Seen]
) -> bytes:
    """Write the files of a generation to a new folder; return its manifest."""
    aside.mkdir(mode=0o700)
    with ArrayFile(aside / _ARRAYS) as file:
        file.add(_segment_arrays(segment))
        compiled = compile()
        file.add(_compiled_arrays(compiled))
        table = file.finish()
    manifest = made | {
        "format": FORMAT,
        "texts": hash_texts([segment.about.values.data]),
        "sizes": {
            "sentences": [compiled.sentences.size, compiled.sentences.tokens],
            "paragraphs": [compiled.paragraphs.size, compiled.paragraphs.tokens],
        },
        "columns": _columns(),
        "arrays": table,
    }
    described = json.dumps(manifest).encode()
    _write(aside / _MANIFEST, described)
    write_seen(aside, seen)
    _flush(aside)
    return described


def _named_generation(folder: Path) -> str | None:
    """Return the name of the generation in use, None if there is none."""
    try:
        return str(json.loads((folder / POINTER).read_bytes())["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stamp_of(folder: Path, generation: Path) -> tuple[int, ...] | None:
    """Return what changes when another generation is put in use, or the files that this one skipped are others.

    None if there is neither. It costs a few microseconds, so whoever serves an index can look before each request.
    """
    try:
        seen = (os.stat(f"{folder}/{POINTER}"), os.stat(f"{generation}/{_FILES}"))  # without making a Path of each
    except OSError:
        return None
    return tuple(number for file in seen for number in (file.st_ino, file.st_mtime_ns, file.st_size))


def is_pointer_lost(folder: Path) -> bool:
    """Return whether a folder has generations of this format, but nothing that says which is in use."""
    return not (folder / POINTER).exists() and any(folder.glob(f"{FORMAT}-*"))


def open_store(folder: Path, check_all: bool = False) -> Store | None:
    """Open the generation in use; None if there is none of this format.

    Raises DamagedIndexError if it is incomplete, or was laid out by another version of the code. Large arrays are checked
    as they are read, unless `check_all`, which reads the whole file.
    """
    for _ in range(_TRIES):
        try:
            pointer = (folder / POINTER).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedIndexError(f"The index in '{folder}' is damaged: {error}.") from None
        try:
            return _open(read_parts(folder, pointer), check_all)
        except _OtherVersionError as error:
            raise OtherLayoutError(f"The index in '{folder}' is of another version: it {error}.") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason: Exception = error
        if (folder / POINTER).read_bytes() == pointer:
            break
    told = f"{type(reason).__name__}: {reason}" if isinstance(reason, KeyError | TypeError) else str(reason)
    raise DamagedIndexError(f"The index in '{folder}' is damaged: {told}.")


class Parts(NamedTuple):
    """The files of a generation, of which only the manifest has been checked."""

    path: Path
    manifest: dict[str, Any]
    arrays: MappedArrays


def read_parts(folder: Path, pointer: bytes) -> Parts:
    """Read the manifest of a generation and map its arrays. Raises ValueError and the like if that cannot be done."""
    said = json.loads(pointer)
    path = folder / Path(said["generation"]).name
    described = (path / _MANIFEST).read_bytes()
    if hashlib.sha256(described).hexdigest() != said["manifest"]:
        raise ValueError(f"'{path.name}/{_MANIFEST}' does not match its checksum")
    manifest = json.loads(described)
    if manifest["columns"] != _columns():
        raise _OtherVersionError("has other fields of sentences")
    return Parts(path, manifest, MappedArrays(path / _ARRAYS, manifest["arrays"]))


def _open(parts: Parts, check_all: bool) -> Store:
    path, manifest, arrays = parts
    arrays.check_small(() if check_all else _LATER)
    try:
        segment = segment_of(arrays)
        compiled = _compiled_of(parts, segment)
    except KeyError as missing:
        raise _OtherVersionError(f"lacks {missing}") from None
    damage = manifest["damage"] and tuple(manifest["damage"])
    return Store(path, manifest["origin"], segment, compiled, manifest["texts"], *read_seen(path), arrays, damage)


def _columns() -> list[list[str]]:
    return [columns.names for columns in (SENTENCES, BLOCKS, QUOTATIONS, TURNS)]


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
    return arrays | {"paragraph_of": compiled.paragraph_of, "repeated": compiled.repeated}


def segment_of(arrays: Mapping[str, np.ndarray]) -> Segment:
    """Make the segment that was stored. Raises KeyError if an array is missing."""
    terms = Vocabulary(arrays["terms.blob"], arrays["terms.offsets"])
    ids = Vocabulary(arrays["ids.blob"], arrays["ids.offsets"])
    rows = {name: Ragged(arrays[f"{name}.values"], arrays[f"{name}.ends"]) for name in RAGGED}
    return Segment(ids, vocabulary=terms, **rows)


def _compiled_of(parts: Parts, segment: Segment) -> Compiled:
    arrays = parts.arrays

    def postings(kind: str, cls: type[Any]) -> Any:
        size, tokens = parts.manifest["sizes"][kind]
        return cls(size, tokens, **{name: arrays[f"postings.{kind}.{name}"] for name in _array_fields(cls)})

    return Compiled(
        segment.vocabulary,
        postings("sentences", SentencePostings),
        postings("paragraphs", ParagraphPostings),
        arrays["paragraph_of"],
        segment.sentences.ends,
        segment.blocks.ends,
        partial(_check_runs, parts.path, arrays),
        arrays["repeated"],
    )


def _check_runs(path: Path, arrays: MappedArrays, sentences: slice, paragraphs: slice) -> None:
    """Check a term's postings; see `CheckRuns`."""
    for name in _SENTENCE_RUNS:
        _check(path, arrays, name, sentences.start, sentences.stop)
    _check(path, arrays, _PARAGRAPH_CODES, paragraphs.start, paragraphs.stop)
    _check(path, arrays, _STARTS, sentences.start >> 3, (sentences.stop + 7) >> 3)


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
    noted = json.dumps(
        [list(seen), *([file[column] for file in seen.values()] for column in range(len(Seen._fields)))]
    ).encode()
    faults = [[skip.id, skip.reason] for skip in skipped_of(seen)]
    _replace(path / _FILES, json.dumps([zlib.crc32(noted), faults]).encode() + b"\n" + noted)
    return noted


def read_seen(path: Path) -> tuple[tuple[Skipped, ...], bytes]:
    """Read from a generation which files could not be read, and `Store.noted`. Raises ValueError if they are damaged."""
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
    """Replace a file atomically. Raises OSError, and leaves nothing behind, if it cannot be written."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        _write(aside, data)
        if path.is_dir():
            shutil.rmtree(path)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """Flush the entries of a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
