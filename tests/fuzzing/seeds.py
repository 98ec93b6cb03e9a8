"""Inputs that the guided search begins with: what each target usually gets, and what was found before."""

import json
import random
from pathlib import Path

from service.resources import find_resource
from tests.fuzzing.files import MAKERS
from tests.fuzzing.targets import DOORS, FORMATS, TABLES

FOUND = Path(__file__).parent / "found"
TEXT = """---
title: Harbour
---
# Harbour opens

"We waited," said Ann Roe, "for 40 years [...]." See [a](b.md) and *this*[^1]; <b>that</b> `code`.

- one
- two

| a | b |
|---|---|
| 1 | 2 |

> The bridge opened in 1931.

[^1]: A note.
"""


def write_seeds(target: str, folder: Path) -> None:
    """Write the first inputs of a target to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    article = next(path for path in sorted(find_resource("seeds").iterdir()) if path.suffix == ".txt")
    prose = article.read_text(encoding="utf-8")[:1200]
    made = [TEXT.encode(), prose.encode(), *_special(target)]
    made += [path.read_bytes() for path in sorted((FOUND / target).glob("*"))]
    for number, data in enumerate(made):
        (folder / f"{number:02d}").write_bytes(data)


def _special(target: str) -> list[bytes]:
    rng = random.Random(1)
    if target in ("files", "tables"):
        suffixes = FORMATS if target == "files" else TABLES
        named = [(name, make(rng, TEXT)) for name, make in MAKERS.items()]
        return [
            bytes([suffixes.index(s)]) + data for name, data in named if (s := f".{name.split('.')[-1]}") in suffixes
        ]
    if target == "upload":
        return [f"{name}\n".encode() + make(rng, TEXT) for name, make in MAKERS.items()]
    if target in ("body", "tool"):
        bodies = ({"question": "Who?", "history": []}, {"quote": "a b c", "document": "a.txt"}, {"questions": ["Who?"]})
        return [bytes([door]) + json.dumps(body).encode() for door in range(len(DOORS)) for body in bodies]
    if target == "search":
        return [b'"asylum" Canada', b"a -b", '"Hong Kong” police'.encode()]
    return [b"documents/a.txt?start=1&end=5", b"Who is the ambassador?", b"ask?q=Who&limit=3&as=markdown"]
