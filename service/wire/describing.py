"""The words that schemas are written in: an object, a list, a text, each with a sentence that says what it is."""

from collections.abc import Iterable
from typing import Any, get_args

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
FLAG: Schema = {"type": "boolean"}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(description: str, fields: dict[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Describe an object with these fields and no others."""
    return {
        "type": "object",
        "description": description,
        "properties": fields,
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def one_of(*schemas: Schema, **more: Any) -> Schema:
    return {"anyOf": list(schemas)} | more


def choice(kinds: Any, description: str, null: bool = False) -> Schema:
    values = [*get_args(kinds), None] if null else list(get_args(kinds))
    return {"type": ["string", "null"] if null else "string", "enum": values, "description": description}


def list_of(items: Schema, description: str, most: int | None = None, least: int = 0) -> Schema:
    bounds = ({"maxItems": most} if most is not None else {}) | ({"minItems": least} if least else {})
    return {"type": "array", "description": description, "items": items} | bounds


def text(description: str, null: bool = False, **more: Any) -> Schema:
    return {"type": ["string", "null"] if null else "string", "description": description} | more


def integer(description: str, least: int = 0, **more: Any) -> Schema:
    return {"type": "integer", "minimum": least, "description": description} | more


def share(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}
