"""Addresses of clusters are read or refused; what a cluster says, or does not say, becomes a sentence and a status."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from service.commands.collections import make_engines
from service.commands.main import main
from service.documents.collection import CollectionError
from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.index.cluster import attempts, lookout
from service.index.cluster.address import ClusterAddress, is_cluster_address, read_cluster_address
from service.index.cluster.common_terms import NOWHERE, CommonTerms, choose_common
from service.index.cluster.loading import choose_shards
from service.index.cluster.mapping import write_term
from service.index.cluster.paragraph_hits import Frequency
from service.index.unusable import GoneIndexError, PartialIndexError, RefusedIndexError, UnavailableIndexError
from service.settings import SettingsError, read_settings
from service.wire.problems import Problem
from tests.tls import make_certificate, speaking_tls

ADDRESSES = [
    ("opensearch://one/name", ClusterAddress((("one", 9200),), "name")),
    ("opensearch://one:9201,two:9202/a-b_c.1", ClusterAddress((("one", 9201), ("two", 9202)), "a-b_c.1")),
    ("opensearchs://ann:p%40ss@one/x/", ClusterAddress((("one", 9200),), "x", True, "ann", "p@ss")),
    ("opensearch://[::1]:9200/x?timeout=0.5", ClusterAddress((("[::1]", 9200),), "x", timeout=0.5)),
    ("opensearchs://one/x?ca=/etc/ca.pem", ClusterAddress((("one", 9200),), "x", True, authority=Path("/etc/ca.pem"))),
]
REFUSED = [
    ("opensearch://one", "names the collection ''"),
    ("opensearch://one/Upper", "names the collection 'Upper'"),
    ("opensearch://one/a/b", "names the collection 'a/b'"),
    ("opensearch://one/_all", "names the collection '_all'"),
    ("opensearch:///x", "names the node ''"),
    ("opensearch://one:0/x", "names the node 'one:0'"),
    ("opensearch://one:99999/x", "names the node 'one:99999'"),
    ("opensearch://one,/x", "names the node ''"),
    ("opensearch://one/x?timeout=soon", "has the timeout 'soon'"),
    ("opensearch://one/x?timeout=0", "has the timeout '0'"),
    ("opensearch://one/x?colour=red", "has the option 'colour'"),
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES)
def test_an_address_is_read(text: str, address: ClusterAddress) -> None:
    assert is_cluster_address(text)
    assert read_cluster_address(text) == address
    assert "p@ss" not in str(address) and "ann" not in str(address)


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_a_faulty_address_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        read_cluster_address(text)
    with pytest.raises(SettingsError, match="expected opensearch://host:9200/name"):
        Engine(index=text)


@pytest.mark.parametrize("text", ["https://one/x", "elasticsearch://one:9200/x"])
def test_another_kind_of_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=f"{text.partition(':')[0]!r}://"):
        Engine(index=text)


@pytest.mark.parametrize(
    ("term", "whole"),
    [
        ("river", True),
        ("naïve", True),
        ("東京", True),
        ("x" * 200, True),
        ("x" * 201, False),
        ("", False),
        ("a b", False),
        ("a\ud800", False),
    ],
)
def test_a_term_is_stored_whole_or_by_its_hash(term: str, whole: bool) -> None:
    assert (write_term(term) == term) == whole
    assert len(write_term(term)) <= 200 and not any(map(str.isspace, write_term(term)))


@pytest.mark.parametrize(
    ("size", "nodes", "shards"),
    [
        (0, 1, 1),
        (500 << 20, 3, 1),
        (600 << 20, 3, 2),
        (600 << 20, 1, 1),
        (4 << 30, 3, 3),
        (100 << 30, 3, 13),
        (100 << 30, 20, 20),
    ],
)
def test_little_text_has_one_shard_and_much_has_many(size: int, nodes: int, shards: int) -> None:
    assert choose_shards(size, nodes) == shards


def test_common_terms_are_known_and_so_is_which_of_them_are_nowhere() -> None:
    held, around = {"river": 7, "ship": 2, "zzqx": 1}, {"river": 5, "ship": 2, "zzqx": 1}
    common = CommonTerms(**choose_common(sorted(held), held, around))
    assert common.find("river") == Frequency(sentences=7, paragraphs=5)
    assert common.find("harbour") == NOWHERE  # a word with a vector, which is in no sentence
    assert common.find("zzqx") is None  # without a vector: to be looked up
    assert [kin.term for kin in common.kin.find("harbour")] and common.nbytes > common.kin.nbytes


class _Answers:
    """What a made-up node answers: by the last part of the path, a status and JSON; and what it was asked."""

    def __init__(self, **answers: tuple[int, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str | None]] = []
        self.delay = 0.0
        self.hangs: Callable[[str], bool] = lambda path: False

    def searches(self) -> list[str]:
        return [path for path, _ in self.asked if "_search" in path]


@contextmanager
def answering(answers: _Answers) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answers.asked.append((self.path, self.headers.get("Authorization")))
            time.sleep(HUNG if answers.hangs(self.path) else answers.delay)
            name = self.path.partition("?")[0].rpartition("/")[2]
            status, value = answers.answers.get(name, (404, {"error": "not found"}))
            page = isinstance(value, str)
            body = value.encode() if page else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if page else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # whoever asked has not waited
                self.wfile.write(body)

        do_POST = do_PUT = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def connect(
    port: int, user: str = "", options: str = "?timeout=0.2", scheme: str = "opensearch", others: str = ""
) -> Any:
    pytest.importorskip("opensearchpy")
    from service.index.cluster.connection import Cluster

    return Cluster(read_cluster_address(f"{scheme}://{user}127.0.0.1:{port}{others}/name{options}"))


HUNG = 1.0  # seconds that stand for ever
WHOLE = {"total": 3, "successful": 3, "failed": 0}
FAULTS = [
    ((503, {"error": {"type": "search_phase_execution_exception"}}), PartialIndexError, "Part of the index"),
    ((500, {"error": {"type": "search_phase_execution_exception"}}), PartialIndexError, "Part of the index"),
    ((429, {"error": {"type": "circuit_breaking_exception"}}), PartialIndexError, "Part of the index"),
    ((200, {"_shards": WHOLE | {"failed": 1}, "hits": {}}), PartialIndexError, "Part of the index"),
    ((200, {"_shards": WHOLE | {"successful": 2}, "hits": {}}), PartialIndexError, "Part of the index"),
    ((200, {"_shards": WHOLE, "timed_out": True, "hits": {}}), PartialIndexError, "Part of the index"),
    ((401, {"error": {"type": "security_exception"}}), RefusedIndexError, "refuses the user or password"),
    ((404, {"error": {"type": "index_not_found_exception"}}), GoneIndexError, "There is no index"),
    ((400, {"error": {"type": "parsing_exception"}}), UnavailableIndexError, "status 400"),
    ((200, "<p>Welcome to our site.</p>"), UnavailableIndexError, "does not answer as OpenSearch does"),
    ((200, [1, 2]), UnavailableIndexError, "does not answer as OpenSearch does"),
    ((502, "<p>Bad gateway</p>"), PartialIndexError, "Part of the index"),
]


@pytest.mark.parametrize(("answer", "error", "sentence"), FAULTS)
def test_what_is_no_full_answer_is_an_error_with_a_sentence(
    answer: tuple[int, Any], error: type[Exception], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "REST", 0.0)
    with answering(_Answers(_search=answer)) as port, pytest.raises(error, match=sentence) as raised:
        connect(port).search("name-1", {})
    assert type(raised.value) is error
    assert str(port) in str(raised.value)


def test_a_node_that_does_not_answer_in_time_is_an_error() -> None:
    answers = _Answers(_search=(200, {"_shards": WHOLE}))
    answers.delay = 0.5
    with answering(answers) as port, pytest.raises(UnavailableIndexError, match="did not answer in time"):
        connect(port).search("name-1", {})


def test_a_node_that_is_not_there_leaves_the_others() -> None:
    with answering(_Answers(_search=(200, {"_shards": WHOLE, "hits": {"hits": []}}))) as port:
        cluster = connect(port, options="?timeout=0.2")
        assert cluster.search("name-1", {})["hits"] == {"hits": []}
        both = read_cluster_address(f"opensearch://127.0.0.1:1,127.0.0.1:{port}/name?timeout=0.2")
        assert all(type(cluster)(both).search("name-1", {})["hits"] == {"hits": []} for _ in range(4))


HITS = {"_shards": WHOLE, "hits": {"hits": []}}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make silence be noticed within moments."""
    pytest.importorskip("opensearchpy")
    from service.index.cluster import connection

    monkeypatch.setattr(attempts, "LATE", 0.05)
    monkeypatch.setattr(lookout, "LATE", 0.05)
    monkeypatch.setattr(connection, "SOON", 0.1)
    monkeypatch.setattr(connection, "HEARD", 0.1)


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_a_host_that_hangs_is_passed_over_until_it_answers_again() -> None:
    hung, other = _Answers(_search=(200, HITS), http=(200, {})), _Answers(_search=(200, HITS), http=(200, {}))
    hung.hangs = lambda path: True
    with answering(hung) as first, answering(other) as second:
        cluster = connect(first, options="?timeout=0.9", others=f",127.0.0.1:{second}")
        for _ in range(8):
            assert cluster.search("name-1", {}) == HITS
        assert len(other.searches()) == 8 and len(hung.searches()) <= 1
        hung.hangs = lambda path: False
        cluster._hosts.lookout.look()
        before = len(hung.searches())
        for _ in range(4):
            cluster.search("name-1", {})
        assert len(hung.searches()) > before


