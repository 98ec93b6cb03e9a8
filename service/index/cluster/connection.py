"""Requests to a cluster, and what their failures mean. Only this file imports opensearch-py, when a cluster is named."""

import logging
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.index.cluster.address import ClusterAddress
from service.index.unusable import AuthorityError, GoneIndexError, RefusedIndexError, TakenError, UnavailableIndexError

INSTALL = "OpenSearch needs the package opensearch-py; install it with: pip install 'quoth[opensearch]'"
CONNECTIONS = 32  # kept open to each node
AGAIN = 2  # times that a request is put to another node
AVOIDED = 5.0  # seconds in which a node that did not answer is asked only if no other is left
PATIENCE = 300.0  # seconds without any success after which loading fails
FIRST_REST, LONGEST_REST = 0.2, 10.0  # seconds between attempts
SLOW = 120.0  # seconds for requests of loading, which may take long
_BUSY = (429, 502, 503, 504)
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")

Found = dict[str, Any]


class Cluster:
    """One cluster's nodes. A request that a node does not answer in time is put to another. Safe to use from many threads.

    Every method raises UnavailableIndexError if no node answers or part of the index is missing in the answer, and
    GoneIndexError if the index asked is not there.
    """

    def __init__(self, address: ClusterAddress) -> None:
        """Prepare the requests; nothing is sent yet.

        Raises ImportError, with what to install, without opensearch-py, and AuthorityError for a `ca` that has no certificates.
        """
        try:
            import opensearchpy  # only here: most services have no cluster, and start without it
        except ImportError:
            raise ImportError(INSTALL) from None
        logging.getLogger("opensearch").setLevel(logging.ERROR)  # it would log every attempt with its traceback
        self.address = address
        self._errors = opensearchpy.exceptions
        self._client = opensearchpy.OpenSearch(
            hosts=[{"host": host.strip("[]"), "port": port} for host, port in address.nodes],
            http_auth=(address.user, address.password) if address.user else None,
            use_ssl=address.secure,
            ssl_context=_trust(address) if address.secure else None,
            timeout=address.timeout,
            max_retries=min(len(address.nodes), AGAIN),
            retry_on_timeout=True,
            pool_maxsize=CONNECTIONS,
            dead_timeout=AVOIDED,
            timeout_cutoff=0,
        )

    def call(self, method: str, path: str, body: Any = None, slow: bool = False, **parameters: object) -> Found:
        """Send a request with JSON, or lines of it, and return the JSON of the reply.

        Raises TakenError too: where another process was first.
        """
        given = {name: _write(value) for name, value in parameters.items()}
        try:
            found: Found = self._client.transport.perform_request(
                method, path, params=given, body=body, timeout=SLOW if slow else None
            )
        except self._errors.ConnectionTimeout:
            raise UnavailableIndexError(f"The index at {self.address} did not answer in time.") from None
        except self._errors.SSLError as error:
            raise RefusedIndexError(f"The index at {self.address} cannot be trusted: {_explain_tls(error)}.") from None
        except self._errors.ConnectionError:
            raise UnavailableIndexError(f"The index at {self.address} cannot be reached.") from None
        except self._errors.TransportError as error:
            raise self._explain(error) from None
        return found

    def search(self, index: str, body: Mapping[str, Any]) -> Found:
        """Search with the frequencies of all shards. Never returns what only some shards found."""
        found = self.call(
            "POST",
            f"/{index}/_search",
            body,
            search_type="dfs_query_then_fetch",
            allow_partial_search_results=False,
        )
        self._check_shards(found)
        return found

    def fetch(self, index: str, ids: Sequence[str]) -> list[Found | None]:
        """Return what is stored under each id, None where nothing is."""
        if not ids:
            return []
        found = self.call("POST", f"/{index}/_mget", {"ids": list(ids)})["docs"]
        if failed := next((one["error"] for one in found if "error" in one), None):
            if failed.get("type") == "index_not_found_exception":
                raise GoneIndexError(f"The index at {self.address} has another version now.")
            raise self._partial()
        return [one["_source"] if one.get("found") else None for one in found]

    def bulk(self, index: str, lines: Iterable[str]) -> list[tuple[int, Found]]:
        """Send actions, as lines of JSON; return the status and result of each. Refused ones are not sent again here."""
        found = self.call("POST", f"/{index}/_bulk", "\n".join([*lines, ""]), slow=True)
        return [(result["status"], result) for item in found["items"] for result in item.values()]

    def resolve(self, name: str) -> str | None:
        """Return the index that an alias points to, None if there is no such alias."""
        try:
            found = self.call("GET", f"/_alias/{name}")
        except GoneIndexError:
            return None
        return next(iter(sorted(found)), None)

    def health(self, index: str) -> str:
        """Return "green", "yellow" or "red": red if part of the index is missing."""
        status: str = self.call("GET", f"/_cluster/health/{index}")["status"]
        return status

    def close(self) -> None:
        self._client.close()

    def _check_shards(self, found: Found) -> None:
        shards = found.get("_shards", {})
        if shards.get("failed") or shards.get("successful") != shards.get("total") or found.get("timed_out"):
            raise self._partial()

    def _partial(self) -> UnavailableIndexError:
        return UnavailableIndexError(f"Part of the index at {self.address} does not answer.")

    def _explain(self, error: Any) -> Exception:
        """Turn a status into what it means for whoever asked."""
        status, reason = error.status_code, str(error.error)
        if status == 409 or "already_exists" in reason:
            return TakenError(reason)
        if status == 404:
            return GoneIndexError(f"There is no index at {self.address}, or another version has taken its place.")
        if status in (401, 403):
            return RefusedIndexError(f"The index at {self.address} refuses the user or password (status {status}).")
        if status in _BUSY or "search_phase" in reason or "no_shard" in reason:
            return self._partial()
        return UnavailableIndexError(f"The index at {self.address} refused a request with status {status}: {reason}.")


class PatientCluster(Cluster):
    """A cluster for loading, which can wait: requests have more time, and are repeated while no node answers."""

    def call(self, method: str, path: str, body: Any = None, slow: bool = True, **parameters: object) -> Found:
        began, rest = time.monotonic(), FIRST_REST
        while True:
            try:
                return super().call(method, path, body, slow=True, **parameters)
            except (GoneIndexError, RefusedIndexError):
                raise
            except UnavailableIndexError:
                if time.monotonic() - began > PATIENCE:
                    raise
            time.sleep(rest)
            rest = min(2 * rest, LONGEST_REST)


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _trust(address: ClusterAddress) -> ssl.SSLContext:
    """Prepare to check the nodes' certificates, and that each is its host's."""
    try:
        return ssl.create_default_context(cafile=address.authority)
    except OSError as error:  # ssl.SSLError too, for a file without certificates
        reason = "has no certificates" if isinstance(error, ssl.SSLError) else f"cannot be read: {error.strerror}"
        raise AuthorityError(f"The file '{address.authority}', which 'ca' names, {reason}.") from None


def _explain_tls(error: Any) -> str:
    """Say in a clause why there is no trusted connection."""
    cause: BaseException | None = error.info
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or next((one for one in cause.args if isinstance(one, BaseException)), None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused ({cause.verify_message.rstrip('.')})"
    if isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS:
        return "it does not speak TLS; its address may have to begin with opensearch:// instead"
    return "TLS failed" + (f" ({cause.reason})" if isinstance(cause, ssl.SSLError) and cause.reason else "")
