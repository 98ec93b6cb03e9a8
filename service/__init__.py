"""Answer questions from a folder of documents, only ever in the documents' own words.

    from service import Engine

    print(Engine("reports").ask("How many people attended?").answer)

How the rooms stand, from the ground up, is in README.md beside this file.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.engine.engine import Engine
    from service.wire.problems import Problem

__all__ = ["Engine", "Problem"]


def __getattr__(name: str) -> Any:
    """Load what is asked for, and only then: importing the client alone costs next to nothing."""
    if name == "Engine":
        from service.engine.engine import Engine

        return Engine
    if name == "Problem":
        from service.wire.problems import Problem

        return Problem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
