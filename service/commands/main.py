"""`quoth`: the command group; each command has a file of its own, loaded on demand."""

from importlib import import_module

import click

from service.resources import find_version

COMMANDS = (
    "serve",
    "ask",
    "search",
    "index",
    "inspect",
    "evaluate",
    "mcp",
    "verify",
)  # each in the module service.commands.<name>


class CommandGroup(click.Group):
    """Imports a command only when it is called or listed, so that none waits for the imports of others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"service.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(find_version(), prog_name="quoth")
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
