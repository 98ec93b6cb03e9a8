"""Who loads which files: shares of the list of files, claimed by workers and recorded in the cluster itself.

A worker that holds a share renews its claim every few seconds. A claim that another worker sees unchanged for `LEASE` seconds
by its own clock, whatever the time is elsewhere, is that of a dead worker, and is taken over. The time that is written with
a claim is for `leftovers.py` alone.
"""

import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from service.index.cluster.connection import Cluster
from service.index.cluster.mapping import describe_work
from service.index.unusable import TakenError, UnavailableIndexError

BEAT, LEASE, POLL = 2.0, 15.0, 0.5  # seconds
_SEEN = 200  # shares that are looked at to choose one
_BULK = 500
FINISH = -1  # the number of what is done once all shares are


class LostClaimError(Exception):
    """Another worker has taken over a share, because this one was silent for too long."""


@dataclass
class Claim:
    """A share that this worker holds. `again` tells that another worker may have loaded part of it."""

    number: int
    fields: dict[str, Any]
    version: tuple[int, int]
    again: bool
    lost: Event = field(default_factory=Event)

    def check(self) -> None:
        """Raise LostClaimError if another worker holds the share by now."""
        if self.lost.is_set():
            raise LostClaimError(f"Share {self.number} was taken over.")


class Shares:
    """The shares of one version, and the claims of one worker."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster, self._index = cluster, index
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._beats: dict[int, tuple[tuple[int, int], float]] = {}

    def record(self, sizes: Sequence[int]) -> None:
        """Record shares of so many bytes each, unless they are recorded already."""
        with suppress(TakenError):
            self._cluster.call("PUT", f"/{self._index}", describe_work())
        for start in range(0, len(sizes) + 1, _BULK):
            lines = []
            for number in range(start, min(start + _BULK, len(sizes) + 1)):
                share = number if number < len(sizes) else FINISH
                lines.append(json.dumps({"create": {"_id": str(share)}}))
                size = sizes[number] if number < len(sizes) else 0
                lines.append(json.dumps({"state": "open", "share": share, "bytes": size, "beat": 0, "at": time.time()}))
            self._cluster.bulk(self._index, lines)  # those that are there already are refused

    def claim(self, wait: bool = True) -> Claim | None:
        """Claim a share that nobody loads; None if all are loaded or, without `wait`, if others hold the rest."""
        while left := self._find_left():
            for found in left:
                if (claimed := self._try(found)) is not None:
                    return claimed
            if not wait:
                return None
            time.sleep(POLL)
        return None

    def claim_finish(self) -> Claim | None:
        """Claim what is done once all shares are; None if it is done. Waits while another worker does it."""
        while True:
            found = self._cluster.call("GET", f"/{self._index}/_doc/{FINISH}")
            if found["_source"]["state"] == "done":
                return None
            if (claimed := self._try(found)) is not None:
                return claimed
            time.sleep(POLL)

    def reopen(self, numbers: Sequence[int]) -> None:
        """Have shares loaded again that are not as they should be."""
        for number in numbers:
            found = self._cluster.call("GET", f"/{self._index}/_doc/{number}")["_source"]
            kept = {name: found[name] for name in ("share", "bytes", "beat")}
            self._cluster.call(
                "PUT", f"/{self._index}/_doc/{number}", kept | {"state": "open", "beat": kept["beat"] + 1}
            )

    @contextmanager
    def keep(self, claim: Claim) -> Iterator[Claim]:
        """Renew a claim as long as the context lasts."""
        ended = Event()
        thread = Thread(target=self._renew, args=(claim, ended), name="claim", daemon=True)
        thread.start()
        try:
            yield claim
        finally:
            ended.set()
            thread.join()

    def finish(self, claim: Claim, **results: object) -> None:
        """Record that a share is loaded, with what came of it. Raises LostClaimError if another worker holds it."""
        self._write(claim, claim.fields | {"state": "done"} | results)

    def release(self, claim: Claim) -> None:
        """Give a claim up, for whoever wants it. Raises LostClaimError if another worker holds it."""
        self._write(claim, claim.fields | {"state": "open"})

    def progress(self) -> int:
        """Return the bytes of the shares that are loaded."""
        asked = {"query": {"term": {"state": "done"}}, "size": 0, "aggs": {"bytes": {"sum": {"field": "bytes"}}}}
        self._cluster.call("POST", f"/{self._index}/_refresh")
        return int(self._cluster.search(self._index, asked)["aggregations"]["bytes"]["value"])

    def results(self) -> Iterator[dict[str, Any]]:
        """Yield what is recorded of every share, in order, without what it came to."""
        self._cluster.call("POST", f"/{self._index}/_refresh")
        after: list[Any] = [FINISH]
        while True:
            asked = {
                "size": _BULK,
                "sort": ["share"],
                "search_after": after,
                "_source": {"excludes": ["packed", "edges"]},
            }
            hits = self._cluster.search(self._index, asked)["hits"]["hits"]
            if not hits:
                return
            yield from (hit["_source"] for hit in hits)
            after = hits[-1]["sort"]

    def result(self, number: int) -> dict[str, Any]:
        """Return everything that is recorded of a share."""
        found: dict[str, Any] = self._cluster.call("GET", f"/{self._index}/_doc/{number}")["_source"]
        return found

    def _find_left(self) -> list[dict[str, Any]]:
        """Return shares that are not loaded: first those that nobody holds, each worker beginning at another."""
        self._cluster.call("POST", f"/{self._index}/_refresh")
        query = {"bool": {"must_not": [{"term": {"state": "done"}}, {"term": {"share": FINISH}}]}}
        asked = {"query": query, "size": _SEEN, "sort": [{"state": "desc"}, "share"], "seq_no_primary_term": True}
        hits: list[dict[str, Any]] = self._cluster.search(self._index, asked)["hits"]["hits"]
        free = sum(hit["_source"]["state"] == "open" for hit in hits)
        place = hash(self._worker) % free if free else 0
        return hits[place:free] + hits[:place] + hits[free:]

    def _try(self, found: dict[str, Any]) -> Claim | None:
        """Claim a share if it is open, or if its claim was not renewed for too long."""
        fields, version = found["_source"], (found["_seq_no"], found["_primary_term"])
        held = fields["state"] == "claimed"
        if held and not self._is_silent(fields["share"], version):
            return None
        claim = Claim(fields["share"], fields, version, again=fields["beat"] > 0)
        fresh = fields | {"state": "claimed", "worker": self._worker, "beat": fields["beat"] + 1}
        try:
            self._write(claim, fresh)
        except LostClaimError:
            return None
        return claim

    def _is_silent(self, number: int, version: tuple[int, int]) -> bool:
        seen, since = self._beats.get(number, (None, 0.0))
        if seen != version:
            self._beats[number] = version, time.monotonic()
            return False
        return time.monotonic() - since > LEASE

    def _renew(self, claim: Claim, ended: Event) -> None:
        while not ended.wait(BEAT):
            try:
                self._write(claim, claim.fields | {"beat": claim.fields["beat"] + 1})
            except LostClaimError:
                claim.lost.set()
                return
            except UnavailableIndexError:
                continue  # the cluster may come back before another worker finds the claim too old

    def _write(self, claim: Claim, fields: dict[str, Any]) -> None:
        """Write a share if nobody else has since it was read. Raises LostClaimError."""
        fields = fields | {"at": time.time()}
        place, (number, term) = f"/{self._index}/_doc/{claim.number}", claim.version
        try:
            done = self._cluster.call("PUT", place, fields, if_seq_no=number, if_primary_term=term)
        except TakenError:
            # A request that was sent twice, as its first answer came too late, finds what it wrote itself.
            done = self._cluster.call("GET", place)
            if done["_source"] != fields:
                raise LostClaimError(f"Share {claim.number} was taken over.") from None
        claim.fields, claim.version = fields, (done["_seq_no"], done["_primary_term"])
