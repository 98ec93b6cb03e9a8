"""What every view serves from: the snapshot of the request, and the few settings that shape a reply."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from flask import current_app, g, request

from service.app.problems import Problem
from service.engine.live import Snapshot
from service.memory import Memory

# Python lets one thread compute at a time. Answers made in turn are each ready sooner than answers made in shares.
TURN = RLock()
SNAPSHOT = "quoth.snapshot"  # where a request's environment names the one that it is answered from


@dataclass(frozen=True)
class Reload:
    """What POST /reload does, and the token that it wants."""

    refresh: Callable[[], Snapshot | None]
    token: str


@dataclass(frozen=True)
class Serving:
    """`snapshot` gives the snapshot in service, or None while it is being built.

    `threshold` is the confidence below which the service is silent (None: the answer stage's own),
    `public_url` its address as the world sees it, with no slash at its end ("" keeps links root-relative).
    `replies` keeps what /ask replied; `reload` is None where there is no such route.
    """

    snapshot: Callable[[], Snapshot | None]
    threshold: float | None = None
    public_url: str = ""
    log_questions: bool = False
    feedback: Path | None = None  # the question file that readers' verdicts are added to; None: there is no such door
    origins: tuple[str, ...] = ()  # other sites that may read and frame the service
    replies: Memory = field(default_factory=lambda: Memory(0))
    reload: Reload | None = None


def current_serving() -> Serving:
    """Give what the application at work was created with."""
    serving: Serving = current_app.extensions["quoth"]
    return serving


def current_snapshot() -> Snapshot:
    """Give the snapshot that this request began with. Raises a 503 problem while there is none."""
    if "snapshot" not in g:
        snapshot = request.environ.get(SNAPSHOT) or current_serving().snapshot()
        if snapshot is None:
            raise Problem(503, "The documents are still being read. Ask again in a moment.", {"Retry-After": "2"})
        g.snapshot = snapshot
    held: Snapshot = g.snapshot
    return held
