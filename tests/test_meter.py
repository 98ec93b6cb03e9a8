"""A long job says how far it is."""

import pytest

from service.commands.meter import describe


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10_000_000, 2.0, "0.0 of 10.0 MB, 0.0 MB/s, time left unknown"),
        (2_500_000, 10_000_000, 5.0, "2.5 of 10.0 MB, 0.5 MB/s, 0:15 left"),
        (1_000_000, 1_000_000_000, 10.0, "1.0 of 1000.0 MB, 0.1 MB/s, 166:30 left"),
        (5, 5, 1.0, "0.0 of 0.0 MB, 0.0 MB/s, 0:00 left"),
    ],
)
def test_rate_and_time_left(done, total, seconds, said):
    assert describe(done, total, seconds).endswith(said)


def test_the_bar_fills():
    assert "[" + "#" * 15 + " " * 15 + "]" in describe(1, 2, 1.0)
