"""What is known of a request, kept in its WSGI environment from middleware to route and back."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import request

from service.wire.replies import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SEEN = "quoth.seen"  # key in the WSGI environment
REFUSAL = "quoth.refusal"  # key there of the problem that middleware found with a request
SHOWN = "HTTP_QUOTH_SHOWN"  # the header by which a page's script says that the page was rendered with this question
OTHER = "other"  # the route of what matches none, and the method of what is no method of ours


@dataclass
class SeenRequest:
    """What is known of a request.

    `outcomes` has "answered", or the reason for silence, for each of its answers, `silent` the questions that the documents did
    not answer, each with the reason, `kept` whether the reply was given before, `token` the name of the token that it came
    with, `collection` the one of several that it went to.
    """

    id: str
    route: str = OTHER
    outcomes: list[str] = field(default_factory=list)
    silent: list[tuple[str, str]] = field(default_factory=list)
    kept: bool = False
    token: str = ""
    collection: str = ""


def note_reply(reply: Reply, seen: SeenRequest | None = None) -> None:
    """Note whether a request is answered, or why not; by default the current one.

    A question asked by a link comes twice, with the page and from its script: its silence is noted with the page.
    """
    shown = seen is None and SHOWN in request.environ
    seen = seen or current_seen()
    seen.outcomes.append(reply.reason or "answered")
    if reply.reason in ("no_match", "low_confidence") and not shown:
        seen.silent.append((reply.question, reply.reason))


def current_seen() -> SeenRequest:
    """Return what is known of the current request."""
    return seen_in(request.environ)


def seen_in(environ: "WSGIEnvironment") -> SeenRequest:
    """Return what is known of a request, from its WSGI environment."""
    seen: SeenRequest = environ.get(SEEN) or SeenRequest("")
    return seen
