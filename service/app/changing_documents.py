"""PUT and DELETE /documents/<id>, POST /documents: add, replace and remove documents. Off unless it is allowed.

Programs bring the token for it in each request. A browser is signed in with it, and its requests have to come from a page of
this service, which no page of another site can feign.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import ETags, FileStorage
from werkzeug.wrappers import Response as BaseResponse

from service.app.access_tokens import AccessTokens, find_token, find_tokens
from service.app.problem_replies import prefers_page
from service.app.seen import current_seen
from service.app.serving import NO_STORE, current_engine, current_serving, is_own_origin, json_response, make_response
from service.documents.document import Document
from service.engine.adding import Adding, Precondition
from service.engine.live import Snapshot
from service.engine.lookup import describe_index
from service.wire.listings import AddedDocument, AddedDocuments, RemovedDocument
from service.wire.problems import Problem, show
from service.wire.shaping import document_url_of

AROUND = 1 << 20  # bytes of a form beside its files

blueprint = Blueprint("adding", __name__)


@blueprint.put("/documents/<path:name>")
def put(name: str) -> Response:
    """Add or replace the file whose bytes are the body; what kind of file it is, they tell."""
    adding = require_writer()
    request.max_content_length = current_engine().options.max_bytes
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise Problem(415, f"The Content-Encoding is {show(encoding)}; expected none.", {"Accept-Encoding": "identity"})
    added = adding.add(name, request.get_data(cache=False), _read_precondition())
    shaped = _shape(name, added.created, added.documents, added.snapshot)
    response = json_response(shaped)
    response.status_code = 202 if added.snapshot is None else 201 if added.created else 200
    response.headers["Location"] = shaped.url
    if shaped.sha256:
        response.set_etag(shaped.sha256)
    return response


@blueprint.delete("/documents/<path:name>")
def delete(name: str) -> Response:
    """Remove a file; the reply comes when nothing of it is cited any more."""
    snapshot = require_writer().remove(name, _read_precondition())
    return json_response(RemovedDocument(name, describe_index(snapshot)))


@blueprint.post("/documents")
def post() -> BaseResponse:
    """Take the form of the page: files to add, or the ids of some to remove."""
    adding = require_writer()
    request.max_content_length = current_engine().options.max_bytes + AROUND
    removed, files = request.form.getlist("remove"), [file for file in request.files.getlist("files") if file.filename]
    if not files and not removed:
        raise Problem(400, "There is no file in the form; expected one or more in the field files.")
    for name in removed:
        adding.remove(name)
    outcomes = _add_all(adding, files, replaces=bool(request.form.get("replace")))
    return _answer_form(outcomes)


def allow_large(writers: AccessTokens, most: int) -> Callable[[str, str, Mapping[str, str]], int]:
    """Make the function that lets the server take in files of up to `most` bytes, from those alone who may add them."""

    def allow(method: str, path: str, headers: Mapping[str, str]) -> int:
        if method not in ("PUT", "POST") or "/documents" not in path:
            return 0
        environ = {f"HTTP_{name}": headers[name] for name in ("AUTHORIZATION", "COOKIE") if name in headers}
        return most + AROUND if find_tokens(environ, writers) else 0

    return allow


def require_writer() -> Adding:
    """Return what changes the files, if the request may. Raises a 404, 401 or 403 problem."""
    serving = current_serving()
    if serving.adding is None:
        raise Problem(404, "This service takes no documents; QUOTH_UPLOADS lets it.")
    token = find_token(request.environ, serving.writers)
    if token is None and find_tokens(request.environ, serving.tokens):
        raise Problem(
            403, "This token is for reading; documents are added and removed with another, QUOTH_UPLOAD_TOKEN."
        )
    if token is None:
        form = url_for("sign_in.sign_in")
        raise Problem(
            401,
            'Documents are added and removed with a token of its own; expected "Authorization: Bearer ..." with it or, in a '
            f"browser, to be signed in at {form}.",
            {"WWW-Authenticate": 'Bearer realm="documents"'},
        )
    if "HTTP_AUTHORIZATION" not in request.environ:
        _check_site()
    current_seen().token = token.name
    return serving.adding


def _check_site() -> None:
    """Refuse what a browser does not say to come from a page of ours: a form says it by Sec-Fetch-Site alone."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
    if site not in (None, "same-origin") or (site is None and not is_own_origin(origin)):
        raise Problem(403, "The request was not sent from a page of this service.")


def _read_precondition() -> Precondition:
    headers = request.headers
    return Precondition(
        _tags_of(request.if_match) if "If-Match" in headers else None,
        _tags_of(request.if_none_match) if "If-None-Match" in headers else None,
    )


def _tags_of(tags: ETags) -> frozenset[str]:
    return frozenset(tags.as_set()) | (frozenset("*") if tags.star_tag else frozenset())


def _add_all(adding: Adding, files: list[FileStorage], replaces: bool) -> list[AddedDocument]:
    """Store the files of a form, and wait for all of them together."""
    about = Precondition() if replaces else Precondition(none_match=frozenset("*"))
    stored: list[tuple[str, bool, tuple[Document, ...]] | tuple[str, Problem]] = []
    for file in files:
        name = unicodedata.normalize("NFC", (file.filename or "").replace("\\", "/").rpartition("/")[2])
        try:
            stored.append((name, *adding.store(name, file.stream.read(), about)))
        except Problem as problem:
            stored.append((name, problem))
    documents = tuple(document for outcome in stored if len(outcome) == 3 for document in outcome[2])
    snapshot = adding.settle(documents) if documents else None
    return [_refuse(*one) if len(one) == 2 else _shape(*one, snapshot) for one in stored]


def _shape(name: str, created: bool, documents: tuple[Document, ...], snapshot: Snapshot | None) -> AddedDocument:
    digest = documents[0].sha256 if len(documents) == 1 and documents[0].id == name else None
    index = describe_index(snapshot) if snapshot is not None else None
    status: Any = "stored" if snapshot is None else "served"
    url = document_url_of(documents[0].id, current_engine().public_url)
    return AddedDocument(name, status, created, len(documents), digest, url, None, index)


def _refuse(name: str, problem: Problem) -> AddedDocument:
    return AddedDocument(
        name, "refused", False, 0, None, document_url_of(name, current_engine().public_url), problem.detail, None
    )


def _answer_form(outcomes: list[AddedDocument]) -> BaseResponse:
    """Answer in JSON, or lead on to the list of documents, or show what was refused."""
    refused = [outcome for outcome in outcomes if outcome.status == "refused"]
    status = 422 if refused and len(refused) == len(outcomes) else 200
    if not prefers_page():
        response = json_response(AddedDocuments(tuple(outcomes)))
    elif not refused:
        return redirect(url_for("reading.documents"), 303)
    else:
        page = render_template("added.html", outcomes=outcomes)
        response = make_response(page, "text/html; charset=utf-8", NO_STORE)
    response.status_code = status
    response.vary.add("Accept")
    return response


@blueprint.app_context_processor
def _name_writing() -> dict[str, Any]:
    """Tell pages whether documents may be added here, and whether whoever reads them may."""
    serving = current_serving()
    signed_in = serving.adding is not None and find_token(request.environ, serving.writers) is not None
    return {"takes_documents": serving.adding is not None, "may_write": signed_in}
