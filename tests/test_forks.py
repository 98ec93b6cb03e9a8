"""`quoth ask --batch` and `quoth evaluate` on all cores: the same bytes as on one, and no process left behind."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT, SEEDS, plain_environment, wait_until

from service.commands.forks import FEWEST, map_in_forks
from service.commands.main import main

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells what processes there are.")

NUMBERS = range(3 * FEWEST)


def in_forks(items: Sequence[int], processes: int | None = 2) -> Iterator[tuple[int, int]]:
    """Give each item with the process that had it; earlier ones take longer, so that others overtake them."""

    def work(item: int) -> tuple[int, int]:
        time.sleep(0.002 if item % 2 else 0.0)
        return item, os.getpid()

    return map_in_forks(work, items, processes)


def test_results_come_in_order_from_several_processes() -> None:
    results = list(in_forks(NUMBERS))
    assert [item for item, _ in results] == [*NUMBERS]
    assert len({process for _, process in results}) == 2 and os.getpid() not in {process for _, process in results}


@pytest.mark.parametrize(("items", "processes"), [(NUMBERS, 1), (NUMBERS[: FEWEST - 1], 2), (NUMBERS[:0], 2)])
def test_a_few_items_are_left_to_this_process(items: range, processes: int) -> None:
    assert list(in_forks(items, processes)) == [(item, os.getpid()) for item in items]


def test_what_an_item_raises_is_raised_here() -> None:
    def fail(item: int) -> None:
        raise KeyError(item)

    with pytest.raises(KeyError, match="0"):
        list(map_in_forks(fail, NUMBERS, 2))


def test_whoever_stops_asking_leaves_no_process_behind() -> None:
    results = map_in_forks(lambda item: (item, os.getpid()), NUMBERS, 2)
    _, process = next(results)
    results.close()
    assert not Path(f"/proc/{process}").exists()


def test_a_process_that_is_killed_is_told_in_a_sentence() -> None:
    with pytest.raises(click.ClickException, match="ended too early"):
        list(map_in_forks(lambda item: os.kill(os.getpid(), signal.SIGKILL), NUMBERS, 2))


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some questions that are answered, some that are not, and one that is not valid."""
    texts = [f"Who is the {word}?" for word in "ambassador premier leader minister walrus activist".split() * 4] + [""]
    path = tmp_path_factory.mktemp("batch") / "questions.csv"
    with path.open("w", newline="") as file:
        rows = ([text, "000_289401db0fd29d34.txt", "Cong"] for text in texts)
        csv.writer(file).writerows([["question", "document", "answer"], *rows])
    return path


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_batch_has_the_same_bytes_on_one_core_and_two(
    questions: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for cores in (1, 2):
        monkeypatch.setattr("service.commands.forks.count_cores", lambda cores=cores: cores)
        result = CliRunner().invoke(main, ["ask", "--batch", str(questions), str(SEEDS), "--format", form])
        written.append((result.exit_code, result.stdout_bytes, result.stderr))
    assert written[0] == written[1] and written[0][0] == 1
    assert written[0][1].count(b"\n") == 25 + (form == "csv")


def test_an_evaluation_has_the_same_bytes_on_one_core_and_two(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    valid = tmp_path / "valid.csv"
    valid.write_text("\n".join(questions.read_text().splitlines()[:-1]))
    written = []
    for cores in (1, 2):
        monkeypatch.setattr("service.commands.forks.count_cores", lambda cores=cores: cores)
        result = CliRunner().invoke(main, ["evaluate", str(valid), str(SEEDS), "--json"])
        assert result.exit_code == 0, result.output
        written.append(re.sub(r'"median_ms": [\d.]+', "", result.stdout))  # a time, which is another each time
    assert written[0] == written[1] and json.loads(result.stdout)["misses"]


# A process that a shell starts in the background ignores interrupts, and so would those that it starts.
LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import service.commands.forks as forks
from service.commands.ask import ask
forks.count_cores = lambda: 2
ask(sys.argv[1:], prog_name="quoth")
"""


def start_batch(tmp_path: Path, out: int) -> "subprocess.Popen[bytes]":
    path = tmp_path / "long.csv"
    path.write_text("question\n" + "".join(f"Who is the ambassador in {year}?\n" for year in range(3000)))
    command = [sys.executable, "-c", LONG, "--batch", str(path), str(SEEDS)]
    return subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=ROOT, env=plain_environment())


def forks_of(process: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.slow
def test_an_interrupt_leaves_no_process_behind(tmp_path: Path) -> None:
    running = start_batch(tmp_path, subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.readline()
    running.stdout.readline()
    forks = forks_of(running.pid)
    assert len(forks) == 2
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=20)  # reads on, as a reader who stops is another reason to end
    assert (running.returncode, told.strip()) == (1, b"Aborted!")
    wait_until(lambda: not any(Path(f"/proc/{fork}").exists() for fork in forks))


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    running = start_batch(tmp_path, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as reader:
        assert reader.readline().startswith(b"question,")
    assert running.stderr is not None
    assert (running.stderr.read(), running.wait(20)) == (b"", 1)
