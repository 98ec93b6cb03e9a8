"""The values of settings -> what the code uses. Each raises ValueError for a text that is no such value."""

import re
from collections.abc import Callable
from ipaddress import ip_address
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


def read_language(text: str) -> str:
    if text.lower() not in ("en", "fr", "es", "de", "ar", "zh"):
        raise ValueError(text)
    return text.lower()
