"""Figures for Prometheus: what was asked, what is at work and waits, and how old what is served is."""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from service.app.crew import Crew
from service.app.seen import SeenRequest
from service.app.shedding import Lane
from service.engine.engine import Engine
from service.engine.live import Damage

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# What the collections of a service have in common, and what is counted of requests to none of them.
IN_COMMON = ("quoth_requests_working", "quoth_requests_waiting", "quoth_memory_bytes")
OF_REQUESTS = ("quoth_requests", "quoth_request_seconds")
_BOUNDS = [*(str(bound) for bound in SECONDS), "+Inf"]


class Tally:
    """What is counted of requests. Tallies of several processes can be added."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, str]] = Counter()  # by route, method and status
        self.seconds: dict[str, list[float]] = {}  # by route: how many took up to each bound, or longer; then their sum
        self.answers: Counter[str] = Counter()  # by outcome
        self.kept = 0

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        self.requests[seen.route, method, status] += 1
        row = self.seconds.setdefault(seen.route, [0.0] * (len(_BOUNDS) + 1))
        row[bisect_left(SECONDS, seconds)] += 1
        row[-1] += seconds
        self.answers.update(seen.outcomes)
        self.kept += bool(seen.kept)

    def describe(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        requests = [[*key, number] for key, number in self.requests.items()]
        seconds = {route: [*row] for route, row in self.seconds.items()}
        return {"requests": requests, "seconds": seconds, "answers": dict(self.answers), "kept": self.kept}

    def add(self, told: Mapping[str, Any]) -> None:
        """Add another, as it describes itself."""
        for *key, number in told["requests"]:
            self.requests[tuple(key)] += number
        for route, row in told["seconds"].items():
            held = self.seconds.setdefault(route, [0.0] * len(row))
            self.seconds[route] = [one + other for one, other in zip(held, row, strict=True)]
        self.answers.update(told["answers"])
        self.kept += told["kept"]


class Trouble(NamedTuple):
    """Why the latest refresh failed, None if it did not; and the damage to the index that was found last."""

    failure: str | None
    damage: Damage | None


class Metrics:
    """The figures of one application; with a `crew`, of all the processes that serve it.

    Where there are several, `name` tells them apart.
    """

    def __init__(self, engine: Engine, lanes: Mapping[str, Lane], crew: Crew | None = None, name: str = "") -> None:
        self._engine, self._lanes, self._crew = engine, lanes, crew
        self._tally, self._lock = Tally(), threading.Lock()
        self._key = f"{name}:{engine.folder}"
        if crew is not None:
            crew.add(self._key, self._describe, self._resume)

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        with self._lock:
            self._tally.count(seen, method, status, seconds)

    def write(self) -> bytes:
        """Write all figures in Prometheus's text format, version 0.0.4."""
        return _write(self.read())

    def read(self) -> Collector:
        """Gather all figures, to be written."""
        return _Families(self._engine, self._gather())

    def find_trouble(self) -> Trouble:
        """Say what is wrong with the documents: the latest refresh of all processes counts, and damage that any has found."""
        states = self._gather()
        latest = max(states, key=lambda state: state["looked_at"])
        damages = [Damage(*state["damage"]) for state in states if state["damage"]]
        return Trouble(latest["failure"], min(damages, key=lambda damage: damage.mended, default=None))

    def _gather(self) -> list[dict[str, Any]]:
        """Describe every process, this one first."""
        return [self._describe(), *(self._crew.gather(self._key) if self._crew else ())]

    def _describe(self) -> dict[str, Any]:
        """Describe what this process has counted, and how it stands, as JSON has it."""
        engine = self._engine
        held = engine.snapshot  # looked at first: it may mend what was damaged
        with self._lock:
            tally = self._tally.describe()
        return {
            "tally": tally,
            "lanes": {name: [lane.working, lane.waiting] for name, lane in self._lanes.items()},
            "memory": engine.memory.size,
            "ready": held is not None,
            "refreshes": [engine.refreshes.done, engine.refreshes.failed],
            "failure": engine.refreshes.failure,
            "looked_at": engine.refreshes.looked_at,
            "damage": engine.damage and [engine.damage.found, engine.damage.mended],
        }

    def _resume(self, told: dict[str, Any]) -> None:
        """Go on counting where another process ended."""
        with self._lock:
            self._tally.add(told["tally"])


def _write(figures: Collector) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures)
    return generate_latest(registry)


