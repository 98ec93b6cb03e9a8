"""Every error in one shape, made in one place: RFC 9457 problem details, or a page for a browser."""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

log = logging.getLogger("quoth")

PROBLEM_JSON = "application/problem+json"
SHOWN = 60  # characters of a client's value that an error repeats


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request: a sentence, and a JSON Pointer (RFC 6901) to where it stands."""

    detail: str
    pointer: str | None = None


class Problem(Exception):
    """A refusal: an HTTP status, and a sentence saying what was wrong and what was expected."""

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers, self.faults = dict(headers or {}), tuple(faults)

    @property
    def title(self) -> str:
        """The status in words, as RFC 9457 wants it for the type about:blank."""
        return HTTPStatus(self.status).phrase


def show(value: object) -> str:
    """Quote a client's value in an error: as JSON, in ASCII, shortened."""
    try:
        shown = json.dumps(value[:SHOWN] if isinstance(value, str) else value)
    except (TypeError, ValueError, RecursionError):
        return f"a {type(value).__name__}"
    cut = len(shown) > SHOWN + 2 or (isinstance(value, str) and len(value) > SHOWN)
    return f"{shown[: SHOWN + 1].rstrip(chr(34))}..." + ('"' if isinstance(value, str) else "") if cut else shown


def handle_problems(app: Flask) -> None:
    """Turn every error of the application into a problem."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(HTTPException, lambda error: respond(_translate(error)))
    app.register_error_handler(Exception, _answer_unexpected)


def respond(problem: Problem) -> Response:
    """Answer with the problem: a page where the client prefers one, JSON otherwise."""
    # Where the Host is refused, no page can be rendered: its links would need a host.
    page = prefers_page() and not isinstance(request.routing_exception, SecurityError)
    body = _to_page(problem) if page else json.dumps(problem_to_json(problem)) + "\n"
    response = Response(body, problem.status, content_type="text/html; charset=utf-8" if page else PROBLEM_JSON)
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def prefers_page() -> bool:
    """Tell whether the client would rather have text/html than JSON; */* is no such wish."""
    best = request.accept_mimetypes.best_match(["application/json", PROBLEM_JSON, "text/html"])
    return best == "text/html"


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Shape a problem as RFC 9457 has it; `errors` names the faulty fields, as its own example does."""
    members: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.faults:
        members["errors"] = [
            {"detail": fault.detail} | ({"pointer": fault.pointer} if fault.pointer is not None else {})
            for fault in problem.faults
        ]
    return members


def _to_page(problem: Problem) -> str:
    return render_template("error.html", problem=problem)


def _answer_unexpected(error: Exception) -> Response:
    # Neither the query nor the error's message is logged: either may hold a question.
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("Unexpected %s at %s %s\n%s", type(error).__name__, request.method, show(request.path), trace)
    return respond(Problem(500, "Something went wrong here, not with your request. It has been logged."))


def _translate(error: HTTPException) -> Problem:
    """Say what Flask or Werkzeug refused in our words, keeping headers such as Allow and Location."""
    status = error.code or 500
    headers = {k: v for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")}
    if isinstance(error, SecurityError):
        detail = (
            f"The Host {show(request.headers.get('Host', ''))} is not one that this service answers to; "
            "QUOTH_HOSTS names those that it should."
        )
    elif status == 404:
        detail = f"There is nothing at {show(request.path)}."
    elif isinstance(error, MethodNotAllowed):
        allowed = headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{show(request.path)} does not take {show(request.method)}; expected one of {allowed}."
    elif status == 413:
        size, bound = request.content_length, request.max_content_length
        detail = f"The body has {size} bytes; expected at most {bound}."
    else:
        detail = error.description or HTTPStatus(status).phrase
    return Problem(status, detail, headers)
