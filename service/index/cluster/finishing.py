"""Finish a version once all its shares are loaded: vocabulary, ids, manifest; then let the alias point to it."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from heapq import heappop, heappush
from typing import Any

from service.documents.document import Skipped
from service.index.cluster.common_terms import choose_common
from service.index.cluster.connection import Cluster
from service.index.cluster.edges import Places, find_repeated_places
from service.index.cluster.manifest import Manifest, write_manifest
from service.index.cluster.mapping import part_key, term_key, write_term
from service.index.cluster.packing import Stored, pack_json, unpack_json, unpack_segment
from service.index.cluster.sending import Sender
from service.index.cluster.shares import Shares
from service.index.corpus import DateRange
from service.index.segment import Segment
from service.index.unusable import GoneIndexError, UnavailableIndexError

PAGE = 256  # documents whose ids, and whose descriptions, are stored together
GRACE = 10.0  # seconds for which the last version stays, so that services take the new one first
_COPIED = 600.0  # seconds to wait for copies of the shards
_MERGED = 1.2  # a version with more documents in Lucene than this times those that count is rid of them

Row = tuple[str, str]  # a document's id and its description


def find_wrong(cluster: Cluster, index: str, shares: Shares) -> list[int]:
    """Return the shares of which another number of documents and paragraphs is stored than there should be."""
    cluster.call("POST", f"/{index}/_refresh", slow=True)
    wrong = []
    for share in shares.results():
        asked = {"query": {"term": {"share": share["share"]}}, "size": 0, "track_total_hits": True}
        if cluster.search(index, asked)["hits"]["total"]["value"] != share["stored"]:
            wrong.append(share["share"])
    return wrong


def find_stored(cluster: Cluster, index: str, share: int) -> list[str]:
    """Return the keys of everything that is stored of a share."""
    cluster.call("POST", f"/{index}/_refresh", slow=True)
    found: list[str] = []
    after: list[Any] | None = None
    while True:
        asked: dict[str, Any] = {"query": {"term": {"share": share}}, "size": 5000, "sort": ["document", "start"]}
        hits = cluster.search(index, asked | {"_source": False} | ({"search_after": after} if after else {}))["hits"][
            "hits"
        ]
        if not hits:
            return found
        found += [hit["_id"] for hit in hits]
        after = hits[-1]["sort"]


def write_parts(cluster: Cluster, index: str, shares: Shares, reading: str, listed: Sequence[Skipped]) -> Manifest:
    """Store the vocabulary, the ids and the manifest of a version whose shares are all loaded; return the manifest."""
    numbers = [(share["first"], share["share"]) for share in shares.results()]
    sizes, held, around, faults = _sum_up(shares, [number for _, number in numbers])
    sender = Sender(cluster, index)
    terms = sorted(held)
    _send(sender, (_write_term(term, held[term], around[term]) for term in terms))
    _send(sender, [_write_part("common", 0, choose_common(terms, held, around))])
    signposts: list[str] = []
    dates: list[str] = []
    digest = hashlib.sha256()
    repeated = find_repeated_places(_read_edges(shares, [number for _, number in numbers]))
    merged = _merge(shares, sorted(first for first in numbers if first[0] is not None))
    _send(sender, _write_pages(merged, signposts, dates, digest, repeated))
    skipped = sorted((*listed, *faults), key=lambda one: (one.id, one.reason))
    manifest = Manifest(
        texts=digest.hexdigest(),
        reading=reading,
        page=PAGE,
        signposts=tuple(signposts),
        skipped=tuple(skipped),
        dates=DateRange(len(dates), min(dates), max(dates)) if dates else DateRange(),
        **sizes,
    )
    _send(sender, [Stored(part_key("manifest"), {"kind": "part", "packed": write_manifest(manifest)})])
    return manifest


def _sum_up(shares: Shares, numbers: Sequence[int]) -> tuple[dict[str, int], Counter[str], Counter[str], list[Skipped]]:
    """Sum the counts of all shares, and list the files that could not be read."""
    sizes: Counter[str] = Counter()
    held: Counter[str] = Counter()
    around: Counter[str] = Counter()
    faults: list[Skipped] = []
    for number in numbers:
        result = unpack_json(shares.result(number)["packed"])
        sizes.update(result["sizes"])
        held.update(dict(zip(result["terms"], result["held"], strict=True)))
        around.update(dict(zip(result["terms"], result["around"], strict=True)))
        faults += [Skipped(id, reason) for id, reason in result["faults"]]
    return dict(sizes), held, around, faults


def _merge(shares: Shares, firsts: Sequence[tuple[str, int]]) -> Iterator[Row]:
    """Yield the rows of all shares in order of id; a share is read when the first of its ids may be the next."""
    heap: list[tuple[str, int, Row, Iterator[Row]]] = []

    def push(rows: Iterator[Row], number: int) -> None:
        if (row := next(rows, None)) is not None:
            heappush(heap, (row[0], number, row, rows))

    waiting = list(reversed(firsts))
    while heap or waiting:
        while waiting and (not heap or waiting[-1][0] <= heap[0][0]):
            number = waiting.pop()[1]
            push(map(tuple, unpack_json(shares.result(number)["packed"])["rows"]), number)
        _, number, row, rows = heappop(heap)
        yield row
        push(rows, number)


def _read_edges(shares: Shares, numbers: Sequence[int]) -> Iterator[tuple[Segment, list[Places]]]:
    for number in numbers:
        result = shares.result(number)
        yield unpack_segment(result["edges"]), unpack_json(result["packed"])["places"]


def _write_pages(
    rows: Iterator[Row], signposts: list[str], dates: list[str], digest: Any, repeated: dict[str, Places]
) -> Iterator[Stored]:
    """Yield pages of ids and descriptions; note their first ids, the dates, and the digest of all descriptions."""
    page: list[Row] = []
    for row in rows:
        digest.update(row[1].encode("utf-8", "surrogatepass"))
        published = json.loads(row[1])["published"]
        if published:
            dates.append(published)
        page.append(row)
        if len(page) == PAGE:
            yield from _write_page(page, signposts, repeated)
            page = []
    if page:
        yield from _write_page(page, signposts, repeated)


def _write_page(page: Sequence[Row], signposts: list[str], repeated: dict[str, Places]) -> Iterator[Stored]:
    number = len(signposts)
    places = {place: repeated[id] for place, (id, _) in enumerate(page) if id in repeated}
    signposts.append(page[0][0])
    yield _write_part("ids", number, {"ids": [id for id, _ in page], "repeated": places})
    yield _write_part("abouts", number, [about for _, about in page])


def _write_part(name: str, number: int, value: object) -> Stored:
    return Stored(part_key(name, number), {"kind": "part", "packed": pack_json(value)})


def _write_term(term: str, held: int, around: int) -> Stored:
    return Stored(term_key(term), {"kind": "term", "term": write_term(term), "held": held, "around": around})


def _send(sender: Sender, stored: Any) -> None:
    for _ in sender.send(stored):
        pass


def publish(cluster: Cluster, index: str, replicas: int, grace: float = GRACE) -> None:
    """Let the alias point to a finished version, once it is written to disk and copied; then drop the one before."""
    name = cluster.address.name
    cluster.call("POST", f"/{index}/_refresh", slow=True)
    cluster.call("POST", f"/{index}/_forcemerge", slow=True, only_expunge_deletes=True)
    cluster.call("POST", f"/{index}/_flush", slow=True)
    cluster.call("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": replicas, "blocks.write": True}})
    _wait_for_copies(cluster, index)
    last = cluster.resolve(name)
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": name}}]
    if last is not None and last != index:
        actions.insert(0, {"remove": {"index": last, "alias": name}})
    cluster.call("POST", "/_aliases", {"actions": actions}, slow=True)
    if last is not None and last != index:
        time.sleep(grace)
        drop(cluster, last)


def drop(cluster: Cluster, index: str) -> None:
    """Delete an index if it is there."""
    with suppress(GoneIndexError):
        cluster.call("DELETE", f"/{index}", slow=True)


def _wait_for_copies(cluster: Cluster, index: str) -> None:
    """Wait until all shards have their copies, or the time for that is over: a version without is served too."""
    end = time.monotonic() + _COPIED
    while time.monotonic() < end:
        try:
            if cluster.health(index) == "green":
                return
        except UnavailableIndexError:
            pass
        time.sleep(0.2)
