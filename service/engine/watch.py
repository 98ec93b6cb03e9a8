"""Notice when files below a folder may have changed, from file system events or by polling."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

log = logging.getLogger("quoth")

QUIET = 0.1  # seconds without an event that end a burst
LONGEST_BURST = 1.0  # seconds
POLL = 2.0  # seconds between looks when the file system sends no events
SAFETY = 60.0  # seconds between looks when it does, since events may be lost
REST = 10  # pause after a look, as a multiple of how long the look took


class Watcher:
    """Calls `look` in a thread of its own when files below the folder may have changed."""

    def __init__(self, folder: Path, look: Callable[[], object], events: bool = True, poll: float = POLL) -> None:
        self._folder = folder
        self._look = look
        self._poll = poll
        self._changed = Event()
        self._stopped = False
        self._observer = self._observe() if events else None
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    @property
    def hears_events(self) -> bool:
        """Whether file system events arrive; if not, the folder is polled."""
        return self._observer is not None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, after waiting for any look in progress."""
        self._stopped = True
        self._changed.set()
        if self._observer is not None:
            self._observer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _observe(self):  # type: ignore[no-untyped-def]  # the observer's class differs by system
        observer = Observer()
        try:
            observer.schedule(_Handler(self._changed), str(self._folder), recursive=True)
            observer.start()
        except OSError as error:  # the system's limit on watches, or a file system without events
            log.warning(
                "No file system events for '%s' (%s); checking every %g seconds.", self._folder, error, self._poll
            )
            return None
        return observer

    def _run(self) -> None:
        rest = 0.0
        while not self._stopped:
            if self._changed.wait(max(rest, SAFETY if self.hears_events else self._poll)):
                self._await_quiet()
            if self._stopped:
                return
            started = time.monotonic()
            try:
                self._look()
            except Exception:
                log.exception("The documents could not be refreshed; waiting for the next change.")
            rest = REST * (time.monotonic() - started)

    def _await_quiet(self) -> None:
        """Wait for a burst of changes to end, so that files are not read half written."""
        end = time.monotonic() + LONGEST_BURST
        while not self._stopped and time.monotonic() < end:
            self._changed.clear()
            if not self._changed.wait(QUIET):
                return
        self._changed.clear()


class _Handler(FileSystemEventHandler):
    """Sets a flag on every change; the look works out what changed."""

    def __init__(self, changed: Event) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self._changed.set()
