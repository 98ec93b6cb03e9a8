"""Connections to waitress, bounded so that clients that are slow, or open many, cannot keep the others out.

A request has a deadline for arriving whole, headers and body, and its reply one for being taken. One address may have
only so many connections open; with more, and with more than the server takes in all, the one that has gone longest
without work for the server is closed to make room.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from waitress.channel import HTTPChannel

from service.app.clients import name_client

MAX_CONNECTIONS = 512
CLIENT_CONNECTIONS = 100
REQUEST_SECONDS = 30.0
IDLE_SECONDS = 30  # after which an idle connection is closed
LEAST_TAKEN = 1024  # bytes a second of a reply that a client must take
CHECKS = 8  # in the time of the shortest deadline


@dataclass(frozen=True)
class ConnectionLimits:
    """How many connections there may be, and how long each may take.

    `client` is the number for one address, or for one IPv6 network of 64 bits; the loopback and `proxy` are exempt, as
    whoever comes through a proxy shares its address. `request` is in seconds, from a request's first byte to its
    last, and as long without LEAST_TAKEN bytes a second ends a reply; `idle` is in seconds between requests.
    """

    total: int = MAX_CONNECTIONS
    client: int = CLIENT_CONNECTIONS
    request: float = REQUEST_SECONDS
    idle: float = IDLE_SECONDS
    proxy: str = ""

    @property
    def check(self) -> float:
        """The seconds between two looks at all connections."""
        return min(self.request, self.idle) / CHECKS


class LateRequest:
    """What waitress answers a request with that has not arrived in time, in the shape of its own errors."""

    code = 408

    def __init__(self, seconds: float) -> None:
        self.body = f"it has not arrived whole within {seconds:g} seconds"


class BoundedChannel(HTTPChannel):
    """A connection that knows since when it has waited for the rest of a request, and for a reply to be taken."""

    request: Any = None  # the one in arrival
    at_once = False  # whether the thread of all connections answers the one that has arrived

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        now = time.monotonic()
        self.since = now  # when the request in arrival, or the pause between two, began
        self._sent, self._seen, self._taking_since = 0, 0, now
        super().__init__(server, sock, addr, adj, map=map)
        self.client = name_client(str(addr[0]))

    def received(self, data: bytes) -> bool:
        arriving = self.request is not None
        got: bool = super().received(data)
        if not arriving or self.request is None:
            self.since = time.monotonic()
        return got

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close)
        self._sent += sent
        return sent

    def check(self, now: float, limits: ConnectionLimits) -> None:
        """Answer a late request with 408, and close the connection if it idles or its reply is not taken."""
        if self.total_outbufs_len:
            self._check_taking(now, limits)
            return
        self._taking_since, self._seen = now, self._sent
        if self.requests:
            self.since = now  # what has arrived of the next request is not read on meanwhile
        elif self.request is None:
            if now - self.since > limits.idle:
                self.handle_close()
        elif now - self.since > limits.request + self.request.extra_seconds:
            self._refuse_late(limits)

    def _check_taking(self, now: float, limits: ConnectionLimits) -> None:
        elapsed = now - self._taking_since
        if self._sent - self._seen >= LEAST_TAKEN * max(elapsed, limits.check):
            self._taking_since, self._seen = now, self._sent
        elif elapsed > limits.request:
            self.handle_close()

    def _refuse_late(self, limits: ConnectionLimits) -> None:
        with self.requests_lock:
            late = self.request
            self.request = None
            if late is None or self.requests:
                return
            late.error, late.completed = LateRequest(limits.request), True
            self.requests.append(late)
            self.server.add_task(self)


def choose_to_close(
    channels: Iterable[BoundedChannel], newcomer: BoundedChannel, limits: ConnectionLimits
) -> BoundedChannel | None:
    """Choose the connection to close for the newcomer: it, if others are all at work; None if there is room."""
    rivals = _rivals(channels, newcomer, limits)
    resting = [channel for channel in rivals if not channel.requests]
    return min(resting, key=lambda channel: channel.since, default=newcomer) if rivals else None


def _rivals(
    channels: Iterable[BoundedChannel], newcomer: BoundedChannel, limits: ConnectionLimits
) -> list[BoundedChannel]:
    """List the connections of which one has to go."""
    others = [channel for channel in channels if channel is not newcomer and not channel.will_close]
    own = [channel for channel in others if channel.client == newcomer.client]
    if len(own) >= limits.client and not is_exempt(newcomer.client, limits):
        return own
    return others if len(others) >= limits.total else []


def is_exempt(client: str, limits: ConnectionLimits) -> bool:
    """Whether many clients may stand behind an address: the loopback, where a proxy may be, and the proxy named."""
    try:
        return client == limits.proxy or ip_address(client.partition("/")[0]).is_loopback or client == "::/64"
    except ValueError:
        return False
