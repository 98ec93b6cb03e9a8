"""Compile searching to machine code, where numba is installed (the extra `fast`).

numba takes half a second to import, tens of megabytes, and seconds to compile what it does not find in its cache. So only a
service that already answers loads it, in the background (`Searcher.prepare`), and searches take numpy's way until then.
"""

import logging
import marshal
from array import array
from ctypes import CFUNCTYPE, c_double, c_void_p
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from inspect import signature
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from service.index import best_kept, maxscore, posting_lists

log = logging.getLogger("quoth")

_MODULES = best_kept, posting_lists, maxscore  # each uses those before it
# What the arrays that `search_flat` takes hold; its other parameter is a float.
_HELD = {
    "uint8": ("starts",),
    "int32": ("numbers", "before", "paragraph_before", "of", "first"),
    "int64": ("places", "best_numbers", "ranges", "sizes"),
    "uint64": ("words", "paragraph_words", "held"),
    "float64": ("impacts", "paragraph_impacts", "own_sums", "lent_sums", "values", "best_scores"),
}
_CODES = "codes", "paragraph_codes"  # these are uint16 or uint32

Kinds = tuple[str, str]  # of the arrays of codes, in that order


class MachineCode:
    """`search_flat` compiled; see `window_search.Program`."""

    def __init__(self, address: int, owner: object) -> None:
        """`owner` keeps the code at the address."""
        given = [c_double if name == "support" else c_void_p for name in signature(maxscore.search_flat).parameters]
        self._call = CFUNCTYPE(None, *given)(address)  # which lets other threads run
        self._owner = owner

    def fix(self, values: np.ndarray) -> int:
        return int(values.__array_interface__["data"][0])

    def place(self, values: "array[Any]") -> int:
        return values.buffer_info()[0]

    def __call__(self, *given: Any) -> None:
        self._call(*given)


@cache
def _codes() -> dict[Kinds, MachineCode]:
    """Return what was compiled in this process, to be added to."""
    return {}


def find_code(kinds: Kinds) -> MachineCode | None:
    """Return what was compiled for codes of these types, None if nothing was."""
    return _codes().get(kinds)


def load_code(kinds: Kinds) -> MachineCode | None:
    """Compile searching for codes of these types, or take it from numba's cache; None where numba is missing or fails."""
    if kinds not in _codes() and find_spec("numba") is not None:
        try:
            _codes()[kinds] = compile_code(kinds)
        except Exception:  # of whatever kind: numba is a compiler, and another one of each version
            log.warning("Searches are not compiled, and take the slower way instead.", exc_info=True)
    return find_code(kinds)


def compile_code(kinds: Kinds) -> MachineCode:
    """Compile searching, or take it from numba's cache; raises whatever numba does."""
    from numba import cfunc, types

    def type_of(name: str) -> Any:
        held = {of: kind for kind, names in _HELD.items() for of in names} | dict(zip(_CODES, kinds, strict=True))
        if name in held:
            return types.CPointer(getattr(types, held[name]))
        return types.float64

    entry = _compilable()
    typed = types.void(*map(type_of, signature(entry).parameters))
    try:
        made = cfunc(typed, cache=True)(entry)
    except RuntimeError:  # there is no folder that numba can write its cache to
        made = cfunc(typed)(entry)
    return MachineCode(made.address, made)  # type: ignore[arg-type]


def _compilable() -> Any:
    """Return `search_flat` with all that it uses compiled, named after its code so that numba's cache has no other."""
    from numba import njit

    compiled: dict[str, Any] = {"count_ones": _make_count_ones()}
    digest = sha256()
    entry: Any = None
    for module in _MODULES:
        scope = vars(module) | compiled
        digest.update(repr([pair for pair in scope.items() if isinstance(pair[1], int | float)]).encode())
        for function in _functions_of(module):
            digest.update(marshal.dumps(function.__code__))
            if function.__name__ in compiled:
                continue
            copy = FunctionType(function.__code__, scope, function.__name__)
            if function is maxscore.search_flat:
                entry = copy
            else:
                compiled[function.__name__] = scope[function.__name__] = njit(copy)
    entry.__qualname__ = f"{entry.__name__}_{digest.hexdigest()[:16]}"
    return entry


def _functions_of(module: ModuleType) -> list[FunctionType]:
    return [one for one in vars(module).values() if isinstance(one, FunctionType) and one.__module__ == module.__name__]


def _make_count_ones() -> Any:
    """Make what compiled code counts bits with: an instruction."""
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def count_ones(context: Any, word: Any) -> Any:
        return types.int64(word), lambda _, builder, signature, given: builder.ctpop(given[0])

    return count_ones
