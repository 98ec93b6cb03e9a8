"""Let in only who has a token, where tokens are set: as a bearer token (RFC 6750), or a cookie from /sign-in.

A few routes stay open: the process's health, the page to sign in on, and the styles and scripts, which hold no text of the
documents. A browser cannot send a token with the preflight of a request to another site (OPTIONS), which says nothing.
"""

import hmac
import math
import re
import time
from array import array
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.http import parse_cookie

from service.app.seen import REFUSAL, seen_in
from service.app.shared_numbers import ForkLock, SharedNumbers
from service.app.shedding import CLIENT
from service.setting_values import read_token
from service.settings import SettingsError
from service.wire.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPEN = (
    "/healthz",
    "/sign-in",
    "/sign-out",
    "/embed.js",
    "/favicon.ico",
    "/robots.txt",
    "/reload",
)  # /reload has a token of its own
OPEN_BELOW = "/static/"
FIGURES = "/metrics"
COOKIE = "quoth_signed_in"
MOST_COOKIES = 8  # of such a name; each takes a comparison with every token
SIGNED_IN_SECONDS = 30 * 24 * 3600
WRITER = "QUOTH_UPLOAD_TOKEN"
SINGLE = "QUOTH_TOKEN"  # the name of the token that is no file's
_RATE = re.compile(r"([1-9]\d{0,5})/(second|minute|hour)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class Rate:
    """At most `number` requests in `seconds`, however they are spread (a token bucket), and over all forks together."""

    def __init__(
        self, number: int, seconds: float, clock: Callable[[], float] = time.monotonic, lock: ForkLock | None = None
    ) -> None:
        """Count with that clock; rates may have one lock together, which takes a file each."""
        self._number, self._pace, self._clock = number, number / seconds, clock
        self._bucket = SharedNumbers(2, lock or ForkLock())  # how many requests are left, and when that was so
        self._bucket.values[:] = array("d", (number, clock()))

    def take(self) -> int:
        """Count one request; return 0, or the seconds after which it would be within the rate."""
        values = self._bucket.values
        with self._bucket.hold():
            now = self._clock()
            left = min(self._number, values[0] + (now - values[1]) * self._pace)
            values[0], values[1] = max(left - 1, 0) if left >= 1 else left, now
        return 0 if left >= 1 else math.ceil((1 - left) / self._pace)


@dataclass(frozen=True)
class AccessToken:
    """A token by the digest of its text, with the name that the log shows.

    `rate` is None for any number of requests, `collections` for all that are served.
    """

    name: str
    digest: bytes
    rate: Rate | None = None
    collections: frozenset[str] | None = None

    def opens(self, collection: str) -> bool:
        """Tell whether the token lets its holder into a collection."""
        return self.collections is None or collection in self.collections

    @property
    def cookie(self) -> str:
        """The name of the cookie: a browser may hold one for each token that opens only some collections."""
        return COOKIE if self.collections is None else f"{COOKIE}_{sha256(self.name.encode()).hexdigest()[:8]}"

    def sign(self, until: int) -> str:
        """Make the value of the cookie that lets its holder in until a time, in seconds since 1970."""
        return f"{until}.{hmac.new(self.digest, f'signed in until {until}'.encode(), sha256).hexdigest()}"


class AccessTokens:
    """All tokens that let in. Each is compared, in constant time, so that how long it takes says nothing of any."""

    def __init__(self, tokens: Iterable[AccessToken]) -> None:
        self._tokens = tuple(tokens)

    def __add__(self, other: "AccessTokens") -> "AccessTokens":
        return AccessTokens(self._tokens + other._tokens)

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def find(self, text: str) -> AccessToken | None:
        """Return the token with this text."""
        digest = _digest(text)
        return self._pick(hmac.compare_digest(token.digest, digest) for token in self._tokens)

    def find_signed(self, cookie: str, now: float) -> AccessToken | None:
        """Return the token that a cookie's value was made with, if its time is not over."""
        until = cookie.partition(".")[0]
        if not (until.isascii() and until.isdigit() and len(until) < 20 and int(until) > now):
            return None
        given = cookie.encode("utf-8", "replace")
        return self._pick(hmac.compare_digest(token.sign(int(until)).encode(), given) for token in self._tokens)

    def _pick(self, same: Iterable[bool]) -> AccessToken | None:
        return next((token for token, is_it in zip(self._tokens, list(same), strict=True) if is_it), None)


def make_tokens(single: str | None, file: Path | None, collections: Collection[str] = ()) -> AccessTokens:
    """Gather the tokens of the settings; the single one opens all collections.

    Raises SettingsError if the file cannot be read or has a faulty line.
    """
    tokens = [AccessToken(SINGLE, _digest(single))] if single else []
    return AccessTokens(tokens + (read_tokens(file, collections) if file else []))


def make_writers(token: str | None) -> AccessTokens:
    """Make the tokens of those who may add documents."""
    return AccessTokens([AccessToken(WRITER, _digest(token))] if token else [])


def read_tokens(file: Path, collections: Collection[str] = ()) -> list[AccessToken]:
    """Read a file with a name, a token and, if it has one, a rate such as 60/minute on each line; "#" begins a comment.

    Where there are several collections, each line ends with the names of those that its token opens, with commas between
    them, or with "*" for all. Raises SettingsError, naming the line but not the token.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"The tokens in '{file}' cannot be read: {reason}.") from None
    entries = [(n, fields) for n, line in enumerate(lines, 1) if (fields := line.partition("#")[0].split())]
    if not entries:
        raise SettingsError(f"There is no token in '{file}'; expected lines such as: newsroom TOKEN 60/minute.")
    lock = ForkLock()
    tokens = [_read_line(fields, f"Line {n} of '{file}'", collections, lock) for n, fields in entries]
    for one in ("name", "digest"):
        if len({getattr(token, one) for token in tokens}) < len(tokens):
            raise SettingsError(f"Two lines of '{file}' have the same {'token' if one == 'digest' else one}.")
    return tokens


def _read_line(fields: list[str], place: str, collections: Collection[str], lock: ForkLock) -> AccessToken:
    opened = _read_collections(fields.pop(), place, collections) if collections else None
    name, text, rate = (*fields, "", "")[:3] if len(fields) <= 3 else ("", "", "")
    if not text:
        raise SettingsError(f"{place} has {len(fields)} words; expected a name, a token and, if it has one, a rate.")
    try:
        read_token(text)
    except ValueError:
        raise SettingsError(f"{place} has no proper token; expected at least 16 visible ASCII characters.") from None
    found = _RATE.fullmatch(rate)
    if rate and not found:
        raise SettingsError(f"{place} has the rate {rate!r}; expected one such as 60/minute or 1000/hour.")
    bucket = Rate(int(found[1]), _SECONDS[found[2]], lock=lock) if found else None
    return AccessToken(name, _digest(text), bucket, opened)


def _read_collections(text: str, place: str, collections: Collection[str]) -> frozenset[str] | None:
    """Read the last word of a line: the collections that its token opens, None for all."""
    if text == "*":
        return None
    unknown = [name for name in text.split(",") if name not in collections]
    if unknown:
        raise SettingsError(
            f'{place} has to end with the collections that its token opens: "*", or names out of '
            f"{','.join(collections)} with commas between them."
        )
    return frozenset(text.split(","))


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


class Guard:
    """WSGI middleware that marks requests without a token, and those above their token's rate, to be refused.

    So are those whose token does not open the `collection`; without one, any token will do.
    """

    def __init__(self, app: "WSGIApplication", tokens: AccessTokens, collection: str = "") -> None:
        self._app, self._tokens, self._collection = app, tokens, collection

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._tokens and not _is_open(environ):
            token = find_token(environ, self._tokens, lambda token: self._is_opened(token, environ))
            refusal = _no_token(environ) if token is None else _check_rate(token)
            if token is not None and not self._is_opened(token, environ):
                refusal = refusal or Problem(403, "The token is not for this; the list at / has what it opens.")
            if refusal is not None:
                environ[REFUSAL] = refusal
            if token is not None:
                seen_in(environ).token = token.name
                if token.name not in (SINGLE, WRITER):
                    environ[CLIENT] = f"token {token.name}"
        return self._app(environ, start_response)

    def _is_opened(self, token: AccessToken, environ: "WSGIEnvironment") -> bool:
        """Tell whether a token is for what is asked for: the figures are of all collections."""
        if self._collection:
            return token.opens(self._collection)
        return token.collections is None or environ.get("PATH_INFO") != FIGURES


def find_token(
    environ: "WSGIEnvironment", tokens: AccessTokens, will_do: Callable[[AccessToken], bool] = lambda token: True
) -> AccessToken | None:
    """Return the first token of a request that will do, or else the first of any kind."""
    found = find_tokens(environ, tokens)
    return next(filter(will_do, found), next(iter(found), None))


def find_tokens(environ: "WSGIEnvironment", tokens: AccessTokens) -> list[AccessToken]:
    """Return the token in a request's Authorization header or, if there is none such header, those of its cookies."""
    header = environ.get("HTTP_AUTHORIZATION")
    if header is not None:
        scheme, _, text = header.partition(" ")
        given = tokens.find(text.strip()) if scheme.lower() == "bearer" else None
        return [given] if given else []
    now, cookies = time.time(), parse_cookie(environ)
    signed = [cookies[name] for name in cookies if is_cookie(name)][:MOST_COOKIES]
    return [token for token in (tokens.find_signed(cookie, now) for cookie in signed) if token is not None]


def is_cookie(name: str) -> bool:
    """Tell whether a cookie of this name is one of ours."""
    return name == COOKIE or name.startswith(f"{COOKIE}_")


def _is_open(environ: "WSGIEnvironment") -> bool:
    path = environ.get("PATH_INFO", "")
    return path in OPEN or path.startswith(OPEN_BELOW) or environ["REQUEST_METHOD"] == "OPTIONS"


def _no_token(environ: "WSGIEnvironment") -> Problem:
    given, form = "HTTP_AUTHORIZATION" in environ, f"{environ.get('SCRIPT_NAME', '')}/sign-in"
    return Problem(
        401,
        f"{'The token is not one of this service' if given else 'This service wants a token'}; expected "
        f'"Authorization: Bearer ..." or, in a browser, to be signed in at {form}.',
        {"WWW-Authenticate": 'Bearer realm="quoth"' + (', error="invalid_token"' if given else "")},
    )


def _check_rate(token: AccessToken) -> Problem | None:
    seconds = token.rate.take() if token.rate else 0
    if not seconds:
        return None
    detail = f"There were more requests with this token than its rate allows. Ask again in {seconds} s."
    return Problem(429, detail, {"Retry-After": str(seconds)})
