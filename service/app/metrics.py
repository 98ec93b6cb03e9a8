"""Figures for Prometheus: what was asked, what is at work and waits, and how old what is served is."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from service.app.seen import SeenRequest
from service.app.shedding import Lane
from service.engine.engine import Engine

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

disable_created_metrics()


class Metrics:
    """The figures of one service, counted in this process.

    It serves engines by the names of their collections, which become a label; a single one has the name "".
    """

    def __init__(self, engines: Mapping[str, Engine], lanes: Mapping[str, Lane]) -> None:
        registry = CollectorRegistry()
        self._label = label = () if "" in engines else ("collection",)
        self._requests = Counter(
            "quoth_requests",
            "Requests, by route, method and status.",
            (*label, "route", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "quoth_request_seconds",
            "Seconds from a request's arrival to the end of its reply.",
            (*label, "route"),
            buckets=SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "quoth_answers", "Answers, and silences by their reason.", (*label, "outcome"), registry=registry
        )
        self._kept = Counter("quoth_kept_replies", "Replies that were given again.", label, registry=registry)
        registry.register(_State(engines, lanes))
        self._registry = registry
        # To look a series up takes longer than to count. There are as many as routes, methods and statuses of ours.
        self._series: dict[tuple[str, ...], tuple[Counter, Histogram]] = {}

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        of = (seen.collection,) if self._label else ()
        key = (*of, seen.route, method, status)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = self._requests.labels(*key), self._seconds.labels(*of, seen.route)
        series[0].inc()
        series[1].observe(seconds)
        for outcome in seen.outcomes:
            self._answers.labels(*of, outcome).inc()
        if seen.kept:
            (self._kept.labels(*of) if of else self._kept).inc()

    def write(self) -> bytes:
        """Write all figures in Prometheus's text format, version 0.0.4."""
        return generate_latest(self._registry)


class _State(Collector):
    """What can be looked up when it is asked for."""

    def __init__(self, engines: Mapping[str, Engine], lanes: Mapping[str, Lane]) -> None:
        self._engines, self._lanes = engines, lanes
        self._label = () if "" in engines else ("collection",)

    def collect(self) -> Iterator[Any]:
        for name, text in (("working", "at work"), ("waiting", "that wait")):
            family = GaugeMetricFamily(f"quoth_requests_{name}", f"Requests {text}, by lane.", labels=["lane"])
            for lane, held in self._lanes.items():
                family.add_metric([lane], getattr(held, name))
            yield family
        looks = CounterMetricFamily(
            "quoth_refreshes", "Times that the files were looked at.", labels=[*self._label, "result"]
        )
        for collection, engine in self._engines.items():
            looks.add_metric([*self._of(collection), "done"], engine.refreshes.done)
            looks.add_metric([*self._of(collection), "failed"], engine.refreshes.failed)
        yield looks
        yield from self._gauges()

    def _of(self, collection: str) -> tuple[str, ...]:
        return (collection,) if self._label else ()

    def _gauges(self) -> Iterator[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for collection, engine in self._engines.items():
            for name, text, value in _describe(engine):
                family = families.setdefault(name, GaugeMetricFamily(name, text, labels=self._label))
                family.add_metric(self._of(collection), value)
        # Engines of one service share their memory.
        memory = next(iter(self._engines.values())).memory
        yield GaugeMetricFamily("quoth_memory_bytes", "Bytes that are kept to be used again.", memory.size)
        yield from families.values()


def _describe(engine: Engine) -> Iterator[tuple[str, str, float]]:
    """Give the name, the meaning and the value of each figure of a collection as it is now."""
    snapshot, damage = engine.snapshot, engine.damage
    yield "quoth_ready", "Whether the documents are loaded.", snapshot is not None
    yield "quoth_index_damaged", "Whether the index is damaged and not mended yet.", bool(damage and not damage.mended)
    if snapshot is not None:
        yield "quoth_documents", "Documents that are served.", len(snapshot.documents)
        yield "quoth_sentences", "Sentences that are served.", snapshot.sentences
        yield "quoth_skipped_documents", "Files that could not be read.", len(snapshot.skipped)
        age = time.time() - engine.refreshes.changed_at
        yield "quoth_index_age_seconds", "Seconds since what is served was loaded or changed last.", age
