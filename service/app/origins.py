"""Let the pages of other sites read the service and frame it. One list of origins governs both; the default is none."""

from collections.abc import Sequence

from flask import Flask, Response, request

from service.app.security import HEADERS

FRAMED = "/embed"  # the only page that other sites may frame
SCRIPT = "/embed.js"  # the only file that any site may load: on a site that is not named, it says so
CLOSED = ("/feedback", "/metrics", "/sign-in", "/sign-out")  # only for the service's own pages


def open_to(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of these origins read replies (CORS) and frame FRAMED (frame-ancestors), without credentials."""
    app.after_request(_open_script)
    if not origins:
        return
    policy = HEADERS["Content-Security-Policy"]
    framable = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.vary.add("Origin")
        if request.path == FRAMED:
            response.headers["Content-Security-Policy"] = framable
        origin = request.headers.get("Origin")
        if origin in origins and request.path not in (*CLOSED, SCRIPT):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID"
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                _answer_preflight(response)
        return response


def _open_script(response: Response) -> Response:
    if request.path == SCRIPT:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _answer_preflight(response: Response) -> None:
    """Allow JSON requests with any method of the service, for ten minutes."""
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response.headers["Access-Control-Max-Age"] = "600"
