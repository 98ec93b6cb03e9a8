"""`quoth index`: build or update the index of a folder without serving it, on this machine or in a cluster."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

from service.commands.common import (
    SHOWN_SKIPPED,
    Unusable,
    announce_documents,
    make_engine,
    printable,
    read_flags,
    reading_options,
    start,
)
from service.commands.meter import Meter
from service.documents.collection import CollectionError
from service.documents.skipped_groups import group_skipped
from service.engine.clusters import load_into_cluster
from service.engine.options import make_options
from service.settings import Settings, SettingsError


@click.command()
@click.argument("folder", required=False)
@click.option(
    "--to",
    "index",
    metavar="PLACE",
    help="The folder for the index, or opensearch://host:9200/name; by default, a folder in the user's cache folder.",
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that load into a cluster. [default: 1]")
@click.option("--shards", type=click.IntRange(1, 1024), help="Shards in a cluster. [default: by size and nodes]")
@click.option("--replicas", type=click.IntRange(0, 10), help="Copies of each shard. [default: 1 on several nodes]")
@reading_options
def index(
    folder: str | None, index: str | None, encoding: str | None, fields: str | None, **loading: int | None
) -> None:
    """Build the index of FOLDER, or bring it up to date, and exit.

    `quoth serve` does this when it starts; use this command to do it in advance, or to build an index elsewhere. In an
    OpenSearch cluster, what changed makes a new version, which takes the place of the last one once it is complete. The
    command can be given again after it was interrupted, and on several machines at the same time.

    \b
    Examples:
      quoth index ~/reports
      quoth index ~/reports --to /srv/quoth/reports
      quoth index ~/reports --to opensearch://search1:9200,search2:9200/reports --workers 4
    """
    try:
        settings = read_flags({"folder": folder, "index": index, "encoding": encoding, "fields": fields})
        if isinstance(settings.index, str):
            _load(settings, settings.index, loading)
            return
        if given := [name for name, value in loading.items() if value is not None]:
            raise SettingsError(f"--{given[0]} is for a cluster; expected --to opensearch://host:9200/name beside it.")
        started = time.perf_counter()
        with make_engine(settings, keep=True) as engine:
            announce_documents(start(engine), engine, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None


def _load(settings: Settings, address: str, loading: Mapping[str, int | None]) -> None:
    """Load a folder into a cluster, and print what was loaded and which files were skipped."""
    started = time.perf_counter()
    options = make_options(settings.max_document_bytes, settings.encoding, settings.fields)
    given = {name: value for name, value in loading.items() if value is not None}
    with Meter(sys.stderr) as meter:
        folder = Path(settings.folder) if settings.folder else None
        loaded = load_into_cluster(folder, address, options, progress=meter.show, **given)
    seconds = time.perf_counter() - started
    click.echo(f"Loaded {loaded.documents:,} documents, {loaded.sentences:,} sentences, in {seconds:.1f} seconds.")
    if loaded.skipped:
        click.echo(f"Skipped {len(loaded.skipped):,} files:")
    for group in group_skipped(loaded.skipped)[:SHOWN_SKIPPED]:
        click.echo(printable(f"  {group.name}: {group.reason}"))
