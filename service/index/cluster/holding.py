"""Find every paragraph that holds all of some terms, without scores."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.index.cluster.connection import Cluster
from service.index.cluster.paragraph_hits import within_runs

MOST = 100_000  # paragraphs of one search: more take too long to fetch
_AT_ONCE = 2_000


def find_holding(
    cluster: Cluster,
    index: str,
    written: Sequence[str],
    runs: Sequence[tuple[str, str]] | None,
    field: str,
    after: tuple[str, int] | None = None,
) -> tuple[list[dict[str, Any]], bool]:
    """Return the first `MOST` paragraphs that hold every term, given as stored, in document order, and whether those are all.

    `field` is "terms" for those that hold them anywhere, "sentences.terms" for those of which one sentence holds them all;
    only the latter come with their sentences. `runs` are the documents to search, as ids from the first to the last of each
    run (None: all). The search begins behind the place `after`, a document's id and an offset.
    """
    asked = _describe(written, runs, field) | ({"search_after": list(after)} if after else {})
    found: list[dict[str, Any]] = []
    while True:
        wanted = min(_AT_ONCE, MOST + 1 - len(found))
        hits = cluster.search(index, {**asked, "size": wanted})["hits"]["hits"]
        found += [hit["_source"] for hit in hits]
        if len(hits) < wanted:
            return found, True
        if len(found) > MOST:
            return found[:MOST], False
        asked["search_after"] = hits[-1]["sort"]


def _describe(written: Sequence[str], runs: Sequence[tuple[str, str]] | None, field: str) -> dict[str, Any]:
    """Describe the search for paragraphs."""
    in_one = field != "terms"
    terms: list[Mapping[str, Any]] = [{"term": {field: term}} for term in written]
    nested = {"nested": {"path": "sentences", "query": {"bool": {"filter": terms}}}}
    filters = [{"term": {"kind": "paragraph"}}, *([nested] if written and in_one else terms), *within_runs(runs)]
    return {
        "query": {"bool": {"filter": filters}},
        "sort": ["document", "start"],
        "track_total_hits": False,
        "_source": ["document", "first", "sentences"] if in_one else ["document", "block"],
    }
