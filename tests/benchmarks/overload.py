"""Ask more than can be answered: an open loop of questions at a constant rate, as many times the capacity as is asked for.

    python -m tests.benchmarks.overload [FOLDER] [--times 2 10] [--seconds 300 60] [--connections 200]

The service runs as a user would start it, a process a core, but with the cache off and no other environment, on the
loopback. Measured first are the latency of one question at a time, and the capacity: what is answered when every process has
two clients that ask on and on. Then questions arrive at a constant rate, whether or not earlier ones are answered; latencies
count from when a request was due. Printed are how many got which status, the latencies, how long /healthz took on connections
of its own, the memory of all processes (what is theirs alone, and their part of what they share), and how long it was
until requests took as long as before; then a verdict, and 1 is what the command ends with if a line of it says no. The
machine has to be quiet. It stops by itself.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from service.index.cores import count_cores
from tests.benchmarks.measure import ROOT, percentile, print_table
from tests.benchmarks.open_loop import OpenLoop, Tally
from tests.benchmarks.serving import QUESTIONS, body_of

WARM = 3.0  # seconds of one request at a time, and then of each load, before anything is measured
NORMAL = 2.0  # times the median without load, within which a request is answered as before
CALM = 5  # such requests in a row that show that the service is back to normal
PROBE = 0.25  # seconds between two looks at /healthz
MOST_TIMES = 10.0  # the median without load that the p99 of those served stays below
MOST_GROWTH = 0.05  # of memory
MOST_SECONDS = 5.0  # until the service is back to normal
NAMES = ("load", "s", "200", "503", "other", "p50", "p99", "p99 / median", "503 p99", "health max", "MB", "normal s")


def write_request(question: str) -> bytes:
    body = body_of(question).encode()
    head = f"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


REQUESTS = [write_request(question) for question in QUESTIONS]
HEALTH = [b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"]


@dataclass(frozen=True)
class Load:
    """What a load did to the service: times in milliseconds, memory in MB before and after, seconds until it was normal."""

    factor: float
    lasting: float
    tally: Tally
    health: Tally
    usual: float
    memory: tuple[float, float]
    normal: float

    @property
    def other(self) -> int:
        """How many requests got neither an answer nor a 503 that says when to come back."""
        counts = self.tally.outcomes
        return sum(n for name, n in counts.items() if name not in ("200", "503")) + self.tally.without_retry_after

    @property
    def times_usual(self) -> float:
        return percentile(self.tally.served, 99) / self.usual if self.tally.served else float("inf")

    def row(self) -> tuple[object, ...]:
        outcomes, served = self.tally.outcomes, self.tally.served or [float("nan")]
        before, after = self.memory
        return (
            f"{self.factor:g}x",
            self.lasting,
            outcomes["200"],
            outcomes["503"],
            self.other,
            percentile(served, 50),
            percentile(served, 99),
            self.times_usual,
            percentile(self.tally.refused or [float("nan")], 99),
            max(self.health.served, default=float("nan")),
            f"{before:.0f} -> {after:.0f}",
            self.normal,
        )

    def judge(self) -> list[tuple[bool, str]]:
        """Say what holds of what is promised, and what does not."""
        grown = self.memory[1] / self.memory[0] - 1
        unhealthy = sum(self.health.outcomes.values()) - self.health.outcomes["200"]
        return [
            (not self.other, f"only 200, and 503 with Retry-After: {self.other} others"),
            (not unhealthy, f"/healthz answers: {unhealthy} times not"),
            (self.times_usual < MOST_TIMES, f"p99 of those served / median: {self.times_usual:.1f} < {MOST_TIMES:g}"),
            (grown <= MOST_GROWTH, f"memory grew by {grown:.1%} <= {MOST_GROWTH:.0%}"),
            (self.normal <= MOST_SECONDS, f"back to normal after {self.normal:.2f} s <= {MOST_SECONDS:g} s"),
        ]


async def watch_health(host: str, port: int, seen: Tally) -> None:
    """Look at /healthz again and again, on a new connection each time."""
    loop = OpenLoop(host, port, 0)
    while True:
        found = await loop.one_at_a_time(HEALTH, 1, 0)
        seen.outcomes.update(found.outcomes)
        seen.served += found.served
        await asyncio.sleep(PROBE)


async def time_to_normal(loop: OpenLoop, usual: float) -> float:
    """Give the seconds until CALM requests in a row are answered within NORMAL times the usual milliseconds."""
    started, calm, since = time.monotonic(), 0, time.monotonic()
    while calm < CALM and time.monotonic() - started < 60:
        due = time.monotonic()
        tally = await loop.one_at_a_time([REQUESTS[calm]], 1, 0)
        if tally.served and tally.served[0] <= NORMAL * usual:
            since = due if calm == 0 else since
            calm += 1
        else:
            calm = 0
    return since - started if calm == CALM else float("inf")


def memory_mb(process: int) -> float:
    """Give the memory of a process and its children in MB; pages that several have count once in all."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    own = sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(memory_mb(int(child)) for child in children)


