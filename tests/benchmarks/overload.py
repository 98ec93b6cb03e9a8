"""Ask more than can be answered: an open loop of questions at a constant rate, as many times the capacity as is asked for.

    python -m tests.benchmarks.overload [FOLDER] [--times 2 10] [--seconds 60 30] [--connections 200]

The service runs as a process of its own with the cache off, on the loopback. Its capacity is measured first, and the
latency of one request at a time. Then questions arrive at a constant rate, whether or not earlier ones are answered; a
connection that is free is used again. Latencies count from when a request was due. What is printed: how many got which
status, how many of the 503s name a time to come back after, the latencies of those answered against the median without
load, how long /healthz took on connections of its own, the service's memory before and after, and how long it was until
requests took as long as before. The command stops by itself.
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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import ROOT, percentile, print_table
from tests.benchmarks.serving import QUESTIONS, body_of

TIMEOUT = 20.0  # seconds after which a request counts as timed out
STALE = 10.0  # seconds without a request after which a connection is not used again
WARM = 3.0  # seconds of one request at a time, and then of each load, before anything is measured
NORMAL = 2.0  # times the median without load, within which a request is answered as before
CALM = 5  # such requests in a row that show that the service is back to normal
PROBE = 0.25  # seconds between two looks at /healthz


@dataclass
class Tally:
    """What came of the requests of one run; latencies in milliseconds."""

    outcomes: Counter[str] = field(default_factory=Counter)
    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    without_retry_after: int = 0


class Pool:
    """Connections to the service, used again once they are free; at most `most` are kept."""

    def __init__(self, host: str, port: int, most: int) -> None:
        self._address, self._most = (host, port), most
        self._free: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Send a request, and give the status and the head of the reply, once it is read whole."""
        reader, writer = self._take() or await asyncio.open_connection(*self._address)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
        except BaseException:
            writer.close()
            raise
        if b"Connection: close" in head or len(self._free) >= self._most:
            writer.close()
        else:
            self._free.append((time.monotonic(), reader, writer))
        return int(head.split(b" ", 2)[1]), head

    def _take(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Take a connection that is free, closing those that the service may be about to close as well."""
        while self._free and time.monotonic() - self._free[0][0] > STALE:
            self._free.pop(0)[2].close()
        return self._free.pop()[1:] if self._free else None

    def close(self) -> None:
        while self._free:
            self._free.pop()[2].close()


def write_request(question: str) -> bytes:
    body = body_of(question).encode()
    head = f"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


REQUESTS = [write_request(question) for question in QUESTIONS]


async def ask_once(pool: Pool, number: int, due: float, tally: Tally) -> None:
    """Send one request and count what came of it."""
    try:
        status, head = await asyncio.wait_for(pool.send(REQUESTS[number % len(REQUESTS)]), TIMEOUT)
    except TimeoutError:
        tally.outcomes["timed out"] += 1
        return
    except (OSError, EOFError) as error:
        tally.outcomes["reset" if isinstance(error, OSError) else "cut off"] += 1
        return
    tally.outcomes[str(status)] += 1
    took = (time.monotonic() - due) * 1e3
    (tally.served if status == 200 else tally.refused).append(took)
    if status == 503 and b"retry-after:" not in head.lower():
        tally.without_retry_after += 1


async def one_by_one(pool: Pool, seconds: float) -> list[float]:
    """Ask one question at a time; give the latencies in milliseconds."""
    tally, end, number = Tally(), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        await ask_once(pool, number, time.monotonic(), tally)
        number += 1
    assert set(tally.outcomes) == {"200"}, tally.outcomes
    return tally.served


async def arrive(pool: Pool, rate: float, seconds: float, tally: Tally) -> None:
    """Send requests at a constant rate, and wait until something came of each."""
    asked: set[asyncio.Task[None]] = set()
    started, sent = time.monotonic(), 0
    while (now := time.monotonic() - started) < seconds:
        while sent < now * rate:
            task = asyncio.create_task(ask_once(pool, sent, started + sent / rate, tally))
            asked.add(task)
            task.add_done_callback(asked.discard)
            sent += 1
        await asyncio.sleep(0.001)
    if asked:
        await asyncio.wait(asked)


async def watch_health(host: str, port: int, tally: Tally) -> None:
    """Look at /healthz again and again, on a new connection each time."""
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    while True:
        began = time.monotonic()
        try:
            status, _ = await asyncio.wait_for(Pool(host, port, 0).send(request), TIMEOUT)
            tally.outcomes["healthy" if status == 200 else f"health {status}"] += 1
        except (OSError, EOFError, TimeoutError):
            tally.outcomes["health unreachable"] += 1
        tally.health.append((time.monotonic() - began) * 1e3)
        await asyncio.sleep(PROBE)


async def time_to_normal(pool: Pool, usual: float) -> float:
    """Give the seconds until CALM requests in a row are answered within NORMAL times the usual milliseconds."""
    started, calm, since, tally = time.monotonic(), 0, time.monotonic(), Tally()
    while calm < CALM and time.monotonic() - started < 60:
        due = time.monotonic()
        await ask_once(pool, calm, due, tally)
        if tally.served and tally.served.pop() <= NORMAL * usual:
            since = due if calm == 0 else since
            calm += 1
        else:
            calm = 0
    return since - started if calm == CALM else float("inf")


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


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


async def measure(process: int, port: int, times: list[float], seconds: list[float], connections: int) -> None:
    """Measure the service without load, then under each load, and print a table."""
    pool = Pool("127.0.0.1", port, connections)
    await one_by_one(pool, WARM)
    alone = await one_by_one(pool, 2 * WARM)
    usual = median(alone)
    capacity = 1e3 * len(alone) / sum(alone)
    for factor in times:  # so that every thread of the service has answered, and its memory is as it will be
        await arrive(pool, factor * capacity, WARM, Tally())
    slowest = percentile(alone, 99)
    print(f"Without load: p50 {usual:.1f} ms, p99 {slowest:.1f} ms; capacity {capacity:.0f} requests a second")
    rows = []
    for factor, lasting in zip(times, seconds, strict=True):
        tally, before = Tally(), resident_mb(process)
        probing = asyncio.create_task(watch_health("127.0.0.1", port, tally))
        await arrive(pool, factor * capacity, lasting, tally)
        probing.cancel()
        pool.close()
        normal = await time_to_normal(pool, usual)
        rows.append(row_of(factor, lasting, tally, usual, (before, resident_mb(process)), normal))
        print(json.dumps(tally.outcomes))
    names = (
        "load",
        "s",
        "200",
        "503",
        "other",
        "p50",
        "p99",
        "p99 / median",
        "503 p99",
        "health max",
        "MB",
        "normal s",
    )
    print_table(names, rows)


def row_of(
    factor: float, lasting: float, tally: Tally, usual: float, memory: tuple[float, float], normal: float
) -> tuple[object, ...]:
    ours = {name: number for name, number in tally.outcomes.items() if "health" not in name}
    other = sum(number for name, number in ours.items() if name not in ("200", "503")) + tally.without_retry_after
    p99 = percentile(tally.served, 99) if tally.served else float("nan")
    return (
        f"{factor:g}x",
        lasting,
        ours.get("200", 0),
        ours.get("503", 0),
        other,
        round(percentile(tally.served, 50), 1) if tally.served else "-",
        round(p99, 1),
        round(p99 / usual, 1),
        round(percentile(tally.refused, 99), 1) if tally.refused else "-",
        round(max(tally.health, default=float("nan")), 1),
        f"{memory[0]:.0f} -> {memory[1]:.0f}",
        round(normal, 2),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", help="the documents to ask; by default, those that come with Quoth")
    parser.add_argument("--times", type=float, nargs="+", default=[2, 10], help="the loads, in times the capacity")
    parser.add_argument("--seconds", type=float, nargs="+", default=[60, 30], help="how long each load lasts")
    parser.add_argument("--connections", type=int, default=200, help="connections that are kept to be used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made, served(given.folder, made) as (process, port):
        asyncio.run(measure(process, port, given.times, given.seconds, given.connections))


if __name__ == "__main__":
    main()
