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
    """The figures of one application, counted in this process."""

    def __init__(self, engine: Engine, lanes: Mapping[str, Lane]) -> None:
        registry = CollectorRegistry()
        self._requests = Counter(
            "quoth_requests", "Requests, by route, method and status.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "quoth_request_seconds",
            "Seconds from a request's arrival to the end of its reply.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "quoth_answers", "Answers, and silences by their reason.", ("outcome",), registry=registry
        )
        self._kept = Counter("quoth_kept_replies", "Replies that were given again.", registry=registry)
        registry.register(_State(engine, lanes))
        self._registry = registry
        # To look a series up takes longer than to count. There are as many as routes, methods and statuses of ours.
        self._series: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        key = seen.route, method, status
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = self._requests.labels(*key), self._seconds.labels(seen.route)
        series[0].inc()
        series[1].observe(seconds)
        for outcome in seen.outcomes:
            self._answers.labels(outcome).inc()
        if seen.kept:
            self._kept.inc()

    def write(self) -> bytes:
        """Write all figures in Prometheus's text format, version 0.0.4."""
        return generate_latest(self._registry)


class _State(Collector):
    """What can be looked up when it is asked for."""

    def __init__(self, engine: Engine, lanes: Mapping[str, Lane]) -> None:
        self._engine, self._lanes = engine, lanes

    def collect(self) -> Iterator[Any]:
        for name, text in (("working", "at work"), ("waiting", "that wait")):
            family = GaugeMetricFamily(f"quoth_requests_{name}", f"Requests {text}, by lane.", labels=["lane"])
            for lane, held in self._lanes.items():
                family.add_metric([lane], getattr(held, name))
            yield family
        refreshes = self._engine.refreshes
        looks = CounterMetricFamily("quoth_refreshes", "Times that the files were looked at.", labels=["result"])
        looks.add_metric(["done"], refreshes.done)
        looks.add_metric(["failed"], refreshes.failed)
        yield looks
        yield from (GaugeMetricFamily(name, text, value) for name, text, value in self._gauges())

    def _gauges(self) -> Iterator[tuple[str, str, float]]:
        snapshot, memory, refreshes = self._engine.snapshot, self._engine.memory, self._engine.refreshes
        yield "quoth_ready", "Whether the documents are loaded.", snapshot is not None
        yield "quoth_memory_bytes", "Bytes that are kept to be used again.", memory.size
        damage = self._engine.damage
        yield (
            "quoth_index_damaged",
            "Whether the index is damaged and not mended yet.",
            bool(damage and not damage.mended),
        )
        if snapshot is not None:
            yield "quoth_documents", "Documents that are served.", len(snapshot.documents)
            yield "quoth_sentences", "Sentences that are served.", snapshot.sentences
            yield "quoth_skipped_documents", "Files that could not be read.", len(snapshot.skipped)
            age = time.time() - refreshes.changed_at
            yield "quoth_index_age_seconds", "Seconds since what is served was loaded or changed last.", age
