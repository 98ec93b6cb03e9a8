"""The commands."""

from pathlib import Path

import click

from service.app.app import create_app
from service.live import build_snapshot
from service.resources import find_resource
from service.server import serve as serve_app


@click.group()
def main() -> None:
    """Answer questions from a folder of documents, in the documents' own words."""


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8080)
@click.option("--threads", default=4)
def serve(folder: Path | None, host: str, port: int, threads: int) -> None:
    """Serve FOLDER."""
    snapshot = build_snapshot(folder or find_resource("seeds"))
    print(f"http://{host}:{port}/", flush=True)
    serve_app(create_app(lambda: snapshot), host, port, threads, 1 << 20)


if __name__ == "__main__":
    main()
