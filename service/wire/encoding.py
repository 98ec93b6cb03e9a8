"""Write shapes as JSON: fields in the order of the contract, text as it is rather than escaped."""

from typing import Any

import msgspec


def to_json(value: Any) -> bytes:
    """Write a shape, or plain values, as one line of JSON in UTF-8."""
    return msgspec.json.encode(value) + b"\n"


def to_fields(value: msgspec.Struct) -> dict[str, Any]:
    """Turn a shape into the plain values that its JSON would be read as."""
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return fields
