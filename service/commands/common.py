"""What the commands share: refusals, settings from flags, arguments told apart, and text fit for a terminal."""

import gc
import json
import re
import sys
from importlib.metadata import PackageNotFoundError, version

import click
from msgspec import Struct

from service.commands.meter import Meter
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.settings import Settings, read_settings, unknown_variables
from service.wire.encoding import to_fields

SHOWN_SKIPPED = 20  # files named at start-up; GET /documents has them all
YOUNG, MIDDLE, OLD = 10_000, 1, 5_000  # see gc.set_threshold


class Unusable(click.ClickException):
    """What was given cannot be used: a sentence, and the exit code of a usage error."""

    exit_code = 2


def find_version() -> str:
    """Find which version is installed."""
    try:
        return version("quoth")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0 (not installed)"


def read_flags(flags: dict[str, str | None]) -> Settings:
    """Read the settings, with a warning for each variable that looks like one of them and is none.

    Raises `SettingsError` where a value cannot be used.
    """
    for sentence in unknown_variables():
        click.echo(f"Warning: {sentence}", err=True)
    return read_settings(flags=flags)


def sort_out(first: str | None, folder: str | None, name: str, from_file: bool) -> tuple[str | None, str | None]:
    """Tell the words of a command apart: where a file is read, the folder is the only one."""
    if from_file and folder is not None:
        raise click.UsageError(f"{name} is {first!r}; expected none beside a file.")
    if not from_file and first is None:
        raise click.UsageError(f"Missing argument '{name}'.")
    return (None, first) if from_file else (first, folder)


def printable(text: str) -> str:
    """Show control characters as escapes, so that no document can steer the terminal."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda found: ascii(found.group())[1:-1], text)


def make_engine(settings: Settings, keep: bool = False) -> Engine:
    """Make the engine that the settings describe. Raises SettingsError where its index cannot be kept."""
    return Engine(
        settings.folder,
        index=settings.index,
        keep=keep,
        threshold=settings.threshold,
        public_url=settings.public_url,
        max_document_bytes=settings.max_document_bytes,
        cache_bytes=settings.cache_bytes,
        log_questions=settings.log_questions,
    )


def start(engine: Engine) -> Snapshot:
    """Put the first snapshot in service, with a progress bar on a terminal. Raises as `Engine.start` does."""
    with Meter(sys.stderr) as meter:
        snapshot = engine.start(meter.show)
    spare_collections()
    return snapshot


def spare_collections() -> None:
    """Have Python look for reference cycles among young objects, and hardly ever among all there are.

    Answers leave hardly any cycles behind and keep much, which reference counting frees. A full collection would stop
    every request for as long as it takes to answer twenty.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def format_json(shape: Struct) -> str:
    """Write a reply as JSON to be read by people and programs alike."""
    return json.dumps(to_fields(shape), ensure_ascii=False, indent=2)


def announce_documents(snapshot: Snapshot, engine: Engine, seconds: float) -> None:
    """Say how much was read in how long, and which files were not."""
    count, skipped = len(snapshot.documents), snapshot.skipped
    click.echo(
        f"Read {count} documents, {snapshot.sentences} sentences, from {engine.folder} in {seconds:.1f} seconds."
    )
    if skipped:
        click.echo(f"Skipped {len(skipped)} files:")
        for entry in skipped[:SHOWN_SKIPPED]:
            click.echo(printable(f"  {entry.id}: {entry.reason}"))
        if len(skipped) > SHOWN_SKIPPED:
            click.echo(f"  and {len(skipped) - SHOWN_SKIPPED} more, which GET /documents names.")
