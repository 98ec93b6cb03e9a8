"""Check the fields of a request one by one, and name every one that is wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from service.app.problems import Fault, Problem, show

MAX_FAULTS = 10  # named in one reply

Path = tuple[str | int, ...]  # where a value stands in the body
Check = Callable[[Any, Path], Any]


class Wrong(Exception):
    """A value that is not what its field takes."""

    def __init__(self, path: Path, value: object, expected: str) -> None:
        super().__init__(f"{_name(path)} is {show(value)}; expected {expected}.")
        self.path = path


class Missing(Wrong):
    def __init__(self, path: Path, expected: str) -> None:
        Exception.__init__(self, f"{_name(path)} is missing; expected {expected}.")
        self.path = path


class Unknown(Wrong):
    def __init__(self, path: Path, known: Iterable[str]) -> None:
        Exception.__init__(self, f"{_name(path)} is an unknown field; expected only {', '.join(known)}.")
        self.path = path


def read_fields(
    fields: Mapping[str, Any], checks: Mapping[str, Check], required: Mapping[str, str], pointers: bool
) -> dict[str, Any]:
    """Check every field, then raise one problem that names all that are wrong.

    `checks` are the fields that there may be, `required` those that there must be, with what is expected. `pointers`
    says whether the fields are a body's, to which JSON Pointers lead, or a query's.
    """
    wrong: list[Wrong] = [Unknown((name,), checks) for name in fields if name not in checks]
    wrong += [Missing((name,), expected) for name, expected in required.items() if name not in fields]
    read: dict[str, Any] = {}
    for name, check in checks.items():
        if name in fields:
            try:
                read[name] = check(fields[name], (name,))
            except Wrong as error:
                wrong.append(error)
    if wrong:
        faults = [Fault(str(e), _pointer(e.path) if pointers else None) for e in wrong[:MAX_FAULTS]]
        raise Problem(400, " ".join(fault.detail for fault in faults), faults=faults)
    return read


def refuse(path: Path, value: object, expected: str) -> NoReturn:
    raise Wrong(path, value, expected)


def check_one_of(value: object, path: Path, known: tuple[str, ...]) -> Any:
    if not isinstance(value, str) or value not in known:
        *others, last = (f'"{name}"' for name in known)
        refuse(path, value, f"{', '.join(others)} or {last}" if others else last)
    return value


def check_integer(value: object, path: Path, low: int, high: int | None) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < low or (high is not None and value > high):
        refuse(path, value, f"an integer from {low} to {high}" if high is not None else f"an integer from {low}")
    return value


def check_list(value: object, path: Path, most: int, what: str) -> list[Any]:
    if not isinstance(value, list):
        refuse(path, value, f"a list of {what}")
    if len(value) > most:
        raise Wrong(path, value, f"at most {most} {what}, not {len(value)}")
    return value


def check_object(value: object, path: Path, known: tuple[str, ...] | None, required: tuple[str, ...]) -> dict[str, Any]:
    """Check an object's field names; `known` None lets others pass."""
    if not isinstance(value, dict):
        refuse(path, value, f"an object with {', '.join(known or required)}")
    for name in value:
        if known is not None and name not in known:
            raise Unknown((*path, name), known)
    for name in required:
        if name not in value:
            raise Missing((*path, name), f"an object with {', '.join(required)}")
    return value


def _name(path: Path) -> str:
    """Name a place as a reader would: history[2].question."""
    name = "".join(f"[{key}]" if isinstance(key, int) else f".{_key(key)}" for key in path)
    return name.removeprefix(".")


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else show(key)


def _pointer(path: Path) -> str:
    """Write a place as a JSON Pointer in a URI fragment (RFC 6901)."""
    return "#" + "".join("/" + str(key)[:80].replace("~", "~0").replace("/", "~1") for key in path)
