"""The server: waitress with our limits, and a shutdown that drops no request."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from conftest import ROOT, Service, wait_until

from service.app.connections import ConnectionLimits
from service.app.server import ListenError, Server, listen


def exchange(service: Service, request: bytes) -> tuple[str, dict[str, str], bytes]:
    """Send raw bytes, and return the status line, the headers and the body."""
    host, port = service.url.removeprefix("http://").split(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(request)
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nFoo Bar: 1\r\n\r\n", 400),
        ((b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".ljust(32 << 10, b"a")), 431),
        (b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", 413),
    ],
)
def test_what_is_no_http_is_refused_in_the_shape_of_every_error(service: Service, request_: bytes, status: int) -> None:
    line, headers, body = exchange(service, request_)
    assert line.split()[1] == str(status)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(body)["status"] == status
    assert "Server" not in headers


def test_what_is_no_http_is_counted(service: Service) -> None:
    def count() -> float:
        with urllib.request.urlopen(f"{service.url}/metrics") as figures:
            lines = figures.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if "requests_total{" in line and 'status="501"' in line)

    before = count()
    exchange(service, b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n")
    wait_until(lambda: count() == before + 1)


def test_a_body_over_the_bound_is_refused_with_its_size(service: Service) -> None:
    head = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    size = (1 << 20) + 1
    line, _, body = exchange(service, head + f"Content-Length: {size}\r\n\r\n".encode() + b" " * size)
    assert line.startswith("HTTP/1.1 413 ")
    assert json.loads(body)["detail"] == f"The body has {size} bytes; expected at most {1 << 20}."


def test_requests_at_work_are_answered_before_it_ends() -> None:
    entered, release, replies = threading.Event(), threading.Event(), []

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        entered.set()
        release.wait(20)
        start_response("200 OK", [("Content-Length", "1000000")])
        return [b"a" * 1_000_000]

    server = Server(slow, listen("127.0.0.1", 0), threads=1, max_body_bytes=1024)

    def ask() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/") as response:
            replies.append(response.read())

    asking = threading.Thread(target=ask)

    def stop_halfway() -> None:
        asking.start()
        entered.wait(20)
        server.stop()
        threading.Timer(0.1, release.set).start()

    server.run(stop_halfway)
    asking.join(20)
    assert [len(reply) for reply in replies] == [1_000_000]


# A signal may reach any thread of a process, and then wakes only that one.
STOPPED_FROM_A_THREAD = """
import signal, threading
from service.app.connections import ConnectionLimits
from service.app.server import Server, listen

