"""The pages: ask, the list of documents, a document with the cited passage marked."""

from flask import Blueprint, render_template

from service.app.lookup import Listing, find_document
from service.app.requests import read_span
from service.app.serving import current_snapshot

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    return render_template("home.html")


def render_documents(listing: Listing) -> str:
    """Render a page of the collection; the route is in `documents`, which answers with JSON too."""
    return render_template("documents.html", listing=listing)


@blueprint.get("/documents/<path:name>")
def document(name: str) -> str:
    found = find_document(current_snapshot(), name)
    span = read_span(len(found.text))
    return render_template("document.html", document=found, span=span)
