"""Time every regular expression of the service on 50 kB and 100 kB of the texts that it does worst with.

    python -m tests.benchmarks.expressions [--size 50000] [--texts 8] [--all]

Prints the expressions whose time grows by more than 2.5 for twice the text, and with `--all` every one; what is not printed is
linear or takes no time. An expression that takes longer than `--seconds` is cut short, and counts as endless. Those named in
`tests/test_expressions.py` as reading short texts alone are tried with the longest of those, and so say little here.
"""

import argparse
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.benchmarks.measure import print_table
from tests.expressions import Expression, WorstText, list_expressions, worst_texts
from tests.test_expressions import BOUNDED

FLOOR = 0.002  # seconds: what takes less is not told from noise
TWICE = 2.5


class TooLongError(Exception):
    """An expression has used up its time."""


class Timing(NamedTuple):
    """The worst of an expression's texts: seconds for it, and times that for twice of it."""

    seconds: float
    ratio: float
    name: str
    mode: str
    text: WorstText


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise TooLongError in the middle of a match; `re` looks for signals as it goes."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_by(expression: Expression, mode: str) -> Callable[[str], object]:
    if mode == "search":
        return lambda text: sum(1 for _ in expression.pattern.finditer(text))
    read: Callable[[str], object] = getattr(expression.pattern, mode)
    return read


def time_of(read: Callable[[str], object], text: str, limit: float, tries: int = 1) -> float:
    least = float("inf")
    try:
        with alarm(limit * tries):
            for _ in range(tries):
                started = time.process_time()
                read(text)
                least = min(least, time.process_time() - started)
    except TooLongError:
        return min(least, float("inf"))
    return least


def compare(read: Callable[[str], object], text: WorstText, size: int, limit: float) -> tuple[float, float]:
    """Return the seconds for a text and the ratio for twice of it, which is 1 for what is too quick to tell."""
    if (twice := time_of(read, text.of(2 * size), limit)) < FLOOR:
        return twice, 1.0
    once = time_of(read, text.of(size), limit, 3)
    return once, min(twice, time_of(read, text.of(2 * size), limit, 3)) / once


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=50_000, help="characters of the smaller text")
    parser.add_argument("--seconds", type=float, default=5.0, help="the longest that one match may take")
    parser.add_argument(
        "--texts", type=int, default=8, help="how many of the texts that it may do badly with are tried"
    )
    parser.add_argument("--all", action="store_true", help="print every expression, the slowest first")
    given = parser.parse_args()
    worst: list[Timing] = []
    for expression in list_expressions():
        size = min(given.size, BOUNDED.get(expression.name, given.size) // 2)
        for mode in expression.modes:
            read = read_by(expression, mode)
            timings = (
                Timing(*compare(read, text, size, given.seconds), expression.name, mode, text)
                for text in worst_texts(expression.pattern)[: given.texts]
            )
            worst.append(max(timings, key=lambda timing: (timing.ratio > TWICE, timing.seconds)))
    worst.sort(key=lambda timing: -timing.seconds)
    rows = [
        (t.name, t.mode, repr(t.text.pump[:20]), t.seconds * 1000, t.ratio)
        for t in worst
        if given.all or t.ratio > TWICE
    ]
    print_table(("expression", "as", "repeated", "ms", "twice"), rows)
    print(f"{len(worst)} expressions and ways to use them; {sum(t.ratio > TWICE for t in worst)} grow too fast.")


if __name__ == "__main__":
    main()
