"""Read the settings of the table from flags and the environment, which only this module reads."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.setting_table import PREFIX, SETTINGS, Setting
from service.setting_values import (
    NamedFolder,
    bracket,
)

__all__ = ["SETTINGS", "Setting", "Settings", "SettingsError", "read_settings", "unknown_variables", "user_cache"]


class SettingsError(Exception):
    """An invalid setting; the message is a sentence with its name and value."""


@dataclass(frozen=True)
class Settings:
    """The values of the settings; SETTINGS describes each."""

    folder: Path | None
    collections: tuple[NamedFolder, ...]
    host: str
    port: int
    workers: int | None
    threads: int
    queue: int
    max_wait: float
    connections: int
    client_connections: int
    request_seconds: float
    proxy: str
    token: str | None
    tokens: Path | None
    hosts: tuple[str, ...]
    public_url: str
    origins: tuple[str, ...]
    min_confidence: float | None
    index: str | Path | None
    watch: bool
    reload_token: str | None
    cache_bytes: int
    max_document_bytes: int
    max_documents: int
    max_sentences: int
    encoding: str | None
    fields: str | None
    max_body_bytes: int
    log_requests: bool
    originals: bool
    page_pictures: bool
    uploads: bool
    upload_token: str | None
    folder_bytes: int
    folder_files: int
    log_questions: bool
    feedback: Path | None
    silences: Path | None
    language: str | None

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """The host names to accept: those configured, that of the public URL, and the address listened on."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        own = None if self.host in ("0.0.0.0", "::") else self.host
        return (*self.hosts, *(bracket(host) for host in (public, own) if host))


def read_settings(environ: Mapping[str, str] = os.environ, flags: Mapping[str, str | None] | None = None) -> Settings:
    """Read every setting from its flag, or else its variable unless that is empty, or else the default.

    `flags` maps fields to text (None: not given). Raises SettingsError for an invalid value.
    """
    given = flags or {}
    values = {setting.field: _read(setting, environ, given.get(setting.field)) for setting in SETTINGS}
    return Settings(**values)


def _read(setting: Setting, environ: Mapping[str, str], flag: str | None) -> Any:
    variable = next((name for name in setting.variables if environ.get(name)), setting.variable)
    name = variable if flag is None else setting.flag
    text = environ.get(variable, "") if flag is None else flag
    if flag is None and not text:
        return setting.default
    try:
        return setting.read(text)
    except ValueError:
        shown = "not usable" if setting.field in SECRETS else repr(text)
        raise SettingsError(f"{name} is {shown}; expected {setting.expected}.") from None


SECRETS = ("token", "reload_token", "upload_token")  # settings whose values are never shown


def user_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the user's cache folder, according to the XDG Base Directory Specification."""
    named = environ.get("XDG_CACHE_HOME", "")
    return Path(named) if os.path.isabs(named) else Path(os.path.expanduser("~")) / ".cache"


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Write a sentence for each QUOTH_ variable that is not a setting, suggesting the one with the closest name."""
    known = {name.removeprefix(PREFIX): setting.variable for setting in SETTINGS for name in setting.variables}
    sentences = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known:
            near = difflib.get_close_matches(name.removeprefix(PREFIX), known, 1)
            sentences.append(f"{name} is no setting" + (f"; did you mean {known[near[0]]}?" if near else "."))
    return sentences


assert [field.name for field in fields(Settings)] == [setting.field for setting in SETTINGS]
