"""Processes that read documents for the one that needs them, and what becomes of them and of it."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection, current_process, get_context, parent_process
from threading import Thread
from typing import TypeVar

from service.documents.collection import CollectionError

Work = TypeVar("Work")
Made = TypeVar("Made")

GUARD = """A script that reads documents in several processes must do so below `if __name__ == "__main__":`, as each of them \
first runs the script again; or read them in one, with processes=1."""


def begin_worker() -> None:
    """Make sure that a worker ends with its parent, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (connection.wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def refuse_unguarded(processes: int | None) -> None:
    """Raise RuntimeError in a worker that runs its parent's script again and would start workers of its own.

    It would wait for the folder that its parent has locked, and its parent for it. multiprocessing itself refuses only to
    start the process (https://docs.python.org/3/library/multiprocessing.html#the-spawn-and-forkserver-start-methods).
    """
    if processes != 1 and getattr(current_process(), "_inheriting", False):
        raise RuntimeError(GUARD)


def work_apart(count: int, do: Callable[[Work], Made], pieces: Sequence[Work]) -> Iterator[Made]:
    """Yield what a function makes of each piece of work, in order, done by so many processes.

    Raises CollectionError if one ends before it is done.
    """
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # which most commands do without

    # Not forked: threads of the service may hold locks at that moment.
    with ProcessPoolExecutor(count, get_context("spawn"), begin_worker) as pool:
        try:
            yield from pool.map(do, pieces)
        except BrokenProcessPool:
            reason = "A process that reads documents ended before it was done, as one does that the system has no memory for."
            raise CollectionError(f"{reason} {GUARD}") from None
        finally:
            pool.shutdown(cancel_futures=True)
