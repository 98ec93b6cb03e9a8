"""`quoth serve`: serve the documents of a folder over HTTP, with waitress or another WSGI server."""

import atexit
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from io import FileIO
from ipaddress import ip_address
from typing import Any

import click
from flask import Flask

from service.answer.citing import read_ahead
from service.app.access_tokens import make_tokens
from service.app.app import create_app
from service.app.connections import ConnectionLimits
from service.app.mounting import Mounts, mount
from service.app.observing import RequestLog
from service.app.server import ListenError, Server
from service.app.shedding import PLACES
from service.commands.collections import load, make_engines, read_folders
from service.documents.collection import CollectionError
from service.engine.engine import Engine
from service.index.arrays import DamagedIndexError
from service.settings import SETTINGS, Settings, SettingsError

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
      quoth serve reports=~/reports minutes=~/minutes
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = read_folders(folders, flags)
        with ExitStack() as stack:
            engines = make_engines(settings, stack)
            app = _create_app(settings, engines)
            threads, limits = settings.threads + FREE_THREADS, _connection_limits(settings)
            server = Server(app, settings.host, settings.port, threads, settings.max_body_bytes, limits, PLACES)
            server.run(lambda: _load(engines, settings, server.port))
    except (SettingsError, CollectionError, ListenError) as error:
        raise click.ClickException(str(error)) from None


def make_app() -> Flask | Mounts:
    """Load the documents and create the application for `wsgi.py`, with settings from the environment."""
    settings = read_folders((), {})
    stack = ExitStack()
    engines = make_engines(settings, stack)
    atexit.register(stack.close)
    load(engines, settings.watch, announce=False)
    return _create_app(settings, engines)


def _load(engines: Mapping[str, Engine], settings: Settings, port: int) -> None:
    """Load the first snapshots, announce the documents and the address, and watch for changes."""
    load(engines, settings.watch)
    announce_address(settings, port)
    for engine in engines.values():
        try:
            if engine.snapshot is not None:
                read_ahead(engine.snapshot.index)
        except DamagedIndexError as error:
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


def _create_app(settings: Settings, engines: Mapping[str, Engine]) -> Flask | Mounts:
    options: dict[str, Any] = {
        "hosts": settings.trusted_hosts,
        "max_body_bytes": settings.max_body_bytes,
        "feedback_file": settings.feedback,
        "origins": settings.origins,
        "reload_token": settings.reload_token or "",
        "threads": settings.threads,
        "queue": settings.queue,
        "max_wait": settings.max_wait,
        "tokens": make_tokens(settings.token, settings.tokens, [name for name in engines if name]),
        "log": _open_log() if settings.log_requests else None,
        "originals": settings.originals,
    }
    if "" in engines:
        return create_app(engines[""], **options)
    return mount(engines, public_url=settings.public_url, **options)
