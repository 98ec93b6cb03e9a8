"""The members of a ZIP archive, each as the bytes of a file; bombs and hostile names are refused one by one."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

from service.documents.errors import UnreadableError
from service.documents.file_names import escape_name, fault_of_part, is_hidden
from service.documents.packed_kinds import FAULTS, open_zip

MOST_LEVELS = 3  # archives within one another, the outermost counted
TIMES = 4  # as many bytes may all members of a file unpack to, as a multiple of what one file may hold
BOMB, RATIO = (
    1 << 20,
    200,
)  # bytes of a member from which one that unpacks to so many times its size is a bomb: text packs 20:1
UTF8_NAME, ENCRYPTED = 0x800, 0x1  # flags of a member


@dataclass
class Unpacking:
    """What may still be unpacked of a file of the folder: bytes, and archives within one another."""

    left: int
    levels: int = MOST_LEVELS

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Count an archive while it is read. Raises UnreadableError if it is too deep in others."""
        if not self.levels:
            raise UnreadableError(f"It is an archive in {MOST_LEVELS} others: unpack it.")
        self.levels -= 1
        try:
            yield
        finally:
            self.levels += 1


class Member(NamedTuple):
    """A member by its path in the archive, which is escaped if it cannot be served, and its bytes, or why there are none."""

    name: str
    data: bytes
    fault: str | None = None


def read_members(data: bytes, most: int, unpacking: Unpacking) -> Iterator[Member]:
    """Yield the members of an archive that are not hidden, in its order.

    `most` is how many bytes one may have. Raises UnreadableError if the archive is damaged.
    """
    with open_zip(data) as archive:
        for info in archive.infolist():
            name = read_name(info)
            if (
                info.is_dir()
                or name.endswith("/")
                or any(is_hidden(part) for part in name.split("/") if part.strip("."))
            ):
                continue
            try:
                if fault := fault_of_part(name):
                    raise UnreadableError(fault)
                yield Member(name, _read_member(archive, info, most, unpacking))
            except UnreadableError as error:
                yield Member(escape_name(name), b"", str(error))


def find_member(data: bytes, path: str, most: int) -> Member | None:
    """Return the member of an archive that a path names, or that holds what it names."""
    with open_zip(data) as archive:
        for info in archive.infolist():
            name = read_name(info)
            if path == name or path.startswith(f"{name}/"):
                return Member(name, _read_member(archive, info, most, Unpacking(most)))
    return None


def read_name(info: zipfile.ZipInfo) -> str:
    """Return a member's path with forward slashes; one that is not said to be UTF-8 may be so all the same."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/").removeprefix("./")


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, unpacking: Unpacking) -> bytes:
    if info.flag_bits & ENCRYPTED:
        raise UnreadableError("It is encrypted with a password: save it without one.")
    if info.file_size > most:
        raise UnreadableError(f"It holds {info.file_size:,} bytes; at most {most:,} were expected.")
    if info.file_size > BOMB and info.file_size > RATIO * info.compress_size:
        raise UnreadableError(f"It unpacks to {info.file_size:,} bytes, too many times its size to be a document.")
    if info.file_size > unpacking.left:
        raise UnreadableError("The file that it is in unpacks to more than is read of one: unpack it into the folder.")
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except NotImplementedError:
        raise UnreadableError(
            "It is packed in a way that is not read: pack it as ZIP programs do by default."
        ) from None
    except FAULTS as error:
        raise UnreadableError(f"It is damaged: {str(error).rstrip('.') or type(error).__name__}.") from None
    unpacking.left -= len(data)
    return data