@pytest.mark.usefixtures("impatient")
def test_copies_on_a_node_that_hangs_behind_another_are_passed_over() -> None:
    said = {"_nodes": {"failures": [{"type": "failed_node_exception", "node_id": "c"}]}, "nodes": {"b": {}, "a": {}}}
    answers = _Answers(_search=(200, HITS), http=(200, said), _mget=(200, {"docs": []}), _bulk=(200, {"items": []}))
    answers.hangs = lambda path: "_search" in path and "_prefer_nodes" not in path
    with answering(answers) as port:
        cluster = connect(port, options="?timeout=0.9")
        assert cluster.search("name-1", {}) == HITS
        assert [("preference=_prefer_nodes%3Aa%2Cb" in path) for path in answers.searches()] == [False, True]
        cluster.fetch("name-1", ["x"])
        assert "preference=_prefer_nodes%3Aa%2Cb" in [path for path, *_ in answers.asked if "_mget" in path][-1]
        cluster.bulk("name-1", ["{}"])
        assert (
            "preference" not in [path for path, *_ in answers.asked if "_bulk" in path][-1]
        )  # what is written goes where it belongs


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "said", [(200, {"_nodes": {}, "nodes": {"a": {}}}), (403, {"error": {}}), (503, {"error": {}})]
)
def test_a_cluster_that_is_slow_is_asked_once(said: tuple[int, Any]) -> None:
    answers = _Answers(_search=(200, HITS), http=said)
    answers.delay = 0.25
    with answering(answers) as port:
        assert connect(port, options="?timeout=2").search("name-1", {}) == HITS
    assert len(answers.searches()) == 1


