"""TLS in front of a server on the loopback that does not speak it."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from shutil import which
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest


def make_certificate(folder: Path, host: str) -> Path:
    """Write a certificate for an IP address, signed by itself, with its key; skip the test if `openssl` is missing."""
    if which("openssl") is None:
        pytest.skip("openssl is missing")
    place, key = folder / f"{host}.pem", folder / f"{host}.key"
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    named = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=IP:{host}")
    command = ["openssl", "req", "-x509", *kind, *named, "-keyout", str(key), "-out", str(place)]
    subprocess.run(command, check=True, capture_output=True)
    return place


@contextmanager
def speaking_tls(port: int, certificate: Path) -> Iterator[int]:
    """Pass on to `port` what comes over TLS with this certificate, whose key is beside it; yield the port to ask."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as near,
                socket.create_connection(("127.0.0.1", port)) as far,
            ):
                _pass_on(near, far)

    class Server(ThreadingTCPServer):
        daemon_threads, block_on_close, allow_reuse_address = True, False, True

    with Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def _pass_on(near: ssl.SSLSocket, far: socket.socket) -> None:
    while True:
        for source in [near] if near.pending() else select([near, far], [], [])[0]:
            data = source.recv(1 << 16)
            if not data:
                return
            (far if source is near else near).sendall(data)
