"""/feedback: readers' verdicts on answers, kept as a question file. It is off unless a file is named.

A line is a question of the file that answers are measured with. `answers` lists the places that answer it,
and is empty where silence is right; a verdict that says only what is wrong leaves it null, to be filled in.
"""

import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, request

from service.app.bodies import read_json_object
from service.app.problems import Problem, show
from service.app.serving import current_serving, current_snapshot
from service.app.words import VERDICTS
from service.engine.lookup import find_document
from service.query.question import read_question
from service.wire.requests import Ask, Cited, read_ask

try:
    import fcntl
except ImportError:  # not a POSIX system: the lock below is then this process's only
    fcntl = None  # type: ignore[assignment]

blueprint = Blueprint("feedback", __name__)

MAX_BODY = 32 << 10  # bytes; ten earlier questions of 1000 characters fit
MAX_FILE = 64 << 20  # bytes; a file that has grown so large takes no more
_lock = threading.Lock()


@blueprint.post("/feedback")
def feedback() -> tuple[str, int]:
    """Keep one verdict: {"question", "verdict", "cited"?, "history"?, "documents"?}, in code points."""
    file = current_serving().feedback
    if file is None:
        raise Problem(404, "This service keeps no feedback; QUOTH_FEEDBACK names the file that it would keep.")
    _check_origin()
    if (request.content_length or 0) > MAX_BODY:
        raise Problem(413, f"The body has {request.content_length} bytes; expected at most {MAX_BODY}.")
    fields = read_json_object()
    verdict, cited = _check_verdict(fields.pop("verdict", None)), _check_cited(fields.pop("cited", None))
    line = line_of(read_ask(fields), verdict, cited, datetime.now(UTC).isoformat(timespec="seconds"))
    _append(file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return "", 204


def line_of(ask: Ask, verdict: str, cited: Cited | None, received: str) -> dict[str, Any]:
    """Shape a verdict as a line of a question file."""
    place = {"document": cited.document, "span": [cited.start, cited.end]} if cited else None
    answers: dict[str, list[dict[str, Any]] | None] = {
        "right": [place] if place else [],
        "should_be_silent": [],
    }
    return {
        "id": "feedback-" + sha256(f"{received} {ask} {verdict} {cited}".encode()).hexdigest()[:12],
        "question": ask.question,
        "kind": read_question(ask.question).kind,
        "answers": answers.get(verdict),
        "verdict": verdict,
        "cited": place,
        "history": [turn.question for turn in ask.history],
        "documents": list(ask.documents),
        "received": received,
    }


def _check_origin() -> None:
    """Refuse a page of another site, which a browser names in the header Origin of every POST."""
    ours = {request.host_url.rstrip("/"), current_serving().public_url}
    origin = request.headers.get("Origin", "")
    if not origin or origin not in ours:
        raise Problem(403, f"The Origin is {show(origin)}; expected this service's own pages.")


def _check_verdict(value: object) -> str:
    if not isinstance(value, str) or value not in VERDICTS:
        raise Problem(400, f"verdict is {show(value)}; expected one of {', '.join(VERDICTS)}.")
    return value


def _check_cited(value: object) -> Cited | None:
    """Check the place that the reader saw cited: it must be in the collection."""
    if value is None:
        return None
    expected = 'expected null or {"document": id, "start": integer, "end": integer}'
    if not isinstance(value, Mapping) or set(value) != {"document", "start", "end"}:
        raise Problem(400, f"cited is {show(value)}; {expected}.")
    name, start, end = value["document"], value["start"], value["end"]
    if not isinstance(name, str) or type(start) is not int or type(end) is not int:
        raise Problem(400, f"cited is {show(value)}; {expected}.")
    length = len(find_document(current_snapshot(), name).text)
    if not 0 <= start < end <= length:
        raise Problem(400, f"cited is {start} to {end}; expected 0 <= start < end <= {length}.")
    return Cited(name, start, end)


def _append(file: Path, line: bytes) -> None:
    """Add a line in one write, under a lock that other processes heed too."""
    with _lock, file.open("ab") as stream:
        if fcntl is not None:
            fcntl.flock(stream, fcntl.LOCK_EX)  # given back when the file is closed
        if os.fstat(stream.fileno()).st_size + len(line) > MAX_FILE:
            raise Problem(507, f"The feedback file has reached {MAX_FILE} bytes and takes no more.")
        stream.write(line)
