"""`quoth`: the command group; each command has a file of its own, loaded on demand."""

import gc
from importlib import import_module

import click

from service.resources import find_version

# Python would look for garbage every 700 objects, and importing a command makes a hundred thousand that all stay.
gc.set_threshold(50_000)

COMMANDS = {  # each in the module service.commands.<name>
    "serve": "Serve the documents of FOLDER until Ctrl-C or SIGTERM.",
    "ask": "Answer QUESTION from the documents of FOLDER.",
    "search": "Find every sentence of FOLDER's documents that holds all of...",
    "index": "Build the index of FOLDER, or bring it up to date, and exit.",
    "inspect": "Show what Quoth reads of FILE: the format, the metadata,...",
    "evaluate": "Measure how well the documents of FOLDER answer the file...",
    "mcp": "Serve the documents of FOLDER to a language model over the...",
    "verify": "Check whether QUOTE is in the documents of FOLDER, and where.",
}


class CommandGroup(click.Group):
    """Imports a command only when it is called, so that none waits for the imports of others, and a list for none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"service.commands.{cmd_name}"), cmd_name)
        return command


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"quoth, version {find_version()}")
        ctx.exit()


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def main() -> None:
    """Answer questions from a folder of documents, only ever in the documents' own words.

    \b
    Examples:
      quoth serve                              the documents that come with Quoth
      quoth serve ~/reports --port 9000        a folder of documents
      quoth ask "Who was elected?" ~/reports   one question, one quote
      quoth search "flood relief" ~/reports    every sentence that holds these words
      quoth verify "We won." ~/reports         check a quote
      quoth evaluate questions.csv ~/reports   measure answers on your own questions
    """


if __name__ == "__main__":
    main()
