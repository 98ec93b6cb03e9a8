"""/documents/<id>/page: the pages of PDFs as images, and where the page of a document shows them."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from service.app.reading import BARE, document
from service.app.serving import REVALIDATE, current_engine, current_serving, current_snapshot, make_response
from service.documents.page_images import MEDIA_TYPE
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
    if not current_serving().originals:
        raise Problem(404, "The files themselves are not shown here; QUOTH_ORIGINALS allows it.")
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
