"""Processes that read documents for the one that needs them, and what becomes of them and of it."""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection, current_process, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from service.documents.collection import CollectionError

Work = TypeVar("Work")
Made = TypeVar("Made")
_BETWEEN_COLLECTIONS = 50_000  # new objects between two searches for cycles, of which documents read make few

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


_do: Callable[[Any], Any] | None = None  # in a process of `work_apart`: what it does with each piece of work


def work_apart(count: int, prepare: Callable[[], Callable[[Work], Made]], pieces: Sequence[Work]) -> Iterator[Made]:
    """Yield what is made of each piece of work, in order, by so many processes.

    Each of them calls `prepare` once, for the function that makes it. Raises CollectionError if one ends before it is done.
    """
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # which most commands do without

    # Not forked: threads of the service may hold locks at that moment.
    with ProcessPoolExecutor(count, get_context("spawn"), _begin_apart, (prepare,)) as pool:
        try:
            yield from pool.map(_work, pieces)
        except BrokenProcessPool:
            reason = "A process that reads documents ended before it was done, as one does that the system has no memory for."
            raise CollectionError(f"{reason} {GUARD}") from None
        finally:
            pool.shutdown(cancel_futures=True)


def _begin_apart(prepare: Callable[[], Callable[[Any], Any]]) -> None:
    global _do
    begin_worker()
    _do = prepare()
    gc.freeze()  # what stays need not be looked through again and again
    gc.set_threshold(_BETWEEN_COLLECTIONS)


def _work(piece: Any) -> Any:
    assert _do is not None
    return _do(piece)
