"""Find the texts that people read in the pages' templates, so that each is looked up in the reader's language.

Templates are written in plain English. Before Jinja compiles one, every run of text between tags and statements, and every
label in an attribute, is replaced by a call of `t`; expressions within it become numbered places, which a translation may
put in another order: `Characters {{ start }} to {{ end }}` is looked up as "Characters {0} to {1}".
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import Environment
from jinja2.ext import Extension

# Described in English, as the interface itself is.
IN_ENGLISH = ("docs.html",)

_EXPRESSION = r"\{\{(?!-)(?:(?!\}\}).)*(?<!-)\}\}"
_STATEMENT = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
_PIECES = re.compile(
    rf"(?P<raw><(script|style|code|pre)\b.*?</\2>)|(?P<expression>{_EXPRESSION})|(?P<statement>{_STATEMENT})"
    r"|(?P<tag><[a-zA-Z/!](?:\{\{.*?\}\}|\{%.*?%\}|[^<>{]|\{(?![{%]))*>)|(?P<text>[^<{]+|.)",
    re.DOTALL,
)
_LABEL = re.compile(
    rf'(?P<name>\b(?:aria-label|placeholder|title|alt))="(?P<value>(?:{_EXPRESSION}|[^"{{])*)"', re.DOTALL
)
_ANY_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PLACE = re.compile(_EXPRESSION, re.DOTALL)
_LITERAL = re.compile(r'(?P<before>\b(?:t|count|plural)\()?"(?P<text>[^"{}\\]*)"')
_SET = re.compile(r"\{%-?\s*set\b")
_NO_TEXT = re.compile(r"\{%-?\s*block body_class\b")
_LETTER = re.compile(r"[^\W\d_]")


class TextRun(NamedTuple):
    """A run of text with its places numbered, and the expressions that stand there."""

    message: str
    expressions: tuple[str, ...]


def read_run(source: str) -> TextRun | None:
    """Read a run of text and expressions; None if there is nothing to translate in it."""
    expressions = tuple(found.group()[2:-2].strip() for found in _PLACE.finditer(source))
    numbers = iter(range(len(expressions)))
    message = " ".join(_PLACE.sub(lambda _: f"{{{next(numbers)}}}", source).split())
    return TextRun(message, expressions) if _LETTER.search(_PLACE.sub("", source)) else None


class PageTexts(Extension):
    """Has Jinja look up the texts of templates."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace every text of a template by a call of `t`."""
        return source if name in IN_ENGLISH else "".join(rewrite(source))


def rewrite(source: str) -> Iterator[str]:
    """Yield the parts of a template with its texts replaced."""
    for run, kind, part in _walk(source):
        yield from _write_run(run)
        part = _LABEL.sub(_write_label, part) if kind == "tag" else part
        yield _write_literals(part) if kind == "tag" or _has_literals(part) else part


def list_messages(source: str) -> list[str]:
    """List the messages of a template, in order."""
    found: list[str] = []
    for run, kind, part in _walk(source):
        labels = [label["value"] for label in _LABEL.finditer(part)] if kind == "tag" else []
        found += [read.message for read in map(read_run, (run, *labels)) if read]
        found += [literal for text in (run, part) for literal in _list_literals(text)]
    return found


def _walk(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield every run of text and expressions with what ends it: a kind of piece and the piece."""
    held, last = "", ""
    for kind, part in [*_cut(source), ("end", "")]:
        if kind in ("text", "expression") and not _NO_TEXT.match(last):
            held += part
            continue
        yield held, kind, part
        held, last = "", part if kind == "statement" else ""


def _has_literals(part: str) -> bool:
    return part.startswith("{{") or bool(_SET.match(part))


def _write_literals(part: str) -> str:
    """Have the texts in the expressions of a piece looked up."""
    if _has_literals(part):
        return _LITERAL.sub(_write_literal, part)
    return _ANY_EXPRESSION.sub(lambda found: _LITERAL.sub(_write_literal, found.group()), part)


def _write_literal(found: re.Match[str]) -> str:
    return f't("{found["text"]}")' if not found["before"] and _is_for_people(found["text"]) else found.group()


def _list_literals(part: str) -> Iterator[str]:
    for held in [part] if _has_literals(part) else _ANY_EXPRESSION.findall(part):
        for found in _LITERAL.finditer(held):
            if found["before"] == "t(" or (not found["before"] and _is_for_people(found["text"])):
                yield found["text"]


def _is_for_people(literal: str) -> bool:
    """Tell whether a text in an expression is for people: it begins with a capital or has several words."""
    return literal[:1].isupper() or (" " in literal and bool(_LETTER.search(literal)))


def _cut(source: str) -> Iterator[tuple[str, str]]:
    for found in _PIECES.finditer(source):
        kind = next(name for name in ("raw", "expression", "statement", "tag", "text") if found[name])
        yield kind, found.group()


def _write_run(source: str) -> Iterator[str]:
    run = read_run(source)
    if run is None:
        yield _write_literals(source)
        return
    before, after = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
    yield f"{before}{_call(run)}{after}"


def _write_label(found: re.Match[str]) -> str:
    run = read_run(found["value"])
    return found.group() if run is None else f'{found["name"]}="{_call(run)}"'


def _call(run: TextRun) -> str:
    given = "".join(f", ({_write_literals('{{' + expression + '}}')[2:-2]})" for expression in run.expressions)
    return f"{{{{ t({run.message!r}{given}) }}}}"


def install(environment: Environment, functions: dict[str, Any]) -> None:
    """Have an environment look up texts with these functions, of which one is `t`."""
    environment.add_extension(PageTexts)
    environment.globals.update(functions)
