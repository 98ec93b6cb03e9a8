"""Other sites: pages served from another port, and a service that knows whether they may embed it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from waitress import create_server

from service.app.app import create_app
from service.engine.engine import Engine


@contextmanager
def host(pages: dict[str, str], headers: dict[str, str] | None = None) -> Iterator[int]:
    """Serve pages, {path: HTML}, on a free port, with these headers; give the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(urlsplit(self.path).path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def keep_static(app: Flask) -> Flask:
    """Let browsers keep an app's scripts and styles: asking for each anew takes a third of the time of opening a page."""

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            response.headers["Cache-Control"] = "max-age=3600"
        return response

    return app


@contextmanager
def running(server: Any) -> Iterator[str]:
    """Have a waitress server at work in a thread; give its address."""
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # in its own thread, which may be waiting for what is closed
    server.task_dispatcher.shutdown(timeout=2)


@contextmanager
def serve_for(folder: Path, origins: Callable[[str], tuple[str, ...]], **options: Any) -> Iterator[str]:
    """Serve a folder under its own address as the public one; give the address.

    `origins` gives the sites that may embed it, once the address is known.
    """
    apps: list[Any] = []
    server = create_server(lambda environ, start: apps[0](environ, start), host="127.0.0.1", port=0, threads=4)
    address = f"http://127.0.0.1:{server.effective_port}"
    threshold = options.pop("threshold", None)
    with TemporaryDirectory() as index, Engine(folder, index=index, public_url=address, threshold=threshold) as engine:
        engine.start()
        apps.append(keep_static(create_app(engine, origins=origins(address), **options)))
        with running(server):
            yield address
