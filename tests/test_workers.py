"""Several worker processes, one service: they share its work and its bounds, and one that dies is replaced."""

import http.client
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Service, start_service, wait_until
from prometheus_client.parser import text_string_to_metric_families

from service.app.crew import Crew
from service.commands.serve import share_out
from service.settings import read_settings

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells what processes there are.")

TOKEN, RATED = "correct-horse-battery", "another-horse-battery"
RELOAD = "0123456789abcdef"
QUESTION = "When did the ship come?"


class Connection:
    """A connection that is kept, so that one worker answers all of its requests."""

    def __init__(self, service: Service) -> None:
        host, _, port = service.url.removeprefix("http://").partition(":")
        self._http = http.client.HTTPConnection(host, int(port), timeout=20)
        self._http.connect()
        self.port: int = self._http.sock.getsockname()[1]

    def fetch(self, method: str, path: str, body: Any = None, token: str = TOKEN) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._http.request(method, path, None if body is None else json.dumps(body), headers)
        response = self._http.getresponse()
        return response.status, response.read()

    def ask(self, question: str = QUESTION) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.fetch("POST", "/ask", {"question": question})[1])
        return read

    def figures(self) -> dict[str, float]:
        families = text_string_to_metric_families(self.fetch("GET", "/metrics")[1].decode())
        samples = (sample for family in families for sample in family.samples)
        return {
            " ".join([sample.name, *(sample.labels[name] for name in sorted(sample.labels))]): sample.value
            for sample in samples
        }

    def close(self) -> None:
        self._http.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workers") / "documents"
    made.mkdir()
    (made / "ship.txt").write_text("The ship came in 1901.")
    (made.parent / "tokens").write_text(f"desk {TOKEN}\nscript {RATED} 4/hour\n")
    return made


@pytest.fixture(scope="module")
def crewed(folder: Path) -> Iterator[Service]:
    """A service with two workers, which tests share; the last of them stops it."""
    tokens, index = folder.parent / "tokens", folder.parent / "index"
    flags = {"--workers": "2", "--tokens": tokens, "--index": index, "--reload-token": RELOAD}
    running = start_service(str(folder), *(str(part) for flag in flags.items() for part in flag))
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def both(crewed: Service) -> Iterator[tuple[Connection, Connection]]:
    """A connection to each of the two workers, which share connections evenly once they have seen earlier ones end."""
    wait_until(lambda: len(workers_of(crewed)) == 2)
    opened: list[Connection] = []

    def reach_both() -> bool:
        opened.extend((Connection(crewed), Connection(crewed)))
        return len({holder_of(connection, crewed) for connection in opened[-2:]}) == 2

    wait_until(reach_both)
    yield opened[-2], opened[-1]
    for connection in opened:
        connection.close()


def holder_of(connection: Connection, service: Service) -> int:
    """Find the worker that has accepted a connection, by the number of the socket at its other end."""
    connection.fetch("GET", "/healthz")
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ends = [f"socket:[{row[9]}]" for row in rows if int(row[2].rpartition(":")[2], 16) == connection.port]
    return next(worker for worker in workers_of(service) if not list_files(worker).isdisjoint(ends))


def workers_of(service: Service) -> list[int]:
    """List the processes that the service's own process started."""
    process = service.process.pid
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def write(folder: Path, text: str) -> None:
    aside = folder / ".ship"
    aside.write_text(text)
    aside.replace(folder / "ship.txt")


def test_it_says_once_what_it_read_and_where_it_is(crewed: Service) -> None:
    assert [line.split()[0] for line in crewed.lines] == ["Read", "Serving"]
    assert len(workers_of(crewed)) == 2


def test_each_takes_its_share_of_connections_and_gives_the_same_replies(
    crewed: Service, both: tuple[Connection, Connection]
) -> None:
    assert both[0].ask() == both[1].ask()
    held = [sum("socket" in file for file in list_files(process)) for process in workers_of(crewed)]
    assert held[0] == held[1]


def list_files(process: int) -> set[str]:
    """List what a process has open; it may close some of it meanwhile."""
    opened = set()
    for name in os.listdir(f"/proc/{process}/fd"):
        with suppress(FileNotFoundError):
            opened.add(os.readlink(f"/proc/{process}/fd/{name}"))
    return opened


