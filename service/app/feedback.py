"""/feedback: append readers' verdicts on answers to a question file. Off unless a file is configured.

Each line is a question for `quoth evaluate`. `answers` lists the places that answer it, and is empty if silence is
right; it is null, to be filled in by hand, for a verdict that says only that the answer is wrong.
"""

import json
import os
import threading
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, request

from service.app.bodies import read_json_object
from service.app.serving import current_serving, current_snapshot, is_own_origin
from service.engine.lookup import find_document
from service.query.question import read_question
from service.wire.checks import read_model
from service.wire.problems import Problem, show
from service.wire.requests import CitedPlace, Feedback

try:
    import fcntl
except ImportError:  # not a POSIX system: only _lock applies, within this process
    fcntl = None  # type: ignore[assignment]

blueprint = Blueprint("feedback", __name__)

MAX_BODY = 32 << 10  # bytes; enough for a history of ten questions of 1000 characters
MAX_FILE = 64 << 20  # bytes; a larger file is not appended to
_lock = threading.Lock()


@blueprint.post("/feedback")
def feedback() -> tuple[str, int]:
    """Append one verdict. Its offsets count code points."""
    file = current_serving().feedback
    if file is None:
        raise Problem(404, "This service keeps no feedback; QUOTH_FEEDBACK names the file that it would keep.")
    _check_origin()
    if (request.content_length or 0) > MAX_BODY:
        raise Problem(413, f"The body has {request.content_length} bytes; expected at most {MAX_BODY}.")
    given = read_model(Feedback, read_json_object())
    if given.cited:
        _check_place(given.cited)
    line = line_of(given, datetime.now(UTC).isoformat(timespec="seconds"))
    _append(file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return "", 204


def line_of(given: Feedback, received: str) -> dict[str, Any]:
    """Shape a verdict as a line of a question file."""
    cited = given.cited
    place = {"document": cited.document, "span": [cited.start, cited.end]} if cited else None
    answers: dict[str, list[dict[str, Any]] | None] = {
        "right": [place] if place else [],
        "should_be_silent": [],
    }
    return {
        "id": "feedback-" + sha256(f"{received} {given}".encode()).hexdigest()[:12],
        "question": given.question,
        "kind": read_question(given.question).kind,
        "answers": answers.get(given.verdict),
        "verdict": given.verdict,
        "cited": place,
        "history": [turn.question for turn in given.history],
        "documents": list(given.documents),
        "received": received,
    }


def _check_origin() -> None:
    """Refuse requests from pages of other sites; browsers send the Origin header with every POST."""
    if not is_own_origin(request.headers.get("Origin", "")):
        raise Problem(
            403, f"The Origin is {show(request.headers.get('Origin', ''))}; expected this service's own pages."
        )


def _check_place(cited: CitedPlace) -> None:
    """Raise a 400 or 404 problem for a place that is not in the collection."""
    length = len(find_document(current_snapshot(), cited.document).text)
    if cited.end > length:
        raise Problem(400, f"cited is {cited.start} to {cited.end}; expected 0 <= start < end <= {length}.")


def _append(file: Path, line: bytes) -> None:
    """Append a line in one write, under a lock that also holds between processes."""
    with _lock, file.open("ab") as stream:
        if fcntl is not None:
            fcntl.flock(stream, fcntl.LOCK_EX)  # released when the file is closed
        if os.fstat(stream.fileno()).st_size + len(line) > MAX_FILE:
            raise Problem(507, f"The feedback file has reached {MAX_FILE} bytes and takes no more.")
        stream.write(line)
