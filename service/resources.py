"""Locate the data files that come with the package: the web pages and the sample documents."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_resource(name: str) -> Path:
    """Find `web` or `seeds`: inside an installed package, or beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
