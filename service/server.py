"""Serve the application over HTTP with waitress, within bounds that are ours."""

from collections.abc import Callable
from typing import Any

from waitress import create_server


class PortError(Exception):
    """An address that cannot be listened on; its message is a sentence for whoever starts the service."""


def serve(app: Callable[..., Any], host: str, port: int, threads: int, max_body_bytes: int) -> None:
    create_server(
        app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=True
    ).run()
