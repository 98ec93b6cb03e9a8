"""`quoth verify`: check a quote, or every quotation in a text, against the documents."""

import sys
from typing import BinaryIO

import click

from service.commands.common import Unusable, format_json, make_engine, printable, read_flags, sort_out, start
from service.commands.terminal import describe_text, describe_verdict
from service.documents.collection import CollectionError
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.settings import SettingsError
from service.wire.problems import Problem
from service.wire.replies import TextVerdicts, Verdict
from service.wire.requests import read_verify


@click.command()
@click.argument("quote", required=False)
@click.argument("folder", required=False)
@click.option("--text", metavar="FILE", type=click.File("rb"), help="Check every quotation in a Markdown file.")
@click.option("--document", metavar="ID", help="The id of the only document to look in.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON reply of /verify instead.")
def verify(quote: str | None, folder: str | None, text: BinaryIO | None, document: str | None, as_json: bool) -> None:
    """Check whether QUOTE is in the documents of FOLDER, and where.

    Prints the verdict and every place found. Differences are shown as [-the document's words-] {+the quote's words+}.
    Exits with 0 if everything is quoted correctly, 1 if something is altered or not found, 2 if the arguments or
    files cannot be used.

    \b
    Examples:
      quoth verify "It is time to act." ~/reports
      quoth verify --text article.md ~/reports
    """
    try:
        quote, folder = sort_out(quote, folder, "QUOTE", text is not None)
        written = None if text is None else decode(text.read())[0]
        fields = {"quote": quote} if written is None else {"text": written}
        checked = read_verify(fields | ({} if document is None else {"document": document}))
        with make_engine(read_flags({"folder": folder})) as engine:
            start(engine)
            reply = engine.verify(checked)
    except (Problem, SettingsError, CollectionError, UnreadableError) as error:
        raise Unusable(str(error)) from None
    if as_json:
        click.echo(format_json(reply))
    elif isinstance(reply, TextVerdicts):
        click.echo(printable(describe_text(written or "", reply.results)))
    else:
        assert isinstance(reply, Verdict)
        click.echo(printable(describe_verdict(reply)))
    results = [reply] if isinstance(reply, Verdict) else reply.results
    sys.exit(0 if all(result.verdict in ("exact", "folded") for result in results) else 1)
