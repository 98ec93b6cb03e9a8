"""`quoth ask`: answer one question, or a CSV file of them, on the command line."""

import sys
from contextlib import closing
from typing import BinaryIO

import click

from service.commands.common import (
    as_unusable,
    format_json,
    make_engine,
    printable,
    read_flags,
    reading_options,
    show_progress,
    sort_out,
    start,
)
from service.commands.forks import map_in_forks
from service.commands.terminal import in_quotes
from service.documents.collection import CollectionError
from service.engine.batch import reply_or_problem
from service.engine.engine import Engine
from service.settings import SettingsError
from service.wire.encoding import to_json
from service.wire.notices import NEAREST
from service.wire.problems import Problem
from service.wire.replies import Reply
from service.wire.tables import TableError, read_questions, row_of, write_csv


@click.command()
@click.argument("question", required=False)
@click.argument("folder", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON reply of /ask instead.")
@click.option("--limit", type=click.IntRange(1, 20), help="The maximum number of citations.")
@click.option(
    "--min-confidence",
    metavar="SHARE",
    help="The confidence, from 0 to 1, from which to answer (QUOTH_MIN_CONFIDENCE).",
)
@click.option("--batch", metavar="FILE", type=click.File("rb"), help="Ask the column `question` of a CSV file.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", help="The format that --batch writes."
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The file that --batch writes; standard output by default.",
)
@reading_options
def ask(
    question: str | None,
    folder: str | None,
    as_json: bool,
    limit: int | None,
    min_confidence: str | None,
    batch: BinaryIO | None,
    form: str,
    output: str | None,
    encoding: str | None,
    fields: str | None,
) -> None:
    """Answer QUESTION from the documents of FOLDER.

    Prints the quotes with their documents and offsets or, if the answer is not sure enough, the likeliest passages.
    Exits with 0 if answered, 1 if not, 2 if the arguments or files cannot be used.

    With --batch, asks every question of a CSV file and writes a row for each; then exits with 0, or with 1 if a
    question could not be asked. Cells that a spreadsheet would read as formulas are prefixed with an apostrophe.

    \b
    Examples:
      quoth ask "How many people attended?" ~/reports
      quoth ask --batch questions.csv ~/reports --output answers.csv
    """
    try:
        question, folder = sort_out(question, folder, "QUESTION", batch is not None)
        given = {"folder": folder, "min_confidence": min_confidence, "encoding": encoding, "fields": fields}
        questions = None if batch is None else read_questions(batch.read())
        with make_engine(read_flags(given)) as engine:
            start(engine)
            if questions is not None:
                sys.exit(_ask_batch(questions, limit, engine, form, output))
            reply = engine.ask(question or "", limit=limit)
    except BrokenPipeError:
        raise  # whoever read the output has seen enough
    except (Problem, SettingsError, CollectionError, TableError, OSError) as error:
        raise as_unusable(error, str(error)) from None
    click.echo(format_json(reply) if as_json else printable(_describe(reply)))
    sys.exit(0 if reply.answered else 1)


def _ask_batch(questions: list[str], limit: int | None, engine: Engine, form: str, output: str | None) -> int:
    """Ask questions on all cores, writing each reply once it and those before it are there, and return the exit code."""
    failed, snapshot = False, engine.snapshot
    assert snapshot is not None, "The engine has been started."

    def answer(question: str) -> tuple[str, bool]:
        """Write the reply to a question, and say whether it is one."""
        fields = {"question": question} | ({} if limit is None else {"limit": limit})
        reply = reply_or_problem(fields, engine, snapshot)
        as_csv = form == "csv"
        line = write_csv([row_of(question, reply)], header=False) if as_csv else to_json(reply).decode()
        return line, isinstance(reply, Reply)

    with (
        click.open_file(output or "-", "w", encoding="utf-8") as stream,
        closing(map_in_forks(answer, questions)) as answers,
        show_progress(answers, len(questions)) as shown,
    ):
        if form == "csv":
            stream.write(write_csv([]))
        for line, is_reply in shown:
            failed = failed or not is_reply
            stream.write(line)
            stream.flush()
    return 1 if failed else 0


def _describe(reply: Reply) -> str:
    """Format a reply for the terminal: each quote, and below it its document and offsets."""
    lines = [reply.notice] if reply.notice else []
    if reply.nearest and reply.reason == "no_match":
        lines.append(f"{NEAREST}:")
    for citation in reply.citations if reply.answered else reply.nearest:
        document = citation.document
        name = f"{document.title} ({document.id})" if document.title else document.id
        lines += [in_quotes(citation.quote), f"    {name}, characters {citation.start} to {citation.end}"]
    return "\n".join(lines)
