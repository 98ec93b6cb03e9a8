"""What comes with the package: the web pages, the sample documents and the version."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_resource(name: str) -> Path:
    """Find `web` or `seeds`: inside an installed package, or beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def installed_version() -> str | None:
    """Return the version of the installed package; None in a checkout that is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # which takes as long to import as a command its help

    try:
        return version("quoth")
    except PackageNotFoundError:
        return None


def find_version() -> str:
    """Return the version to show to users."""
    return installed_version() or "0 (not installed)"
