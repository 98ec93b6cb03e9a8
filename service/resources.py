"""Where the files that come with the service are: the pages, and the first collection."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_resource(name: str) -> Path:
    """Find `web` or `seeds`: below the package where it is installed, beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
