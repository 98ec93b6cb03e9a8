"""`quoth index`: build or update the index of a folder without serving it, on this machine or in a cluster."""

import sys
import time
from pathlib import Path

import click

from service.commands.common import (
    SHOWN_SKIPPED,
    Unusable,
    announce_documents,
    make_engine,
    printable,
    read_flags,
    start,
)
from service.commands.meter import Meter
from service.documents.collection import CollectionError
from service.documents.skipped_groups import group_skipped
from service.engine.clusters import load_into_cluster
from service.evaluate.summary import count_of
from service.index.cluster.manifest import Manifest
from service.settings import Settings, SettingsError


@click.command()
@click.argument("folder", required=False)
@click.option(
    "--to",
    "index",
    metavar="DIR",
    help="The folder for the index, or opensearch://host:9200/name; by default, a folder in the user's cache folder.",
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that load into a cluster. [default: 1]")
@click.option("--shards", type=click.IntRange(1, 1024), help="Shards of a new version. [default: by size and nodes]")
@click.option("--replicas", type=click.IntRange(0, 10), help="Copies of each shard. [default: 1 on several nodes]")
def index(folder: str | None, index: str | None, workers: int | None, shards: int | None, replicas: int | None) -> None:
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
        settings = read_flags({"folder": folder, "index": index})
        started = time.perf_counter()
        if isinstance(settings.index, str):
            _load(settings, settings.index, workers or 1, shards, replicas)
            return
        if given := [
            name
            for name, value in {"--workers": workers, "--shards": shards, "--replicas": replicas}.items()
            if value is not None
        ]:
            raise SettingsError(
                f"{given[0]} is for an index in a cluster; expected --to opensearch://host:9200/name beside it."
            )
        with make_engine(settings, keep=True) as engine:
            announce_documents(start(engine), engine, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None


def _load(settings: Settings, address: str, workers: int, shards: int | None, replicas: int | None) -> None:
    """Load a folder into a cluster, and print what was loaded."""
    started = time.perf_counter()
    folder = Path(settings.folder) if settings.folder else None
    with Meter(sys.stderr) as meter:
        loaded = load_into_cluster(folder, address, settings.max_document_bytes, workers, shards, replicas, meter.show)
    seconds = time.perf_counter() - started
    read = f"{count_of(loaded.documents, 'document')}, {count_of(loaded.sentences, 'sentence')}"
    click.echo(f"Loaded {read} in {seconds:.1f} seconds.")
    _announce_skipped(loaded)


def _announce_skipped(loaded: Manifest) -> None:
    if not loaded.skipped:
        return
    click.echo(f"Skipped {count_of(len(loaded.skipped), 'file')}:")
    for group in group_skipped(loaded.skipped)[:SHOWN_SKIPPED]:
        click.echo(printable(f"  {group.name}: {group.reason}"))
