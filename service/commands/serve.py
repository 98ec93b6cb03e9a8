"""`quoth serve`: serve the documents of a folder over HTTP, with waitress in a process for each core, or another WSGI server."""

import atexit
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from io import FileIO
from ipaddress import ip_address
from typing import Any

import click
from flask import Flask

from service.answer.citing import read_ahead
from service.app.access_tokens import make_tokens, make_writers
from service.app.app import Writing, create_app, observer_of
from service.app.changing_documents import allow_large
from service.app.connections import ConnectionLimits
from service.app.crew import Crew
from service.app.mounting import Mounts, mount
from service.app.observing import RequestLog
from service.app.server import LargeBodies, ListenError, Server, listen, no_large_bodies
from service.app.shedding import PLACES, Foresight
from service.app.supervisor import Supervisor, WorkerError
from service.commands.collections import load, make_engines, read_folders, require_folders
from service.commands.common import announce_documents, spare_collections
from service.documents.collection import CollectionError
from service.engine.adding import FolderLimits
from service.engine.engine import Engine
from service.index.cores import count_cores
from service.index.identity import code_version, reading_version
from service.index.unusable import UnusableIndexError
from service.settings import SETTINGS, Settings, SettingsError

FREE_THREADS = 5  # threads of the server beside those that answer, for routes that never wait
NO_POINT = 3
STANDARD_ERROR = 2  # its file descriptor
UNFIT = (SettingsError, CollectionError)  # what says in a sentence why nothing can be served


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add a flag to a command for every setting except the folder, which is an argument."""
    for setting in reversed(SETTINGS[1:]):
        shown = "on" if setting.default is True else setting.default
        default = f" [default: {shown}]" if shown not in (None, (), "", False) else ""
        command = click.option(
            setting.flag,
            setting.field,
            metavar=setting.field.rpartition("_")[2].upper(),
            help=f"{setting.sentence} ({setting.variable}){default}",
        )(command)
        if setting.former_flag:
            command = click.option(setting.former_flag, setting.field, hidden=True)(command)
    return command


@click.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER | NAME=FOLDER ...]")
@_options
@click.option("--no-watch", "watch", flag_value="off", help="The same as --watch off.")
def serve(folders: tuple[str, ...], **flags: str | None) -> None:
    """Serve the documents of FOLDER until Ctrl-C or SIGTERM.

    Several folders are served side by side at /c/NAME/, each with an index of its own; / lists them. Each flag has an environment
    variable, named beside it; the flag takes precedence.

    \b
    Examples:
      quoth serve
      quoth serve ~/reports --host 0.0.0.0 --hosts archive.example.org
      quoth serve --index opensearch://search1:9200,search2:9200/reports
      quoth serve reports=~/reports minutes=~/minutes
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = require_folders(read_folders(folders, flags))
        workers = settings.workers or count_cores()
        crew = Crew(workers) if workers > 1 and hasattr(os, "fork") else None
        settings = settings if crew is None else share_out(settings, workers)
        with ExitStack() as stack:
            work = _prepare(settings, make_engines(settings, stack, shared=crew is not None), crew)
            if crew is None:
                work()
            else:
                code_version(), reading_version()  # which are kept, so that not each worker works them out
                spare_collections()
                Supervisor(crew, work, UNFIT).run()
    except (*UNFIT, ListenError, WorkerError) as error:
        raise click.ClickException(str(error)) from None


