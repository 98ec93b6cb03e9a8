"""What cannot be answered soon is refused: a short queue, fair between clients, and a 503 that says when to come back."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import wait_until
from flask import Flask
from flask.testing import FlaskClient

from service.app.app import create_app
from service.app.clients import name_client
from service.app.shedding import BURST, CALM, BusyError, Lane
from service.engine.engine import Engine

QUESTION = {"question": "Who is the ambassador?"}
NEW = itertools.count()  # no question that tests ask here may have been answered before


class Crowd:
    """Clients that ask to enter a lane, each in a thread of its own; `entered` and `refused` name them in order."""

    def __init__(self, lane: Lane) -> None:
        self.lane, self.entered, self.refused = lane, [], []  # type: ignore[var-annotated]
        self._threads: list[threading.Thread] = []

    def come(self, client: str) -> None:
        """Send a client to the lane, and wait until it is in, waits or is refused."""
        before = self._settled()
        thread = threading.Thread(target=self._enter, args=(client,))
        self._threads.append(thread)
        thread.start()
        wait_until(lambda: self._settled() > before)

    def leave(self) -> None:
        entered = len(self.entered)
        waiting = self.lane.waiting
        self.lane.leave()
        wait_until(lambda: len(self.entered) == entered + bool(waiting))

    def end(self) -> None:
        while self.lane.working:
            self.leave()
        for thread in self._threads:
            thread.join(10)

    def _settled(self) -> int:
        return len(self.entered) + 2 * len(self.refused) + self.lane.waiting

    def _enter(self, client: str) -> None:
        try:
            self.lane.enter(client)
        except BusyError:
            self.refused.append(client)
        else:
            self.entered.append(client)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def crowd(slots: int = 1, queue: int = 3, max_wait: float = 0, **options: Any) -> Iterator[Crowd]:
    made = Crowd(Lane(slots, queue, max_wait, **options))
    try:
        yield made
    finally:
        made.end()


def test_slots_are_taken_at_once_and_beyond_the_queue_there_is_no_room() -> None:
    with crowd(slots=2, clock=Clock()) as made:
        for _ in range(6):
            made.come("a")
        assert (made.lane.working, made.lane.waiting, made.refused) == (2, 3, ["a"])


def test_a_slot_given_back_goes_to_the_next() -> None:
    with crowd(clock=Clock()) as made:
        for _ in range(4):
            made.come("a")
        made.leave()
        assert (made.lane.working, made.lane.waiting) == (1, 2)
    assert (made.lane.working, made.lane.waiting) == (0, 0)


def test_clients_take_turns() -> None:
    with crowd(queue=5, clock=Clock()) as made:
        for client in "aaaabc":
            made.come(client)
    assert "".join(made.entered) == "aabcaa"


def test_who_fills_the_queue_makes_room_for_another() -> None:
    with crowd(clock=Clock()) as made:
        for client in "aaaabbc":
            made.come(client)
        assert (made.lane.waiting, made.refused) == (3, ["a", "b", "a"])
    assert "".join(made.entered) == "aabc"


def test_a_burst_may_wait_as_long_as_it_is_expected_to_be_over_in_time() -> None:
    clock = Clock()
    with crowd(queue=1, max_wait=3.5, clock=clock) as made:
        made.come("a")
        clock.now += 1.0  # how long one takes
        made.leave()
        for _ in range(6):
            made.come("a")
        assert (made.lane.waiting, made.lane.expected_wait, made.refused) == (3, 4.0, ["a", "a"])


def test_what_keeps_coming_is_no_burst() -> None:
    clock = Clock()
    with crowd(queue=1, max_wait=60, clock=clock) as made:
        for _ in range(4):
            made.come("a")
        assert made.lane.waiting == 3
        clock.now += 2 * BURST
        made.come("a")
        assert made.refused == ["a"]


def test_a_gap_in_an_overload_is_no_calm() -> None:
    """Where requests are refused all the time, one that finds the queue empty begins no burst."""
    clock = Clock()
    with crowd(queue=1, max_wait=60, clock=clock) as made:
        for _ in range(2):
            made.come("a")
        clock.now += 2 * BURST
        made.come("a")
        assert made.refused == ["a"]
        for gap, waiting in ((CALM / 2, 1), (2 * CALM, 4)):
            while made.lane.working:
                made.leave()
            clock.now += gap
            for _ in range(5):
                made.come("a")
            assert made.lane.waiting == waiting


def test_places_bound_a_burst() -> None:
    with crowd(queue=1, max_wait=60, places=2, clock=Clock()) as made:
        for _ in range(4):
            made.come("a")
        assert (made.lane.waiting, made.refused) == (2, ["a"])


def test_how_long_to_stay_away_grows_with_what_waits() -> None:
    clock = Clock()
    with crowd(queue=2, clock=clock) as made:
        made.come("a")
        clock.now += 2.5
        made.leave()
        for _ in range(3):
            made.come("a")
        with pytest.raises(BusyError) as refused:
            made.lane.enter("a")
        assert refused.value.seconds == 8


def test_who_waits_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.app.shedding.LONGEST_WAIT", 0.01)
    lane = Lane(1)
    lane.enter("a")
    with pytest.raises(BusyError):
        lane.enter("a")
    assert lane.waiting == 0
    lane.leave()
    lane.enter("a")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str, name: str) -> None:
    assert name_client(address) == name


# The application ------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A service that is at work on one question, with one place to wait, and finishes once this ends."""
    app = create_app(engine, queue=1, max_wait=0, threads=1, origins=["https://news.example"])
    assert app.test_client().post("/ask", json={"question": "When did it begin?"}).status_code == 200
    at_work, finish = threading.Semaphore(0), threading.Event()
    original = Engine.ask

    def ask(self: Engine, *given: Any, **options: Any) -> Any:
        at_work.release()
        finish.wait(20)
        return original(self, *given, **options)

    monkeypatch.setattr(Engine, "ask", ask)
    replies: list[int] = []

    def post() -> None:
        question = {"question": f"Who is number {next(NEW)}?"}
        replies.append(app.test_client().post("/ask", json=question).status_code)

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    at_work.acquire(timeout=20)
    wait_until(lambda: lanes_of(app)["answers"].waiting == 1)
    yield app
    finish.set()
    for thread in threads:
        thread.join(20)
    assert replies == [200, 200]
    assert all((lane.working, lane.waiting) == (0, 0) for lane in lanes_of(app).values())


