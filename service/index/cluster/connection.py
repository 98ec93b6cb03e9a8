"""Requests to a cluster, and what their failures mean. Only this file imports opensearch-py, when a cluster is named."""

import logging
import os
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.index.cluster.address import ClusterAddress
from service.index.cluster.attempts import RESTS, Attempts, Found
from service.index.cluster.lookout import SOON, Lookout, Sight
from service.index.unusable import (
    AuthorityError,
    GoneIndexError,
    PartialIndexError,
    RefusedIndexError,
    TakenError,
    UnansweredError,
    UnavailableIndexError,
    UnreachableError,
)

INSTALL = "OpenSearch needs the package opensearch-py; install it with: pip install 'quoth[opensearch]'"
CONNECTIONS = 32  # kept open to each node
HEARD = 0.4  # seconds more than a silent node has, in which a host says that it is
PREFERRED = 100  # nodes that a request names at most
PATIENCE = 300.0  # seconds without any success after which loading fails
FIRST_REST, LONGEST_REST = 0.2, 10.0  # seconds between attempts
SLOW = 120.0  # seconds for requests of loading, which may take long
_BUSY = (429, 502, 503, 504)
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")


@dataclass(frozen=True)
class Hosts:
    """The connections of one process to the hosts that requests are put to, and which of these are silent."""

    process: int
    clients: Sequence[Any]
    lookout: Lookout


