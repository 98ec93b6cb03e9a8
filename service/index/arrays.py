"""Many named arrays in one file, memory-mapped when opened so that processes share their pages.

Every page of an array has a checksum. Arrays are checked whole when they are opened, or page by page as they are read.
"""

import mmap
import os
import zlib
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from service.index.unusable import UnusableIndexError

PAGE = 1 << 16  # bytes with a checksum of their own
_ALIGNMENT = 64  # bytes: a cache line
_PIECE = 1 << 24  # bytes written at once
_SMALL = 1 << 20  # bytes: arrays up to this size are checked whenever they are opened

Table = dict[str, dict[str, Any]]  # name -> dtype, shape, place in the file and the CRC-32 of each page


class DamagedIndexError(UnusableIndexError):
    """An index is not as it was written; the message is a sentence that names it and gives the reason."""


class OtherLayoutError(DamagedIndexError):
    """An index was laid out by another version of the code."""


class ArrayFile:
    """Writes arrays to a new file in threads: while some are written, others can be computed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._threads = ThreadPoolExecutor(2, "arrays")  # so that one writes while the other computes checksums
        self._writing: list[Future[None]] = []
        self._sums: dict[str, Future[list[int]]] = {}
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
            self._sums[name] = self._threads.submit(_sum_pages, data)
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


def _sum_pages(data: np.ndarray) -> list[int]:
    return [zlib.crc32(data[start : start + PAGE].data) for start in range(0, len(data), PAGE)]


class MappedArrays(Mapping[str, np.ndarray]):
    """The arrays of a file, read-only. Those that the file ends before are missing.

    `check` raises ValueError where bytes do not match their checksums; a page that was found right is not checked again.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self._name = path.name
        self._arrays: dict[str, np.ndarray] = {}
        self._pages: dict[str, _Pages] = {}
        self._size = path.stat().st_size
        self._cut = any(entry["place"] + entry["bytes"] > self._size for entry in table.values())
        self._map = _map_file(path) if self._size else None
        whole = np.frombuffer(self._map, np.uint8) if self._map is not None else np.zeros(0, np.uint8)
        for name, entry in table.items():
            data = whole[entry["place"] : entry["place"] + entry["bytes"]]
            if len(data) == entry["bytes"]:
                array = data.view(np.dtype(entry["dtype"])).reshape(entry["shape"])
                self._arrays[name] = array
                self._pages[name] = _Pages(data, max(array.strides[0], 1), entry["crc32"])

    def __getitem__(self, name: str) -> np.ndarray:
        return self._arrays[name]

    def __len__(self) -> int:
        return len(self._arrays)

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def check_length(self) -> None:
        """Raise ValueError if the file is shorter than it was when it was mapped: reading what is gone ends the process."""
        if self._map is not None and self._map.size() < self._size:
            raise ValueError(f"'{self._name}' was cut short while it was in use")

    def check_small(self, later: Collection[str]) -> None:
        """Check all arrays but the large ones among those that are checked later. Raises ValueError also for a short file."""
        if self._cut:
            raise ValueError(f"'{self._name}' ends after {self._size:,} bytes, before its last array does")
        for name, array in self._arrays.items():
            if name not in later or array.nbytes <= _SMALL:
                self.check(name)

    def check(self, name: str, start: int = 0, stop: int | None = None) -> None:
        """Check the pages that hold the rows [start, stop) of an array, by default all."""
        pages = self._pages[name]
        page = pages.find_bad(start, len(self._arrays[name]) if stop is None else stop)
        if page is not None:
            raise ValueError(f"page {page} of array '{name}' in '{self._name}' does not match its checksum")

    def pages(self) -> Iterator[tuple[str, int, int]]:
        """Name every page, as an array and the half-open range of the rows that are at least partly in it."""
        for name, pages in self._pages.items():
            for page in range(len(pages.sums)):
                yield (name, *pages.rows_of(page))

    def bad_rows(self, name: str) -> list[tuple[int, int]]:
        """Return the half-open ranges of an array's rows that are at least partly in a page that is not right."""
        pages = self._pages[name]
        return [pages.rows_of(page) for page in range(len(pages.sums)) if not pages.is_right(page)]


def _map_file(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Pages:
    """The pages of one array, and which of them have not been found right yet."""

    def __init__(self, data: np.ndarray, row: int, sums: list[int]) -> None:
        """`data` (uint8) are the array's bytes, `row` the bytes of each row."""
        self._data, self._row, self.sums = data, row, sums
        self._left = bytearray(b"\1") * len(sums)

    def is_right(self, page: int) -> bool:
        if self._left[page]:
            if zlib.crc32(self._data[page * PAGE : (page + 1) * PAGE].data) != self.sums[page]:
                return False
            self._left[page] = 0
        return True

    def find_bad(self, start: int, stop: int) -> int | None:
        """Return the first page of these rows that is not right."""
        first, last = start * self._row // PAGE, -(-stop * self._row // PAGE)
        page = self._left.find(1, first, last)
        while page >= 0:
            if not self.is_right(page):
                return page
            page = self._left.find(1, page + 1, last)
        return None

    def rows_of(self, page: int) -> tuple[int, int]:
        end = min((page + 1) * PAGE, len(self._data))
        return page * PAGE // self._row, -(-end // self._row)
