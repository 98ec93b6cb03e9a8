"""The process behind an ApartReader: reads files from its input, one after the other, and writes their texts to its output."""

import importlib
import sys
from collections.abc import Callable

from service.documents.apart import EMPTY, FAILED, MEMORY, REFUSED, TEXT, bound_process, read_message, write_message
from service.documents.errors import EmptyError, UnreadableError


def answer(function: Callable[[bytes], str], data: bytes) -> bytes:
    """Read one file; the first byte of what is returned says how that went."""
    try:
        return bytes([TEXT]) + function(data).encode("utf-8", "surrogatepass")
    except UnreadableError as error:
        return bytes([EMPTY if isinstance(error, EmptyError) else REFUSED]) + str(error).encode(
            "utf-8", "surrogatepass"
        )
    except MemoryError:
        return bytes([MEMORY])
    except Exception as error:
        return bytes([FAILED]) + type(error).__name__.encode()


def main() -> None:
    name, *limits = sys.argv[1:]
    module, _, function = name.partition(":")
    read: Callable[[bytes], str] = getattr(importlib.import_module(module), function)
    bound_process(*map(int, limits))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the replies
    while True:
        try:
            data = read_message(source)
        except EOFError:
            return
        write_message(target, answer(read, data))
