"""What will be refused is answered by the thread that reads it; everything else by those that may wait."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import wait_until
from test_app_server import connect, read_all

from service.app.app import create_app
from service.app.server import Server, listen
from service.app.shedding import AT_ONCE, CALM, Foresight, Lane
from service.engine.engine import Engine

ASK = b"POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
QUESTION = b'{"question": "Who is the ambassador of China?"}'


def ask(*headers: bytes, path: bytes = b"/ask") -> bytes:
    return ASK % (path, b"".join(header + b"\r\n" for header in headers), len(QUESTION), QUESTION)


CLOSE = b"Connection: close"


@contextmanager
def serving(app: Callable[..., Any], lane: Lane, by_address: bool = True) -> Iterator[int]:
    server = Server(app, listen("127.0.0.1", 0), 2, 1 << 20, foresee=Foresight(lane, by_address))
    thread = threading.Thread(target=server.serve, name="reading")
    thread.start()
    try:
        yield server.port
    finally:
        server.stop()
        thread.join(20)


def full_lane(queue: int = 0) -> Lane:
    lane = Lane(1, queue, 0)
    lane.enter("somebody")
    return lane


def say_who(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    told = f"{threading.current_thread().name} {AT_ONCE in environ}".encode()
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]


@pytest.mark.parametrize(
    ("request_", "is_read_here"),
    [
        (ask(CLOSE), True),
        (ask(CLOSE, path=b"/c/a/ask"), True),
        (ask(CLOSE, b"Accept: text/html"), False),
        (ask(CLOSE, b"Origin: http://localhost"), False),
        (ask(CLOSE, path=b"/verify"), False),
        (ask(CLOSE, path=b"/ask/batch"), False),
        (ask(CLOSE, path=b"/documents/ask"), False),
    ],
)
def test_only_a_program_s_questions_are_refused_at_once(request_: bytes, is_read_here: bool) -> None:
    with serving(say_who, full_lane()) as port:
        said = read_all(connect(port, request_)).rpartition(b"\r\n\r\n")[2]
    assert said == b"reading True" if is_read_here else said.startswith(b"waitress") and said.endswith(b"False")


def test_while_there_is_room_every_request_has_its_thread() -> None:
    with serving(say_who, full_lane(queue=1)) as port:
        assert read_all(connect(port, ask(CLOSE))).endswith(b"False")


def test_requests_in_a_row_on_one_connection_are_all_answered() -> None:
    with serving(say_who, full_lane()) as port:
        received = read_all(connect(port, ask() * 40 + ask(CLOSE)))
    assert received.count(b"HTTP/1.1 200") == 41


def test_a_long_row_of_requests_keeps_nobody_out() -> None:
    answered, opened = [], []

    def note(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answered.append(environ["REMOTE_PORT"])
        if len(answered) == 1:
            opened.append(connect(port, ask(CLOSE)))
        return say_who(environ, start_response)

    with serving(note, full_lane()) as port:
        read_all(connect(port, ask() * 200 + ask(CLOSE)))
        read_all(opened[0])
    assert answered.index(str(opened[0].getsockname()[1])) < 20
    assert len(answered) == 202


def test_a_closed_lane_refuses_at_once_and_kept_replies_pass(engine: Engine) -> None:
    app = create_app(engine, queue=0, max_wait=0)
    lane = app.extensions["quoth"].lanes["answers"]
    with serving(app, lane) as port:
        given = read_all(connect(port, ask(CLOSE)))
        lane.enter("somebody")
        again = read_all(connect(port, ask(CLOSE)))
        refused = read_all(connect(port, ask(CLOSE).replace(b"Who", b"Why")))
        lane.leave()
        after = read_all(connect(port, ask(CLOSE).replace(b"Who", b"Why")))
    assert [said[:13] for said in (given, again, refused, after)] == [
        *(b"HTTP/1.1 200 ", b"HTTP/1.1 200 ", b"HTTP/1.1 503 ", b"HTTP/1.1 200 ")
    ]
    assert b"Retry-After: " in refused and b"X-Request-Id: " in refused
    assert again.rpartition(b"\r\n\r\n")[2] == given.rpartition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("waiting", "client", "closed"),
    [("aaa", "a", True), ("aaa", "b", False), ("abc", "d", True), ("abc", None, True), ("aab", None, False)],
)
def test_a_lane_is_closed_to_whom_nobody_makes_room(waiting: str, client: str | None, closed: bool) -> None:
    lane = full_lane(queue=3)
    for name in waiting:
        threading.Thread(target=lane.enter, args=(name,)).start()
    wait_until(lambda: lane.waiting == 3)
    assert lane.is_closed_to(client) == closed
    while lane.working:
        lane.leave()


def test_what_is_refused_at_once_counts_as_overload() -> None:
    now = 100.0
    lane = Lane(1, 1, 60, clock=lambda: now)
    lane.enter("a")
    with pytest.raises(Exception, match="Come back"):
        lane.refuse()
    assert lane.is_closed_to("a") is False  # one may wait
    now += CALM / 2
    threading.Thread(target=lane.enter, args=("a",)).start()
    wait_until(lambda: lane.waiting == 1)
    assert lane.is_closed_to("a")  # and no more, as this is no burst
    while lane.working:
        lane.leave()
