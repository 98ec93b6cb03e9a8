"""Helpers that the commands share: errors, settings, arguments, start-up, and output safe for a terminal."""

import gc
import json
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar

import click
from msgspec import Struct

from service.commands.meter import Meter
from service.documents.skipped_groups import group_skipped
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.evaluate.counted import count_of
from service.memory import Memory
from service.settings import SETTINGS, Settings, read_settings, unknown_variables
from service.wire.encoding import to_fields

T = TypeVar("T")

SHOWN_SKIPPED = 20  # lines of skipped files at start-up; GET /documents lists them all
YOUNG, MIDDLE, OLD = 10_000, 1, 5_000  # arguments of gc.set_threshold


class Unusable(click.ClickException):
    """Arguments, settings or files that cannot be used; exits with the code of a usage error."""

    exit_code = 2


def as_unusable(error: Exception, sentence: str) -> Exception:
    """Return what to raise for an error: Unusable, unless nobody reads the output any more, which click ends quietly for."""
    return error if isinstance(error, BrokenPipeError) else Unusable(sentence)


def read_flags(flags: dict[str, str | None]) -> Settings:
    """Read the settings from flags and environment, warning of each QUOTH_ variable that is not a setting.

    `flags` maps setting names to text (None: not given). Raises SettingsError for an invalid value.
    """
    for sentence in unknown_variables():
        click.echo(f"Warning: {sentence}", err=True)
    return read_settings(flags=flags)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the flags to a command that say how files are read."""
    for setting in (setting for setting in reversed(SETTINGS) if setting.field in ("encoding", "fields")):
        about = f"{setting.sentence} ({setting.variable})"
        command = click.option(setting.flag, setting.field, metavar=setting.field.upper(), help=about)(command)
    return command


def sort_out(first: str | None, folder: str | None, name: str, from_file: bool) -> tuple[str | None, str | None]:
    """Sort positional arguments into (`name`, folder): with `from_file`, the only argument is the folder.

    Raises click.UsageError if one is missing or left over.
    """
    if from_file and folder is not None:
        raise click.UsageError(f"{name} is {first!r}; expected none beside a file.")
    if not from_file and first is None:
        raise click.UsageError(f"Missing argument '{name}'.")
    return (None, first) if from_file else (first, folder)


def printable(text: str) -> str:
    """Escape control characters, so that no document can send commands to the terminal."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda found: ascii(found.group())[1:-1], text)


def make_engine(settings: Settings, keep: bool = False, shared: bool = False, memory: Memory | None = None) -> Engine:
    """Make an engine from the settings, with `memory` in place of one of its own; `shared` if several processes serve its index.

    Raises SettingsError if its index folder cannot be written.
    """
    return Engine(
        settings.folder,
        index=settings.index,
        keep=keep,
        threshold=settings.min_confidence,
        public_url=settings.public_url,
        max_document_bytes=settings.max_document_bytes,
        encoding=settings.encoding,
        fields=settings.fields,
        cache_bytes=settings.cache_bytes,
        log_questions=settings.log_questions,
        processes=None,
        shared=shared,
        memory=memory,
        limits=(settings.max_documents, settings.max_sentences),
    )


def start(engine: Engine) -> Snapshot:
    """Load the first snapshot, with a progress bar on a terminal. Raises the same errors as `Engine.start`."""
    with Meter(sys.stderr) as meter:
        snapshot = engine.start(meter.show)
    spare_collections()
    return snapshot


def spare_collections() -> None:
    """Make Python's garbage collector look at young objects often and at all objects almost never.

    Answers create few reference cycles, and reference counting frees the rest. A full collection would stop every
    request for as long as it takes to answer twenty.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def show_progress(items: Iterable[T], length: int, label: str = "") -> AbstractContextManager[Iterable[T]]:
    """Show a progress bar while so many items are gone through, on standard error and only if that is a terminal."""
    return click.progressbar(
        items, length, label=f"{label:15}" if label else "", file=sys.stderr, hidden=not sys.stderr.isatty()
    )


def format_json(shape: Struct) -> str:
    """Format a reply as indented JSON."""
    return json.dumps(to_fields(shape), ensure_ascii=False, indent=2)


def announce_documents(snapshot: Snapshot, engine: Engine, seconds: float) -> None:
    """Print how much was read in how long, and which files were skipped."""
    skipped = snapshot.skipped
    read = f"{count_of(len(snapshot.documents), 'document')}, {count_of(snapshot.sentences, 'sentence')}"
    click.echo(f"Read {read}, from {engine.source} in {seconds:.1f} seconds.")
    if skipped:
        click.echo(f"Skipped {count_of(len(skipped), 'file')}:")
        groups = group_skipped(skipped)
        for group in groups[:SHOWN_SKIPPED]:
            click.echo(printable(f"  {group.name}: {group.reason}"))
        if left := sum(len(group.ids) for group in groups[SHOWN_SKIPPED:]):
            click.echo(f"  and {left:,} more, which GET /documents names.")
