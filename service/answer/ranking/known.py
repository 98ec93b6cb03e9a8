"""Compute a function of something once, and keep the result with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Knowing(Protocol):
    """Something that keeps what was computed of it in `known`: an analysed sentence, the evidence of a question."""

    @property
    def known(self) -> dict[Any, Any]: ...


Subject = TypeVar("Subject", bound=Knowing)
Result = TypeVar("Result")

_MISSING: Any = object()  # None is a result too


def once(compute: Callable[[Subject], Result]) -> Callable[[Subject], Result]:
    """Decorate a function so that it is computed once for each subject: features and claims build on each other."""

    @wraps(compute)
    def compute_once(subject: Subject) -> Result:
        result: Result = subject.known.get(compute, _MISSING)
        if result is _MISSING:
            result = subject.known[compute] = compute(subject)
        return result

    return compute_once
