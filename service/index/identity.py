"""Name the version of the running code, so that what another version made can be recognised."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

METADATA = ".dist-info"
PACKAGE = Path(__file__).resolve().parent.parent
# What decides how documents are read, segmented and counted; a change to any other file leaves an index valid.
READING = (
    "html_tags.py",
    "documents",
    "sentences",
    "index",
    "english/tokens.py",
    "english/unspaced.py",
    "english/forms.py",
    "english/furniture.py",
    "english/word_classes.py",
    "english/word_vectors.py",
    "english/speech_turns.py",
    "english/turn_labels.py",
    "english/titles_and_names.py",
)
# Those that decide how files are read; one that is installed later makes indexes anew too.
LIBRARIES = (
    *("nltk", "pystemmer", "punkt", "rank-bm25", "chardet"),
    *("trafilatura", "htmldate", "courlan", "justext", "lxml", "pypdfium2", "mammoth", "striprtf"),
)


@cache
def reading_version() -> str:
    """Name the code that makes an index: SHA-256 over its files, and the libraries' versions."""
    return _hash(path for name in READING for path in _files(PACKAGE / name))


@cache
def code_version() -> str:
    """Name all code and weights of the service: SHA-256 over its files, and the libraries' versions."""
    return _hash(_files(PACKAGE))


def _files(path: Path) -> list[Path]:
    """List a file, or the files below a folder. Raises FileNotFoundError where there are none: a version must not leave out
    code that has moved.
    """
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and _is_code(file))
    if not found:
        raise FileNotFoundError(f"{path} holds no code, yet {__name__} names it; give its new place there.")
    return found


def _is_code(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.suffix != ".md" and not _is_carried(path)


def _is_carried(path: Path) -> bool:
    """Return whether a file is of the web pages or seeds that a wheel puts below the package."""
    return path.relative_to(PACKAGE).parts[0] in ("web", "seeds")


def _hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    installed = _find_installed()
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library, installed)}\n".encode())
    return digest.hexdigest()


def _version(library: str, installed: Mapping[str, str]) -> str:
    """Return the version of a library; `installed` is what `_find_installed` returns.

    The name of its folder of metadata tells. importlib.metadata reads what is in there, and to import it takes as long as to
    answer a question; it is asked about what was installed in another way.
    """
    if found := installed.get(library.replace("-", "_")):
        return found
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _find_installed() -> dict[str, str]:
    """Map libraries to their versions, by the folders of metadata on the path, of which the first counts."""
    folders = [path for path in map(Path, sys.path) if path.is_dir()]
    names = [
        name.removesuffix(METADATA) for folder in folders for name in os.listdir(folder) if name.endswith(METADATA)
    ]
    return dict(name.lower().rsplit("-", 1) for name in reversed(names) if "-" in name)
