"""Check an opened index in the background, a little at a time."""

import time
from collections.abc import Callable
from itertools import islice
from threading import Lock, Thread

from service.index.arrays import DamagedIndexError
from service.index.store import Store

_PAGES = 16  # checked before a rest: about a millisecond's work, in which other threads run too
_REST = 1.0  # seconds of rest to one of work


class IndexCheck:
    """Checks every page of a store in a thread of its own, and calls `report` for the first that is not as it was written.

    A page that was checked because it was read is not checked again.
    """

    def __init__(self, report: Callable[[DamagedIndexError, Store], object]) -> None:
        self._report = report
        self._lock = Lock()
        self._store: Store | None = None
        self._thread: Thread | None = None

    def begin(self, store: Store) -> None:
        """Check this store, instead of the one before if that is not done yet."""
        with self._lock:
            if self._store is not None and self._store.path == store.path:
                return
            self._store = store
            self._thread = Thread(target=self._run, args=(store,), name="index check", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop checking, and wait until that is so."""
        with self._lock:
            self._store, thread = None, self._thread
        if thread is not None and thread.is_alive():
            thread.join()

    def _run(self, store: Store) -> None:
        steps = store.check()
        try:
            while self._store is store:
                started = time.perf_counter()
                if len(list(islice(steps, _PAGES))) < _PAGES:
                    return
                time.sleep(_REST * (time.perf_counter() - started))
        except DamagedIndexError as error:
            self._report(error, store)
