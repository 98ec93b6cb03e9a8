"""Every regular expression of the service, found by walking its modules, with the texts that each does worst with."""

import ast
import importlib
import pkgutil
import re
import re._constants as ops  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import BuiltinMethodType, FunctionType
from typing import Any, NamedTuple

import service
from tests.matching_steps import test_of

ROOT = Path(service.__file__).parent
SEARCHES = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
ALL = SEARCHES | {"match", "fullmatch"}
Trees = list[tuple[str, list[ast.AST]]]  # a file, and the nodes of its syntax tree, outer ones first


class Expression(NamedTuple):
    """A compiled expression, the name that it goes by, and the methods that are called on it (of `ALL`)."""

    name: str
    pattern: re.Pattern[str]
    methods: frozenset[str]

    @property
    def modes(self) -> list[str]:
        """How it is tried: searched for all over a text, or matched at its start or in full."""
        used = self.methods or ALL
        return [*(["search"] if used & SEARCHES else []), *(name for name in ("match", "fullmatch") if name in used)]


@cache
def list_expressions() -> list[Expression]:
    """List the expressions that modules and classes hold, in containers too, and those written where they are used."""
    trees = _trees()
    methods = _methods(trees)
    found = [
        Expression(f"{module}.{variable}", pattern, frozenset(methods[_scope(module, variable), variable]))
        for module, variable, pattern in _held()
    ]
    seen: set[tuple[str, int]] = set()
    unique = []
    for expression in [*found, *_inline(trees)]:
        key = expression.pattern.pattern, expression.pattern.flags
        if key not in seen:
            seen.add(key)
            same = [e.methods for e in found if (e.pattern.pattern, e.pattern.flags) == key]
            known = frozenset().union(*same) if all(same) else frozenset[str]()
            unique.append(expression._replace(methods=known) if same else expression)
    return unique


def _held() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield (module, variable, pattern) for everything that modules hold."""
    for found in pkgutil.walk_packages(service.__path__, "service."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            continue  # of an extra that is not installed
        for variable, value in vars(module).items():
            if isinstance(value, type | FunctionType) and value.__module__ != found.name:
                continue  # of elsewhere
            for pattern in _patterns(value, 0):
                yield found.name, variable, pattern


def _patterns(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
        else:
            yield re.compile(value.pattern.decode("latin-1"), value.flags | re.ASCII)
    elif depth > 4 or isinstance(value, str | bytes):
        return
    elif isinstance(value, Mapping):
        for inner in list(value.items()):
            yield from _patterns(inner, depth + 1)
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in list(value)[:500]:
            yield from _patterns(inner, depth + 1)
    elif isinstance(value, partial):
        yield from _patterns((value.func, value.args), depth + 1)
    elif isinstance(value, BuiltinMethodType) and isinstance(value.__self__, re.Pattern):
        yield from _patterns(value.__self__, depth + 1)
    elif str(getattr(type(value), "__module__", "")).startswith("service") or isinstance(value, type):
        for inner in list(vars(value).values()):
            yield from _patterns(inner, depth + 1)


def _trees() -> Trees:
    """Parse all source files."""
    return [
        (path.relative_to(ROOT).as_posix(), list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
        for path in sorted(ROOT.rglob("*.py"))
    ]


def _scope(module: str, variable: str) -> str:
    """Return the module that a variable's name belongs to, "" for names that others may import."""
    return module if variable.startswith("_") else ""


def _methods(trees: Trees) -> defaultdict[tuple[str, str], set[str]]:
    """Return the methods called on each variable, by scope and name; all of them if it is also handed on."""
    used: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for file, nodes in trees:
        module = ".".join(("service", *file.removesuffix(".py").removesuffix("/__init__").split("/")))
        called = set()
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in ALL and isinstance(node.value, ast.Name):
                used[_scope(module, node.value.id), node.value.id].add(node.attr)
                called.add(node.value)
            if isinstance(node, ast.Compare):
                called |= {inner for inner in ast.walk(node) if isinstance(inner, ast.Name)}  # "found.re is _COLON"
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in called:
                used[_scope(module, node.id), node.id] |= ALL
    return used


def _inline(trees: Trees) -> Iterator[Expression]:
    """Yield what `re.search(...)` and the like are given in functions; what is put in as they run counts as one word."""
    for file, nodes in trees:
        functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for node in {inner: None for function in functions for inner in ast.walk(function)}:
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in ALL | {"compile"}
            ):
                text = _text_of(node.args[0])
                flags = sum(
                    getattr(re, name.attr)
                    for argument in [*node.args[1:], *(keyword.value for keyword in node.keywords)]
                    for name in ast.walk(argument)
                    if isinstance(name, ast.Attribute) and name.attr.isupper()
                )
                if text is not None:
                    methods = frozenset({node.func.attr}) & ALL
                    yield Expression(f"{file}:{node.lineno}", re.compile(text, flags), methods)


