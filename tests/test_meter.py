"""A long job shows how far it is."""

import io
import time

import pytest

from service.commands.meter import Meter, describe


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        """The line as last drawn."""
        return self.getvalue().rpartition("\r")[2]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10_000_000, 2.0, "0.0 of 10.0 MB, 0.0 MB/s"),
        (2_500_000, 10_000_000, 5.0, "2.5 of 10.0 MB, 0.5 MB/s"),
        (1_000_000, 1_000_000_000, 10.0, "1.0 of 1000.0 MB, 0.1 MB/s"),
    ],
)
def test_amount_and_rate(done: int, total: int, seconds: float, said: str) -> None:
    assert describe(done, total, seconds) == said


def test_the_bar_fills_and_tells_the_time_left(clock: Clock) -> None:
    terminal = Terminal()
    with Meter(terminal) as meter:
        clock.now += 5
        meter.show(2_500_000, 10_000_000)
        assert "[" + "#" * 7 + " " * 23 + "]" in terminal.line.replace("-", " ")
        assert "25%" in terminal.line and "00:00:15" in terminal.line and "0.5 MB/s" in terminal.line
        clock.now += 15
        meter.show(10_000_000, 10_000_000)
        assert "[" + "#" * 30 + "]  100%" in terminal.line


def test_a_short_job_draws_nothing(clock: Clock) -> None:
    terminal = Terminal()
    with Meter(terminal) as meter:
        clock.now += 0.9
        meter.show(5, 5)
    assert terminal.getvalue() == ""


def test_nothing_is_drawn_where_nobody_watches(clock: Clock) -> None:
    file = io.StringIO()
    with Meter(file) as meter:
        clock.now += 5
        meter.show(1, 2)
    assert file.getvalue() == ""


def test_a_job_that_fails_gives_the_cursor_back(clock: Clock) -> None:
    terminal = Terminal()
    with pytest.raises(OSError), Meter(terminal) as meter:
        clock.now += 5
        meter.show(1, 2)
        raise OSError
    hidden, shown = "\x1b[?25l", "\x1b[?25h"
    assert terminal.getvalue().rindex(shown) > terminal.getvalue().rindex(hidden)
