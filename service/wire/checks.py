"""Read a request's fields into a typed model, reporting every invalid field.

Nothing here knows a particular model. Besides msgspec's own bounds, a field's `Meta.extra` may hold `expected` (what
the field takes, in words), `items` (what a list holds, in the plural), `then` (a function of value and path that
normalises the value or raises `Wrong`) and `choices` (the values of a Literal in the order in which errors list them).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NoReturn, TypeVar

from msgspec import Struct
from msgspec import inspect as models

from service.wire.problems import MAX_FAULTS, Fault, Problem, show

Path = tuple[str | int, ...]  # where a value is in the body
Model = TypeVar("Model", bound=Struct)


class Wrong(Exception):
    """A value that its field does not accept."""

    def __init__(self, path: Path, value: object, expected: str) -> None:
        super().__init__(f"{_name(path)} is {show(value)}; expected {expected}.")
        self.path = path


class Missing(Wrong):
    """A required field that is absent."""

    def __init__(self, path: Path, expected: str) -> None:
        Exception.__init__(self, f"{_name(path)} is missing; expected {expected}.")
        self.path = path


class Unknown(Wrong):
    """A field that the model does not have."""

    def __init__(self, path: Path, known: Iterable[str]) -> None:
        Exception.__init__(self, f"{_name(path)} is an unknown field; expected only {', '.join(known)}.")
        self.path = path


class Several(Exception):
    """All the values within one that their fields do not accept."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(" ".join(map(str, wrong[:MAX_FAULTS])))
        self.wrong = wrong


def read_model(model: type[Model], fields: Mapping[str, Any], pointers: bool = True) -> Model:
    """Read the fields of a request into its model.

    With `pointers`, each fault carries a JSON Pointer into the body; query strings have none. Raises a 400 problem
    that reports every invalid field, up to `MAX_FAULTS` of them.
    """
    try:
        return model(**_read_fields(_describe(model), fields, (), "a value"))
    except Several as several:
        wrong = sorted(several.wrong, key=lambda error: (Unknown, Missing, Wrong).index(type(error)))
        faults = [Fault(str(e), _pointer(e.path) if pointers else None) for e in wrong[:MAX_FAULTS]]
        raise Problem(400, " ".join(fault.detail for fault in faults), faults=faults) from None


@cache
def _describe(model: type[Struct]) -> models.StructType:
    described = models.type_info(model)
    assert isinstance(described, models.StructType)
    return described


def refuse(path: Path, value: object, expected: str) -> NoReturn:
    """Raise Wrong for a value."""
    raise Wrong(path, value, expected)


def _read(kind: models.Type, value: Any, path: Path) -> Any:
    """Read a value as its declared type. Raises Wrong for the value itself, Several for those within it."""
    extra = _extra(kind)
    read = _read_plain(kind.type if isinstance(kind, models.Metadata) else kind, value, path, extra)
    return extra["then"](read, path) if "then" in extra else read


def _extra(kind: models.Type) -> dict[str, Any]:
    return kind.extra or {} if isinstance(kind, models.Metadata) else {}


def _read_plain(kind: models.Type, value: Any, path: Path, extra: dict[str, Any]) -> Any:
    match kind:
        case models.UnionType(types=types):
            return _read_one_of(types, value, path, extra)
        case models.StructType():
            return _read_struct(kind, value, path)
        case models.VarTupleType():
            return _read_list(kind, value, path, extra)
        case models.StrType():
            return _read_text(kind, value, path, extra)
        case models.IntType():
            return _read_integer(kind, value, path)
        case models.FloatType():
            return _read_number(kind, value, path)
        case models.LiteralType(values=values):
            return _read_choice(extra.get("choices", values), value, path)
        case models.AnyType():
            return value
    raise TypeError(f"{_name(path)} is described as {kind}, which no request holds.")


def _read_one_of(kinds: tuple[models.Type, ...], value: Any, path: Path, extra: dict[str, Any]) -> Any:
    """Read a value that may be null, text or an object, choosing the type by the value."""
    if value is None and any(isinstance(kind, models.NoneType) for kind in kinds):
        return None
    others = [kind for kind in kinds if not isinstance(kind, models.NoneType)]
    chosen = next((kind for kind in others if _is_text(kind) == isinstance(value, str)), others[0])
    return (
        _read(chosen, value, path) if isinstance(chosen, models.Metadata) else _read_plain(chosen, value, path, extra)
    )


