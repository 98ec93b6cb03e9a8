"""From the settings to the collection in service: where its index is kept, and how it is opened."""

import gc
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from service.commands.meter import Meter
from service.engine.live import Live, Snapshot, place_of
from service.resources import find_resource
from service.settings import Settings, SettingsError, user_cache

YOUNG, MIDDLE, OLD = 10_000, 1, 5_000  # see gc.set_threshold


def make_live(settings: Settings, stack: ExitStack, keep: bool = False) -> Live:
    """Make what will hold the snapshot in service, to be stopped when the stack is left.

    Where the user's cache folder cannot be written, the index lives as long as the process, unless it is to be
    kept. Raises SettingsError where the place that was asked for cannot be written.
    """
    folder = settings.folder or find_resource("seeds")
    place = settings.index or place_of(folder, user_cache())
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / "lock").touch()
    except OSError as error:
        if settings.index or keep:
            raise SettingsError(f"The index cannot be kept in '{place}': {error.strerror}.") from None
        place = Path(stack.enter_context(TemporaryDirectory(prefix="quoth-")))
    live = Live(folder, place, settings.max_document_bytes, _name_shaping(settings))
    stack.callback(live.stop)
    return live


def start(live: Live) -> Snapshot:
    """Put the first snapshot in service, with a bar on a terminal that waits for it."""
    snapshot = live.start(Meter(sys.stderr).show if sys.stderr.isatty() else None)
    spare_collections()
    return snapshot


def spare_collections() -> None:
    """Have Python look for cycles among what is young, and hardly ever among all that there is.

    Answers leave hardly any cycles behind and keep much, which counting references frees. Looking through all of it
    would stop every request, for as long as it takes to answer twenty.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def _name_shaping(settings: Settings) -> str:
    """Name the settings that shape a reply."""
    return json.dumps([settings.threshold, settings.public_url])


def read_snapshot(settings: Settings) -> Snapshot:
    """Give a snapshot of the collection as it is now; nothing refreshes it."""
    with ExitStack() as stack:
        return start(make_live(settings, stack))
