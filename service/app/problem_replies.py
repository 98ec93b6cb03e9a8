"""Answer every error in the same form: RFC 9457 problem details, or a page for browsers."""

import logging
import traceback
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from service.app.accepting import choose_type
from service.app.languages import asked_language, tell_sentence
from service.app.seen import REFUSAL, current_seen
from service.app.serving import current_engine
from service.index.unusable import UnusableIndexError
from service.wire.encoding import to_json
from service.wire.problems import MEDIA_TYPE, Problem, ProblemDetails, describe_problem, show

log = logging.getLogger("quoth")


def handle_problems(app: Flask) -> None:
    """Have every error in the application answered as a problem."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(UnusableIndexError, _answer_unusable)
    app.register_error_handler(HTTPException, lambda error: respond(_translate(error)))
    app.register_error_handler(Exception, _answer_unexpected)
    app.before_request(_refuse)


def _answer_unusable(error: UnusableIndexError) -> Response:
    return respond(current_engine().report(error, g.get("asked_of")))


def _refuse() -> None:
    """Raise the problem that middleware found, before anything is done for the request."""
    problem = request.environ.get(REFUSAL)
    if problem is not None:
        raise problem


def respond(problem: Problem) -> Response:
    """Answer with the problem: as a page if the client prefers HTML, as JSON otherwise."""
    # If the Host is refused, no page can be rendered, because its links would need a host.
    page = prefers_page() and not isinstance(request.routing_exception, SecurityError)
    body = _render(problem) if page else to_json(_tell(describe_problem(problem)))
    response = Response(body, problem.status, content_type="text/html; charset=utf-8" if page else MEDIA_TYPE)
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _tell(details: ProblemDetails) -> ProblemDetails:
    """Say a problem in the language that the request asks for, if it does."""
    if not asked_language():
        return details
    title, detail = str(tell_sentence(details.title)), str(tell_sentence(details.detail))
    return ProblemDetails(details.type, title, details.status, detail, details.errors)


def _render(problem: Problem) -> str:
    # No cookie reaches a page framed by another site, so there is no way to sign in there.
    shut_out = problem.status in (401, 403) and REFUSAL in request.environ
    if shut_out and request.method == "GET" and request.path != "/embed":
        here = request.script_root + request.full_path.rstrip("?")
        return render_template("sign_in.html", next=here, elsewhere=problem.status == 403)
    return render_template("error.html", problem=problem)


def prefers_page() -> bool:
    """Tell whether the client prefers text/html to JSON; */* does not count as a preference."""
    return choose_type(["application/json", MEDIA_TYPE, "text/html"]) == "text/html"


def _answer_unexpected(error: Exception) -> Response:
    return respond(log_unexpected(error, f"{request.method} {show(_whole_path())}, request {current_seen().id}"))


def _whole_path() -> str:
    return request.script_root + request.path


def log_unexpected(error: Exception, request: str) -> Problem:
    """Log where an error that nobody foresaw arose, and make the problem that says so."""
    # The query and the error's message are not logged, because either may contain a question.
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("Unexpected %s at %s\n%s", type(error).__name__, request, trace)
    return Problem(500, "Something went wrong here, not with your request. It has been logged.")


def _translate(error: HTTPException) -> Problem:
    """Translate an error of Flask or Werkzeug into a problem, keeping headers such as Allow and Location."""
    status = error.code or 500
    headers = {k: v for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")}
    if isinstance(error, SecurityError):
        detail = (
            f"The Host {show(request.headers.get('Host', ''))} is not one that this service answers to; "
            "QUOTH_HOSTS names those that it should."
        )
    elif status == 404:
        detail = f"There is nothing at {show(_whole_path())}."
    elif isinstance(error, MethodNotAllowed):
        allowed = headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{show(_whole_path())} does not take {show(request.method)}; expected one of {allowed}."
    elif status == 413:
        size, bound = request.content_length, request.max_content_length
        detail = f"The body has {size} bytes; expected at most {bound}."
    else:
        detail = error.description or HTTPStatus(status).phrase
    return Problem(status, detail, headers)
