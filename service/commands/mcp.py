"""`quoth mcp`: the documents for a language model's host."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import click

from service.app.ask import compose_reply
from service.app.problems import Problem
from service.app.requests import read_ask
from service.app.serving import Serving
from service.app.verify import compose_verdicts
from service.app.verify_requests import read_verify
from service.commands.common import Unusable, find_version, read_flags
from service.documents.collection import CollectionError
from service.opening import read_snapshot
from service.settings import SettingsError


@click.command()
@click.argument("folder", required=False)
def mcp(folder: str | None) -> None:
    """Serve the documents of FOLDER to a language model's host, over the Model Context Protocol.

    It speaks on standard input and output, so it is the host that starts it: name this command in its settings. Logs
    go to standard error. It needs the extra `mcp`: pip install 'quoth[mcp]'.

    \b
    Example:
      quoth mcp ~/reports
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        from service.mcp.server import serve as serve_mcp
        from service.mcp.tools import Doors
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise Unusable("The MCP server needs the protocol's SDK: pip install 'quoth[mcp]'.") from None
    try:
        settings = read_flags({"folder": folder})
        snapshot = read_snapshot(settings)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
    address = settings.public_url or "quoth://"
    serving = Serving(lambda: snapshot, settings.threshold, address, settings.log_questions)
    doors = Doors(
        ask=_refusing(lambda fields: compose_reply(read_ask(fields), snapshot, serving)),
        verify=_refusing(lambda fields: compose_verdicts(read_verify(fields), snapshot, address)),
        snapshot=lambda: snapshot,
    )
    serve_mcp(doors, find_version())


def _refusing(door: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Turn a door's problems into refusals, which are no business of HTTP."""
    from service.mcp.tools import Refused

    def opened(fields: dict[str, Any]) -> dict[str, Any]:
        try:
            return door(fields)
        except Problem as error:
            raise Refused(str(error)) from None

    return opened
