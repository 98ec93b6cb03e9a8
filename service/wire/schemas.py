"""JSON Schemas (draft 2020-12) of the models, for OpenAPI and for the tools of language models."""

from collections.abc import Iterable
from typing import Any

import msgspec

Schema = dict[str, Any]


def make_components(models: Iterable[type], template: str = "#/components/schemas/{name}") -> dict[str, Schema]:
    """Describe models by name, then all that they refer to; `template` is the form of a reference to one."""
    asked = list(models)
    _, components = msgspec.json.schema_components(asked, ref_template=template)
    names = dict.fromkeys([*(model.__name__ for model in asked), *sorted(components)])
    return {name: _tidy(components[name]) for name in names}


def make_schema(*models: type) -> Schema:
    """Describe an object of one of the models in a schema that stands alone: what it refers to is in its `$defs`."""
    components = make_components(models, "#/$defs/{name}")
    if len(models) == 1:
        root = components.pop(models[0].__name__)
    else:
        root = {"type": "object", "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models]}
    return root | ({"$defs": components} if components else {})


def describe_fields(model: type[msgspec.Struct], template: str = "#/components/schemas/{name}") -> dict[str, Schema]:
    """Describe the fields of a model one by one: the parameters of a link."""
    properties: dict[str, Schema] = make_components([model], template)[model.__name__]["properties"]
    return properties


def _tidy(value: Any) -> Any:
    """Leave out titles, which repeat a model's name, and defaults; keep of a docstring its first paragraph."""
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
    return _null_in_type(tidied)


def _null_in_type(schema: Schema) -> Schema:
    """Write "a text or null" as one type where the rest of the schema allows: more tools read it."""
    kinds = schema.get("anyOf")
    if not kinds or len(kinds) != 2 or kinds[1] != {"type": "null"} or not isinstance(kinds[0].get("type"), str):
        return schema
    one = dict(kinds[0])
    if "enum" in one:
        one["enum"] = [*one["enum"], None]
    return {key: value for key, value in schema.items() if key != "anyOf"} | one | {"type": [one["type"], "null"]}
