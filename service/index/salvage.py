"""Find what can be used again of an index, damaged or not: the documents whose every byte is as it was written."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from service.documents.containers import file_of
from service.index.arrays import MappedArrays
from service.index.segment import RAGGED, Segment
from service.index.store import POINTER, Seen, Store, parse_seen, read_parts, read_seen, segment_of

_WHOLE = ("ids.blob", "ids.offsets", "terms.blob", "terms.offsets", *(f"{name}.ends" for name in RAGGED))


@dataclass(frozen=True)
class Sound:
    """The sound documents of an index.

    `bad` are the ids of its other documents. `seen` is how files were last seen, without those that hold bad documents. `damage`
    tells what is damaged; if it is None, everything in the index is sound, its postings too.
    """

    segment: Segment
    bad: frozenset[str]
    seen: dict[str, Seen]
    damage: str | None


def find_sound(folder: Path, origin: dict[str, Any], opened: Store | None) -> Sound | None:
    """Check every byte of the index in use; return None if no document can be used, or it has another origin.

    `opened` is that index if it could be opened.
    """
    if opened:
        return _examine(opened.path, opened.arrays, opened.segment, set(opened.arrays))
    try:
        path, manifest, arrays = read_parts(folder, (folder / POINTER).read_bytes())
        if manifest["origin"] != origin:
            return None
        for name in _WHOLE:
            arrays.check(name)
        return _examine(path, arrays, segment_of(arrays), set(manifest["arrays"]))
    except Exception:  # whatever a damaged file leads to
        return None


def _examine(path: Path, arrays: MappedArrays, segment: Segment, names: set[str]) -> Sound:
    damaged = sorted(name for name in names if name not in arrays or arrays.bad_rows(name))
    rows = [name for name in RAGGED if f"{name}.values" in damaged]
    bad = set(chain.from_iterable(_documents_on(arrays.bad_rows(f"{n}.values"), arrays[f"{n}.ends"]) for n in rows))
    ids = frozenset(segment.ids[number] for number in bad)
    told = [repr(name) for name in damaged]
    try:
        seen = parse_seen(read_seen(path)[1])
    except (OSError, ValueError):
        seen, told = {}, [*told, "its list of files"]
    damage = f"The index in '{path.parent}' is damaged in {', '.join(told)}: {len(ids):,} documents." if told else None
    files = {file_of(id, seen) for id in ids}
    return Sound(segment, ids, {id: file for id, file in seen.items() if file_of(id, files) not in files}, damage)


def _documents_on(bad: list[tuple[int, int]], ends: np.ndarray) -> set[int]:
    """Return the numbers of the documents with rows in these ranges; `ends` is as in Ragged."""
    found: set[int] = set()
    for start, stop in bad:
        first = int(ends.searchsorted(start, side="right")) - 1
        found.update(range(max(first, 0), min(int(ends.searchsorted(stop)), len(ends) - 1)))
    return found
