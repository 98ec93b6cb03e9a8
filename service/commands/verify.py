"""`quoth verify`: whether a quote, or every quotation of a text, is the documents' own."""

import json
import sys
from typing import BinaryIO

import click

from service.app.problems import Problem
from service.app.verifying import compose_verdicts
from service.commands.common import Unusable, printable, read_flags, sort_out
from service.commands.terminal import describe_text, describe_verdict
from service.documents.collection import CollectionError
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.engine.opening import read_snapshot
from service.settings import SettingsError
from service.wire.verify_requests import read_verify


@click.command()
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
        quote, folder = sort_out(quote, folder, "QUOTE", text is not None)
        written = None if text is None else decode(text.read())[0]
        fields = {"quote": quote} if written is None else {"text": written}
        checked = read_verify(fields | ({} if document is None else {"document": document}))
        settings = read_flags({"folder": folder})
        reply = compose_verdicts(checked, read_snapshot(settings), settings.public_url)
    except (Problem, SettingsError, CollectionError, UnreadableError) as error:
        raise Unusable(str(error)) from None
    results = reply.get("results", [reply])
    described = describe_verdict(reply) if written is None else describe_text(written, results)
    click.echo(json.dumps(reply, ensure_ascii=False, indent=2) if as_json else printable(described))
    sys.exit(0 if all(result["verdict"] in ("exact", "folded") for result in results) else 1)
