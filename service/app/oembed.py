"""/oembed: previews of links to answers and passages, for sites they are pasted into (oembed.com, version 1.0)."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from flask import Blueprint, Response, request

from service.app.origins import FRAMED
from service.app.serving import current_engine, current_serving, current_snapshot, json_response, public_address
from service.documents.naming import name_document
from service.engine.lookup import find_document, find_numbers
from service.wire.formats.html import escape_html, quote_to_html, to_html
from service.wire.formats.sources import shown_citations
from service.wire.links import read_conversation, read_span, write_conversation
from service.wire.problems import Problem, show
from service.wire.shaping import describe_document, passage_url

WIDTH, FRAME_HEIGHT, QUOTE_HEIGHT = 640, 480, 240  # pixels, unless less is asked for
LONGEST = 5000  # code points; a longer passage is not shown, only linked
LASTS = 3600  # seconds that a consumer may cache a preview
# The framed page sends a form and opens sources in new tabs; it never needs scripts.
SANDBOX = "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin"

blueprint = Blueprint("oembed", __name__)


@dataclass(frozen=True)
class Embed:
    """The preview of a link; without `html`, a plain link."""

    title: str
    html: str | None = None
    height: int = QUOTE_HEIGHT
    author: str | None = None


@blueprint.get("/oembed")
def oembed() -> Response:
    """Reply with the preview of `url`. Unknown parameters are ignored, as oEmbed requires."""
    if request.args.get("format", "json") != "json":
        raise Problem(501, f"format is {show(request.args['format'])}; expected json, the only one there is.")
    width, height = _read_bound("maxwidth"), _read_bound("maxheight")
    embed = unfold(request.args.get("url", ""), min(width, WIDTH), height)
    shaped: dict[str, Any] = {"version": "1.0", "type": "link" if embed.html is None else "rich", "title": embed.title}
    if embed.author:
        shaped["author_name"] = embed.author
    shaped |= {"provider_name": "Quoth", "provider_url": f"{public_address()}/", "cache_age": LASTS}
    if embed.html is not None:
        shaped |= {"html": embed.html, "width": min(width, WIDTH), "height": min(height, embed.height)}
    return json_response(shaped, f"public, max-age={LASTS}")


def unfold(url: str, width: int, height: int) -> Embed:
    """Make the preview of a link to this service, at most `width` by `height` pixels.

    Raises a 404 problem for any other URL.
    """
    public = public_address()
    current_snapshot()
    if not public:
        raise Problem(404, "Links unfold only where QUOTH_PUBLIC_URL says how the world sees this service.")
    try:
        parts = urlsplit(url)
        path = _path_below(parts, public)
        if path in ("", "/", FRAMED) and parts.query:
            return _unfold_answer(parts.query, width, min(height, FRAME_HEIGHT))
        if path is not None and path.startswith("/documents/"):
            return _unfold_passage(unquote(path.removeprefix("/documents/"), errors="strict"), parts.query)
    except (Problem, ValueError) as error:
        sentence = str(error) if isinstance(error, Problem) else "It is no URL."
        raise Problem(404, f"{show(url)} does not unfold. {sentence}") from None
    raise Problem(404, f"{show(url)} does not unfold; expected a link to an answer or a document of {public}.")


def _path_below(parts: SplitResult, public: str) -> str | None:
    """Return the path of a URL below the public address; None if it is not there."""
    ours = urlsplit(public)
    is_ours = (parts.scheme, parts.netloc.lower()) == (ours.scheme, ours.netloc.lower())
    path = parts.path.removeprefix(ours.path)
    if not is_ours or not parts.path.startswith(ours.path) or (path and not path.startswith("/")):
        return None
    return path


def _unfold_answer(query: str, width: int, height: int) -> Embed:
    questions, scope, least = read_conversation(query.encode())
    if not questions:
        raise Problem(404, "It asks nothing.")
    snapshot = current_snapshot()
    find_numbers(snapshot, scope)  # refuses unknown documents
    asked = write_conversation(questions, scope, least)
    public, title = public_address(), questions[-1]
    if current_serving().origins:
        return Embed(title, _frame(f"{public}{FRAMED}?{asked}", title, width, height), FRAME_HEIGHT)
    reply = current_engine().converse(questions, scope, snapshot, least)[-1]
    said = to_html([c for c in shown_citations(reply) if c.role != "corroboration"])
    if reply.notice:
        said = f"<p>{escape_html(reply.notice)}</p>\n{said}".rstrip()
    return Embed(title, f'<p><a href="{escape_html(f"{public}/?{asked}")}">{escape_html(title)}</a></p>\n{said}')


def _frame(url: str, title: str, width: int, height: int) -> str:
    source, name = escape_html(url), escape_html(title)
    return (
        f'<iframe src="{source}" title="{name}" width="{width}" height="{height}" frameborder="0" loading="lazy" '
        f'sandbox="{SANDBOX}" referrerpolicy="no-referrer"></iframe>'
    )


def _unfold_passage(name: str, query: str) -> Embed:
    document = find_document(current_snapshot(), name)
    title = name_document(document)
    span = read_span(query.encode(), len(document.text), ("at",))
    if span is None or span[1] - span[0] > LONGEST:
        return Embed(title, author=document.author)
    url = passage_url(document, *span, public_address())
    figure = quote_to_html(document.text[slice(*span)], url, describe_document(document))
    return Embed(title, figure, author=document.author)


def _read_bound(name: str) -> int:
    """Read a size limit in pixels from a parameter; an absent or invalid one sets no limit."""
    value = request.args.get(name, "")
    return max(1, int(value)) if re.fullmatch(r"[0-9]{1,6}", value) else 10**6


@blueprint.app_context_processor
def _discovery() -> dict[str, Any]:
    return {"oembed_url": discover}


def discover() -> str | None:
    """Return the oEmbed URL for the page being rendered; None if the page has no preview."""
    public, query = public_address(), request.query_string.decode("ascii", "replace")
    unfolds = request.endpoint == "reading.document" or (request.endpoint == "chat.home" and "q=" in query)
    if not public or not unfolds:
        return None
    page = f"{public}{quote(request.path)}" + (f"?{query}" if query else "")
    return f"{public}/oembed?" + urlencode({"format": "json", "url": page})
