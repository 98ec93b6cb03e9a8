"""The commands: `quoth serve` runs the service, `ask` answers, `verify` checks quotes, `evaluate` measures."""

import atexit
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask import Flask

from service.app.app import create_app
from service.app.ask import compose_reply
from service.app.batch import reply_or_problem
from service.app.problems import Problem
from service.app.requests import read_ask
from service.app.server import ListenError, Server
from service.app.serving import Reload, Serving
from service.app.verify import compose_verdicts
from service.app.verify_requests import read_verify
from service.documents.collection import CollectionError
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.evaluate.baseline import PlainBM25
from service.evaluate.evaluation import Evaluation, ask_all, compare, evaluation_to_json
from service.evaluate.misses import rank_with
from service.evaluate.questions import Question, QuestionFile, QuestionsError
from service.evaluate.questions import read_questions as read_judged_questions
from service.evaluate.report import About, write_report
from service.evaluate.summary import BASELINE, summarise
from service.evaluate.texts import FolderTexts
from service.live import Live, Snapshot
from service.opening import make_live, read_snapshot, start
from service.resources import find_resource
from service.settings import SETTINGS, Settings, SettingsError, read_settings, unknown_variables
from service.tables import TableError, read_questions, row_of, write_csv
from service.terminal import describe_text, describe_verdict

SHOWN_SKIPPED = 20  # files named at start-up; GET /documents has them all


class Unusable(click.ClickException):
    """What was given cannot be used: a sentence, and the exit code of a usage error."""

    exit_code = 2


def _version() -> str:
    try:
        return version("quoth")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0 (not installed)"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(_version(), prog_name="quoth")
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
        settings = _read_settings(flags)
        with ExitStack() as stack:
            live = make_live(settings, stack)
            app = _create_app(settings, live)
            server = Server(app, settings.host, settings.port, settings.threads, settings.max_body_bytes)
            server.run(lambda: _load(live, settings, server.port))
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
        question, folder = _sort_out(question, folder, "QUESTION", batch is not None)
        settings = _read_settings({"folder": folder})
        serving = Serving(lambda: None, settings.threshold, settings.public_url)
        given = {} if limit is None else {"limit": limit}
        if batch is not None:
            sys.exit(_ask_batch(read_questions(batch.read()), given, read_snapshot(settings), serving, form, output))
        checked = read_ask({"question": question} | given)
        reply = compose_reply(checked, read_snapshot(settings), serving)
    except (Problem, SettingsError, CollectionError, TableError, OSError) as error:
        raise Unusable(str(error)) from None
    click.echo(json.dumps(reply, ensure_ascii=False, indent=2) if as_json else _printable(_describe(reply)))
    sys.exit(0 if reply["answered"] else 1)


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
        settings = _read_settings({"folder": folder, "index": index})
        started = time.perf_counter()
        with ExitStack() as stack:
            snapshot = start(make_live(settings, stack, keep=True))
            _announce_documents(snapshot, settings, time.perf_counter() - started)
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None


