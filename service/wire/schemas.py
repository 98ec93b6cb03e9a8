"""Make JSON Schemas (draft 2020-12) of the models, for OpenAPI and for MCP tools."""

from collections.abc import Iterable
from typing import Any

import msgspec

Schema = dict[str, Any]


def make_components(models: Iterable[type], template: str = "#/components/schemas/{name}") -> dict[str, Schema]:
    """Make the schemas of models, and of all they refer to, by name; `template` is the format of a `$ref`."""
    asked = list(models)
    _, components = msgspec.json.schema_components(asked, ref_template=template)
    names = dict.fromkeys([*(model.__name__ for model in asked), *sorted(components)])
    return {name: _tidy(components[name]) for name in names}


def make_schema(*models: type) -> Schema:
    """Make one self-contained schema for an object of any of the models; schemas it refers to are in `$defs`."""
    components = make_components(models, "#/$defs/{name}")
    if len(models) == 1:
        root = components.pop(models[0].__name__)
    else:
        root = {"type": "object", "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models]}
    return root | ({"$defs": components} if components else {})


def describe_fields(model: type[msgspec.Struct]) -> dict[str, Schema]:
    """Make the schema of each field of a model, for the parameters of a query string."""
    properties: dict[str, Schema] = make_components([model])[model.__name__]["properties"]
    return {name: _without_null(schema) for name, schema in properties.items()}


def _without_null(schema: Schema) -> Schema:
    """Take a list's null away, which a query string cannot hold."""
    return schema | {"type": "array"} if schema.get("type") == ["array", "null"] else schema


def _tidy(value: Any) -> Any:
    """Remove titles, which repeat the name, and defaults; keep only the first paragraph of docstrings."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    tidied = {
        key: _tidy(item) for key, item in value.items() if key not in ("title", "default") or isinstance(item, dict)
    }
    if isinstance(tidied.get("description"), str):
        tidied["description"] = " ".join(tidied["description"].partition("\n\n")[0].split())
    if "enum" in tidied and all(isinstance(one, str) for one in tidied["enum"]):
        tidied["type"] = "string"
    if tidied.get("type") == "array":
        tidied.setdefault("items", {})
        if value.get("default") == ():  # null leaves it out
            tidied["type"] = ["array", "null"]
    return _null_in_type(tidied)


def _null_in_type(schema: Schema) -> Schema:
    """Write "a string or null" as one list of types if possible, which more tools understand than `anyOf`."""
    kinds = schema.get("anyOf")
    if not kinds or len(kinds) != 2 or kinds[1] != {"type": "null"} or not isinstance(kinds[0].get("type"), str):
        return schema
    one = dict(kinds[0])
    if "enum" in one:
        one["enum"] = [*one["enum"], None]
    return {key: value for key, value in schema.items() if key != "anyOf"} | one | {"type": [one["type"], "null"]}
