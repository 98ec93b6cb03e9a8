"""What the commands share: refusals, settings from flags, arguments told apart, and text fit for a terminal."""

import re
from importlib.metadata import PackageNotFoundError, version

import click

from service.settings import Settings, read_settings, unknown_variables


class Unusable(click.ClickException):
    """What was given cannot be used: a sentence, and the exit code of a usage error."""

    exit_code = 2


def find_version() -> str:
    """Find which version is installed."""
    try:
        return version("quoth")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0 (not installed)"


def read_flags(flags: dict[str, str | None]) -> Settings:
    """Read the settings, with a warning for each variable that looks like one of them and is none.

    Raises `SettingsError` where a value cannot be used.
    """
    for sentence in unknown_variables():
        click.echo(f"Warning: {sentence}", err=True)
    return read_settings(flags=flags)


def sort_out(first: str | None, folder: str | None, name: str, from_file: bool) -> tuple[str | None, str | None]:
    """Tell the words of a command apart: where a file is read, the folder is the only one."""
    if from_file and folder is not None:
        raise click.UsageError(f"{name} is {first!r}; expected none beside a file.")
    if not from_file and first is None:
        raise click.UsageError(f"Missing argument '{name}'.")
    return (None, first) if from_file else (first, folder)


def printable(text: str) -> str:
    """Show control characters as escapes, so that no document can steer the terminal."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda found: ascii(found.group())[1:-1], text)
