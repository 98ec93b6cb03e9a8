"""Answer in the server's own thread what will be refused: handing it to another takes longer than the refusal.

While questions are answered, each change of threads waits for the interpreter; refusals that needed several would keep the
answers, and the requests that wait to be read, from it.
"""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

from service.app.connections import BoundedChannel
from service.app.shedding import AT_ONCE

# Called with the path, the headers, by names such as CONTENT_LENGTH, and the client's address: whether it will be refused.
Foresee = Callable[[str, Mapping[str, str], str], bool]


def foresee_nothing(path: str, headers: Mapping[str, str], address: str) -> bool:
    """Hand every request to another thread."""
    return False


class MarkingTask(WSGITask):
    """Tells the application which requests it may not keep waiting."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment."""
        environ: dict[str, Any] = super().get_environment()
        if self.channel.at_once:
            environ[AT_ONCE] = True
        return environ


class AtOnce:
    """The requests that have arrived and are to be answered by the thread that reads them, with `answer`."""

    def __init__(self, foresee: Foresee) -> None:
        self._foresee, self._thread = foresee, -1
        self._channels: list[BoundedChannel] = []

    def attach(self, listener: BaseWSGIServer) -> None:
        """Have a listener ask here before it hands a request to another thread."""
        listener.add_task = partial(self._add, listener)
        listener.pull_trigger = partial(self._wake, listener)

    @property
    def waiting(self) -> bool:
        """Whether there are requests to answer."""
        return bool(self._channels)

    def answer(self) -> None:
        """Answer one request of each connection that has any. Call it after each turn of the loop, in its thread.

        What a connection has sent beyond that waits for the next turn, or a long row of requests would keep all others out.
        """
        self._thread = threading.get_ident()
        arrived, self._channels = self._channels, []
        for channel in arrived:
            channel.at_once = True
            try:
                channel.service()
            finally:
                channel.at_once = False

    def _add(self, listener: BaseWSGIServer, channel: BoundedChannel) -> None:
        request = channel.requests[0]
        is_here = threading.get_ident() == self._thread and request.error is None
        if is_here and self._foresee(request.path, request.headers, str(channel.addr[0])):
            self._channels.append(channel)
        else:
            type(listener).add_task(listener, channel)

    def _wake(self, listener: BaseWSGIServer) -> None:
        """Wake the loop, but for its own thread, which looks after all connections next."""
        if threading.get_ident() != self._thread:
            type(listener).pull_trigger(listener)
