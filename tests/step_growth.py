"""Whether an expression takes more steps than in proportion to its text."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.expressions import WorstText
from tests.matching_steps import StepMatcher, TooManyStepsError

TWICE = 2.5  # times the steps for twice the size
SIZES = (48, 192, 768)  # characters: repeats with a bound stop growing at one of them
MOST = 400_000  # steps


@contextmanager
def deep_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def count_steps(matcher: StepMatcher, mode: str, text: str, most: int = MOST) -> int:
    matcher.begin(text, most)
    if mode == "search":
        for _ in matcher.find_all():
            pass
    else:
        matcher.match(least=len(text) if mode == "fullmatch" else 0)
    return matcher.steps


def grows(matcher: StepMatcher, mode: str, text: WorstText, most: int = MOST) -> bool:
    """Return whether twice the text takes more than about twice the steps, at every size, or some more than `most`."""
    for size in SIZES:
        try:
            once, twice = (count_steps(matcher, mode, text.of(n), most) for n in (size, 2 * size))
        except TooManyStepsError:
            return True
        if twice <= TWICE * once + 200:
            return False
    return True
