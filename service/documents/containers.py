"""Files that hold several documents: whose file a document is of, by its id alone."""

import os
from collections.abc import Container
from pathlib import Path


def file_of(id: str, files: Container[str]) -> str:
    """Return the file that holds a document: the shortest that its id, or what stands before one of its slashes, names.

    A file is never a folder too. Without any, the id itself is returned.
    """
    at = id.find("/")
    while at >= 0:
        if id[:at] in files:
            return id[:at]
        at = id.find("/", at + 1)
    return id


class FilesBelow(Container[str]):
    """The files below a folder, each looked for when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and "\0" not in id and os.path.isfile(os.path.join(self._folder, *id.split("/")))