@contextmanager
def served(folder: str | None, index: str) -> Iterator[tuple[int, int]]:
    """Serve a folder with the cache off; give the process and the port."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment |= {"QUOTH_PORT": "0", "QUOTH_CACHE_BYTES": "0", "QUOTH_INDEX": index}
    command = [sys.executable, "-m", "service.commands.main", "serve", *([folder] if folder else [])]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        port = next(int(found[1]) for line in process.stdout if (found := re.search(r"http://[^/]*:(\d+)/ ", line)))
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


async def measure(process: int, port: int, given: argparse.Namespace) -> list[Load]:
    """Measure the service without load, then under each load."""
    loop = OpenLoop("127.0.0.1", port, given.connections)
    await loop.one_at_a_time(REQUESTS, 1, WARM)
    alone = (await loop.one_at_a_time(REQUESTS, 1, 2 * WARM)).served
    usual = median(alone)
    full = await loop.one_at_a_time(REQUESTS, 2 * count_cores(), 2 * WARM)
    capacity = full.outcomes["200"] / (2 * WARM)
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"Without load: p50 {usual:.1f} ms, p99 {percentile(alone, 99):.1f} ms; load of the machine {busy}")
    print(f"Capacity: {capacity:.0f} requests a second, {count_cores()} cores", flush=True)
    for factor in given.times:  # so that every thread of the service has answered, and its memory is as it will be
        await loop.arrive(REQUESTS, factor * capacity, WARM)
    loads = []
    for factor, lasting in zip(given.times, given.seconds, strict=True):
        before, health = memory_mb(process), Tally()
        probing = asyncio.create_task(watch_health("127.0.0.1", port, health))
        tally = await loop.arrive(REQUESTS, factor * capacity, lasting)
        probing.cancel()
        loop.close()
        normal = await time_to_normal(loop, usual)
        loads.append(Load(factor, lasting, tally, health, usual, (before, memory_mb(process)), normal))
        print(json.dumps(tally.outcomes), flush=True)
    return loads


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", help="the documents to ask; by default, those that come with Quoth")
    parser.add_argument("--times", type=float, nargs="+", default=[2, 10], help="the loads, in times the capacity")
    parser.add_argument("--seconds", type=float, nargs="+", default=[300, 60], help="how long each load lasts")
    parser.add_argument("--connections", type=int, default=200, help="connections that are kept to be used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made, served(given.folder, made) as (process, port):
        loads = asyncio.run(measure(process, port, given))
    print_table(NAMES, [load.row() for load in loads])
    verdict = [(held, f"{load.factor:g}x: {text}") for load in loads for held, text in load.judge()]
    for held, text in verdict:
        print(f"{'yes' if held else 'NO '}  {text}")
    return 0 if all(held for held, _ in verdict) else 1


if __name__ == "__main__":
    sys.exit(main())
