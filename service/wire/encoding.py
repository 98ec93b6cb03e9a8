"""Write shapes as JSON, with fields in the order declared and non-ASCII text unescaped."""

from typing import Any

import msgspec


def to_json(value: Any) -> bytes:
    """Encode a shape, or plain values, as one line of JSON in UTF-8."""
    return msgspec.json.encode(value) + b"\n"


def to_fields(value: msgspec.Struct) -> dict[str, Any]:
    """Convert a shape to the plain values that parsing its JSON would give."""
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return fields