limits = ConnectionLimits(request=10**6, idle=10**6)  # else it would look up by itself
running = Server(lambda *_: [], listen("127.0.0.1", 0), threads=1, max_body_bytes=1024, limits=limits)
running.run(lambda: threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start())
"""


def test_a_signal_ends_it_whichever_thread_it_reaches() -> None:
    done = subprocess.run([sys.executable, "-c", STOPPED_FROM_A_THREAD], cwd=ROOT, timeout=30)
    assert done.returncode == 0


def test_what_preparing_raises_ends_the_service() -> None:
    server = Server(lambda *_: [], listen("127.0.0.1", 0), threads=1, max_body_bytes=1024)

    def fail() -> None:
        raise LookupError("nothing to serve")

    with pytest.raises(LookupError, match="nothing to serve"):
        server.run(fail)


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("192.0.2.1", "'192.0.2.1', port 0 cannot be listened on; expected an address of this machine"),
        ("no.such.host.invalid", "'no.such.host.invalid', port 0 cannot be listened on"),
    ],
)
def test_an_address_that_is_not_ours_is_refused(host: str, message: str) -> None:
    with pytest.raises(ListenError, match=message):
        listen(host, 0)


# Slow clients ---------------------------------------------------------------------------------------------------------

SOON = 0.2  # seconds


@contextmanager
def running(app: Callable[..., Any], more_threads: int = 0, **limits: Any) -> Iterator[tuple[Server, int]]:
    """Run a server in this process, in a thread of its own, for as long as the context lasts."""
    server = Server(app, listen("127.0.0.1", 0), 2, 1024, ConnectionLimits(**limits), more_threads)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server, server.port
    finally:
        server.stop()
        thread.join(20)


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def connect(port: int, *pieces: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    for piece in pieces:
        connection.sendall(piece)
    return connection


def read_all(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            received += piece
    return received


WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("of_one_client", [True, False])
def test_slow_sockets_do_not_keep_others_out(of_one_client: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.app.connections.is_exempt", lambda *_: not of_one_client)
    with running(answer, total=20, client=20) as (_, port), ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connect(port, b"GET / HTTP/1.1\r\nX-Slow: "))
        with connect(port, WHOLE) as connection:
            assert read_all(connection).startswith(b"HTTP/1.1 200 OK")


def test_one_address_may_not_take_the_connections_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.app.connections.is_exempt", lambda *_: False)
    with running(answer, total=100, client=3) as (server, port), ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connect(port, b"GET / "))
        with connect(port, WHOLE) as connection:
            assert read_all(connection).startswith(b"HTTP/1.1 200 OK")
        wait_until(lambda: len(server.channels()) <= 3)


def test_of_those_behind_a_proxy_none_is_closed_for_the_others() -> None:
    with running(answer, total=100, client=3) as (server, port), ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connect(port, b"GET / "))
        wait_until(lambda: len(server.channels()) == 10)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", b"1234"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\n1234\r\n"),
    ],
)
def test_a_request_that_does_not_arrive_in_time_is_refused(pieces: tuple[bytes, ...]) -> None:
    with running(answer, request=SOON) as (_, port), connect(port, *pieces) as connection:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0].endswith(b" 408 Request Timeout")
    assert json.loads(body)["detail"] == "The request cannot be read: it has not arrived whole within 0.2 seconds."


def test_bytes_one_by_one_do_not_prolong_the_time_a_request_has() -> None:
    stopped = threading.Event()
    with running(answer, request=SOON) as (_, port), connect(port, b"GET / HTTP/1.1\r\nX: ") as connection:

        def drip() -> None:
            with suppress(OSError):
                while not stopped.wait(SOON / 10):
                    connection.sendall(b"a")

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert b" 408 " in read_all(connection).partition(b"\r\n")[0]
        stopped.set()
        dripping.join(20)


def test_an_idle_connection_is_closed_in_silence() -> None:
    with running(answer, idle=SOON) as (_, port), connect(port) as connection:
        assert read_all(connection) == b""


def test_a_request_at_work_has_all_the_time_it_needs() -> None:
    def work(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        time.sleep(3 * SOON)
        return answer(environ, start_response)

    with running(work, request=SOON, idle=SOON) as (_, port), connect(port, WHOLE) as connection:
        assert read_all(connection).endswith(b"ok")


def test_a_reply_that_is_not_taken_is_dropped() -> None:
    def answer_at_length(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(64 << 20))])
        return [b"a" * (1 << 20)] * 64

    with running(answer_at_length, request=SOON) as (server, port), connect(port, WHOLE):
        wait_until(lambda: any(channel.total_outbufs_len for channel in server.channels()))
        wait_until(lambda: not server.channels())


def test_threads_are_added_while_all_are_busy_and_ended_again() -> None:
    release = threading.Event()

    def work(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            release.wait(20)
        return answer(environ, start_response)

    slow = WHOLE.replace(b"/", b"/slow", 1)
    with running(work, more_threads=6, idle=SOON) as (server, port), ExitStack() as stack:
        kept = [stack.enter_context(connect(port, slow)) for _ in range(7)]
        with connect(port, WHOLE) as connection:
            assert read_all(connection).endswith(b"ok")
        assert server.threads == 8
        release.set()
        assert all(read_all(connection).endswith(b"ok") for connection in kept)
        wait_until(lambda: server.threads == 2)


def test_a_proxy_is_believed_only_if_it_is_named() -> None:
    def tell(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [environ["REMOTE_ADDR"].encode()]

    asked = WHOLE.replace(b"Connection", b"X-Forwarded-For: 192.0.2.7\r\nConnection")
    for proxy, address in (("", b"127.0.0.1"), ("127.0.0.1", b"192.0.2.7")):
        with running(tell, proxy=proxy) as (_, port), connect(port, asked) as connection:
            assert address in read_all(connection)
