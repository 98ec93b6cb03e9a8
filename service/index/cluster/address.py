"""Addresses of collections in a cluster: opensearch://user:password@host:9200,other:9200/name?timeout=10."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = {"opensearch": "http", "opensearchs": "https"}
EXPECTED = "opensearch://host:9200/name, or opensearchs:// for TLS, hosts separated by commas"
PORT = 9200
TIMEOUT = 10.0  # seconds for one request, whichever node answers it
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_OPTIONS = ("timeout", "ca")


@dataclass(frozen=True)
class ClusterAddress:
    """Where a collection is: nodes as (host, port), the alias's name, how to sign in, and the seconds to wait for an answer.

    `authority` is a file with the certificates to trust (None: the system's).
    """

    nodes: tuple[tuple[str, int], ...]
    name: str
    secure: bool = False
    user: str | None = None
    password: str = ""
    timeout: float = TIMEOUT
    authority: Path | None = None

    def __str__(self) -> str:
        """Write the address without user and password: for logs and messages."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.nodes)
        return f"{'opensearchs' if self.secure else 'opensearch'}://{hosts}/{self.name}"


def is_cluster_address(text: str) -> bool:
    """Return whether a text is meant as an address of a cluster."""
    return text.partition("://")[0] in SCHEMES and "://" in text


def read_cluster_address(text: str) -> ClusterAddress:
    """Read an address. Raises ValueError with what is wrong, without the password."""
    parts = urlsplit(text)
    given, _, hosts = parts.netloc.rpartition("@")
    user, _, password = given.partition(":")
    name = parts.path.strip("/")
    if not _NAME.fullmatch(name):
        raise ValueError(f"names the collection {name!r}; expected lower-case letters, digits, '-', '_' and '.'")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - set(_OPTIONS)):
        raise ValueError(f"has the option {unknown[0]!r}; expected {' or '.join(_OPTIONS)}")
    return ClusterAddress(
        nodes=tuple(_read_node(host) for host in hosts.split(",")),
        name=name,
        secure=parts.scheme == "opensearchs",
        user=unquote(user) or None,
        password=unquote(password),
        timeout=_read_timeout(options.get("timeout", str(TIMEOUT))),
        authority=Path(options["ca"]) if "ca" in options else None,
    )


def _read_node(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    port = int(found[2] or PORT) if found else 0
    if found is None or not 0 < port < 65_536:
        raise ValueError(f"names the node {text!r}; expected host:port")
    return found[1], port


def _read_timeout(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 600:
        raise ValueError(f"has the timeout {text!r}; expected seconds from 0.1 to 600")
    return seconds
