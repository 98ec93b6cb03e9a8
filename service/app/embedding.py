"""What other sites put on their pages: the widget's script, and a page for frames that needs no script."""

import json
from functools import cache
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from service.app.origins import FRAMED, SCRIPT
from service.app.serving import current_engine, current_snapshot, page_response
from service.app.words import words_for_scripts
from service.engine.lookup import find_numbers
from service.resources import find_resource
from service.wire.links import read_conversation

blueprint = Blueprint("embed", __name__)


@blueprint.get(SCRIPT)
def script() -> Response:
    response = Response(compose_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def compose_script() -> str:
    """Put the widget together, so that it is one file: the words around an answer, the style, the code."""
    files = find_resource("web") / "widget"
    style = (files / "widget.css").read_text("utf-8")
    constants = f"const WORDING = {json.dumps(words_for_scripts())};\nconst STYLE = {json.dumps(style)};\n"
    return constants + (files / "widget.js").read_text("utf-8")


@blueprint.get(FRAMED)
def frame() -> Response:
    """Answer the last `q`, following on those before it, as the page to ask on does."""
    questions, scope = read_conversation(request.query_string)
    snapshot = current_snapshot()
    if scope:
        find_numbers(snapshot, scope)
    replies = current_engine().converse(questions, scope, snapshot)
    asked = urlencode([*(("documents", name) for name in scope), *(("q", question) for question in questions)])
    page = render_template(
        "embed.html",
        reply=replies[-1] if replies else None,
        scope=scope,
        whole_url=f"/?{asked}" if asked else "/",
        wording=words_for_scripts(),
    )
    return page_response(page)
