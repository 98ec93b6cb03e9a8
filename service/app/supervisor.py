"""Run the worker processes of a service: start them, replace those that end, and stop them all together.

They are forked from this process, which does nothing else, has one thread and serves no request, so a fork finds no lock held
and everything imported.
"""

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from service.app.crew import Crew
from service.app.server import GRACE_SECONDS

log = logging.getLogger("quoth")

SIGNALS = (signal.SIGTERM, signal.SIGINT)
UNFIT = 4  # exit code of a worker that said why it cannot serve
MOST_DEATHS = 5  # of workers one after the other, none of which was ready before
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 30.0  # seconds before a worker is replaced; doubled each time that it was not ready
LONG_ENOUGH = 10.0  # seconds after which a worker that was ready counts as well
MARGIN = 3.0  # seconds beyond the server's own grace after which workers are killed
LONGEST_REASON = 4096  # bytes


class WorkerError(Exception):
    """Why workers cannot serve, as a sentence fit to show."""


@dataclass
class _Place:
    """A worker's place, and who has it. `due` is when it is to be filled again, `deaths` how many ended early in a row."""

    process: int | None = None
    began: float = 0.0
    due: float = 0.0
    deaths: int = 0


class Supervisor:
    """Keeps every place of a crew filled with a process that calls `work`.

    `work` returns when it is told to stop by SIGTERM or SIGINT, as it also is when this process is gone. An `unfit` error that
    it raises, whose message is a sentence, ends the service if no other worker is ready.
    """

    def __init__(self, crew: Crew, work: Callable[[], object], unfit: tuple[type[Exception], ...] = ()) -> None:
        self._crew, self._work, self._unfit = crew, work, unfit
        self._places = [_Place() for _ in range(crew.size)]
        self._stopping = False
        self._early_deaths = 0
        self._lifeline = os.pipe()  # its writing end is this process's alone, so that it closes with it
        self._reasons = os.pipe()

    def run(self) -> None:
        """Run the workers until SIGTERM or SIGINT. Raises WorkerError if they cannot serve."""
        with self._wake_on_signals() as woken:
            try:
                while not self._stopping:
                    self._fill()
                    self._wait(woken)
                    self._reap()
            finally:
                self._end(woken)

    @contextmanager
    def _wake_on_signals(self) -> Iterator[int]:
        """Note signals, and give what becomes readable when one comes."""
        woken, waker = os.pipe()
        for end in (woken, waker):
            os.set_blocking(end, False)
        before = {number: signal.signal(number, self._stop) for number in SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        woke_before = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        try:
            yield woken
        finally:
            signal.set_wakeup_fd(woke_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(woken)
            os.close(waker)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _fill(self) -> None:
        """Start a process in each place that is free and due."""
        for number, place in enumerate(self._places):
            if place.process is None and place.due <= time.monotonic():
                self._start(number, place)

    def _start(self, number: int, place: _Place) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        # Until the child has its own handlers, signals wait: it would otherwise take them for its parent's.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            process = os.fork()
            if process == 0:
                self._be_worker(number)
            place.process, place.began = process, time.monotonic()
        except OSError as error:
            log.error("A worker process could not be started: %s.", error.strerror)
            place.due = time.monotonic() + LONG_ENOUGH
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _be_worker(self, number: int) -> NoReturn:
        """Do the work in the process that was forked, and end it."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for each in (*SIGNALS, signal.SIGCHLD):
                signal.signal(each, signal.SIG_DFL)
            os.close(self._lifeline[1])
            threading.Thread(target=self._watch_parent, name="lifeline", daemon=True).start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            self._crew.join(number)
            self._work()
            code = 0
        except self._unfit as error:
            os.write(self._reasons[1], str(error).encode()[:LONGEST_REASON])
            code = UNFIT
        except BaseException:
            log.exception("A worker process ended.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # what is to be done at the end of the service is its parent's

    def _watch_parent(self) -> None:
        """Stop this worker when its parent is gone."""
        os.read(self._lifeline[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _wait(self, woken: int) -> None:
        """Wait for a signal, or until a place is due."""
        dues = [place.due - time.monotonic() for place in self._places if place.process is None]
        select.select([woken], [], [], max(0.0, min(dues)) if dues else None)
        self._drain(woken)

    def _drain(self, woken: int) -> None:
        try:
            os.read(woken, 1 << 12)
        except BlockingIOError:
            return

    def _reap(self) -> None:
        """Note which workers have ended. Raises WorkerError if none can serve."""
        for number, place in enumerate(self._places):
            if place.process is None:
                continue
            process, status = os.waitpid(place.process, os.WNOHANG)
            if process:
                was_ready = self._crew.is_ready(number)
                place.process = None
                self._crew.leave(number)
                if not self._stopping:
                    self._mourn(place, os.waitstatus_to_exitcode(status), was_ready)

    def _mourn(self, place: _Place, code: int, was_ready: bool) -> None:
        """Say that a worker ended, and when its place is filled again. Raises WorkerError if there is no point in that."""
        others_serve = any(self._crew.is_ready(number) for number in range(self._crew.size))
        reason = self._read_reason() if code == UNFIT else _describe(code)
        if code == UNFIT and not others_serve:
            raise WorkerError(reason)
        self._early_deaths = 0 if was_ready or others_serve else self._early_deaths + 1
        if self._early_deaths >= MOST_DEATHS:
            raise WorkerError(
                f"{MOST_DEATHS} worker processes in a row ended before they were ready, the last of them {reason}."
            )
        lasted = was_ready and time.monotonic() - place.began >= LONG_ENOUGH
        place.deaths = 0 if lasted else place.deaths + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (place.deaths - 1)) if place.deaths else 0.0
        place.due = time.monotonic() + pause
        log.error("A worker process ended, %s; another takes its place in %g s.", reason.rstrip("."), pause)

    def _read_reason(self) -> str:
        return os.read(self._reasons[0], LONGEST_REASON).decode("utf-8", "replace")

    def _end(self, woken: int) -> None:
        """Have all workers finish what they are at, and wait for them; kill those that take too long."""
        self._stopping = True
        self._signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS + MARGIN
        self._reap()  # some may have ended with the one whose end is the reason for this
        while any(place.process for place in self._places):
            left = until - time.monotonic()
            if left <= 0:
                self._signal(signal.SIGKILL)
            select.select([woken], [], [], max(left, 0.1))
            self._drain(woken)
            self._reap()

    def _signal(self, number: int) -> None:
        for place in self._places:
            if place.process is not None:
                os.kill(place.process, number)


def _describe(code: int) -> str:
    """Describe how a process ended."""
    if code >= 0:
        return f"with code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"
