"""Send many documents to a cluster: in pieces, again where it is busy, and slower as long as it is."""

import json
import time
from collections.abc import Iterable, Iterator

from service.index.cluster.connection import FIRST_REST, LONGEST_REST, PATIENCE, Cluster
from service.index.cluster.packing import Stored

MOST, LEAST = 4 << 20, 1 << 16  # bytes of one request
_BUSY = (429, 502, 503, 504)


class LoadError(Exception):
    """A collection cannot be loaded into a cluster; the message is a sentence."""


class Sender:
    """Sends documents to an index. While the cluster refuses for being busy, it waits, and sends less at once."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster, self._index = cluster, index
        self._size = MOST

    def send(self, stored: Iterable[Stored]) -> Iterator[int]:
        """Store everything; yield after each request how much was stored with it. Raises LoadError."""
        piece: list[tuple[str, str]] = []
        size = 0
        for one in stored:
            lines = json.dumps({"index": {"_id": one.key}}), json.dumps(one.fields)
            piece.append(lines)
            size += len(lines[1])
            if size >= self._size:
                yield self._store(piece)
                piece, size = [], 0
        if piece:
            yield self._store(piece)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove what is stored under these keys."""
        lines = [json.dumps({"delete": {"_id": key}}) for key in keys]
        for start in range(0, len(lines), 1000):
            self._cluster.bulk(self._index, lines[start : start + 1000])

    def _store(self, piece: list[tuple[str, str]]) -> int:
        left, rest, progress = piece, FIRST_REST, time.monotonic()
        while left:
            refused, reason = self._try(left)
            if len(refused) < len(left):
                progress = time.monotonic()
            if refused:
                if time.monotonic() - progress > PATIENCE:
                    raise LoadError(f"{self._cluster.address} has been busy for {PATIENCE:.0f} seconds: {reason}")
                self._size = max(LEAST, self._size // 2)
                time.sleep(rest)
                rest = min(2 * rest, LONGEST_REST)
            left = refused
        self._size = min(MOST, self._size * 5 // 4)
        return len(piece)

    def _try(self, piece: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
        """Send once; return what the cluster was too busy for, and what it said. Raises LoadError for other refusals."""
        results = self._cluster.bulk(self._index, (line for lines in piece for line in lines))
        refused, reason = [], ""
        for lines, (status, result) in zip(piece, results, strict=True):
            if status in _BUSY:
                refused.append(lines)
                reason = str(result["error"].get("reason"))
            elif status >= 300:
                raise LoadError(f"{self._cluster.address} refuses a document: {result['error'].get('reason')}")
        return refused, reason
