"""/documents/<id>/page: the pages of PDFs as images, and where the page of a document shows them."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from service.app.reading import BARE, document
from service.app.serving import REVALIDATE, current_engine, current_serving, current_snapshot, make_response
from service.documents.document import Document
from service.documents.page_images import MEDIA_TYPE, text_of_page
from service.engine.lookup import find_document
from service.engine.page_pictures import draw_picture, find_picture
from service.wire.links import read_integer, read_span
from service.wire.problems import Problem

blueprint = Blueprint("page_views", __name__)


@blueprint.get("/documents/<path:name>/page")
def page(name: str) -> ResponseReturnValue:
    snapshot = current_snapshot()
    if name not in snapshot.numbers and f"{name}/page" in snapshot.numbers:
        return document(f"{name}/page")
    found = find_document(snapshot, name)
    span = read_span(request.query_string, len(found.text), ("number", "band"))
    number = read_integer("number", request.args.get("number", "1"), 1, max(1, len(found.pages)))
    band = read_integer("band", request.args.get("band", "0"), 0, 1)
    _require_shown(found, number)
    engine = current_engine()
    picture = find_picture(engine, found, number, span, bool(band))
    response = Response(content_type=MEDIA_TYPE)
    if picture.name not in request.if_none_match:
        response = make_response(draw_picture(engine, picture).data, MEDIA_TYPE, REVALIDATE)
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Content-Security-Policy"] = BARE
    response.headers["Content-Disposition"] = "inline"
    response.set_etag(picture.name)
    response.make_conditional(request)
    return response


def _require_shown(found: Document, number: int) -> None:
    """Refuse a page that readers may not see: where no text of it is served, it is in the file alone."""
    serving = current_serving()
    if not serving.page_pictures:
        raise Problem(404, "Pages are not shown here; QUOTH_PAGE_PICTURES allows it.")
    if found.pages and not serving.originals and not text_of_page(found, number).strip():
        raise Problem(404, f"Page {number} holds no text, so only the file shows it; QUOTH_ORIGINALS allows that.")