def _text_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
    if isinstance(node, ast.JoinedStr):
        parts = (value.value if isinstance(value, ast.Constant) else "xyz" for value in node.values)
        text = "".join(parts)
        try:
            re.compile(text)
        except re.error:
            return None
        return text
    return None


PUMPS = [
    *"aA1 \n\t.,-'\"_*>`:;()[]<|#!?/@\\=&~’“”—•…é\0",
    *("a ", "Aa ", "A. ", "> ", ">\n", "a,", "a-", "1.", "1 ", ": ", "[a](", "<a>", "-.", "\n ", "\r\n", ", ", ".\n"),
    *("*_", "the ", "said ", "Aa, ", "of the ", "a\n", "https://a.b/", "1,", "“a ”"),
]
# Characters to try for a set, so that two sets that overlap are given what both take.
SAMPLES = "aA1 \n.,-'\"_:;()é漢"


class WorstText(NamedTuple):
    """A text of any size that an expression may do badly with: `head`, then `pump` repeated, then `end`."""

    head: str
    pump: str
    end: str

    def of(self, size: int) -> str:
        """Write it with about `size` characters of pumps."""
        return self.head + self.pump * max(1, size // len(self.pump)) + self.end


def worst_texts(pattern: re.Pattern[str], general: bool = False) -> list[WorstText]:
    """List texts that an expression may do badly with, those of its own long repeats first.

    What is repeated are samples of the body of each of its repeats, alone and with all that stands before it, and with
    `general` also `PUMPS`; each with an end that fits and one that does not.
    """
    tree = parser.parse(pattern.pattern, pattern.flags)
    pairs = [*_own_pumps(list(tree), tree.state.flags, ""), *((("", pump) for pump in PUMPS) if general else ())]
    texts = (WorstText(head, pump, end) for head, pump in pairs if pump for end in ("", "\0!x"))
    return list(dict.fromkeys(texts))


def _own_pumps(items: list[Any], flags: int, head: str) -> Iterator[tuple[str, str]]:
    """Yield (what stands before, what to repeat) of every repeat in a sequence."""
    for op, value in items:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            least, most, inside = value
            bodies = _samples(list(inside), flags)
            if most > 8:
                for body in bodies:
                    yield head, body
                    yield "", head + body
                    yield "", head + body * 3
            yield from _own_pumps(list(inside), flags, head)
            head += bodies[0] * max(least, 1 if len(bodies[0]) < 20 else least)
            continue
        if op is ops.BRANCH:
            for way in value[1]:
                yield from _own_pumps(list(way), flags, head)
        elif op is ops.SUBPATTERN:
            yield from _own_pumps(list(value[3]), (flags | value[1]) & ~value[2], head)
        elif op is ops.ATOMIC_GROUP:
            yield from _own_pumps(list(value), flags, head)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _own_pumps(list(value[1]), flags, head)
        head += _samples([(op, value)], flags)[0]
    if head:
        yield "", head


def _samples(items: list[Any], flags: int) -> list[str]:
    """Return texts that a sequence matches, or nearly."""
    made = [""]
    for op, value in items:
        if (test := test_of(op, value, flags)) is not None:
            ours = [character for character in SAMPLES if test(character)][:6]
            if op is ops.LITERAL:
                ours = [chr(value)]
            elif not ours and op is ops.IN:
                first = next((v for o, v in value if o in (ops.LITERAL, ops.RANGE)), 120)
                ours = [chr(first if isinstance(first, int) else first[0])]
            ours = ours or ["x"]
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            ours = [body * max(1, value[0]) for body in _samples(list(value[2]), flags)]
        elif op is ops.BRANCH:
            ours = [_samples(list(way), flags)[0] for way in value[1]][:6]
        elif op is ops.SUBPATTERN:
            ours = _samples(list(value[3]), (flags | value[1]) & ~value[2])
        elif op is ops.ATOMIC_GROUP:
            ours = _samples(list(value), flags)
        elif op is ops.ASSERT and value[0] > 0:
            ours = [""]
        else:
            ours = [""]
        # The first of every part with the variants of this one: all combinations would be too many.
        made = [made[0] + one for one in ours] + [one + ours[0] for one in made[1:]]
        made = made[:8]
    return made
