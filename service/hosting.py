"""Open the doors of HTTP to a language model's host: the same checks and the same replies, without HTTP."""

from collections.abc import Callable
from typing import Any

from service.app.ask import compose_reply
from service.app.problems import Problem
from service.app.serving import Serving
from service.app.verifying import compose_verdicts
from service.engine.live import Live, Snapshot
from service.mcp.documents_as_resources import BASE
from service.mcp.mcp_server import serve
from service.mcp.tools import Doors, Refused
from service.settings import Settings
from service.wire.requests import read_ask
from service.wire.verify_requests import read_verify

Fields = dict[str, Any]


def serve_host(settings: Settings, live: Live, version: str) -> None:
    """Serve the documents over standard input and output until the host ends it."""
    serve(make_doors(settings, lambda: _current(live)), version)


def make_doors(settings: Settings, snapshot: Callable[[], Snapshot]) -> Doors:
    """Make what the tools open. Links lead to the public address where there is one, else to the resources."""
    address = settings.public_url or BASE
    serving = Serving(snapshot, settings.threshold, address, settings.log_questions)
    return Doors(
        ask=_refusing(lambda fields: compose_reply(read_ask(fields), snapshot(), serving)),
        verify=_refusing(lambda fields: compose_verdicts(read_verify(fields), snapshot(), address)),
        snapshot=snapshot,
    )


def _current(live: Live) -> Snapshot:
    snapshot = live.snapshot
    assert snapshot is not None, "The host is served once the documents are read."
    return snapshot


def _refusing(door: Callable[[Fields], Fields]) -> Callable[[Fields], Fields]:
    """Turn a door's problems into refusals, which are no business of HTTP."""

    def opened(fields: Fields) -> Fields:
        try:
            return door(fields)
        except Problem as error:
            raise Refused(str(error)) from None

    return opened
