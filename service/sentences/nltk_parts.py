"""Load single modules of nltk, without those around them.

nltk's packages import all that is in them: corpora, classifiers, and scipy where it is installed, which takes from a quarter of a
second to more than one. Punkt needs none of it, and is ready in a few milliseconds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_PACKAGES = ("nltk", "nltk.tokenize")


def load_part(name: str) -> Any:
    """Import a module of nltk, given by its full name, alone; or with all of nltk, where that has been imported or is needed."""
    if "nltk" not in sys.modules:
        try:
            with _empty_packages():
                return import_module(name)
        except (ImportError, AttributeError):
            pass
    return import_module(name)


@contextmanager
def _empty_packages() -> Iterator[None]:
    """Put packages in nltk's places that hold its modules, but none of what nltk's own bring along; then leave no trace."""
    spec = find_spec("nltk")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    try:
        for name in _PACKAGES:
            package = ModuleType(name)
            package.__path__ = ["/".join([folder, *name.split(".")[1:]]) for folder in folders]
            sys.modules[name] = package
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]