class JoinedMetrics:
    """The figures of several collections, by name: each has its name as a label, but for what all of them share.

    What is counted here are the requests that go to none of them.
    """

    def __init__(self, named: Mapping[str, Metrics], rest: Metrics) -> None:
        self.named, self._rest = named, rest

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        self._rest.count(seen, method, status, seconds)

    def write(self) -> bytes:
        """Write all figures in Prometheus's text format, version 0.0.4."""
        return _write(_Joined({name: metrics.read() for name, metrics in self.named.items()}, self._rest.read()))


class _Joined(Collector):
    """Families of several collections, joined by their names."""

    def __init__(self, named: Mapping[str, Collector], rest: Collector) -> None:
        self._named, self._rest = named, rest

    def collect(self) -> Iterator[Metric]:
        joined: dict[str, Metric] = {}
        for family in self._rest.collect():
            held = joined[family.name] = Metric(family.name, family.documentation, family.type)
            if family.name in IN_COMMON:
                held.samples += family.samples
            elif family.name in OF_REQUESTS:
                held.samples += [_label(sample, "") for sample in family.samples]
        for name, figures in self._named.items():
            for family in figures.collect():
                held = joined.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                if family.name not in IN_COMMON:
                    held.samples += [_label(sample, name) for sample in family.samples]
        yield from joined.values()


def _label(sample: Sample, collection: str) -> Sample:
    return sample._replace(labels={"collection": collection, **sample.labels})


class _Families(Collector):
    """The figures of processes, added up."""

    def __init__(self, engine: Engine, states: list[dict[str, Any]]) -> None:
        self._engine, self._states = engine, states
        self._tally = Tally()
        for state in states:
            self._tally.add(state["tally"])

    def collect(self) -> Iterator[Any]:
        yield from self._requests()
        for place, (name, text) in enumerate((("working", "at work"), ("waiting", "that wait"))):
            family = GaugeMetricFamily(f"quoth_requests_{name}", f"Requests {text}, by lane.", labels=["lane"])
            for lane in self._states[0]["lanes"]:
                family.add_metric([lane], sum(state["lanes"][lane][place] for state in self._states))
            yield family
        looks = CounterMetricFamily("quoth_refreshes", "Times that the files were looked at.", labels=["result"])
        for place, result in enumerate(("done", "failed")):
            looks.add_metric([result], sum(state["refreshes"][place] for state in self._states))
        yield looks
        yield from (GaugeMetricFamily(name, text, value) for name, text, value in self._gauges())

    def _requests(self) -> Iterator[Any]:
        labels = ("route", "method", "status")
        requests = CounterMetricFamily("quoth_requests", "Requests, by route, method and status.", labels=labels)
        for key, number in sorted(self._tally.requests.items()):
            requests.add_metric(key, number)
        yield requests
        about = "Seconds from a request's arrival to the end of its reply."
        seconds = HistogramMetricFamily("quoth_request_seconds", about, labels=["route"])
        for route, (*numbers, total) in sorted(self._tally.seconds.items()):
            seconds.add_metric([route], [*zip(_BOUNDS, accumulate(numbers), strict=True)], total)
        yield seconds
        answers = CounterMetricFamily("quoth_answers", "Answers, and silences by their reason.", labels=["outcome"])
        for outcome, number in sorted(self._tally.answers.items()):
            answers.add_metric([outcome], number)
        yield answers
        yield CounterMetricFamily("quoth_kept_replies", "Replies that were given again.", value=self._tally.kept)

    def _gauges(self) -> Iterator[tuple[str, str, float]]:
        snapshot, states = self._engine.snapshot, self._states
        yield "quoth_ready", "Whether the documents are loaded.", snapshot is not None
        yield "quoth_memory_bytes", "Bytes that are kept to be used again.", sum(state["memory"] for state in states)
        damaged = any(state["damage"] and not state["damage"][1] for state in states)
        yield "quoth_index_damaged", "Whether the index is damaged and not mended yet.", damaged
        if snapshot is not None:
            yield "quoth_documents", "Documents that are served.", len(snapshot.documents)
            yield "quoth_sentences", "Sentences that are served.", snapshot.sentences
            yield "quoth_skipped_documents", "Files that could not be read.", len(snapshot.skipped)
            age = time.time() - self._engine.refreshes.changed_at
            yield "quoth_index_age_seconds", "Seconds since what is served was loaded or changed last.", age
