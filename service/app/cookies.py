"""Leave out cookies that cannot be read: Werkzeug raises an error for all of a request's if the bytes of one are not UTF-8.

Such cookies come from other services of the same host name, as browsers do not tell ports apart.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "HTTP_COOKIE"


class ReadableCookies:
    """WSGI middleware that hands on only the cookies that are UTF-8."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = environ.get(HEADER, "")
        if not given.isascii():
            environ[HEADER] = ";".join(filter(_is_readable, given.split(";")))
        return self._app(environ, start_response)


def _is_readable(cookie: str) -> bool:
    """Tell whether a part of the header, each byte of which is a character, is UTF-8."""
    try:
        cookie.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True
