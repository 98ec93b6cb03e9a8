"""YAML front matter: the lines between two `---` at the very start of a file."""

import re

import yaml

MAX_CHARACTERS = 16 << 10
MAX_FIELDS = 200
# The YAML parser recurses at every level of brackets.
MAX_NESTING = 50
BLOCK = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
NULLS = {"", "~", "null", "Null", "NULL"}  # YAML 1.1, 10.2.1.1

Fields = dict[str, str | list[str]]


def read_front_matter(text: str) -> tuple[Fields, int]:
    """Return the fields by lower-case name, and the number of leading characters that they take.

    A field is a string as written, never converted to a number or a date, or a list of strings; anything else is dropped.
    Returns ({}, 0) if there is no front matter, or if it is faulty, too large or too deep.
    """
    found = BLOCK.match(text, 0, MAX_CHARACTERS)
    if not found:
        return {}, 0
    if found.group(1).count("[") + found.group(1).count("{") > MAX_NESTING:
        return {}, 0
    try:
        # Only nodes are composed and nothing is constructed, so that aliases and merges cannot multiply.
        root = yaml.compose(found.group(1), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, 0
    if not isinstance(root, yaml.MappingNode) or len(root.value) > MAX_FIELDS:
        return {}, 0
    return collect_fields(root), found.end()


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
