"""Readers that behave and readers that do not, for `tests/test_reading_apart.py` to run in a process of their own."""

import os
import time

from service.documents.errors import EmptyError, UnreadableError


def read(data: bytes) -> str:
    """Do what the data says."""
    match data.partition(b":"):
        case (b"say", _, text):
            print("not part of a reply")
            return text.decode("utf-8", "surrogatepass")
        case (b"refuse", _, reason):
            raise UnreadableError(reason.decode())
        case (b"empty", _, reason):
            raise EmptyError(reason.decode())
        case (b"repeat", _, count):
            return "a" * int(count)
        case (b"fill", _, _):
            return str(len(bytearray(4 << 30)))
        case (b"fail", _, _):
            raise ZeroDivisionError
        case (b"die", _, _):
            os._exit(3)
        case (b"open", _, count):
            return str(len([os.open("/dev/null", os.O_RDONLY) for _ in range(int(count))]))
        case (b"sleep", _, _):
            time.sleep(60)
        case (b"who", _, _):
            return str(os.getpid())
    raise AssertionError(data[:20])
