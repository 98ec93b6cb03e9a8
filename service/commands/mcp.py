"""`quoth mcp`: serve the documents to language models over MCP."""

import logging
import sys
from contextlib import ExitStack

import click

from service.commands.collections import load, make_engines, read_folders, require_folders
from service.commands.common import Unusable
from service.documents.collection import CollectionError
from service.resources import find_version
from service.settings import SettingsError


@click.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER | NAME=FOLDER ...]")
def mcp(folders: tuple[str, ...]) -> None:
    """Serve the documents of FOLDER to a language model over the Model Context Protocol (MCP).

    The server speaks on standard input and output and is started by the host application: put this command in the host's settings.
    Nobody else reaches it, so it wants no token. Logs go to standard error. Needs the extra `mcp`: pip install 'quoth[mcp]'.
    Of several folders, each with a name, every call says which it is of.

    \b
    Examples:
      quoth mcp ~/reports
      quoth mcp reports=~/reports minutes=~/minutes
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        from service.mcp.mcp_server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise Unusable("The MCP server needs the protocol's SDK: pip install 'quoth[mcp]'.") from None
    try:
        settings = require_folders(read_folders(folders, {}))
        with ExitStack() as stack:
            engines = make_engines(settings, stack)
            load(engines, watch=True)
            serve(engines, find_version())
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
