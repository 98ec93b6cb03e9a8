"""Look up many values in a small table, and count them."""

import numpy as np

_AT_ONCE = 1 << 15  # values: numpy converts each to an index of eight bytes, and so many fit in the processor's cache


def look_up(table: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return `table[values]`, in half the time if there are many values. All must be valid indices."""
    found = np.empty(len(values), dtype=table.dtype)
    for start in range(0, len(values), _AT_ONCE):
        end = start + _AT_ONCE
        table.take(values[start:end], out=found[start:end], mode="clip")  # other modes buffer the output
    return found


def count_each(values: np.ndarray, size: int) -> np.ndarray:
    """Count each of the values [0, size), as `np.bincount` does, which would convert all to eight bytes: int64 [size]."""
    counts = np.zeros(size, dtype=np.int64)
    step = max(_AT_ONCE, size)
    for start in range(0, len(values), step):
        counts += np.bincount(values[start : start + step], minlength=size)
    return counts