@main.command()
@click.argument("folder", required=False)
def mcp(folder: str | None) -> None:
    """Serve the documents of FOLDER to a language model's host, over the Model Context Protocol.

    It speaks on standard input and output, so it is the host that starts it: name this command in its settings. Logs
    go to standard error. It needs the extra `mcp`: pip install 'quoth[mcp]'.

    \b
    Example:
      quoth mcp ~/reports
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        from service.hosting import serve_host
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise Unusable("The MCP server needs the protocol's SDK: pip install 'quoth[mcp]'.") from None
    try:
        with ExitStack() as stack:
            settings = _read_settings({"folder": folder})
            live = make_live(settings, stack)
            start(live)
            live.watch()
            serve_host(settings, live, _version())
    except (SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None


@main.command()
@click.argument("questions", type=click.Path(path_type=Path))
@click.argument("folder", required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a report with plots to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON instead.")
@click.option("--limit", type=click.IntRange(1), help="Ask only the first so many questions.")
@click.option(
    "--misses", type=click.IntRange(0), default=3, show_default=True, help="Show so many misses for each reason."
)
@click.option("--threshold", metavar="SHARE", help="The confidence below which to be silent (QUOTH_THRESHOLD).")
@click.option("--baseline/--no-baseline", default=True, show_default=True, help="Ask plain rank-bm25 as well.")
def evaluate(
    questions: Path,
    folder: str | None,
    html: Path | None,
    as_json: bool,
    limit: int | None,
    misses: int,
    threshold: str | None,
    baseline: bool,
) -> None:
    """Measure how well the documents of FOLDER answer the file QUESTIONS, beside plain rank-bm25.

    QUESTIONS is CSV with the columns question, document and answer (a text that the quote must hold; empty: the
    documents do not answer; rows of the same question are alternatives), or JSON Lines as /feedback writes them:
    question, kind, and answers, a list of {"document", "all": [texts]} or {"document", "span": [start, end]}.

    Ends with 0 when measured, 1 when a quote was not its document's text, 2 when something is wrong with what was
    given.

    \b
    Examples:
      quoth evaluate questions.csv ~/reports
      quoth evaluate questions.jsonl ~/reports --html report.html --misses 0
    """
    try:
        file = _read_question_file(questions, limit)
        settings = _read_settings({"folder": folder, "threshold": threshold})
        snapshot = read_snapshot(settings)
        evaluation = _evaluate(file.questions, settings, snapshot, baseline)
        about = _describe_evaluation(file, questions, settings, snapshot)
        _print_evaluation(evaluation, about, as_json, misses)
        if html:
            html.write_text(write_report(evaluation, about), encoding="utf-8")
    except (QuestionsError, SettingsError, CollectionError) as error:
        raise Unusable(_printable(str(error))) from None
    except OSError as error:
        raise Unusable(f"'{html}' cannot be written: {error.strerror}.") from None
    sys.exit(1 if evaluation.service.figures.broken_quotes else 0)


def _read_question_file(path: Path, limit: int | None) -> QuestionFile:
    """Read a question file, and check each question as /ask would."""
    file = read_judged_questions(path)
    faults = []
    for question in file.questions:
        try:
            read_ask({"question": question.text})
        except Problem as problem:
            faults.append(f"Line {question.line}: {problem}")
    if faults:
        raise QuestionsError("\n".join([f"Question file '{path}':", *faults[:SHOWN_SKIPPED]]))
    return QuestionFile(file.questions[:limit], file.unlabelled)


def _evaluate(questions: Sequence[Question], settings: Settings, snapshot: Snapshot, baseline: bool) -> Evaluation:
    serving = Serving(lambda: None, settings.threshold, settings.public_url)
    folder, ids = settings.folder or find_resource("seeds"), frozenset(snapshot.numbers)
    texts = FolderTexts(folder, ids, settings.max_document_bytes)

    def ask_service(text: str) -> dict[str, Any]:
        return compose_reply(read_ask({"question": text}), snapshot, serving)

    with _progress(questions, "Quoth") as asked:
        run = ask_all(asked, ask_service, texts)
    if not baseline:
        return compare(run, None, rank_with(snapshot.index), texts)
    plain = PlainBM25(snapshot.index)
    with _progress(questions, BASELINE) as asked:
        beside = ask_all(asked, plain.reply, texts, calibrated=False)
    return compare(run, beside, rank_with(snapshot.index), texts)


@contextmanager
def _progress(questions: Sequence[Question], label: str) -> Iterator[Iterator[Question]]:
    """Show a progress bar where someone watches; it is no part of the output."""
    if not sys.stderr.isatty():
        yield iter(questions)
        return
    with click.progressbar(questions, label=f"{label:15}", file=sys.stderr) as bar:
        yield iter(bar)


def _describe_evaluation(file: QuestionFile, path: Path, settings: Settings, snapshot: Snapshot) -> About:
    folder = settings.folder or find_resource("seeds")
    notes = []
    if file.unlabelled:
        lines = ", ".join(map(str, file.unlabelled[:10])) + (", ..." if file.unlabelled[10:] else "")
        notes.append(f"{len(file.unlabelled)} lines say no answer yet (answers is null) and were left out: {lines}.")
    if snapshot.skipped:
        notes.append(
            f"{len(snapshot.skipped)} files of the collection could not be read: {snapshot.skipped[0].id}, ..."
        )
    name = folder.resolve().name or str(folder)
    return About(path.name, name, len(snapshot.documents), snapshot.sentences, tuple(notes))


def _print_evaluation(evaluation: Evaluation, about: About, as_json: bool, misses: int) -> None:
    if as_json:
        shaped = {"notes": about.notes} | evaluation_to_json(evaluation)
        click.echo(json.dumps(shaped, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
        return
    for line in (*about.notes, *summarise(evaluation, misses)):
        click.echo(_printable(line))


@main.command()
@click.argument("quote", required=False)
@click.argument("folder", required=False)
@click.option("--text", metavar="FILE", type=click.File("rb"), help="Check every quotation of a Markdown file.")
@click.option("--document", metavar="ID", help="The document that it is said to be in.")
@click.option("--json", "as_json", is_flag=True, help="Print the reply of /verify instead.")
def verify(quote: str | None, folder: str | None, text: BinaryIO | None, document: str | None, as_json: bool) -> None:
    """Check whether the documents of FOLDER have QUOTE, and where.

    Prints the verdict and every place. [-A word-] is the document's where {+another+} is the quote's.
    Ends with 0 when all is quoted right, 1 when something is altered or not found, 2 when something is wrong
    with what was given.

    \b
    Examples:
      quoth verify "It is time to act." ~/reports
      quoth verify --text article.md ~/reports
    """
    try:
        quote, folder = _sort_out(quote, folder, "QUOTE", text is not None)
        written = None if text is None else decode(text.read())[0]
        fields = {"quote": quote} if written is None else {"text": written}
        checked = read_verify(fields | ({} if document is None else {"document": document}))
        settings = _read_settings({"folder": folder})
        reply = compose_verdicts(checked, read_snapshot(settings), settings.public_url)
    except (Problem, SettingsError, CollectionError, UnreadableError) as error:
        raise Unusable(str(error)) from None
    results = reply.get("results", [reply])
    described = describe_verdict(reply) if written is None else describe_text(written, results)
    click.echo(json.dumps(reply, ensure_ascii=False, indent=2) if as_json else _printable(described))
    sys.exit(0 if all(result["verdict"] in ("exact", "folded") for result in results) else 1)


def _sort_out(first: str | None, folder: str | None, name: str, from_file: bool) -> tuple[str | None, str | None]:
    """Tell the words of a command apart: where a file is read, the folder is the only one."""
    if from_file and folder is not None:
        raise click.UsageError(f"{name} is {first!r}; expected none beside a file.")
    if not from_file and first is None:
        raise click.UsageError(f"Missing argument '{name}'.")
    return (None, first) if from_file else (first, folder)


def _ask_batch(
    questions: list[str], given: dict[str, int], snapshot: Snapshot, serving: Serving, form: str, output: str | None
) -> int:
    """Ask questions one by one, writing each reply as it comes; give the exit code."""
    failed = False
    with (
        click.open_file(output or "-", "w", encoding="utf-8") as stream,
        click.progressbar(questions, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown,
    ):
        if form == "csv":
            stream.write(write_csv([]))
        for question in shown:
            reply = reply_or_problem({"question": question} | given, snapshot, serving)
            failed = failed or "answered" not in reply
            line = json.dumps(reply, ensure_ascii=False) + "\n"
            stream.write(line if form == "jsonl" else write_csv([row_of(question, reply)], header=False))
    return 1 if failed else 0


def make_app() -> Flask:
    """Create the application from the environment's settings, with its documents read: for `wsgi.py`."""
    settings = _read_settings({})
    stack = ExitStack()
    atexit.register(stack.close)
    live = make_live(settings, stack)
    start(live)
    if settings.watch:
        live.watch()
    return _create_app(settings, live)


