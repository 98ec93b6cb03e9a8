"""Guard every response: accept only trusted hosts, and limit what browsers may do with a page."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


_PAIRS = [(name.lower(), (name, value)) for name, value in HEADERS.items()]


def secure(app: Flask, hosts: Sequence[str]) -> None:
    """Accept only the loopback names and `hosts`, and add the security headers to every response."""
    trusted = (*LOOPBACK, *(host.lower() for host in hosts))
    app.config["TRUSTED_HOSTS"] = [host for host in trusted if not host.startswith("[")]
    app.wsgi_app = _AddedHeaders(_HostNames(app.wsgi_app, trusted))  # type: ignore[method-assign]


class _AddedHeaders:
    """WSGI middleware that adds the security headers which a response has not. To have Flask do it takes ten times as long."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            given = {name.lower() for name, _ in headers}
            return start_response(status, headers + [pair for name, pair in _PAIRS if name not in given], *error)

        return self._app(environ, start)


class _HostNames:
    """WSGI middleware that normalises the Host header so that Werkzeug can compare it.

    Werkzeug compares a trusted host only up to its first colon, so an IPv6 address never matches, and compares it
    case-sensitively, although host names are not (RFC 9110, section 4.2.3).
    """

    def __init__(self, app: "WSGIApplication", trusted: Iterable[str]) -> None:
        self._app = app
        self._addresses = [host for host in trusted if host.startswith("[")]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").lower()
        for address in self._addresses:
            if host == address or host.startswith(f"{address}:"):
                host = "localhost" + host[len(address) :]
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = host
        return self._app(environ, start_response)