def test_figures_are_those_of_the_service(both: tuple[Connection, Connection]) -> None:
    series = "quoth_requests_total POST /ask 200"
    before = both[0].figures().get(series, 0)
    for connection in both * 3:
        connection.ask(f"{QUESTION} {time.time()}")
    for connection in both:
        figures = connection.figures()
        assert figures[series] == before + 6
        assert figures["quoth_request_seconds_count /ask"] == figures[series]
        assert figures["quoth_documents"] == 1


def test_a_rate_holds_for_all_together(both: tuple[Connection, Connection]) -> None:
    statuses = [connection.fetch("GET", "/readyz", token=RATED)[0] for connection in both * 4]
    assert sorted(statuses) == [200] * 4 + [429] * 4


@pytest.mark.parametrize("told", [0, 1])
def test_a_reload_is_for_all(both: tuple[Connection, Connection], folder: Path, told: int) -> None:
    year = 1902 + told
    write(folder, f"The ship came in {year}.")
    status, said = both[told].fetch("POST", "/reload", token=RELOAD)
    assert status == 200
    replies = [connection.ask() for connection in (both[1 - told], both[told])]
    assert [reply["answer"] for reply in replies] == [f"The ship came in {year}."] * 2
    assert {reply["index"]["id"] for reply in replies} == {json.loads(said)["index"]["id"]}


def test_a_changed_file_is_seen_by_all(both: tuple[Connection, Connection], folder: Path) -> None:
    before = both[0].figures()["quoth_refreshes_total done"]
    write(folder, "The ship came in 1910.")
    wait_until(lambda: all(connection.ask()["answer"] == "The ship came in 1910." for connection in both))
    wait_until(lambda: both[1].figures()["quoth_refreshes_total done"] > before)


def test_why_a_refresh_failed_is_said_by_all(both: tuple[Connection, Connection], folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    try:
        both[0].fetch("POST", "/reload", token=RELOAD)
        said = [json.loads(connection.fetch("GET", "/readyz")[1])["refresh_failure"] for connection in both]
        assert said[0] == said[1] and str(folder) in said[0]
    finally:
        folder.with_name("away").rename(folder)
    both[1].fetch("POST", "/reload", token=RELOAD)
    said = [json.loads(connection.fetch("GET", "/readyz")[1])["refresh_failure"] for connection in both]
    assert said == [None, None]


def test_a_worker_that_is_killed_is_replaced_and_its_requests_fail_alone(
    crewed: Service, both: tuple[Connection, Connection], folder: Path
) -> None:
    counted = both[0].figures()["quoth_request_seconds_count /ask"]
    before = workers_of(crewed)
    os.kill(before[0], signal.SIGKILL)
    broken = 0
    for connection in both:
        try:
            connection.ask()
        except (OSError, http.client.HTTPException):
            broken += 1
    assert broken == 1
    for _ in range(20):
        fresh = Connection(crewed)
        assert fresh.fetch("POST", "/ask", {"question": f"{QUESTION} {time.time()}"})[0] == 200
        fresh.close()
    wait_until(lambda: len(workers_of(crewed)) == 2 and set(workers_of(crewed)) != set(before))
    last = Connection(crewed)
    assert last.figures()["quoth_request_seconds_count /ask"] > counted
    write(folder, "The ship came in 1911.")  # which one of them still notices
    wait_until(lambda: last.ask()["answer"] == "The ship came in 1911.")
    last.close()


def test_a_signal_ends_it_when_the_requests_at_work_are_answered(
    crewed: Service, both: tuple[Connection, Connection]
) -> None:
    workers = workers_of(crewed)
    asked = {"questions": [f"{QUESTION} {number}" for number in range(40)]}
    replies: list[bytes] = []
    asking = [
        threading.Thread(target=lambda c: replies.append(c.fetch("POST", "/ask/batch", asked)[1]), args=(connection,))
        for connection in both
    ]
    for thread in asking:
        thread.start()
    time.sleep(0.1)
    assert crewed.stop() == 0
    for thread in asking:
        thread.join(20)
    assert [reply.count(b"\n") for reply in replies] == [40, 40]
    assert [process for process in workers if Path(f"/proc/{process}").exists()] == []
    assert crewed.process.stdout is not None
    lines = crewed.process.stdout.read().splitlines()
    assert sum("A worker process ended, by SIGKILL; another takes its place" in line for line in lines) == 1
    assert all(json.loads(line)["route"] for line in lines if line.startswith("{"))


# Without a service ----------------------------------------------------------------------------------------------------


def run_supervisor(work: str, seconds: float = 20) -> "subprocess.CompletedProcess[str]":
    """Run a supervisor of two workers in a process of its own; it prints why it ended."""
    code = """
        import os, signal, sys, time
        from service.app import supervisor
        from service.app.crew import Crew
        supervisor.FIRST_PAUSE = 0.01
        crew = Crew(2)
        {}
        try:
            supervisor.Supervisor(crew, work, (ValueError,)).run()
        except supervisor.WorkerError as error:
            print(error)
    """
    filled = textwrap.dedent(code).format(textwrap.dedent(work))
    command = [sys.executable, "-c", filled]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=seconds)


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (
            "def work(): os.kill(os.getpid(), signal.SIGKILL)",
            "5 worker processes in a row ended before they were ready, the last of them by SIGKILL.",
        ),
        ("def work(): os._exit(7)", "5 worker processes in a row ended before they were ready, the last of them with"),
        ("def work(): raise ValueError('There is nothing to serve.')", "There is nothing to serve."),
    ],
)
def test_workers_that_cannot_start_end_the_service_with_a_sentence(work: str, sentence: str) -> None:
    assert run_supervisor(work).stdout.startswith(sentence)


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Each worker holds the writing end of a pipe, so that the pipe's end shows that both have ended."""
    work = """
        def work():
            crew.mark_ready()
            if crew.number == 1:
                os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
    """
    assert run_supervisor(work).returncode == -signal.SIGKILL


