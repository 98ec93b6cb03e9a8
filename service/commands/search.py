"""`quoth search`: every sentence that holds given words, or a phrase, on the command line."""

import sys

import click

from service.commands.common import Unusable, format_json, make_engine, printable, read_flags, start
from service.commands.terminal import describe_search
from service.documents.collection import CollectionError
from service.settings import SettingsError
from service.wire.problems import Problem
from service.wire.search_shapes import HITS, MAX_HITS


@click.command()
@click.argument("words")
@click.argument("folder", required=False)
@click.option(
    "--within", metavar="ID", multiple=True, help="The id of a document or folder to search; may be repeated."
)
@click.option(
    "--since", metavar="DATE", help="The earliest date of the documents to search: 2020, 2020-05, 2020-05-13."
)
@click.option("--until", metavar="DATE", help="The latest date of the documents to search.")
@click.option(
    "--limit", type=click.IntRange(1, MAX_HITS), default=HITS, show_default=True, help="The number of hits per page."
)
@click.option("--after", metavar="PLACE", help="Go on after this place, which the end of an earlier page names.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON reply of /search instead.")
def search(
    words: str,
    folder: str | None,
    within: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int,
    after: str | None,
    as_json: bool,
) -> None:
    """Find every sentence of FOLDER's documents that holds all of WORDS, in any form; a phrase in quotes as it stands.

    Prints the sentences in the order of the documents, with what was found in [brackets], and how many there are.
    Exits with 0 if there are any, 1 if there are none, 2 if the arguments or files cannot be used.

    \b
    Examples:
      quoth search "flood relief" ~/reports
      quoth search '"national security law" ambassador' ~/reports --since 2020-05
    """
    try:
        with make_engine(read_flags({"folder": folder})) as engine:
            start(engine)
            narrowed = {"documents": within, "since": since, "until": until}
            reply = engine.search(words, **narrowed, limit=limit, after=after)  # type: ignore[arg-type]
    except (Problem, SettingsError, CollectionError) as error:
        raise Unusable(str(error)) from None
    click.echo(format_json(reply) if as_json else printable(describe_search(reply)))
    sys.exit(0 if reply.total.hits else 1)
