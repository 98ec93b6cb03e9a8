"""`quoth`: the command group; each command has a file of its own."""

import click

from service.commands.ask import ask
from service.commands.common import find_version
from service.commands.evaluate import evaluate
from service.commands.index import index
from service.commands.mcp import mcp
from service.commands.serve import serve
from service.commands.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(find_version(), prog_name="quoth")
def main() -> None:
    """Answer questions from a folder of documents, only ever in the documents' own words.

    \b
    Examples:
      quoth serve                              the documents that come with Quoth
      quoth serve ~/reports --port 9000        a folder of .txt and .md files
      quoth ask "Who was elected?" ~/reports   one question, one quote
      quoth verify "We won." ~/reports         check a quote
      quoth evaluate questions.csv ~/reports   measure answers on your own questions
    """


for command in (serve, ask, index, evaluate, mcp, verify):
    main.add_command(command)

if __name__ == "__main__":
    main()
