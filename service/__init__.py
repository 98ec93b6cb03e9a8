"""Answer questions from a folder of documents, only ever in the documents' own words.

    from service import Engine

    print(Engine("reports").ask("How many people attended?").answer)

How the rooms stand, from the ground up, is in README.md beside this file.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.engine.engine import Engine

__all__ = ["Engine"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for, so that importing the client alone costs next to nothing."""
    if name == "Engine":
        from service.engine.engine import Engine

        return Engine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