def test_what_a_cluster_was_busy_for_is_asked_again() -> None:
    answers = _Answers(_search=(503, {"error": {}}))

    def recover(path: str) -> bool:
        if len(answers.searches()) > 1:
            answers.answers["_search"] = (200, HITS)
        return False

    answers.hangs = recover
    with answering(answers) as port:
        assert connect(port, options="?timeout=2").search("name-1", {}) == HITS
    assert len(answers.searches()) == 2


def test_a_fork_opens_connections_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = connect(1)
    before = cluster._hosts
    assert cluster._hosts is before
    monkeypatch.setattr("os.getpid", lambda: before.process + 1)
    after = cluster._hosts
    assert after.clients[0] is not before.clients[0] and after.lookout is not before.lookout


def test_parts_that_fail_in_a_fetch_are_no_missing_documents() -> None:
    docs = [{"_id": "a", "found": False}, {"_id": "b", "error": {"type": "no_shard_available_action_exception"}}]
    with answering(_Answers(_mget=(200, {"docs": docs}))) as port, pytest.raises(UnavailableIndexError):
        connect(port).fetch("name-1", ["a", "b"])
    with answering(_Answers(_mget=(200, {"docs": docs[:1]}))) as port:
        assert connect(port).fetch("name-1", ["a"]) == [None]


def test_user_and_password_are_sent() -> None:
    answers = _Answers(_search=(200, {"_shards": WHOLE}))
    with answering(answers) as port:
        connect(port, user="ann:p%40ss@").search("name-1", {})
    assert answers.asked[0][1] == "Basic YW5uOnBAc3M="
    assert "search_type=dfs_query_then_fetch" in answers.asked[0][0]
    assert "allow_partial_search_results=false" in answers.asked[0][0]


