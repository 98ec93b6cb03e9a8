"""Find every paragraph that holds all of some terms, without scores."""

from collections.abc import Iterator, Sequence
from typing import Any

from service.index.cluster.connection import Cluster
from service.index.cluster.paragraph_hits import within_runs
from service.index.unusable import UnavailableIndexError

MOST = 100_000  # paragraphs of one search: what holds more is no use to a reader, and takes too long to fetch
_AT_ONCE = 2_000


def find_holding(
    cluster: Cluster, index: str, written: Sequence[str], runs: Sequence[tuple[str, str]] | None, field: str
) -> Iterator[dict[str, Any]]:
    """Yield the paragraphs that hold every term, given as stored, in document order.

    `field` is "terms" for those that hold them anywhere, "sentences.terms" for those of which one sentence holds them all;
    `runs` are the documents to search, as ids from the first to the last of each run (None: all). Raises
    UnavailableIndexError for more than `MOST`.
    """
    terms: list[dict[str, Any]] = [{"term": {field: term}} for term in written]
    nested = {"nested": {"path": "sentences", "query": {"bool": {"filter": terms}}}}
    filters = [
        {"term": {"kind": "paragraph"}},
        *([nested] if written and field != "terms" else terms),
        *within_runs(runs),
    ]
    asked: dict[str, Any] = {
        "query": {"bool": {"filter": filters}},
        "size": _AT_ONCE,
        "sort": ["document", "start"],
        "_source": ["document", "block", "first", "sentences"],
    }
    for _ in range(MOST // _AT_ONCE):
        hits = cluster.search(index, asked | {"track_total_hits": False})["hits"]["hits"]
        yield from (hit["_source"] for hit in hits)
        if len(hits) < _AT_ONCE:
            return
        asked["search_after"] = hits[-1]["sort"]
    raise UnavailableIndexError(f"More than {MOST:,} paragraphs hold what was searched for; search for rarer words.")
