"""What the benchmarks share: percentiles, memory, a child process for each contender, and tables of ratios."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
POINTS = (50, 95, 99)


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def time_each(calls: Iterable[Callable[[], object]], clock: str = "wall") -> list[float]:
    """Time calls one by one, in milliseconds; by the process's own time ("cpu") where others use the machine too."""
    now = CLOCKS[clock]
    times = []
    for call in calls:
        started = now()
        call()
        times.append((now() - started) * 1e3)
    return times


def percentile(values: Sequence[float], point: float) -> float:
    """Give the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * point / 100))]


def points_of(times: Sequence[float]) -> dict[str, float]:
    return {f"p{point}": percentile(times, point) for point in POINTS}


def peak_mb() -> float:
    """Give this process's highest resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def own_mb() -> float:
    """Give the memory that is this process's alone, in MB; pages of mapped files belong to all who map them."""
    text = Path("/proc/self/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_Dirty")) / 1024


def run_apart(module: str, *arguments: str) -> dict[str, Any]:
    """Run a benchmark's part in a process of its own, so that memory is its own, and read the JSON it prints."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        return {"error": lines[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(_show(cell) for cell in row) + " |", flush=True)


def _show(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
    return "" if cell is None else str(cell)
