"""Versions that nobody is going to finish: what is left of loads that broke off, found by their silence and removed."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from service.index.cluster.connection import Cluster
from service.index.cluster.finishing import drop
from service.index.cluster.mapping import OURS
from service.index.unusable import UnavailableIndexError

ABANDONED = 3600.0  # seconds without a word of any worker, who speak every few seconds; clocks may differ by less
WORK = "-work"  # ends the name of the index that records who loads what of a version

Heard = Mapping[
    str, float
]  # of each version that is not in use: when its workers were last heard of, seconds since 1970


def listen(cluster: Cluster, kept: str) -> Heard:
    """Return when each unfinished version of a collection but the one `kept` was last heard of; {} if that cannot be told.

    What quoth did not make is left out, as is what the alias points to.
    """
    name = cluster.address.name
    heard: dict[str, float] = {}
    with suppress(UnavailableIndexError):
        found = cluster.call("GET", f"/{name}-*")
        for index in sorted(found):
            if re.fullmatch(f"{re.escape(name)}-[0-9a-f]{{12}}", index.removesuffix(WORK)) and _is_ours(found[index]):
                version = index.removesuffix(WORK)
                heard[version] = max(heard.get(version, 0.0), _last_word(cluster, index, found[index]))
        used = {index.removesuffix(WORK) for index, one in found.items() if one["aliases"]}
        return {version: at for version, at in heard.items() if version not in {*used, kept}}
    return {}


def remove_abandoned(cluster: Cluster, kept: str, before: Heard) -> list[str]:
    """Remove the versions that were silent for long, and still are as they were `before`; return their names.

    One that cannot be removed now is left for the next load.
    """
    removed, latest = [], time.time() - ABANDONED
    for version, at in listen(cluster, kept).items():
        if at < latest and before.get(version) == at:
            with suppress(UnavailableIndexError):
                drop(cluster, version)
                drop(cluster, version + WORK)
                removed.append(version)
    return removed


def _is_ours(described: Mapping[str, Any]) -> bool:
    return OURS in described["mappings"].get("_meta", {})


def _last_word(cluster: Cluster, index: str, described: Mapping[str, Any]) -> float:
    """Return when an index was made, or when a worker last wrote to it that it is at work."""
    made = int(described["settings"]["index"]["creation_date"]) / 1000
    if not index.endswith(WORK):
        return made
    cluster.call("POST", f"/{index}/_refresh")
    found = cluster.search(index, {"size": 0, "aggs": {"last": {"max": {"field": "at"}}}})
    return max(made, float(found["aggregations"]["last"]["value"] or 0))
