"""Adding and removing documents in a service at work: two processes of it, many clients at once, and large bodies."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Service, start_service, wait_until

from service.client import Quoth, QuothError

pytestmark = pytest.mark.slow

TOKEN = "correct-horse-battery"
LARGE = 12 << 20  # bytes; more than the server takes in of any other request


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Path]]:
    """A folder, empty at first, served by two processes to whoever has the token."""
    folder = tmp_path_factory.mktemp("adding")
    settings = ("--uploads", "on", "--upload-token", TOKEN, "--workers", "2", "--log-requests", "off")
    running = start_service(str(folder), *settings)
    yield running, folder
    running.stop()


def test_what_one_process_removes_no_other_cites(served: tuple[Service, Path]) -> None:
    quoth = Quoth(served[0].url, token=TOKEN)
    for turn in range(4):
        if not quoth.add("bridge.txt", f"The bridge at Kestrel opened in {1931 + turn}.".encode()):
            wait_until(lambda: len([*quoth.documents()]) == 1)
        replies = [quoth.ask("When did the bridge at Kestrel open?", min_confidence=0) for _ in range(6)]
        assert {reply.citations[0].quote for reply in replies} == {f"The bridge at Kestrel opened in {1931 + turn}."}
        quoth.remove("bridge.txt")
        replies = [quoth.ask("When did the bridge at Kestrel open?", min_confidence=0) for _ in range(6)]
        assert not any(reply.citations or reply.nearest for reply in replies)


def test_eight_clients_at_once_are_all_served(served: tuple[Service, Path]) -> None:
    service, _ = served
    failures: list[BaseException] = []

    def write(number: int) -> None:
        quoth = Quoth(service.url, token=TOKEN)
        try:
            for turn in range(2):
                quoth.add(f"{number}/{turn}.txt", f"Writer {number} wrote this in turn {turn}.".encode())
            quoth.remove(f"{number}/0.txt")
        except QuothError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    quoth = Quoth(service.url, token=TOKEN)
    wait_until(lambda: len([*quoth.documents()]) >= 8)
    assert sorted(listed.id for listed in quoth.documents()) == [f"{number}/1.txt" for number in range(8)]


def test_a_client_is_told_why(served: tuple[Service, Path]) -> None:
    quoth = Quoth(served[0].url, token=TOKEN)
    quoth.add("a.txt", b"It is here.")
    with pytest.raises(QuothError, match="already") as refused:
        quoth.add("a.txt", b"It is here too.", replace=False)
    assert refused.value.status == 412
    with pytest.raises(QuothError, match="Pictures are not read"):
        quoth.add("b.txt", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(QuothError, match="a token of its own"):
        Quoth(served[0].url).remove("a.txt")
    with pytest.raises(QuothError, match="There is no file"):
        quoth.remove("none.txt")


@pytest.mark.parametrize(
    ("method", "path", "token", "status"),
    [
        ("PUT", "/documents/large.txt", TOKEN, (201, 202)),
        ("PUT", "/documents/large.txt", "wrong-horse-battery", (413,)),
        ("PUT", "/documents/large.txt", "", (413,)),
        ("POST", "/ask", TOKEN, (413,)),
    ],
)
def test_a_large_body_is_taken_in_from_writers_alone(
    served: tuple[Service, Path], method: str, path: str, token: str, status: tuple[int, ...]
) -> None:
    connection = http.client.HTTPConnection(urlsplit(served[0].url).netloc, timeout=60)
    connection.putrequest(method, path)
    connection.putheader("Content-Length", str(LARGE))
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.endheaders()
    if status != (413,):  # what is refused is refused before it comes
        connection.send(b"word " * (LARGE // 5) + b" " * (LARGE % 5))
    assert connection.getresponse().status in status
    connection.close()