class Cluster:
    """One cluster's nodes. What one does not answer soon, and is silent, is put to another. Safe to use from many threads.

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
        self._library = opensearchpy
        self._held = self._connect()

    def _connect(self) -> Hosts:
        address = self.address
        context = _trust(address) if address.secure else None
        clients = [
            self._library.OpenSearch(
                hosts=[{"host": host.strip("[]"), "port": port}],
                http_auth=(address.user, address.password) if address.user else None,
                use_ssl=address.secure,
                ssl_context=context,
                timeout=address.timeout,
                max_retries=0,
                pool_maxsize=CONNECTIONS,
            )
            for host, port in address.nodes
        ]
        return Hosts(os.getpid(), clients, Lookout(len(clients), self._look))

    @property
    def _hosts(self) -> Hosts:
        if self._held.process != os.getpid():  # two processes that read from one connection take each other's answers
            self._held = self._connect()
        return self._held

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        slow: bool = False,
        check: Callable[[Found], None] | None = None,
        reading: bool = False,
        **parameters: object,
    ) -> Found:
        """Send a request with JSON, or lines of it, and return the JSON of the reply.

        `check` raises PartialIndexError for a reply that lacks a part; `reading` tells that any copy of a shard can answer.
        Raises TakenError too: where another process was first.
        """
        given = {name: _write(value) for name, value in parameters.items()}
        hosts, timeout = self._hosts, SLOW if slow else self.address.timeout

        def send(host: int, sight: Sight) -> Found:
            found = self._send(hosts.clients[host], method, path, given | _avoid(sight), body, timeout)
            if check is not None:
                check(found)
            return found

        late = UnansweredError(f"The index at {self.address} did not answer in time.")
        return Attempts(hosts.lookout, send, timeout + RESTS, reading, late).run()

    def _send(
        self, client: Any, method: str, path: str, parameters: Mapping[str, str], body: Any, timeout: float
    ) -> Found:
        """Put a request to one host."""
        errors = self._library.exceptions
        try:
            found = client.transport.perform_request(method, path, params=dict(parameters), body=body, timeout=timeout)
        except errors.ConnectionTimeout:
            raise UnansweredError(f"The index at {self.address} did not answer in time.") from None
        except errors.SSLError as error:
            raise RefusedIndexError(f"The index at {self.address} cannot be trusted: {_explain_tls(error)}.") from None
        except errors.ConnectionError:
            raise UnreachableError(f"The index at {self.address} cannot be reached.") from None
        except errors.TransportError as error:
            raise self._explain(error) from None
        except errors.SerializationError:
            found = None
        if not isinstance(found, dict):
            raise UnavailableIndexError(f"What is at {self.address} does not answer as OpenSearch does.")
        return found

    def _look(self, host: int) -> Sight:
        """Ask a host which nodes answer it. Who may not ask that, or is told nothing, at least knows that the host answers."""
        asked = {"timeout": f"{SOON * 1000:.0f}ms", "filter_path": "_nodes,nodes.*.name"}
        try:
            found = self._send(self._hosts.clients[host], "GET", "/_nodes/_all/http", asked, None, SOON + HEARD)
        except (RefusedIndexError, PartialIndexError, GoneIndexError):
            return Sight()
        failures = found.get("_nodes", {}).get("failures", ())
        silent = frozenset(failure["node_id"] for failure in failures if "node_id" in failure)
        return Sight(frozenset(found.get("nodes", ())) - silent, silent)

    def search(self, index: str, body: Mapping[str, Any]) -> Found:
        """Search with the frequencies of all shards. Never returns what only some shards found."""
        return self.call(
            "POST",
            f"/{index}/_search",
            body,
            check=self._check_shards,
            reading=True,
            search_type="dfs_query_then_fetch",
            allow_partial_search_results=False,
        )

    def fetch(self, index: str, ids: Sequence[str]) -> list[Found | None]:
        """Return what is stored under each id, None where nothing is."""
        if not ids:
            return []
        found = self.call("POST", f"/{index}/_mget", {"ids": list(ids)}, check=self._check_documents, reading=True)
        return [one["_source"] if one.get("found") else None for one in found["docs"]]

    def bulk(self, index: str, lines: Iterable[str]) -> list[tuple[int, Found]]:
        """Send actions, as lines of JSON; return the status and result of each. Refused ones are not sent again here."""
        found = self.call("POST", f"/{index}/_bulk", "\n".join([*lines, ""]), slow=True)
        return [(result["status"], result) for item in found["items"] for result in item.values()]

    def resolve(self, name: str, local: bool = False) -> str | None:
        """Return the index that an alias points to, None if there is no such alias.

        With `local`, what the node knows that is asked, without waiting for the manager of the cluster.
        """
        try:
            found = self.call("GET", f"/_alias/{name}", local=local)
        except GoneIndexError:
            return None
        return next(iter(sorted(found)), None)

    def health(self, index: str, local: bool = False) -> str:
        """Return "green", "yellow" or "red": red if part of the index is missing; `local` as in `resolve`."""
        status: str = self.call("GET", f"/_cluster/health/{index}", local=local)["status"]
        return status

    def close(self) -> None:
        for client in self._hosts.clients:
            client.close()

    def _check_shards(self, found: Found) -> None:
        shards = found.get("_shards", {})
        if shards.get("failed") or shards.get("successful") != shards.get("total") or found.get("timed_out"):
            raise self._partial()

    def _check_documents(self, found: Found) -> None:
        if failed := next((one["error"] for one in found["docs"] if "error" in one), None):
            if failed.get("type") == "index_not_found_exception":
                raise GoneIndexError(f"The index at {self.address} has another version now.")
            raise self._partial()

    def _partial(self) -> PartialIndexError:
        return PartialIndexError(f"Part of the index at {self.address} does not answer.")

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

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        slow: bool = True,
        check: Callable[[Found], None] | None = None,
        reading: bool = False,
        **parameters: object,
    ) -> Found:
        began, rest = time.monotonic(), FIRST_REST
        while True:
            try:
                return super().call(method, path, body, True, check, reading, **parameters)
            except (GoneIndexError, RefusedIndexError):
                raise
            except UnavailableIndexError:
                if time.monotonic() - began > PATIENCE:
                    raise
            time.sleep(rest)
            rest = min(2 * rest, LONGEST_REST)


def _avoid(sight: Sight) -> dict[str, str]:
    """Return the parameter with which copies on silent nodes are asked only for what no other node has."""
    if not sight.silent or not sight.answering:
        return {}
    return {"preference": "_prefer_nodes:" + ",".join(sorted(sight.answering)[:PREFERRED])}


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
