"""/search: every sentence that holds given words or phrases, as a page or as JSON."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, render_template, request, url_for

from service.app.problem_replies import prefers_page
from service.app.serving import (
    REVALIDATE,
    current_engine,
    current_snapshot,
    json_response,
    page_response,
)
from service.documents.document import Document
from service.engine.hits import find_scope
from service.engine.live import Snapshot
from service.wire.encoding import to_fields
from service.wire.links import read_query
from service.wire.search_shapes import PARAMETERS, SearchHit, SearchQuery, SearchReply, read_search, read_search_form

SHOWN = 20  # hits on a page of the browser

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def search() -> Response:
    as_page = prefers_page()
    response = _answer_page() if as_page else _answer_json()
    response.vary.add("Accept")
    return response


def _answer_json() -> Response:
    engine, snapshot = current_engine(), current_snapshot()
    query = read_search(request.query_string)
    response = json_response(engine.search(query, snapshot=snapshot), REVALIDATE)
    shaping = [snapshot.id, engine.public_url, to_fields(query)]
    response.set_etag(hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _answer_page() -> Response:
    values = read_query(request.query_string, PARAMETERS, lists=("documents",))
    snapshot = current_snapshot()
    asked = any(value.strip() for value in values.get("q", []))
    query = read_search_form(values | {"q": values["q"] if asked else ["?"]} | _page_size(values))
    find_scope(query, snapshot)  # refuses unknown documents though nothing is searched for yet
    reply = current_engine().search(query, snapshot=snapshot) if asked else None
    page = render_template(
        "search.html",
        query=query if asked else None,
        narrowed=query,
        reply=reply,
        groups=list(_group(reply, snapshot)) if reply else [],
        next_url=_page_link(query, reply.next) if reply and reply.next else None,
        first_url=_page_link(query) if asked and query.after else None,
        search_url=search_url,
    )
    return page_response(page)


def _page_size(values: dict[str, list[str]]) -> dict[str, list[str]]:
    return {} if any(values.get("limit", [])) else {"limit": [str(SHOWN)]}


def _group(reply: SearchReply, snapshot: Snapshot) -> Iterator[tuple[Document, int, list[SearchHit]]]:
    """Yield each document of a page with its number of hits in all and those on the page."""
    counted = iter(reply.documents)
    for _, hits in groupby(reply.hits, key=lambda hit: hit.document.id):
        described = next(counted)
        yield snapshot.documents[snapshot.numbers[described.document.id]], described.hits, list(hits)


def _page_link(query: SearchQuery, following: str | None = None) -> str:
    """Link to another page of a search: the one that `following` leads to, or the first."""
    after = parse_qs(urlsplit(following).query)["after"][0] if following else None
    limit = query.limit if query.limit != SHOWN else None
    return url_for(
        "search.search",
        q=query.q,
        documents=query.documents,
        since=query.since,
        until=query.until,
        limit=limit,
        after=after,
    )


@blueprint.app_template_filter()
def said_url(name: str) -> str:
    """Link to what else is said by or of somebody."""
    return search_url(f'"{name}"')


@blueprint.app_template_filter()
def search_url(q: str, *documents: str) -> str:
    """Link to the page with everything that holds some words."""
    return with_query(url_for("search.search"), q=q, documents=documents)


@blueprint.app_template_filter()
def with_query(url: str, **query: str | Sequence[str]) -> str:
    """Add a query to a link, written as the scripts write it."""
    return f"{url}?{urlencode(query, doseq=True)}"


@blueprint.app_template_filter()
def cut_at_marks(hit: SearchHit) -> list[tuple[str, bool]]:
    """Cut a hit's quote into pieces, each with whether it is marked. The offsets must be code points."""
    pieces, done = [], hit.start
    for mark in hit.marks:
        pieces += [(hit.quote[done - hit.start : mark.start - hit.start], False), (mark.text, True)]
        done = mark.end
    return [piece for piece in [*pieces, (hit.quote[done - hit.start :], False)] if piece[0]]
