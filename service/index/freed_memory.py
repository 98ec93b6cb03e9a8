"""Give memory that was freed back to the system: the C library keeps what was taken in small pieces."""

import ctypes
import sys


def give_back() -> None:
    """Give back what was freed, where the C library can be told to; elsewhere, do nothing.

    glibc reuses it only for other small pieces, while large arrays are mapped anew: see malloc_trim(3).
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
