"""/embed.js and /embed: the widget for other sites, and a page to frame that needs no scripts."""

import json
from functools import cache

from flask import Blueprint, Response, render_template, request, url_for

from service.app.origins import FRAMED, SCRIPT
from service.app.seen import note_reply
from service.app.serving import current_engine, current_snapshot, page_response
from service.app.words import anyway_link, words_for_scripts
from service.engine.lookup import find_numbers
from service.resources import find_resource
from service.wire.links import read_conversation, write_conversation
from service.wire.problems import Problem, show

blueprint = Blueprint("embed", __name__)

THEMES = ("light", "dark", "auto")  # "auto" is what the reader's system has


@blueprint.get(SCRIPT)
def script() -> Response:
    response = Response(compose_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def compose_script() -> str:
    """Combine the words around an answer, the style and the code of the widget into one script."""
    files = find_resource("web") / "widget"
    style = (files / "widget.css").read_text("utf-8")
    constants = f"const WORDING = {json.dumps(words_for_scripts())};\nconst STYLE = {json.dumps(style)};\n"
    return constants + (files / "widget.js").read_text("utf-8")


@blueprint.get(FRAMED)
def frame() -> Response:
    """Answer the last `q` in the light of the ones before it, as the chat page does."""
    questions, scope, least = read_conversation(request.query_string, ("theme",))
    theme = _read_theme()
    snapshot = current_snapshot()
    find_numbers(snapshot, scope)  # refuses unknown documents
    replies = current_engine().converse(questions, scope, snapshot, least)
    asked = write_conversation(questions, scope, least)
    if replies:
        note_reply(replies[-1])
    page = render_template(
        "embed.html",
        reply=replies[-1] if replies else None,
        anyway=anyway_link(url_for("embed.frame"), questions, scope),
        scope=scope,
        theme=theme,
        whole_url=url_for("chat.home") + (f"?{asked}" if asked else ""),
        wording=words_for_scripts(),
    )
    return page_response(page)


def _read_theme() -> str:
    """Read the colours that the page around the frame has; by default light, whatever the system's are."""
    theme = request.args.get("theme", "light")
    if theme not in THEMES:
        raise Problem(400, f"theme is {show(theme)}; expected {', '.join(THEMES[:-1])} or {THEMES[-1]}.")
    return theme
