"""The commands: `quoth serve` runs the service, `ask` answers, `index` reads ahead; the others are added to them."""

import atexit
import logging
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import click
from flask import Flask

from service.answer.citing import read_ahead
from service.app.app import create_app
from service.app.asking import reply_or_problem
from service.app.server import ListenError, Server
from service.commands.common import (
    Unusable,
    find_version,
    format_json,
    make_engine,
    printable,
    read_flags,
    sort_out,
    start,
)
from service.commands.evaluate import evaluate
from service.commands.mcp import mcp
from service.commands.verify import verify
from service.documents.collection import CollectionError
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.settings import SETTINGS, Settings, SettingsError
from service.wire.encoding import to_json
from service.wire.problems import Problem
from service.wire.replies import Reply
from service.wire.tables import TableError, read_questions, row_of, write_csv

SHOWN_SKIPPED = 20  # files named at start-up; GET /documents has them all


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(find_version(), prog_name="quoth")
def main() -> None:
    """Answer questions from a folder of documents, only ever in the documents' own words.

    \b
    Examples:
      quoth serve                              the documents that come with Quoth
      quoth serve ~/reports --port 9000        a folder of .txt and .md files
      quoth ask "Who was elected?" ~/reports   one question, one quote
      quoth verify "We won." ~/reports         is this quoted right?
      quoth evaluate questions.csv ~/reports   how well the answers do on questions of your own
    """


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command a flag for every setting but the folder, which is an argument."""
    for setting in reversed(SETTINGS[1:]):
        default = f" [default: {setting.default}]" if setting.default not in (None, (), "", False) else ""
        command = click.option(
            setting.flag,
            setting.field,
            metavar=setting.field.rpartition("_")[2].upper(),
            help=f"{setting.sentence} ({setting.variable}){default}",
        )(command)
    return command


@main.command()
@click.argument("folder", required=False)
@_options
@click.option("--no-watch", "watch", flag_value="off", help="The same as --watch off.")
def serve(**flags: str | None) -> None:
    """Serve the documents of FOLDER until Ctrl-C or SIGTERM.

    Each flag has an environment variable, named beside it; the flag comes first.

    \b
    Examples:
      quoth serve
      quoth serve ~/reports --host 0.0.0.0 --hosts archive.example.org
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = read_flags(flags)
        with make_engine(settings) as engine:
            app = _create_app(settings, engine)
            server = Server(app, settings.host, settings.port, settings.threads, settings.max_body_bytes)
            server.run(lambda: _load(engine, settings, server.port))
    except (SettingsError, CollectionError, ListenError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("question", required=False)
@click.argument("folder", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the reply of /ask instead.")
@click.option("--limit", type=click.IntRange(1, 20), help="At most so many citations.")
@click.option("--batch", metavar="FILE", type=click.File("rb"), help="Ask the column `question` of a CSV file.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", help="What --batch writes.")
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False), help="Where --batch writes it.")
def ask(
    question: str | None,
    folder: str | None,
    as_json: bool,
    limit: int | None,
    batch: BinaryIO | None,
    form: str,
    output: str | None,
) -> None:
    """Answer QUESTION from the documents of FOLDER.

    Prints the quote, its document and offsets, or the nearest passages where the documents are silent.
    Ends with 0 when answered, 1 when silent, 2 when something is wrong with what was given.

    With --batch, asks every question of a CSV file and prints a line for each; then it ends with 0, or with 1
    where a question could not be asked. Cells that a spreadsheet would take for formulas get an apostrophe.

    \b
    Examples:
      quoth ask "How many people attended?" ~/reports
      quoth ask "Who was elected?" --json
      quoth ask --batch questions.csv ~/reports --output answers.csv
    """
    try:
        question, folder = sort_out(question, folder, "QUESTION", batch is not None)
        settings = read_flags({"folder": folder})
        questions = None if batch is None else read_questions(batch.read())
        with make_engine(settings) as engine:
            start(engine)
            if questions is not None:
                sys.exit(_ask_batch(questions, limit, engine, form, output))
            reply = engine.ask(question or "", limit=limit)
    except (Problem, SettingsError, CollectionError, TableError, OSError) as error:
        raise Unusable(str(error)) from None
    click.echo(format_json(reply) if as_json else printable(_describe(reply)))
    sys.exit(0 if reply.answered else 1)


@main.command()
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
            _announce_documents(start(engine), engine, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None


def _ask_batch(questions: list[str], limit: int | None, engine: Engine, form: str, output: str | None) -> int:
    """Ask questions one by one, writing each reply as it comes; give the exit code."""
    failed, snapshot = False, engine.snapshot
    assert snapshot is not None, "The engine has been started."
    with (
        click.open_file(output or "-", "w", encoding="utf-8") as stream,
        click.progressbar(questions, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown,
    ):
        if form == "csv":
            stream.write(write_csv([]))
        for question in shown:
            fields = {"question": question} | ({} if limit is None else {"limit": limit})
            reply = reply_or_problem(fields, engine, snapshot)
            failed = failed or not isinstance(reply, Reply)
            as_csv = form == "csv"
            stream.write(write_csv([row_of(question, reply)], header=False) if as_csv else to_json(reply).decode())
    return 1 if failed else 0


def make_app() -> Flask:
    """Create the application from the environment's settings, with its documents read: for `wsgi.py`."""
    settings = read_flags({})
    engine = make_engine(settings)
    atexit.register(engine.close)
    start(engine)
    if settings.watch:
        engine.watch()
    return _create_app(settings, engine)


def _load(engine: Engine, settings: Settings, port: int) -> None:
    """Put the first snapshot in service, say what there is and where, and watch for changes."""
    started = time.perf_counter()
    snapshot = start(engine)
    _announce_documents(snapshot, engine, time.perf_counter() - started)
    _announce_address(settings, port)
    if settings.watch:
        engine.watch()
    read_ahead(snapshot.index)


def _announce_documents(snapshot: Snapshot, engine: Engine, seconds: float) -> None:
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


def _announce_address(settings: Settings, port: int) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    address = f"[{host}]" if ":" in host else host
    click.echo(f"Serving on {settings.public_url or f'http://{address}:{port}'}/ (Ctrl-C stops it)")
    sys.stdout.flush()


def _create_app(settings: Settings, engine: Engine) -> Flask:
    return create_app(
        engine,
        hosts=settings.trusted_hosts,
        max_body_bytes=settings.max_body_bytes,
        feedback_file=settings.feedback,
        origins=settings.origins,
        reload_token=settings.reload_token or "",
    )


def _describe(reply: Reply) -> str:
    """Set a reply out for the terminal: each quote, and below it where it stands."""
    lines = [] if reply.answered else ["The documents do not answer this. Nearest:"]
    for citation in reply.citations if reply.answered else reply.nearest:
        document = citation.document
        name = f"{document.title} ({document.id})" if document.title else document.id
        lines += [f"\u201c{citation.quote}\u201d", f"    {name}, characters {citation.start} to {citation.end}"]
    return "\n".join(lines if lines[1:] or reply.answered else ["The documents do not answer this."])


for command in (evaluate, mcp, verify):
    main.add_command(command)

if __name__ == "__main__":
    main()
