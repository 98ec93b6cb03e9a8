"""Many named arrays in one file, memory-mapped when opened so that processes share their pages."""

import os
import zlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

_ALIGNMENT = 64  # bytes: a cache line
_PIECE = 1 << 24  # bytes written at once
_CHECKED = 1 << 20  # bytes: arrays up to this size are checked whenever they are opened

Table = dict[str, dict[str, Any]]  # name -> dtype, shape, place in the file and CRC-32


class ArrayFile:
    """Writes arrays to a new file in threads: while some are written, others can be computed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._threads = ThreadPoolExecutor(2, "arrays")  # so that one writes while the other computes checksums
        self._writing: list[Future[None]] = []
        self._sums: dict[str, Future[int]] = {}
        self._table: Table = {}
        self._end = 0

    def __enter__(self) -> "ArrayFile":
        return self

    def __exit__(self, *error: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._file.close()

    def add(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Begin to write and flush arrays, which must not change any more."""
        for name, array in arrays.items():
            data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
            place = -(-self._end // _ALIGNMENT) * _ALIGNMENT
            self._sums[name] = self._threads.submit(zlib.crc32, data.data)
            self._writing.append(self._threads.submit(self._write, place, data))
            entry = {"dtype": array.dtype.str, "shape": list(array.shape), "place": place, "bytes": len(data)}
            self._table[name] = entry
            self._end = place + len(data)
        self._writing.append(self._threads.submit(os.fsync, self._file.fileno()))

    def finish(self) -> Table:
        """Wait until all arrays are on disk, and return where each is. Raises OSError if one could not be written."""
        for written in self._writing:
            written.result()
        os.truncate(self._file.fileno(), self._end)
        os.fsync(self._file.fileno())
        return {name: entry | {"crc32": self._sums[name].result()} for name, entry in self._table.items()}

    def _write(self, place: int, data: np.ndarray) -> None:
        done = 0
        while done < len(data):  # a call may write less than it is given
            done += os.pwrite(self._file.fileno(), data[done : done + _PIECE].data, place + done)


def map_arrays(path: Path, table: Table, check_all: bool = False) -> dict[str, np.ndarray]:
    """Map a file's arrays, read-only. Raises ValueError if the file does not agree with the table.

    Only small arrays are checked against their checksums, unless `check_all`, which reads the whole file.
    """
    size = path.stat().st_size
    if any(entry["place"] + entry["bytes"] > size for entry in table.values()):
        raise ValueError(f"'{path.name}' ends after {size:,} bytes, before its last array does")
    whole = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray) if size else np.zeros(0, dtype=np.uint8)
    arrays = {}
    for name, entry in table.items():
        data = whole[entry["place"] : entry["place"] + entry["bytes"]]
        if (check_all or entry["bytes"] <= _CHECKED) and zlib.crc32(data.data) != entry["crc32"]:
            raise ValueError(f"array '{name}' in '{path.name}' does not match its checksum")
        arrays[name] = data.view(np.dtype(entry["dtype"])).reshape(entry["shape"])
    return arrays
