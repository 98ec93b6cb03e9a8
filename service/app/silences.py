"""/silences: the questions that ended in silence, counted, for whoever keeps the documents. Off unless a file is configured.

Each line of the file is a question for `quoth evaluate`, with no answer that would be right. Nothing else is kept of who asked.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request

from service.app.access_tokens import SINGLE
from service.app.problem_replies import prefers_page
from service.app.seen import current_seen, seen_in
from service.app.serving import NO_STORE, current_serving, make_response
from service.app.whole_replies import call_to_end
from service.query.question import read_question
from service.wire.links import read_query
from service.wire.problems import Problem

try:
    import fcntl
except ImportError:  # not a POSIX system: only the lock within this process applies
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("quoth")

MAX_FILE = 16 << 20  # bytes; a larger file takes no more
SHOWN = 500  # questions on the page
OWNER = "owner"  # the name in QUOTH_TOKENS of the token that may see what others asked
JSON_LINES = "application/jsonl; charset=utf-8"

blueprint = Blueprint("silences", __name__)


@dataclass
class SilentQuestion:
    """A question that ended in silence: how often, why and on which day last."""

    question: str
    times: int
    reason: str
    last: str


class SilenceKeeper:
    """WSGI middleware that appends each request's unanswered questions to a file, once the reply is at its end."""

    def __init__(self, app: "WSGIApplication", file: Path) -> None:
        self._app, self._file = app, file
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def keep(_status: str, _length: int) -> None:
            self._keep(seen_in(environ).silent)

        return call_to_end(self._app, environ, start_response, keep)

    def _keep(self, silent: Iterable[tuple[str, str]]) -> None:
        today = datetime.now(UTC).date().isoformat()
        lines = [line_of(question, reason, today) for question, reason in silent]
        if not lines:
            return
        try:
            self._append(b"".join(lines))
        except OSError as error:
            log.error("Unanswered questions cannot be kept in '%s': %s.", self._file, error.strerror)

    def _append(self, lines: bytes) -> None:
        """Append lines in one write, under a lock that also holds between processes."""
        with self._lock, self._file.open("ab") as stream:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX)  # released when the file is closed
            if os.fstat(stream.fileno()).st_size + len(lines) <= MAX_FILE:
                stream.write(lines)


def line_of(question: str, reason: str, day: str) -> bytes:
    """Shape a question as a line of a question file."""
    fields = {"question": question, "kind": read_question(question).kind, "answers": [], "reason": reason, "asked": day}
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


@blueprint.get("/silences")
def silences() -> Response:
    wanted = read_query(request.query_string, ("as",)).get("as", [""])[0]
    file = _file_for_owner()
    if wanted not in ("", "jsonl"):
        raise Problem(400, f"as is {json.dumps(wanted)}; expected jsonl.")
    questions = count_questions(_read_lines(file))
    if wanted or not prefers_page():
        response = make_response(b"".join(_write(one) for one in questions), JSON_LINES, NO_STORE)
        response.headers["Content-Disposition"] = "attachment; filename=silences.jsonl"
    else:
        page = render_template("silences.html", questions=questions[:SHOWN], total=len(questions), file=file.name)
        response = make_response(page, "text/html; charset=utf-8", NO_STORE)
    response.vary.add("Accept")
    return response


def _file_for_owner() -> Path:
    serving = current_serving()
    if serving.silences is None:
        raise Problem(
            404, "This service keeps no unanswered questions; QUOTH_SILENCES names the file that it would keep."
        )
    if not serving.tokens:
        raise Problem(404, "What others asked is shown to nobody without a token; QUOTH_TOKEN sets one.")
    if current_seen().token not in (SINGLE, OWNER):
        raise Problem(403, f'This token does not show what others asked; the one named "{OWNER}" in QUOTH_TOKENS does.')
    return serving.silences


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of the file that are whole, oldest first."""
    try:
        written = file.read_bytes()[: 2 * MAX_FILE]
    except OSError:
        return  # nothing was kept yet
    for line in written.split(b"\n"):
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields, dict) and isinstance(fields.get("question"), str):
            yield fields


def count_questions(lines: Iterable[dict[str, Any]]) -> list[SilentQuestion]:
    """Count questions that differ in nothing but case and white space, the most frequent first, then the latest."""
    counted: dict[str, SilentQuestion] = {}
    for fields in lines:
        question, reason, day = fields["question"], str(fields.get("reason", "")), str(fields.get("asked", ""))
        one = counted.setdefault(" ".join(question.casefold().split()), SilentQuestion(question, 0, reason, day))
        one.times, one.reason, one.last = one.times + 1, reason, max(one.last, day)
    latest = sorted(counted.values(), key=lambda one: one.last, reverse=True)
    return sorted(latest, key=lambda one: -one.times)


def _write(one: SilentQuestion) -> bytes:
    fields = json.loads(line_of(one.question, one.reason, one.last)) | {"times": one.times}
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
