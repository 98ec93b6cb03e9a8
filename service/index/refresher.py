"""A process that brings an index up to date beside the service."""

import gc
import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from service.index.workers import begin_worker

NICE = 0  # priority below requests: none, since changes are to be served soon and there is a core for each process


class HelperLostError(Exception):
    """The helping process ended before its work was done."""


class Helper:
    """Calls a function repeatedly in a process of its own, which is started by `start` or the first call.

    The function and its first arguments are passed once. The process may be killed at any moment, which an index update survives.
    """

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._work = function, arguments
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def call(self, *more: object) -> None:
        """Call the function, with `more` after its other arguments, and wait.

        Raises what it raised, or HelperLostError if the process ended.
        """
        self.start()
        assert self._connection is not None
        try:
            self._connection.send(more)
            error = self._connection.recv()
        except (EOFError, OSError):
            raise HelperLostError("The process that refreshes the documents ended before it was done.") from None
        if error is not None:
            raise error

    def start(self) -> None:
        """Start the process if it is not running: that takes longer than most calls."""
        if self._process is None or not self._process.is_alive():
            self._start()

    def stop(self) -> None:
        """End the process, even during a call."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        context = get_context("spawn")  # not forked: the service's threads may hold locks at that moment
        self._connection, other = context.Pipe()
        process = context.Process(target=_work, args=(other, *self._work), daemon=True)
        process.start()
        self._process = process  # only a process that has started can be stopped
        other.close()


def _work(connection: Connection, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    os.nice(NICE)
    gc.disable()  # a refresh makes many objects; cycles are collected after it
    begin_worker()
    while True:
        try:
            more = connection.recv()
        except EOFError:
            return
        try:
            function(*arguments, *more)
        except Exception as error:
            connection.send(error)
        else:
            connection.send(None)
        gc.collect()
