"""The pages' styles and scripts, sent without the comments and the indentation that only their authors need."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)  # on lines of their own
# Of a style: strings stay, notes go, and so does the room around marks that part rules, declarations and values.
_ROOM = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')|/\*.*?\*/\s*|\s*([{};])\s*|([:,])\s+", re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


class PageFlask(Flask):
    """Sends styles and scripts without what only their authors need, and tells the methods of the route asked for.

    Flask would add those of other routes whose pattern fits the path too.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: none here is asynchronous, and to look takes longer than most of them."""
        return func

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS."""
        asked = request.url_rule.rule if request.url_rule else None
        response = self.response_class()
        for rule in self.url_map.iter_rules():
            if rule.rule == asked:
                response.allow.update(rule.methods or ())
        return response

    def send_static_file(self, filename: str) -> Response:
        """Send a file of the pages; a style or script is made smaller first."""
        whole = super().send_static_file(filename)
        suffix = Path(filename).suffix
        if suffix not in TYPES or whole.status_code != 200:
            return whole
        path = Path(str(self.static_folder)) / filename
        whole.close()
        response = Response(slim_file(path, path.stat().st_mtime_ns), content_type=TYPES[suffix])
        response.headers["Cache-Control"] = whole.headers.get("Cache-Control", "no-cache")
        response.add_etag()
        response.make_conditional(request)
        return response


@cache
def slim_file(path: Path, changed: int) -> bytes:
    """Read a style or script as it was at a time, without comments on lines of their own and without indentation."""
    source = slim(path.read_text("utf-8"))
    return (slim_style(source) if path.suffix == ".css" else source).encode()


def slim_style(source: str) -> str:
    """Leave out the comments of a style, and the room that only its authors need."""
    return _ROOM.sub(lambda found: found[1] or found[2] or found[3] or "", source).replace(";}", "}").strip()


def slim(source: str) -> str:
    """Leave out comments that have lines of their own, indentation and blank lines."""
    return _INDENT.sub("", _COMMENT.sub("", source))