def test_bounds_of_the_service_are_shared_out() -> None:
    given = {"cache_bytes": "1000", "connections": "100", "client_connections": "7"}
    settings = share_out(read_settings({}, given), 4)
    assert (settings.cache_bytes, settings.connections, settings.client_connections) == (250, 25, 2)


@pytest.mark.parametrize(
    ("ready", "connections", "own", "takes"),
    [
        ([True, True, True], [0, 0, 0], 0, True),
        ([True, True, True], [0, 3, 4], 3, True),
        ([True, True, True], [0, 2, 4], 3, False),
        ([True, False, True], [0, 2, 4], 3, True),  # who is not ready is not waited for
        ([False, True, False], [0, 9, 0], 0, False),  # and leaves connections to who is
        ([False, False, False], [0, 9, 0], 9, True),  # but there is always one that takes them
    ],
)
def test_a_connection_goes_to_who_has_the_fewest(
    ready: list[bool], connections: list[int], own: int, takes: bool
) -> None:
    crew = Crew(3)
    for number in (2, 1, 0):
        crew.number = number
        crew._numbers[number].values[0] = time.monotonic()
        crew.count_connections(connections[number])
        if ready[number]:
            crew.mark_ready()
    assert crew.takes_more(own) is takes
    crew.leave(1)
    crew.leave(2)
    assert crew.takes_more(own) is True


def test_the_last_to_be_ready_announces_the_service_once() -> None:
    crew = Crew(2)
    said = []
    for number in (0, 1, 1, 0):
        crew.number = number
        said.append(crew.mark_ready())
    assert said == [False, True, False, False]


def test_what_was_counted_goes_on_with_the_next_in_its_place() -> None:
    crew, resumed = Crew(2), []
    crew.add("figures", lambda: {"asked": 3}, resumed.append)
    crew.join(0)
    wait_until(lambda: crew._read(0))
    crew.join(0)
    assert resumed == [{"asked": 3}]
    crew.number = 1
    assert crew.gather("figures") == [{"asked": 3}]


def test_nothing_is_read_of_a_worker_that_was_stopped_while_it_wrote() -> None:
    crew = Crew(1)
    crew._write(0, {"figures": {"asked": 3}})
    crew._texts[12:13] = b"#"
    assert crew._read(0) == {}
