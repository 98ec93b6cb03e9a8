"""Compute a function of something once, and keep the result with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, Protocol, Self, TypeVar, overload


class Knowing(Protocol):
    """Something that keeps what was computed of it in `known`: an analysed sentence, the evidence of a question."""

    @property
    def known(self) -> dict[Any, Any]: ...


Subject = TypeVar("Subject", bound=Knowing)
Result = TypeVar("Result")
Value = TypeVar("Value")


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


class kept(Generic[Value]):
    """A property that is computed when it is first asked for, and kept in the instance.

    Two threads that ask at the same time may both compute it. `functools.cached_property` takes a lock against that until
    Python 3.12, at each first use, which costs more than many a property of a sentence.
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> Value: ...
    def __get__(self, instance: Any, owner: type[Any]) -> Any:
        """Compute the value; from then on it is found in the instance before this property."""
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
