"""Front matter at the start of a file: YAML between `---`, TOML between `+++`, or a JSON object, alone or between `;;;`.

What a parser refuses is read line by line: people write `description: Note: checked` and 'The keeper's guide'.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import yaml

MAX_CHARACTERS = 16 << 10
MAX_FIELDS = 200
# The parsers recurse at every level of brackets.
MAX_NESTING = 50
_LINE = r"[ \t]*(?:\r\n|\r|\n)"
_OPENING = re.compile(rf"(?:{_LINE}){{0,3}}(?P<fence>-{{3,}}|---[ \t]?(?:ya?ml|toml|json)|\+\+\+|;;;){_LINE}")
_CLOSING = {
    fence: re.compile(rf"(?<=[\r\n])(?:{closing})(?:{_LINE}|[ \t]*\Z)")
    for fence, closing in {"-": r"-{3,}|\.\.\.", "+": r"\+{3,}", ";": r";{3,}"}.items()
}
NULLS = {"", "~", "null", "Null", "NULL"}  # YAML 1.1, 10.2.1.1
JSON_KEYS = frozenset("title date author authors published".split())  # one of these, or it is data and no front matter
_BLANK_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_FIELD = re.compile(r"([A-Za-z_][\w .-]{0,40}?)[ \t]*:(?:[ \t]+|$)(.*)")
_ASSIGNED = re.compile(r"([A-Za-z_][\w.-]{0,40})[ \t]*=[ \t]*(.*)")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")  # which JSON forbids and people write
_JSON_END = re.compile(r"\}(?=[ \t]*[\r\n])")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")

Fields = dict[str, str | list[str]]


def read_front_matter(text: str) -> tuple[Fields, int]:
    """Return the fields by lower-case name, and the number of leading characters that they take.

    A field is a string as written, never converted to a number or a date, or a list of strings; anything else is dropped.
    Returns ({}, 0) if there is no front matter, or if it is no list of fields, too large or too deep.
    """
    if text.startswith("{"):
        return _read_json(text[:MAX_CHARACTERS])
    opened = _OPENING.match(text)
    closed = _CLOSING[opened["fence"][0]].search(text, opened.end(), MAX_CHARACTERS) if opened else None
    if not (opened and closed):
        return {}, 0
    block = text[opened.end() : closed.start()]
    if block.count("[") + block.count("{") > MAX_NESTING:
        return {}, 0
    fields = _reader_of(opened["fence"])(block)
    return (fields, closed.end()) if fields is not None else ({}, 0)


def _reader_of(fence: str) -> Callable[[str], Fields | None]:
    if fence.startswith("+") or fence.endswith("toml"):
        return _read_toml
    return _read_fenced_json if fence.startswith(";") or fence.endswith("json") else _read_yaml


def _read_yaml(block: str) -> Fields | None:
    try:
        # Only nodes are composed and nothing is constructed, so that aliases and merges cannot multiply.
        root = yaml.compose(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _read_lines(block)
    if not isinstance(root, yaml.MappingNode) or len(root.value) > MAX_FIELDS:
        return None
    return collect_fields(root)


def _read_lines(block: str) -> Fields | None:
    """Read `name: value` lines, and lists below a name; None if any line is neither, or continues no other."""
    fields: Fields = {}
    name = ""
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", block)]
    if any(not line.isprintable() for line in (line.replace("\t", " ") for line in lines)):
        return None
    depths = [len(line.expandtabs()) - len(line.expandtabs().lstrip()) for line in lines if line]
    for line in filter(None, lines):
        depth = len(line.expandtabs()) - len(line.expandtabs().lstrip())
        item = _ITEM.fullmatch(line)
        if line.lstrip().startswith("#"):
            continue
        if item and name:
            value = fields.get(name)
            fields[name] = [*(value if isinstance(value, list) else []), _unquote(item[1])]
        elif (depth == min(depths) or _is_tabbed(line, fields.get(name))) and (field := _FIELD.fullmatch(line.strip())):
            name = field[1].casefold()
            if name in fields:
                return None
            fields[name] = _unquote(field[2])
        elif depth == min(depths) or not name:
            return None
    found: Fields = {
        key: value for key, value in fields.items() if value and not (isinstance(value, str) and value in NULLS)
    }
    return found if 0 < len(fields) <= MAX_FIELDS else None


def _is_tabbed(line: str, value: str | list[str] | None) -> bool:
    """Return whether a line is indented by a tab for no reason: it stands below a field with a value of its own."""
    return line.startswith("\t") and bool(value)


def _unquote(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _read_toml(block: str) -> Fields | None:
    try:
        return _keep_strings(tomllib.loads(re.sub(r"\r\n?", "\n", block)))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return _read_assignments(block)


def _read_assignments(block: str) -> Fields | None:
    """Read the `name = value` lines of TOML that is none, before its first table; None if any line is something else."""
    fields: Fields = {}
    for line in filter(None, (line.strip() for line in re.split(r"\r\n|\r|\n", block))):
        if line.startswith("["):
            break
        field = _ASSIGNED.fullmatch(line)
        if not (field and line.isprintable()) and not line.startswith("#"):
            return None
        if field and (value := _unquote(field[2])):
            fields[field[1].casefold()] = value
    return fields or None


def _read_fenced_json(block: str) -> Fields | None:
    try:
        given = json.loads(_LAST_COMMA.sub("", block))
    except (RecursionError, ValueError):
        return None
    return _keep_strings(given) if isinstance(given, dict) and len(given) <= MAX_FIELDS else None


def _read_json(text: str) -> tuple[Fields, int]:
    """Read a JSON object that text follows after a blank line; one that nothing follows is data."""
    try:
        given, end = json.JSONDecoder().raw_decode(text)
    except (RecursionError, ValueError):
        brace = _JSON_END.search(text)
        given, end = (_read_fenced_json(text[: brace.end()]), brace.end()) if brace else (None, 0)
    rest = _BLANK_LINE.match(text, end)
    known = isinstance(given, dict) and not JSON_KEYS.isdisjoint(map(str.casefold, given))
    if not known or len(given) > MAX_FIELDS or not rest or not text[rest.end() :].strip():
        return {}, 0
    return _keep_strings(given), rest.end()


def _keep_strings(given: Mapping[str, Any]) -> Fields:
    """Keep what is text, a number, a date or a list of these; a table's own name stands for it."""
    fields: Fields = {}
    for key, value in given.items():
        items = [_as_string(item) for item in value] if isinstance(value, list) else _as_string(value)
        content = [item for item in items if item] if isinstance(items, list) else items
        if content:
            fields[key.casefold()] = content
    return fields


def _as_string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name", "")
    return "" if isinstance(value, bool | list | dict) or value is None else str(value)


def collect_fields(root: yaml.MappingNode) -> Fields:
    fields: Fields = {}
    for key, value in root.value:
        name = read_scalar(key)
        content = read_scalar(value) or read_list(value)
        if name and content:
            fields[name.casefold()] = content
    return fields


def read_scalar(node: yaml.Node) -> str | None:
    """Return the string of a scalar; None for a null or anything else."""
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in NULLS):
        return None
    return str(node.value)


def read_list(node: yaml.Node) -> list[str]:
    """Return the strings of a list, or of the names in a list of mappings; [] for anything else."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    named = [read_name(item) if isinstance(item, yaml.MappingNode) else read_scalar(item) for item in items]
    return [name for name in named if name]


def read_name(node: yaml.MappingNode) -> str | None:
    return next((read_scalar(value) for key, value in node.value if read_scalar(key) == "name"), None)
