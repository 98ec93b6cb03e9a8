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


def once(compute: Callable[[Subject], Result]) -> Callable[[Subject], Result]:
    """Decorate a function so that it is computed once for each subject: features and claims build on each other."""

    @wraps(compute)
    def compute_once(subject: Subject) -> Result:
        known = subject.known
        try:
            found: Result = known[compute]
            return found
        except KeyError:
            pass
        result = known[compute] = compute(subject)
        return result

    return compute_once
