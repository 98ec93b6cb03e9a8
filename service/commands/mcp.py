"""`quoth mcp`: serve the documents to language models over MCP."""

import logging
import sys

import click

from service.commands.common import Unusable, make_engine, read_flags, start
from service.documents.collection import CollectionError
from service.resources import find_version
from service.settings import SettingsError


@click.command()
@click.argument("folder", required=False)
def mcp(folder: str | None) -> None:
    """Serve the documents of FOLDER to a language model over the Model Context Protocol (MCP).

    The server speaks on standard input and output and is started by the host application: put this command in the host's settings.
    Nobody else reaches it, so it wants no token. Logs go to standard error. Needs the extra `mcp`: pip install 'quoth[mcp]'.

    \b
    Example:
      quoth mcp ~/reports
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        from service.mcp.mcp_server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise Unusable("The MCP server needs the protocol's SDK: pip install 'quoth[mcp]'.") from None
    try:
        with make_engine(read_flags({"folder": folder})) as engine:
            start(engine)
            engine.guard()
            engine.watch()
            serve(engine, find_version())
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