def test_a_cluster_out_of_reach_is_said_by_every_command() -> None:
    pytest.importorskip("opensearchpy")
    done = CliRunner(env={"QUOTH_INDEX": "opensearch://127.0.0.1:1/name"}).invoke(main, ["ask", "Who?"])
    assert (done.exit_code, "cannot be reached" in done.output) == (2, True)


def test_an_engine_refuses_as_long_as_the_cluster_is_out_of_reach() -> None:
    pytest.importorskip("opensearchpy")
    with Engine(index="opensearch://127.0.0.1:1/name") as engine:
        problem = engine.report(UnavailableIndexError("The index cannot be reached."))
    assert isinstance(problem, Problem)
    assert (problem.status, str(problem)) == (503, "The index cannot be reached. Ask again in a moment.")


@pytest.mark.parametrize("folder", [{}, {"QUOTH_FOLDER": "/srv"}])
def test_documents_are_not_added_to_a_cluster_over_http(folder: dict[str, str]) -> None:
    pytest.importorskip("opensearchpy")
    given = {"QUOTH_INDEX": "opensearch://one/name", "QUOTH_UPLOADS": "on", "QUOTH_UPLOAD_TOKEN": "a" * 32}
    with pytest.raises(SettingsError, match="cannot be added to a collection in a cluster"), ExitStack() as stack:
        make_engines(read_settings(given | folder), stack)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A certificate for 127.0.0.1, and one for another host; each is its own authority."""
    folder = tmp_path_factory.mktemp("certificates")
    return {host: make_certificate(folder, host) for host in ("127.0.0.1", "192.0.2.1")}


@pytest.mark.parametrize("own", ["127.0.0.1", "192.0.2.1"])
@pytest.mark.parametrize("trusted", ["127.0.0.1", "192.0.2.1", None])
def test_only_a_certificate_that_is_trusted_and_the_hosts_is_accepted(
    own: str, trusted: str | None, certificates: dict[str, Path]
) -> None:
    options = f"?ca={certificates[trusted]}" if trusted else ""
    answers = _Answers(_search=(200, {"_shards": WHOLE, "hits": {}}))
    with answering(answers) as port, speaking_tls(port, certificates[own]) as secure:
        cluster = connect(secure, "ann:p%40ss@", options, scheme="opensearchs")
        if own == trusted == "127.0.0.1":
            assert cluster.search("name-1", {})["hits"] == {}
        else:
            said = r"cannot be trusted: its certificate was refused \(.{10,}\)\.$"
            with pytest.raises(RefusedIndexError, match=said):
                cluster.search("name-1", {})
            assert not answers.asked  # nobody untrusted is sent the password


def test_a_node_without_tls_is_named_as_that() -> None:
    with answering(_Answers()) as port, pytest.raises(RefusedIndexError, match="does not speak TLS"):
        connect(port, options="", scheme="opensearchs").search("name-1", {})


@pytest.mark.parametrize(("text", "reason"), [(None, "cannot be read: No such file"), ("none", "has no certificates")])
def test_a_file_without_certificates_is_refused_at_the_start(text: str | None, reason: str, tmp_path: Path) -> None:
    pytest.importorskip("opensearchpy")
    if text is not None:
        (tmp_path / "ca.pem").write_text(text)
    address = f"opensearchs://127.0.0.1:1/name?ca={tmp_path / 'ca.pem'}"
    with pytest.raises(SettingsError, match=reason):
        Engine(index=address)
    with pytest.raises(SettingsError, match=reason):
        load_into_cluster(tmp_path, address)


@pytest.mark.parametrize("secure", [True, False])
def test_loading_does_not_wait_for_a_cluster_that_refuses(
    secure: bool, certificates: dict[str, Path], tmp_path: Path
) -> None:
    pytest.importorskip("opensearchpy")
    (tmp_path / "one.txt").write_text("The ship came in May.\n")
    answers = _Answers(name=(401, {"error": {"type": "security_exception"}}))
    with answering(answers) as port, speaking_tls(port, certificates["192.0.2.1"]) as behind:
        address = f"opensearchs://127.0.0.1:{behind}/name" if secure else f"opensearch://127.0.0.1:{port}/name"
        with pytest.raises(CollectionError, match="cannot be trusted" if secure else "refuses the user or password"):
            load_into_cluster(tmp_path, address)
