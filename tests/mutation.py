"""Set ranking features to zero, one or one group at a time, and see that tests fail: `python -m tests.mutation [--all]`.

Zeroes every group and twenty single features, or with --all every one. Prints how many tests each fails; exits with 1
where none did, and with 2 where tests fail with nothing zeroed.
"""

import argparse
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.answer.ranking.features import FEATURES, NAMES

ROOT = Path(__file__).resolve().parent.parent
# What is to notice.
TESTS = (
    "tests/test_features.py",
    "tests/test_features_place.py",
    "tests/test_features_wording.py",
    "tests/test_features_answer_types.py",
    "tests/test_features_asked.py",
    "tests/test_question_set.py",
    "tests/test_answering.py",
)
SINGLES = 20
Result = tuple[int, list[str]]


@dataclass(frozen=True)
class Mutant:
    """A feature that is zeroed, or a whole group."""

    name: str
    is_group: bool = False

    def __str__(self) -> str:
        return f"all of {self.name}" if self.is_group else self.name

    @property
    def options(self) -> tuple[str, str]:
        return "--zero-group" if self.is_group else "--zero", self.name


@dataclass
class Failures:
    """Notes the tests that failed; a pytest plugin."""

    names: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.append(report.nodeid)


def choose_singles(names: Sequence[str], count: int) -> list[str]:
    """Choose features spread evenly over the table, the same ones each time."""
    return [names[number * len(names) // count] for number in range(count)]


def run_tests(mutant: Mutant | None) -> Result:
    """Run the tests with a mutant zeroed: pytest's exit code, and the tests that failed."""
    failures = Failures()
    options = ["-n0", "-p", "no:cacheprovider", "-p", "tests.zeroing", *(mutant.options if mutant else ())]
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = pytest.main([*options, *TESTS], plugins=[failures])
    return int(code), failures.names


def run_all(mutants: Sequence[Mutant], processes: int) -> list[Result]:
    """Run the tests for each mutant in a process of its own, forked from this one, which has all imports behind it."""
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        return pool.map(run_tests, mutants, chunksize=1)


def report(mutants: Sequence[Mutant], results: Sequence[Result]) -> list[Mutant]:
    """Print a line for each mutant, and give those that no test noticed."""
    width = max(len(str(mutant)) for mutant in mutants)
    survivors = []
    for mutant, (code, failed) in zip(mutants, results, strict=True):
        killed = code == pytest.ExitCode.TESTS_FAILED and bool(failed)
        print(f"{mutant!s:{width}}  {len(failed):4}{'' if killed else '  survives'}")
        if not killed:
            survivors.append(mutant)
    return survivors


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="zero every single feature, not only twenty")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    os.chdir(ROOT)
    code, failed = run_tests(None)
    if code != pytest.ExitCode.OK:
        print("With nothing zeroed, these tests fail already:", *failed, sep="\n", file=sys.stderr)
        return 2
    singles = NAMES if arguments.all else choose_singles(NAMES, SINGLES)
    mutants = [*(Mutant(group, True) for group in FEATURES), *map(Mutant, singles)]
    survivors = report(mutants, run_all(mutants, arguments.processes))
    print(f"{len(mutants) - len(survivors)} of {len(mutants)} mutants are killed.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
