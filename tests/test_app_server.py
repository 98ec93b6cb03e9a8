"""The server: waitress with our limits, and a shutdown that drops no request."""

import json
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from conftest import ROOT, Service

from service.app.server import ListenError, Server


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

    server = Server(slow, "127.0.0.1", 0, threads=1, max_body_bytes=1024)

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
from service.app import server

server.IDLE_SECONDS = 10**6  # else it would look up by itself
running = server.Server(lambda *_: [], "127.0.0.1", 0, threads=1, max_body_bytes=1024)
running.run(lambda: threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start())
"""


def test_a_signal_ends_it_whichever_thread_it_reaches() -> None:
    done = subprocess.run([sys.executable, "-c", STOPPED_FROM_A_THREAD], cwd=ROOT, timeout=30)
    assert done.returncode == 0


def test_what_preparing_raises_ends_the_service() -> None:
    server = Server(lambda *_: [], "127.0.0.1", 0, threads=1, max_body_bytes=1024)

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
        Server(lambda *_: [], host, 0, threads=1, max_body_bytes=1024)
