"""/verify: check quotes against the documents, as JSON for programs and as a page, which needs no scripts, for people."""

from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request

from service.app.bodies import read_json_object
from service.app.serving import (
    NO_STORE,
    REVALIDATE,
    current_engine,
    current_snapshot,
    json_response,
    make_response,
    own_address,
)
from service.app.verify_page import CheckedText, check_text
from service.wire.problems import Problem
from service.wire.requests import MAX_TEXT, read_verify

FORM = "application/x-www-form-urlencoded"

blueprint = Blueprint("verify", __name__)


@blueprint.get("/verify")
def page() -> Response:
    return _show("")


@blueprint.post("/verify")
def verify() -> Response:
    """Answer a JSON body in JSON, and the page's form with the page."""
    if request.mimetype == FORM:
        return _check_form()
    asked = read_verify(read_json_object())
    return json_response(current_engine().verify(asked, snapshot=current_snapshot()))


def _check_form() -> Response:
    request.max_form_memory_size = request.max_content_length
    written = request.form.get("text", "")
    engine, snapshot = current_engine(), current_snapshot()
    try:
        checked = check_text(written, lambda asked: engine.verify(asked, snapshot=snapshot))
    except Problem as problem:
        if problem.status not in (400, 413):
            raise
        return _show(written, problem=problem)
    return _show(written, checked)


def _show(written: str, checked: CheckedText | None = None, problem: Problem | None = None) -> Response:
    snapshot = current_snapshot()
    rendered = render_template(
        "verify.html",
        written=written,
        checked=checked,
        problem=problem,
        most=MAX_TEXT,
        now=datetime.now(UTC),
        address=own_address(),
        documents=len(snapshot.documents),
        index=snapshot.id,
    )
    response = make_response(rendered, "text/html; charset=utf-8", NO_STORE if written else REVALIDATE)
    response.status_code = problem.status if problem else 200
    return response
