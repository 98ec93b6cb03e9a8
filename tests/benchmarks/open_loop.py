"""An open loop of HTTP requests over connections that are kept: what is due is sent, whether or not earlier replies are there.

It costs the machine far less than the service under test, which shares its cores with it.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

TIMEOUT = 20.0  # seconds after which a request counts as timed out
STALE = 10.0  # seconds without a request after which a connection is not used again
LOOK = 0.5  # seconds between two looks for requests that take too long
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@dataclass
class Tally:
    """What came of the requests of one run; latencies in milliseconds since a request was due."""

    outcomes: Counter[str] = field(default_factory=Counter)
    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    without_retry_after: int = 0

    def note(self, status: str, head: bytes, due: float) -> None:
        self.outcomes[status] += 1
        took = (time.monotonic() - due) * 1e3
        if status == "200":
            self.served.append(took)
        elif status == "503":
            self.refused.append(took)
            self.without_retry_after += b"retry-after:" not in head.lower()


class _Connection(asyncio.Protocol):
    """A connection with at most one request under way."""

    def __init__(self, loop: "OpenLoop") -> None:
        self._loop, self._got = loop, b""
        self.transport: asyncio.Transport | None = None
        self.request, self.due, self.since = b"", 0.0, 0.0
        self.at_end: Callable[[], object] | None = None

    def send(self, request: bytes, due: float, at_end: Callable[[], object]) -> None:
        self.request, self.due, self.since, self.at_end = request, due, time.monotonic(), at_end
        if self.transport is not None:
            self.transport.write(request)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, blank, body = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if blank else None
        if not blank or len(body) < (int(length[1]) if length else 0):
            return
        self._got = b""
        self._loop.tally.note(head[9:12].decode(), head, self.due)
        self._end(b"Connection: close" not in head)

    def connection_lost(self, error: Exception | None) -> None:
        if self.at_end is not None:
            self.fail("reset" if error else "cut off")
        self.transport = None

    def fail(self, outcome: str) -> None:
        self._loop.tally.outcomes[outcome] += 1
        self._end(False)

    def _end(self, kept: bool) -> None:
        at_end, self.at_end = self.at_end, None
        self.since = time.monotonic()
        self._loop.settle(self, kept)
        if at_end is not None:
            at_end()


class OpenLoop:
    """Connections to one service; at most `most` are kept while they have nothing to do."""

    def __init__(self, host: str, port: int, most: int) -> None:
        self._address, self._most = (host, port), most
        self._free: list[_Connection] = []
        self._busy: dict[_Connection, None] = {}
        self.tally = Tally()

    def send(self, request: bytes, due: float, at_end: Callable[[], object]) -> None:
        """Send a request on a connection that is free, or a new one; `at_end` is called once something came of it."""
        while self._free and time.monotonic() - self._free[0].since > STALE:
            self._close(self._free.pop(0))
        connection = self._free.pop() if self._free else _Connection(self)
        self._busy[connection] = None
        connection.send(request, due, at_end)
        if connection.transport is None:
            task = asyncio.ensure_future(self._connect(connection))
            task.add_done_callback(lambda done: done.exception())

    async def _connect(self, connection: _Connection) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: connection, *self._address)
        except OSError:
            connection.fail("not connected")

    def settle(self, connection: _Connection, kept: bool) -> None:
        self._busy.pop(connection, None)
        if kept and len(self._free) < self._most:
            self._free.append(connection)
        else:
            self._close(connection)

    def _close(self, connection: _Connection) -> None:
        if connection.transport is not None:
            connection.transport.close()

    async def one_at_a_time(self, requests: Sequence[bytes], clients: int, seconds: float) -> Tally:
        """Have each of so many clients send a request, and the next as soon as it is answered, until the time is up."""
        self.tally, end = Tally(), time.monotonic() + seconds
        numbers = iter(range(10**9))

        async def ask_on() -> None:
            while True:
                over = asyncio.Event()
                self.send(requests[next(numbers) % len(requests)], time.monotonic(), over.set)
                await over.wait()
                if time.monotonic() >= end:
                    return

        await asyncio.gather(*(ask_on() for _ in range(clients)))
        return self.tally

    async def arrive(self, requests: Sequence[bytes], rate: float, seconds: float) -> Tally:
        """Send requests at a constant rate, and wait until something came of each."""
        self.tally = Tally()
        looking = asyncio.ensure_future(self._end_late())
        started, sent = time.monotonic(), 0
        while (now := time.monotonic() - started) < seconds:
            while sent < now * rate:
                self.send(requests[sent % len(requests)], started + sent / rate, int)
                sent += 1
            await asyncio.sleep(0.001)
        while self._busy:
            await asyncio.sleep(0.01)
        looking.cancel()
        return self.tally

    async def _end_late(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            late = time.monotonic() - TIMEOUT
            for connection in [each for each in self._busy if each.since < late]:
                connection.fail("timed out")

    def close(self) -> None:
        while self._free:
            self._close(self._free.pop())
