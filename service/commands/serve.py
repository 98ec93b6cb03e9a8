"""`quoth serve`: serve the documents of a folder over HTTP, with waitress or another WSGI server."""

import atexit
import logging
import os
import sys
import time
from collections.abc import Callable
from io import FileIO
from ipaddress import ip_address
from threading import Thread
from typing import Any

import click
from flask import Flask

from service.answer.citing import read_ahead
from service.app.access_tokens import make_tokens
from service.app.app import create_app
from service.app.connections import ConnectionLimits
from service.app.observing import RequestLog
from service.app.server import ListenError, Server
from service.app.shedding import PLACES
from service.commands.common import announce_documents, make_engine, read_flags, start
from service.documents.collection import CollectionError
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.remote_live import UnreachableCollectionError
from service.index.unusable import UnusableIndexError
from service.settings import SETTINGS, Settings, SettingsError

log = logging.getLogger("quoth")

REST = 2.0  # seconds between attempts to reach a cluster
FREE_THREADS = 5  # threads of the server beside those that answer, for routes that never wait
STANDARD_ERROR = 2  # its file descriptor


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
@click.argument("folder", required=False)
@_options
@click.option("--no-watch", "watch", flag_value="off", help="The same as --watch off.")
def serve(**flags: str | None) -> None:
    """Serve the documents of FOLDER until Ctrl-C or SIGTERM.

    Each flag has an environment variable, named beside it; the flag takes precedence.

    \b
    Examples:
      quoth serve
      quoth serve ~/reports --host 0.0.0.0 --hosts archive.example.org
      quoth serve --index opensearch://search1:9200,search2:9200/reports
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = read_flags(flags)
        with make_engine(settings) as engine:
            app = _create_app(settings, engine)
            threads, limits = settings.threads + FREE_THREADS, _connection_limits(settings)
            server = Server(app, settings.host, settings.port, threads, settings.max_body_bytes, limits, PLACES)
            server.run(lambda: _load(engine, settings, server.port))
    except (SettingsError, CollectionError, ListenError) as error:
        raise click.ClickException(str(error)) from None


def make_app() -> Flask:
    """Load the documents and create the application for `wsgi.py`, with settings from the environment."""
    settings = read_flags({})
    engine = make_engine(settings)
    atexit.register(engine.close)
    try:
        start(engine)
    except UnreachableCollectionError as error:
        log.warning("%s", error)
        Thread(target=_start_patiently, args=(engine,), name="start", daemon=True).start()
    engine.guard()
    if settings.watch:
        engine.watch()
    return _create_app(settings, engine)


def _start_patiently(engine: Engine) -> Snapshot:
    """Load the first snapshot; one in a cluster that does not answer, as soon as it does."""
    said = ""
    while True:
        try:
            return start(engine)
        except UnreachableCollectionError as error:
            if str(error) != said:
                log.warning("%s It is tried again every %g seconds.", error, REST)
            said = str(error)
            time.sleep(REST)


def _load(engine: Engine, settings: Settings, port: int) -> None:
    """Load the first snapshot, announce the documents and the address, and watch for changes."""
    started = time.perf_counter()
    snapshot = _start_patiently(engine)
    announce_documents(snapshot, engine, time.perf_counter() - started)
    announce_address(settings, port)
    engine.guard()
    if settings.watch:
        engine.watch()
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


def _open_log() -> RequestLog:
    log = RequestLog(FileIO(os.dup(STANDARD_ERROR), "w"))
    atexit.register(log.close)
    return log


def _create_app(settings: Settings, engine: Engine) -> Flask:
    return create_app(
        engine,
        hosts=settings.trusted_hosts,
        max_body_bytes=settings.max_body_bytes,
        feedback_file=settings.feedback,
        origins=settings.origins,
        reload_token=settings.reload_token or "",
        threads=settings.threads,
        queue=settings.queue,
        max_wait=settings.max_wait,
        tokens=make_tokens(settings.token, settings.tokens),
        log=_open_log() if settings.log_requests else None,
        originals=settings.originals,
    )
