"""Work on all cores: apply a function to many items in forks of this process, which have all that it has loaded."""

import multiprocessing
import os
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

import click

from service.index.cores import count_cores
from service.index.workers import begin_worker

T = TypeVar("T")
R = TypeVar("R")

FEWEST = 16  # items from which forks pay off

_function: Callable[[Any], Any]  # what a fork applies


def map_in_forks(
    function: Callable[[T], R], items: Sequence[T], processes: int | None = None
) -> Generator[R, None, None]:
    """Apply a function to each item, and yield the results in order; `processes` is how many work (None: one a core).

    Items and results are sent between processes, the function is not. A few items, and all where the system has no forks, are
    left to this process. Whoever stops asking for results, or is interrupted, leaves no process behind. Raises ClickException
    if a process ends before its work is done.
    """
    count = min(count_cores() if processes is None else processes, len(items))
    if count < 2 or len(items) < FEWEST or not hasattr(os, "fork"):
        yield from map(function, items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    forks = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (function,))
    try:
        yield from forks.map(_apply, items)
    except BrokenProcessPool:
        raise click.ClickException(
            "A process that helped this one ended too early, perhaps for want of memory."
        ) from None
    finally:
        forks.shutdown(cancel_futures=True)


def _begin(function: Callable[[Any], Any]) -> None:
    global _function
    _function = function
    begin_worker()


def _apply(item: Any) -> Any:
    return _function(item)
