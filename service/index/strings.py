"""Look up many values in a small table."""

import numpy as np

_AT_ONCE = 1 << 15  # values: numpy makes each an index of eight bytes, which so stay in the processor's cache


def look_up(table: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Give the table's entry for each value, as `table[values]` does, in half the time where there are many.

    All values are to be places in the table.
    """
    found = np.empty(len(values), dtype=table.dtype)
    for start in range(0, len(values), _AT_ONCE):
        end = start + _AT_ONCE
        table.take(values[start:end], out=found[start:end], mode="clip")  # other modes copy what they give
    return found
