"""Where the index of a folder lies."""

import hashlib
import logging
import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from service.settings import SettingsError, user_cache

log = logging.getLogger("quoth")


def place_of(folder: Path, cache: Path) -> Path:
    """Return the folder for a collection's index, below the user's cache folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    return cache / "quoth" / name


def find_place(folder: Path, asked: Path | None, keep: bool, stack: ExitStack) -> Path:
    """Return the folder for a collection's index, made if it is not there: `asked`, or one in the user's cache folder.

    Where the latter cannot be written, and `keep` is false, it is a temporary one that `stack` deletes. Raises SettingsError
    where none can be written.
    """
    place = asked or place_of(folder, user_cache())
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / "lock").touch()
    except OSError as error:
        if asked or keep:
            raise SettingsError(f"The index cannot be kept in '{place}': {error.strerror}.") from None
        log.warning("The index cannot be kept in '%s': %s. It goes into a temporary folder.", place, error.strerror)
        return Path(stack.enter_context(TemporaryDirectory(prefix="quoth-")))
    return place
