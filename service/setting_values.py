"""The values of settings -> what the code uses. Each raises ValueError for a text that is no such value."""

import os
import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


def integer_between(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:20]) <= high):
            raise ValueError(text)
        return int(text)

    return read


def number_between(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        number = float(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def read_address(text: str) -> str:
    return str(ip_address(text.strip("[]")))


def read_switch(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ValueError(text)
    return text.lower() == "on"


def read_token(text: str) -> str:
    """Check that a text can be a token. Raises ValueError."""
    if len(text) < 16 or not all("!" <= character <= "~" for character in text):
        raise ValueError(text)
    return text


_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


def read_hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(","))
    if not all(_HOST.fullmatch(name) for name in names):
        raise ValueError(text)
    return names


def read_listen_host(text: str) -> str:
    if not text.strip() or set(text) & set(" /,"):
        raise ValueError(text)
    return text.strip("[]")


def read_public_url(text: str) -> str:
    parts = urlsplit(text)
    plain = parts.scheme in ("http", "https") and parts.path in ("", "/") and not (parts.query or parts.fragment)
    if not plain or "@" in parts.netloc or not read_hosts(bracket(parts.hostname or "")) or parts.port == 0:
        raise ValueError(text)
    return text.rstrip("/")


_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_origins(text: str) -> tuple[str, ...]:
    return tuple(read_origin(part.strip()) for part in text.split(","))


def read_origin(text: str) -> str:
    """Normalise an origin as browsers do: in lower case, without the default port of its scheme."""
    parts = urlsplit(read_public_url(text).lower())
    host = bracket(parts.hostname or "")
    if not _HOST.fullmatch(host) or host.startswith("."):
        raise ValueError(text)
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def bracket(host: str) -> str:
    """Write a host as in a URL, with brackets around an IPv6 address."""
    return f"[{host}]" if ":" in host else host


_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class NamedFolder(NamedTuple):
    """A collection of several: the name that its address ends with, and its folder."""

    name: str
    folder: Path


def read_named_folder(text: str) -> NamedFolder:
    """Read NAME=FOLDER; "~" at the beginning of the folder is the user's home."""
    name, _, folder = text.partition("=")
    if not _NAME.fullmatch(name) or not folder:
        raise ValueError(text)
    return NamedFolder(name, Path(os.path.expanduser(folder)))


def read_named_folders(text: str) -> tuple[NamedFolder, ...]:
    """Read NAME=FOLDER, several times with the system's separator of paths between them."""
    return check_names(tuple(read_named_folder(part) for part in text.split(os.pathsep)))


def check_names(named: tuple[NamedFolder, ...]) -> tuple[NamedFolder, ...]:
    """Return collections whose names differ by more than their case."""
    if len({name.lower() for name, _ in named}) < len(named):
        raise ValueError("Two collections have the same name.")
    return named