def _is_text(kind: models.Type) -> bool:
    return isinstance(kind.type if isinstance(kind, models.Metadata) else kind, models.StrType)


def _read_struct(kind: models.StructType, value: Any, path: Path) -> Any:
    if not isinstance(value, dict):
        refuse(path, value, f"an object with {', '.join(field.encode_name for field in kind.fields)}")
    required = ", ".join(field.encode_name for field in kind.fields if field.required)
    checked = kind.cls(**_read_fields(kind, value, path, f"an object with {required}"))
    if hasattr(checked, "check"):
        checked.check(path)
    return checked


def _read_fields(kind: models.StructType, given: Mapping[str, Any], path: Path, expected: str) -> dict[str, Any]:
    """Read the fields of an object; null leaves a list out that may be left out. Raises Several for its faults.

    `expected` describes a required field that does not say itself what it takes.
    """
    names = [field.encode_name for field in kind.fields]
    unknown = [name for name in given if name not in names] if kind.forbid_unknown_fields else []
    wrong: list[Wrong] = [Unknown((*path, name), names) for name in unknown]
    values: list[tuple[models.Type, Any, Path]] = []
    read: list[str] = []
    for field in kind.fields:
        name = field.encode_name
        if name not in given:
            if field.required:
                wrong.append(Missing((*path, name), expected if path else _extra(field.type).get("expected", expected)))
        elif given[name] is not None or field.default != ():
            read.append(field.name)
            values.append((field.type, given[name], (*path, name)))
    return dict(zip(read, _read_all(values, wrong), strict=True))


def _read_all(values: Iterable[tuple[models.Type, Any, Path]], wrong: list[Wrong]) -> list[Any]:
    """Read values of an object or a list. Raises Several for their faults and those that are `wrong` already."""
    read = []
    for kind, value, path in values:
        try:
            read.append(_read(kind, value, path))
        except Wrong as error:
            wrong.append(error)
        except Several as several:
            wrong += several.wrong
    if wrong:
        raise Several(wrong)
    return read


def _read_list(kind: models.VarTupleType, value: Any, path: Path, extra: dict[str, Any]) -> tuple[Any, ...]:
    items = extra.get("items", "values")
    if not isinstance(value, list):
        refuse(path, value, f"a list of {items}")
    if kind.max_length is not None and len(value) > kind.max_length:
        raise Wrong(path, value, f"at most {kind.max_length} {items}, not {len(value)}")
    if len(value) < (kind.min_length or 0):
        refuse(path, value, extra.get("expected", f"at least {kind.min_length} {items}"))
    return tuple(_read_all([(kind.item_type, item, (*path, n)) for n, item in enumerate(value)], []))


def _read_text(kind: models.StrType, value: Any, path: Path, extra: dict[str, Any]) -> str:
    if not isinstance(value, str) or len(value) < (kind.min_length or 0):
        refuse(path, value, extra.get("expected", "a text"))
    if kind.max_length is not None and len(value) > kind.max_length:
        raise Wrong(path, value, f"at most {kind.max_length} characters, not {len(value)}")
    return value


def _read_integer(kind: models.IntType, value: Any, path: Path) -> int:
    low, high = kind.ge or 0, kind.le
    if not isinstance(value, int) or isinstance(value, bool) or value < low or (high is not None and value > high):
        refuse(path, value, f"an integer from {low} to {high}" if high is not None else f"an integer from {low}")
    return value


def _read_number(kind: models.FloatType, value: Any, path: Path) -> float:
    low, high = kind.ge, kind.le
    assert low is not None and high is not None, "Every number of a request has bounds."
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        refuse(path, value, f"a number from {low:g} to {high:g}")
    return float(value)


def _read_choice(known: tuple[Any, ...], value: Any, path: Path) -> Any:
    if not isinstance(value, str) or value not in known:
        *others, last = (f'"{name}"' for name in known)
        refuse(path, value, f"{', '.join(others)} or {last}" if others else last)
    return value


def _name(path: Path) -> str:
    """Write a path the way people do: history[2].question."""
    name = "".join(f"[{key}]" if isinstance(key, int) else f".{_key(key)}" for key in path)
    return name.removeprefix(".")


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else show(key)


def _pointer(path: Path) -> str:
    """Write a path as a JSON Pointer in a URI fragment (RFC 6901)."""
    return "#" + "".join("/" + str(key)[:80].replace("~", "~0").replace("/", "~1") for key in path)