def share_out(settings: Settings, workers: int) -> Settings:
    """Give each worker its share of what bounds the whole service: memory and connections.

    Threads, and requests that may wait, are of each worker: how long they wait depends on those before them in its own queue.
    """

    def share(number: int) -> int:
        return -(-number // workers)

    return replace(
        settings,
        cache_bytes=settings.cache_bytes // workers,
        connections=share(settings.connections),
        client_connections=share(settings.client_connections),
    )


def _prepare(settings: Settings, engines: Mapping[str, Engine], crew: Crew | None) -> Callable[[], None]:
    """Listen, and return what serves in this process or in a fork of it until that is told to stop.

    Raises ListenError, or SettingsError for what the application cannot be created with.
    """
    log = _open_log(settings)
    app = _create_app(settings, engines, log, crew)
    sockets = listen(settings.host, settings.port)
    root = app.root if isinstance(app, Mounts) else app
    about = PLACES, crew, _allow_large(settings), observer_of(root).note_unread, _foresee(root, settings)

    def work() -> None:
        threads, limits = settings.threads + FREE_THREADS, _connection_limits(settings)
        server = Server(app, sockets, threads, settings.max_body_bytes, limits, *about)
        try:
            with ExitStack() as stack:
                for engine in engines.values():
                    stack.enter_context(engine)
                server.run(lambda: _load(engines, settings, server.port, crew))
        finally:
            if log is not None:
                log.close()

    return work


def make_app() -> Flask | Mounts:
    """Load the documents and create the application for `wsgi.py`, with settings from the environment.

    Several processes may do so, as gunicorn's workers: one of them updates the index for all.
    """
    settings = read_folders((), {})
    stack = ExitStack()
    engines = make_engines(settings, stack, shared=True)
    atexit.register(stack.close)
    load(engines, settings.watch)
    log = _open_log(settings)
    if log is not None:
        atexit.register(log.close)
    return _create_app(settings, engines, log)


def make_app_or_end() -> Flask | Mounts:
    """Make the application, or end this process with a sentence that says why it cannot be made.

    The exit code is the one by which gunicorn's workers say that there is no point in starting others.
    """
    try:
        return make_app()
    except UNFIT as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(NO_POINT)


def _load(engines: Mapping[str, Engine], settings: Settings, port: int, crew: Crew | None) -> None:
    """Load the first snapshots, announce the documents and the address once all workers have, and watch for changes."""
    replaces = crew is not None and crew.was_announced
    if crew is not None:
        crew.await_first()
    loaded = load(engines, settings.watch, says_why=crew is None or crew.number == 0)
    if crew is None or crew.mark_ready():
        for snapshot, engine, seconds in loaded:
            announce_documents(snapshot, engine, seconds)
        announce_address(settings, port)
    for snapshot, engine, _ in loaded:
        if replaces and settings.watch:
            engine.catch_up()
        try:
            read_ahead(snapshot.index)
        except UnusableIndexError as error:
            engine.report(error)


def announce_address(settings: Settings, port: int) -> None:
    """Print where the service is, and a warning if it is open to others than this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    address = f"[{host}]" if ":" in host else host
    if not (_is_loopback(settings.host) or settings.token or settings.tokens):
        click.echo(
            f"Warning: whoever reaches {settings.host} can read every document; QUOTH_TOKEN closes it.", err=True
        )
    click.echo(f"Serving on {settings.public_url or f'http://{address}:{port}'}/ (Ctrl-C stops it)")
    sys.stdout.flush()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _connection_limits(settings: Settings) -> ConnectionLimits:
    return ConnectionLimits(
        total=settings.connections,
        client=settings.client_connections,
        request=settings.request_seconds,
        proxy=settings.proxy,
    )


def _read_writing(settings: Settings) -> Writing | None:
    """Return who may change the files, and by how much; None for nobody."""
    if not settings.uploads:
        return None
    return Writing(make_writers(settings.upload_token), FolderLimits(settings.folder_files, settings.folder_bytes))


def _allow_large(settings: Settings) -> LargeBodies:
    if not settings.uploads:
        return no_large_bodies
    return allow_large(make_writers(settings.upload_token), settings.max_document_bytes)


def _foresee(app: Flask, settings: Settings) -> Foresight:
    """Return what tells which questions will be refused; a proxy, and tokens, make more clients of one address."""
    by_address = not (settings.proxy or settings.token or settings.tokens)
    return Foresight(app.extensions["quoth"].lanes["answers"], by_address)


def _open_log(settings: Settings) -> RequestLog | None:
    return RequestLog(FileIO(os.dup(STANDARD_ERROR), "w")) if settings.log_requests else None


def _create_app(
    settings: Settings, engines: Mapping[str, Engine], log: RequestLog | None, crew: Crew | None = None
) -> Flask | Mounts:
    options: dict[str, Any] = {
        "hosts": settings.trusted_hosts,
        "max_body_bytes": settings.max_body_bytes,
        "feedback_file": settings.feedback,
        "silences_file": settings.silences,
        "language": settings.language,
        "origins": settings.origins,
        "reload_token": settings.reload_token or "",
        "threads": settings.threads,
        "queue": settings.queue,
        "max_wait": settings.max_wait,
        "tokens": make_tokens(settings.token, settings.tokens, [name for name in engines if name]),
        "log": log,
        "originals": settings.originals,
        "page_pictures": settings.page_pictures,
        "crew": crew,
        "writing": _read_writing(settings),
    }
    if "" in engines:
        return create_app(engines[""], **options)
    return mount(engines, public_url=settings.public_url, **options)
