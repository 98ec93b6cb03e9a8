"""The table of all settings: each with its name, default, what its text may be, and a description."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.setting_values import (
    integer_between,
    number_between,
    read_address,
    read_hosts,
    read_index_place,
    read_language,
    read_listen_host,
    read_named_folders,
    read_origins,
    read_public_url,
    read_switch,
    read_token,
)

PREFIX = "QUOTH_"


@dataclass(frozen=True)
class Setting:
    """One setting. `read` parses its text or raises ValueError; `expected` describes, for errors, what it accepts."""

    field: str
    default: Any
    read: Callable[[str], Any]
    expected: str
    sentence: str
    former: str | None = None  # an earlier name of the field, still read

    @property
    def variable(self) -> str:
        """The environment variable, such as QUOTH_PUBLIC_URL."""
        return PREFIX + self.field.upper()

    @property
    def flag(self) -> str:
        """The flag of `quoth serve`, such as --public-url."""
        return "--" + self.field.replace("_", "-")

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variable, then that of the former name."""
        return tuple(PREFIX + name.upper() for name in (self.field, self.former) if name)

    @property
    def former_flag(self) -> str | None:
        """The flag of the former name."""
        return self.former and "--" + self.former.replace("_", "-")


SETTINGS = (
    Setting(
        "folder",
        None,
        Path,
        "a folder",
        "The folder of documents to answer from; unset, the one that comes with Quoth.",
    ),
    Setting(
        "collections",
        (),
        read_named_folders,
        f"names of letters, digits, - and _, each once, with folders: reports=/srv/reports{os.pathsep}minutes=/srv/minutes",
        "Several collections in place of one folder, each served at /c/NAME/: reports=/srv/reports:minutes=/srv/minutes.",
    ),
    Setting(
        "host",
        "127.0.0.1",
        read_listen_host,
        "a host name or address",
        "The address to listen on; 127.0.0.1 is reached from this machine only.",
    ),
    Setting("port", 8080, integer_between(0, 65535), "an integer from 0 to 65535", "The port; 0 takes a free one."),
    Setting(
        "workers", None, integer_between(1, 256), "an integer from 1 to 256", "Processes that serve; unset, one a core."
    ),
    Setting(
        "threads", 4, integer_between(1, 256), "an integer from 1 to 256", "Requests that a process works on at a time."
    ),
    Setting(
        "queue",
        3,
        integer_between(0, 32),
        "an integer from 0 to 32",
        "Requests that may wait in a process; while more keep coming, they are refused with 503.",
    ),
    Setting(
        "max_wait",
        1.5,
        number_between(0, 60),
        "a number of seconds from 0 to 60",
        "The seconds that requests of a burst, more than may wait otherwise, can be expected to wait.",
    ),
    Setting(
        "connections",
        512,
        integer_between(8, 100_000),
        "an integer from 8 to 100000",
        "Connections open at the same time; with more, those longest without work are closed.",
    ),
    Setting(
        "client_connections",
        100,
        integer_between(1, 100_000),
        "an integer from 1 to 100000",
        "Connections of one address, or IPv6 network of 64 bits; the loopback and the proxy are exempt.",
    ),
    Setting(
        "request_seconds",
        30.0,
        number_between(0.1, 3600),
        "a number of seconds from 0.1 to 3600",
        "The seconds in which a request has to arrive, headers and body; a later one is refused with 408.",
    ),
    Setting(
        "proxy",
        "",
        read_address,
        "an IP address",
        "The address of the proxy in front, whose X-Forwarded-For tells clients apart; unset, none is believed.",
    ),
    Setting(
        "token",
        None,
        read_token,
        "at least 16 visible ASCII characters",
        "The bearer token that every request has to bring, and people sign in with; unset, the service is open.",
    ),
    Setting(
        "tokens",
        None,
        Path,
        "a file",
        "A file of such tokens, each on a line with a name before it and, after it, a rate such as 60/minute.",
    ),
    Setting(
        "hosts",
        (),
        read_hosts,
        "host names without ports, separated by commas",
        "Names the service answers to beside the loopback's; one with a leading dot takes in its subdomains.",
    ),
    Setting(
        "public_url",
        "",
        read_public_url,
        "a URL such as https://quoth.example.org, without a path",
        "The service's address as the world sees it: links begin with it, and its host is answered to.",
    ),
    Setting(
        "origins",
        (),
        read_origins,
        "origins such as https://news.example.org, separated by commas",
        "Other sites whose pages may read the service and frame /embed; the widget works on these alone.",
    ),
    Setting(
        "min_confidence",
        None,
        number_between(0, 1),
        "a number from 0 to 1",
        "The confidence below which the service does not answer; unset, the value that it was calibrated with.",
        former="threshold",
    ),
    Setting(
        "index",
        None,
        read_index_place,
        "a folder, or opensearch://host:9200/name",
        "The folder that keeps the index, or an OpenSearch cluster that holds it; unset, one in the user's cache folder.",
    ),
    Setting(
        "watch",
        True,
        read_switch,
        '"on" or "off"',
        "Whether files that change are noticed and served as they are now.",
    ),
    Setting(
        "reload_token",
        None,
        read_token,
        "at least 16 visible ASCII characters",
        "What POST /reload wants as its bearer token; unset, there is no such route.",
    ),
    Setting(
        "cache_bytes",
        128 << 20,
        integer_between(0, 1 << 40),
        "an integer from 0",
        "The memory for whatever is worked out once and may be needed again, replies among it; 0 keeps nothing.",
    ),
    Setting(
        "max_document_bytes",
        50 << 20,
        integer_between(1, 1 << 40),
        "an integer from 1",
        "The largest file read; a larger one is named and skipped.",
    ),
    Setting(
        "max_documents",
        1_000_000,
        integer_between(1, 1 << 31),
        "an integer from 1",
        "The documents that a collection may hold; those after them, in the order of their ids, are named and skipped.",
    ),
    Setting(
        "max_sentences",
        10_000_000,
        integer_between(1, 1 << 31),
        "an integer from 1",
        "The sentences that a collection may hold; the documents after them are named and skipped.",
    ),
    Setting(
        "encoding",
        None,
        str.strip,
        "an encoding",
        "What files that are not UTF-8 are read as, such as cp1252; unset, guessed.",
    ),
    Setting(
        "fields",
        None,
        str.strip,
        "columns",
        "Columns of documents in CSV and JSON Lines: text=body,title=headline; or off.",
    ),
    Setting(
        "max_body_bytes",
        1 << 20,
        integer_between(1024, 1 << 30),
        "an integer from 1024 to 1073741824",
        "The largest request body read; a larger one is refused with 413.",
    ),
    Setting(
        "log_requests",
        True,
        read_switch,
        '"on" or "off"',
        "Whether a line of JSON, without any question, is written to standard error for each request.",
    ),
    Setting(
        "originals",
        False,
        read_switch,
        '"on" or "off"',
        "Whether readers may fetch the files themselves; off, they get the text, and pages of PDFs as images.",
    ),
    Setting(
        "page_pictures",
        True,
        read_switch,
        '"on" or "off"',
        "Whether the pages of PDFs that hold text are shown as images, the words of a passage boxed.",
    ),
    Setting(
        "uploads",
        False,
        read_switch,
        '"on" or "off"',
        "Whether documents may be added, replaced and removed over HTTP, by whoever has QUOTH_UPLOAD_TOKEN.",
    ),
    Setting(
        "upload_token",
        None,
        read_token,
        "at least 16 visible ASCII characters",
        "The bearer token that adding and removing documents wants, and people sign in with to do so; it also opens the service.",
    ),
    Setting(
        "folder_bytes",
        10 << 30,
        integer_between(1, 1 << 50),
        "an integer from 1",
        "The bytes that all files of a folder may hold together once one is added; more are refused with 507.",
    ),
    Setting(
        "folder_files",
        100_000,
        integer_between(1, 10_000_000),
        "an integer from 1 to 10000000",
        "The files that a folder may hold once one is added; more are refused with 507.",
    ),
    Setting(
        "log_questions",
        False,
        read_switch,
        '"on" or "off"',
        "Whether questions are written to the log; off, they are written nowhere.",
    ),
    Setting(
        "feedback",
        None,
        Path,
        "a file",
        "The question file that readers' verdicts on answers are added to; unset, they are not asked for.",
    ),
    Setting(
        "silences",
        None,
        Path,
        "a file",
        "The question file that questions without an answer are added to, for /silences; unset, none is kept.",
    ),
    Setting(
        "language",
        None,
        read_language,
        "en, fr, es, de, ar or zh",
        "The language of the pages for readers who have not chosen one; unset, what the browser asks for.",
    ),
)
