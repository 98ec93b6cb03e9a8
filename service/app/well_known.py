"""/favicon.ico and /robots.txt: what browsers and crawlers ask for unasked."""

from flask import Blueprint, Response, current_app

from service.app.serving import current_serving, make_response

blueprint = Blueprint("well_known", __name__)

A_DAY = "public, max-age=86400"
# Every question has an address of its own, so a crawler would never be done with these.
ENDLESS = ("/?", "/ask", "/search", "/embed", "/oembed")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    response = current_app.send_static_file("favicon.ico")
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Leave the documents to crawlers, unless a token is wanted for them, but no questions."""
    closed = ("/",) if current_serving().tokens else ENDLESS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return make_response("\n".join([*lines, ""]), "text/plain; charset=utf-8", A_DAY)
