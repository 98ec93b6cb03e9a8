"""`quoth index`: build or update the index of a folder without serving it."""

import time

import click

from service.commands.common import Unusable, announce_documents, make_engine, read_flags, reading_options, start
from service.documents.collection import CollectionError
from service.settings import SettingsError


@click.command()
@click.argument("folder", required=False)
@click.option(
    "--to", "index", metavar="DIR", help="The folder for the index; by default, one in the user's cache folder."
)
@reading_options
def index(folder: str | None, index: str | None, encoding: str | None, fields: str | None) -> None:
    """Build the index of FOLDER, or bring it up to date, and exit.

    `quoth serve` does this when it starts; use this command to do it in advance, or to build an index elsewhere.

    \b
    Examples:
      quoth index ~/reports
      quoth index ~/reports --to /srv/quoth/reports
    """
    try:
        settings = read_flags({"folder": folder, "index": index, "encoding": encoding, "fields": fields})
        started = time.perf_counter()
        with make_engine(settings, keep=True) as engine:
            announce_documents(start(engine), engine, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