def lanes_of(app: Flask) -> dict[str, Lane]:
    return app.extensions["quoth"].lanes


def test_a_question_too_many_gets_a_503_that_says_when_to_come_back(busy: Flask) -> None:
    client = busy.test_client()
    refused = client.post("/ask", json=QUESTION, headers={"Origin": "https://news.example"})
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.mimetype == "application/problem+json"
    assert refused.json is not None
    assert refused.json["detail"].startswith("There are more requests than can be answered. Ask again in ")
    assert refused.headers["Access-Control-Allow-Origin"] == "https://news.example"
    assert refused.headers["Cache-Control"] == "no-store"
    page = client.get("/ask?q=who", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (503, "text/html")


def test_a_refusal_is_the_same_to_programs_and_to_pages_of_other_sites(busy: Flask) -> None:
    client, question = busy.test_client(), {"question": "Who else is refused?"}  # of which no reply is kept
    plain, other = (client.post("/ask", json=question, headers=sent) for sent in ({}, {"Origin": "https://a.example"}))
    assert (plain.status_code, plain.data) == (other.status_code, other.data)
    ours = ("X-Request-ID", "Vary")  # the first differs with each request, the second in order
    assert {n: v for n, v in plain.headers if n not in ours} == {n: v for n, v in other.headers if n not in ours}
    assert set(plain.vary) == set(other.vary)
    head = client.head("/ask?q=who")
    assert (head.status_code, head.data, head.headers["Retry-After"]) == (503, b"", plain.headers["Retry-After"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/base.css", "/embed.js"])
def test_doors_that_cost_nothing_stay_open(busy: Flask, path: str) -> None:
    assert busy.test_client().get(path).status_code == 200


def test_a_page_of_another_site_may_ask_whether_it_may_ask(busy: Flask) -> None:
    headers = {"Origin": "https://news.example", "Access-Control-Request-Method": "POST"}
    assert busy.test_client().options("/ask", headers=headers).status_code == 200


def test_other_routes_have_a_queue_of_their_own(busy: Flask) -> None:
    assert busy.test_client().get("/documents").status_code == 200


def test_a_kept_reply_is_given_again(busy: Flask) -> None:
    assert busy.test_client().post("/ask", json={"question": "When did it begin?"}).status_code == 200


def test_a_slot_is_given_back_after_a_fault(client: FlaskClient, app: Flask) -> None:
    for _ in range(3):
        assert client.post("/ask", json={}).status_code == 400
        assert client.get("/documents/none").status_code == 404
    assert all(lane.working == 0 for lane in lanes_of(app).values())
