"""`quoth index`: read and index the documents of a folder beforehand."""

import time

import click

from service.commands.common import Unusable, announce_documents, make_engine, read_flags, start
from service.documents.collection import CollectionError
from service.settings import SettingsError


@click.command()
@click.argument("folder", required=False)
@click.option("--to", "index", metavar="DIR", help="Where to keep it; unset, the user's cache folder.")
def index(folder: str | None, index: str | None) -> None:
    """Index the documents of FOLDER, or bring their index up to date, and end.

    `quoth serve` does the same when it starts; this is for doing it beforehand, or for a copy.

    \b
    Examples:
      quoth index ~/reports
      quoth index ~/reports --to /srv/quoth/reports
    """
    try:
        settings = read_flags({"folder": folder, "index": index})
        started = time.perf_counter()
        with make_engine(settings, keep=True) as engine:
            announce_documents(start(engine), engine, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
