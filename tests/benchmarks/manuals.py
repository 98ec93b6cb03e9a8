"""Make a folder of real English text from the documentation that installed packages carry.

    python -m tests.benchmarks.manuals FOLDER [--megabytes 120]

Manuals below /usr/share (text, Markdown, HTML, manual pages), and those and the docstrings of Python packages, are written
as files of plain text, each text once, in an order that depends on nothing but their contents. 120 MB are about a million
sentences; what is there decides how many there can be.
"""

import argparse
import ast
import gzip
import hashlib
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

SHARE = Path("/usr/share")
PLAIN = (".txt", ".md", ".rst", ".markdown")
LEAST = 2_000  # characters of a file, below which it is left out
IN_A_FOLDER = 1000
_ESCAPE = re.compile(r"\\f(?:\[\w*\]|\(..|.)|\\s[-+]?\d|\\[&|^/,)%:]")
_SIGNS = {"\\-": "-", "\\(aq": "'", "\\(dq": '"', "\\(bu": "*", "\\e": "\\", "\\(em": "—", "\\(lq": "“", "\\(rq": "”"}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
_FORMATTED = re.compile(r"^\.(?:B|I|BR|RB|IR|RI|BI|IB|SM)\s+")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|is|in|that|for)\b")


def find_texts(roots: Iterable[Path]) -> Iterator[str]:
    """Yield the English texts below some folders, each once."""
    seen = set()
    for root in roots:
        for path in sorted(root.rglob("*")):
            text = read_text(path) if path.is_file() and not path.is_symlink() else ""
            digest = hashlib.sha256(text.encode()).digest()
            if len(text) >= LEAST and digest not in seen and len(_ENGLISH.findall(text)) > len(text) / 150:
                seen.add(digest)
                yield text


def read_text(path: Path) -> str:
    """Return what a file says as plain text, "" if it is of no kind known here, or cannot be read."""
    name = path.name.removesuffix(".gz")
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile):
        return ""
    if name.endswith(PLAIN) or name in ("README", "NEWS", "changelog"):
        return text
    if name.endswith(".py"):
        return read_docstrings(text)
    return read_manual_page(text) if re.fullmatch(r".+\.[1-9]\w*", name) and text[:1] in ".'" else ""


def read_docstrings(source: str) -> str:
    """Return the docstrings of a module, each below the name of what it documents."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    parts = []
    for node in ast.walk(tree):
        said = ast.get_docstring(node) if isinstance(node, kinds) else None
        if said:
            parts.append(f"# {getattr(node, 'name', 'Module')}\n\n{said}")
    return "\n\n".join(parts)


def read_manual_page(source: str) -> str:
    """Return a manual page without its formatting; of its macros, those for headings, paragraphs and fonts are read."""
    lines = []
    for line in source.splitlines():
        line = _SIGN.sub(lambda found: _SIGNS[found.group()], _ESCAPE.sub("", _FORMATTED.sub("", line)))
        if line.startswith((".SH", ".SS")):
            lines.append(f"\n# {line[3:].strip().strip(chr(34)).capitalize()}\n")
        elif line.startswith((".PP", ".P", ".LP", ".TP", ".IP", ".sp")):
            lines.append("")
        elif not line.startswith((".", "'")):
            lines.append(line)
    return "\n".join(lines)


def write_folder(folder: Path, size: int) -> tuple[int, int]:
    """Write texts into a folder until they have `size` bytes; returns how many there are and their bytes."""
    roots = [SHARE / "doc", SHARE / "man", Path(sysconfig.get_paths()["purelib"]), Path("/usr/lib"), SHARE]
    count = written = 0
    for text in find_texts(root for root in roots if root.is_dir()):
        path = folder / f"{count // IN_A_FOLDER:03d}" / f"{count:06d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        written += path.write_bytes(text.encode())
        count += 1
        if written >= size:
            break
    return count, written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=int, default=120)
    given = parser.parse_args()
    count, written = write_folder(given.folder, given.megabytes * 1_000_000)
    print(f"{count} texts, {written / 1e6:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
