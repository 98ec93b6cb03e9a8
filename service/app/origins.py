"""Which other sites may read the service and frame it. One list governs both; unless told otherwise it is empty."""

from collections.abc import Sequence

from flask import Flask, Response, request

from service.app.security import HEADERS

FRAMED = "/embed"  # the one page that other sites may frame
SCRIPT = "/embed.js"  # the one file that they may load without asking who they are
CLOSED = "/feedback"  # takes from the service's own pages only


def open_to(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of these origins read replies (CORS) and frame FRAMED (frame-ancestors). No cookies are involved."""
    if not origins:
        return
    policy = HEADERS["Content-Security-Policy"]
    framable = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.vary.add("Origin")
        if request.path == FRAMED:
            response.headers["Content-Security-Policy"] = framable
        if request.path == SCRIPT:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        origin = request.headers.get("Origin")
        if origin in origins and request.path != CLOSED:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "ETag"
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                _answer_preflight(response)
        return response


def _answer_preflight(response: Response) -> None:
    """Say what a page may send: JSON, by the methods there are, for the next ten minutes."""
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Max-Age"] = "600"
