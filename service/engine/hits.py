"""Search a snapshot for every hit, and shape a page of them."""

import json
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode

from service.engine.live import Snapshot
from service.engine.lookup import describe_index, find_numbers
from service.index.scope import Scope
from service.memory import ENTRY
from service.search.every_hit import FoundHits, HitPlace, HoldingSentence, count_sentences, find_every
from service.search.marking import mark
from service.search.wanted import Wanted, read_wanted
from service.wire.problems import Problem
from service.wire.replies import CONTEXT, Passage
from service.wire.search_shapes import (
    HITS,
    HitDocument,
    SearchedWord,
    SearchHit,
    SearchQuery,
    SearchReply,
    SearchTotals,
)
from service.wire.shaping import Shaper, describe_document, passage_url

_DATE_BYTES = 70  # a date in a list


def search_snapshot(query: SearchQuery, snapshot: Snapshot, shaper: Shaper) -> SearchReply:
    """Find a page of hits. Raises Problem if a document does not exist, or the dates are the wrong way round."""
    scope = find_scope(query, snapshot)
    wanted = read_wanted(query.q)
    after = HitPlace(query.place[1], query.place[0]) if query.place else None
    found = find_every(wanted, snapshot.index, query.limit, after, scope)
    numbers = Counter(hit.document for hit in found.sentences)
    described = {number: describe_document(snapshot.documents[number]) for number in numbers}
    return SearchReply(
        q=query.q,
        words=tuple(
            SearchedWord(word.word, word.terms, count_sentences(word.terms, snapshot.index, scope))
            for word in wanted.words
        ),
        phrases=wanted.phrases,
        ignored=wanted.ignored,
        total=SearchTotals(found.total, len(found.counts), found.complete),
        documents=tuple(
            HitDocument(described[number], max(found.counts.get(number, 0), shown)) for number, shown in numbers.items()
        ),
        hits=tuple(_shape_hit(hit, snapshot, wanted, shaper) for hit in found.sentences),
        next=_link_on(query, found, shaper.address),
        offsets=shaper.offsets,
        index=describe_index(snapshot),
    )


def _shape_hit(hit: HoldingSentence, snapshot: Snapshot, wanted: Wanted, shaper: Shaper) -> SearchHit:
    document = snapshot.documents[hit.document]
    text, convert = document.text, shaper.converter(document)
    marks = mark(text, hit.start, hit.end, wanted)
    return SearchHit(
        document=describe_document(document),
        start=convert(hit.start),
        end=convert(hit.end),
        page=document.page_at(hit.start),
        quote=text[hit.start : hit.end],
        marks=tuple(Passage(convert(start), convert(end), text[start:end]) for start, end in marks),
        prefix=text[max(0, hit.start - CONTEXT) : hit.start],
        suffix=text[hit.end : hit.end + CONTEXT],
        url=passage_url(document, hit.start, hit.end, shaper.address),
    )


def _link_on(query: SearchQuery, found: FoundHits, address: str) -> str | None:
    if found.reached is None:
        return None
    place = f"{max(0, found.reached.start)} {found.reached.document}"
    return f"{address}/search?{write_search(query, place)}"


def write_search(query: SearchQuery, after: str | None = None) -> str:
    """Write the query string of a search, for the page that begins after a place (None: the first)."""
    parts = [("q", query.q), *(("documents", name) for name in query.documents)]
    given = {"since": query.since, "until": query.until, "after": after}
    parts += [(name, value) for name, value in given.items() if value]
    parts += [("limit", str(query.limit))] if query.limit != HITS else []
    return urlencode(parts + ([("offsets", query.offsets)] if query.offsets != "codepoint" else []))


def find_scope(query: SearchQuery, snapshot: Snapshot) -> Scope | None:
    """Find the documents to search; None for all. Raises Problem as `search_snapshot` does."""
    scope = find_numbers(snapshot, query.documents) if query.documents else None
    if query.since is None and query.until is None:
        return scope
    if query.since and query.until and _last_day(query.until) < query.since:
        raise Problem(
            400, f"since is {json.dumps(query.since)} and until is {json.dumps(query.until)}; expected them in order."
        )
    dates = _dates(snapshot)
    numbers: Iterable[int] = range(len(dates)) if scope is None else scope
    return Scope((number, number + 1) for number in numbers if _is_between(dates[number], query.since, query.until))


def _dates(snapshot: Snapshot) -> list[str]:
    """List the documents' dates, "" for one without."""
    index = snapshot.index

    def read() -> list[str]:
        return [(about.published or "")[:10] for about in index.corpus.abouts()]

    return index.memory.get_or_make(("dates", index.serial), read, lambda made: ENTRY + _DATE_BYTES * len(made))


def _is_between(date: str, since: str | None, until: str | None) -> bool:
    """Tell whether a day that the date may mean is in the range: a document of 2020 may be of any day of that year."""
    return bool(date) and (since is None or _last_day(date) >= since) and (until is None or date <= _last_day(until))


def _last_day(date: str) -> str:
    """Return what no day of a year, month or day comes after, in the order of text."""
    return date if len(date) == 10 else date + "-99"