def _load(live: Live, settings: Settings, port: int) -> None:
    """Put the first snapshot in service, say what there is and where, and watch for changes."""
    started = time.perf_counter()
    _announce_documents(start(live), settings, time.perf_counter() - started)
    _announce_address(settings, port)
    if settings.watch:
        live.watch()


def _announce_documents(snapshot: Snapshot, settings: Settings, seconds: float) -> None:
    folder = settings.folder or find_resource("seeds")
    count, skipped = len(snapshot.documents), snapshot.skipped
    click.echo(f"Read {count} documents, {snapshot.sentences} sentences, from {folder} in {seconds:.1f} seconds.")
    if skipped:
        click.echo(f"Skipped {len(skipped)} files:")
        for entry in skipped[:SHOWN_SKIPPED]:
            click.echo(_printable(f"  {entry.id}: {entry.reason}"))
        if len(skipped) > SHOWN_SKIPPED:
            click.echo(f"  and {len(skipped) - SHOWN_SKIPPED} more, which GET /documents names.")


def _announce_address(settings: Settings, port: int) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    address = f"[{host}]" if ":" in host else host
    click.echo(f"Serving on {settings.public_url or f'http://{address}:{port}'}/ (Ctrl-C stops it)")
    sys.stdout.flush()


def _read_settings(flags: dict[str, str | None]) -> Settings:
    for sentence in unknown_variables():
        click.echo(f"Warning: {sentence}", err=True)
    return read_settings(flags=flags)


def _create_app(settings: Settings, live: Live) -> Flask:
    return create_app(
        lambda: live.snapshot,
        hosts=settings.trusted_hosts,
        threshold=settings.threshold,
        public_url=settings.public_url,
        max_body_bytes=settings.max_body_bytes,
        log_questions=settings.log_questions,
        feedback_file=settings.feedback,
        cache_bytes=settings.cache_bytes,
        reload=Reload(live.refresh, settings.reload_token) if settings.reload_token else None,
        origins=settings.origins,
    )


def _describe(reply: dict[str, Any]) -> str:
    """Set a reply out for the terminal: each quote, and below it where it stands."""
    lines = [] if reply["answered"] else ["The documents do not answer this. Nearest:"]
    for citation in reply["citations"] if reply["answered"] else reply["nearest"]:
        document = citation["document"]
        name = f"{document['title']} ({document['id']})" if document["title"] else document["id"]
        lines += [
            f"\u201c{citation['quote']}\u201d",
            f"    {name}, characters {citation['start']} to {citation['end']}",
        ]
    return "\n".join(lines if lines[1:] or reply["answered"] else ["The documents do not answer this."])


def _printable(text: str) -> str:
    """Show control characters as escapes, so that no document can steer the terminal."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda found: ascii(found.group())[1:-1], text)


if __name__ == "__main__":
    main()
