"""Many named arrays in one file, mapped into memory when opened, so that processes share their pages."""

import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

_ALIGNMENT = 64  # bytes: a cache line
_PIECE = 1 << 24  # bytes written at once
_CHECKED = 1 << 20  # bytes: arrays up to this size are checked whenever they are opened

Table = dict[str, dict[str, Any]]  # name -> its type, shape, place in the file and CRC-32


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> Table:
    """Write arrays to a new file, flushed to the disk, and tell where each is."""
    table: Table = {}
    with path.open("xb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGNMENT))
            place = file.tell()
            data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
            checksum = 0
            for start in range(0, len(data), _PIECE):
                piece = data[start : start + _PIECE]
                checksum = zlib.crc32(piece.data, checksum)
                file.write(piece.data)
            table[name] = {
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "place": place,
                "bytes": len(data),
                "crc32": checksum,
            }
        file.flush()
        os.fsync(file.fileno())
    return table


def map_arrays(path: Path, table: Table, check_all: bool = False) -> dict[str, np.ndarray]:
    """Map a file's arrays, read-only. Raises ValueError where the file is not what the table tells.

    Only small arrays are checked against their checksums unless all are to be: that reads the whole file.
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
