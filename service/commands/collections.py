"""One folder or several named ones: read from the arguments, opened as engines, and loaded."""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from service.app.mounting import prefix_of
from service.commands.common import make_engine, read_flags, start
from service.documents.collection import CollectionError
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.remote_live import UnreachableCollectionError
from service.index.cluster.address import is_cluster_address
from service.memory import Memory
from service.setting_values import NamedFolder, check_names, read_named_folder
from service.settings import Settings, SettingsError

log = logging.getLogger("quoth")

EXPECTED = "expected NAME=FOLDER for each collection, with a name of letters, digits, - and _"


def read_folders(given: Sequence[str], flags: dict[str, str | None]) -> Settings:
    """Read the settings, with the folder or the named folders that a command was given as arguments.

    One argument is a folder, if there is one of that path or it is not NAME=FOLDER. Raises SettingsError.
    """
    if given and flags.get("collections") is not None:
        raise SettingsError(f"There are folders both as arguments and in --collections; {EXPECTED} in one of them.")
    single = given[0] if len(given) == 1 and _is_folder(given[0]) else None
    settings = read_flags(flags | {"folder": single})
    if given:
        return replace(settings, collections=() if single else read_names(given))
    if settings.collections and settings.folder:
        raise SettingsError("QUOTH_FOLDER and QUOTH_COLLECTIONS are both set; expected one of them.")
    return settings


def require_folders(settings: Settings) -> Settings:
    """Return the settings. Raises SettingsError if one of several folders is missing: its name may have been mistyped."""
    for name, folder in settings.collections:
        if not folder.is_dir():
            raise SettingsError(f"The collection {name} has no folder: '{folder}' is missing, or is no folder.")
    return settings


def _is_folder(argument: str) -> bool:
    try:
        read_named_folder(argument)
    except ValueError:
        return True
    return Path(argument).is_dir()


def read_names(given: Sequence[str]) -> tuple[NamedFolder, ...]:
    """Read several NAME=FOLDER. Raises SettingsError for one that is not, and for a name that stands twice."""
    named = []
    for argument in given:
        try:
            named.append(read_named_folder(argument))
        except ValueError:
            raise SettingsError(f"{argument!r} is no collection; {EXPECTED}.") from None
    try:
        return check_names(tuple(named))
    except ValueError:
        names = ", ".join(name for name, _ in named)
        raise SettingsError(f"Two collections have the same name: {names}; expected each once.") from None


def make_engines(settings: Settings, stack: ExitStack, shared: bool = False) -> dict[str, Engine]:
    """Make an engine for each collection, by its name; the single one has the name "". `stack` closes them.

    All of them share one memory. With `shared`, several processes serve their indexes. Raises SettingsError if an index folder
    cannot be written.
    """
    if settings.uploads and not settings.upload_token:
        raise SettingsError(
            "QUOTH_UPLOADS is on, and QUOTH_UPLOAD_TOKEN is not set; expected the token of those who may add."
        )
    in_cluster = is_cluster_address(str(settings.index or ""))  # which says why nothing can be added there
    if settings.uploads and not (settings.folder or settings.collections or in_cluster):
        raise SettingsError("QUOTH_UPLOADS is on; expected a folder of your own to add documents to.")
    engines = _make_engines(settings, stack, shared)
    for engine in engines.values() if settings.uploads else ():
        engine.expect_additions()
    return engines


def _make_engines(settings: Settings, stack: ExitStack, shared: bool) -> dict[str, Engine]:
    if not settings.collections:
        return {"": stack.enter_context(make_engine(settings, shared=shared))}
    memory = Memory(settings.cache_bytes)
    engines = {}
    for name, folder in settings.collections:
        if isinstance(settings.index, str):
            raise SettingsError(
                "QUOTH_INDEX is a cluster's address, for one collection; expected a folder beside several."
            )
        prefix, index = prefix_of(name, settings.public_url), settings.index and settings.index / name
        own = replace(settings, folder=folder, index=index, public_url=prefix)
        engines[name] = stack.enter_context(make_engine(own, shared=shared, memory=memory))
    return engines


class Loaded(NamedTuple):
    """What was loaded of a collection, and in how many seconds."""

    snapshot: Snapshot
    engine: Engine
    seconds: float


def load(engines: Mapping[str, Engine], watch: bool, says_why: bool = True) -> list[Loaded]:
    """Load each collection, have its index guarded and, with `watch`, its files watched.

    One of several that cannot be loaded is taken in once it can be read, as is one in a cluster that does not answer;
    `says_why` is whether the log names it. Raises
    CollectionError or SettingsError if none can be loaded.
    """
    loaded, failures, waits = [], [], False
    for name, engine in engines.items():
        started = time.perf_counter()
        try:
            loaded.append(Loaded(start(engine), engine, time.perf_counter() - started))
        except UnreachableCollectionError as error:
            log.warning("%s It is served as soon as it can be.", error)
            engine.refreshes.fail(error)
            engine.watch()
            waits = True
        except (CollectionError, SettingsError) as error:
            failures.append(error)
            engine.refreshes.fail(error)
            if name and says_why:
                log.error("The collection %s is not served. %s", name, error)
        if "" not in engines or not failures:
            engine.guard()
            if watch:
                engine.watch()
    if failures and not loaded and not waits:
        raise failures[0]
    return loaded
