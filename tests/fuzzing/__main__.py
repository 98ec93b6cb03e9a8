"""Feed doors, readers, cutter, verify and pages what nobody would write, and check what is promised of each.

    python -m tests.fuzzing [--minutes 30] [--ways schema rounds hypothesis guided] [--seed 1] [--keep FOLDER]

Four ways share the time: schemathesis sends requests by the OpenAPI document to a service of its own; rounds make texts,
files and requests out of parts that mean something, each of its number alone, so that `--ways rounds --seed N --rounds 1`
repeats round N; hypothesis makes and shrinks bytes for each target; and atheris looks, target by target, for bytes that
reach code which none has reached before (it is left out where it is not installed). Inputs that break a promise go to
`--keep` (by default a folder that is named at the end). Ends with 1 if there were any.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.benchmarks.measure import ROOT
from tests.expressions import PUMPS
from tests.fuzzing import rounds, schema
from tests.fuzzing.samples import LINES, MARKS, STRANGE
from tests.fuzzing.seeds import write_seeds
from tests.fuzzing.targets import TARGETS, Sut, open_sut

FOUND = Path(__file__).parent / "found"
EXAMPLES = 200  # of hypothesis for a target, before the next has its turn
SLOWEST, MOST_MB, LONGEST = 20, 3000, 6000  # seconds, megabytes and bytes of one input of atheris
Failures = Iterator[tuple[str, str]]  # what was tried, and how it failed ("": it did not)


def run_schema(options: argparse.Namespace, until: float) -> Failures:
    """Send requests by the OpenAPI document."""
    done, failure = schema.run(options.keep, max(10, int(until - time.monotonic())), options.seed)
    yield from [("request by schema", "")] * done
    if failure:
        yield "requests by schema", failure


def run_rounds(options: argparse.Namespace, until: float) -> Failures:
    """Run rounds of requests made at random."""
    with open_sut() as sut:
        for number, name, failure in rounds.run(sut, options.seed, options.rounds, until):
            yield f"round of {name}", failure and f"round {number}\n{failure}"


def run_hypothesis(options: argparse.Namespace, until: float) -> Failures:
    """Try bytes that hypothesis makes of parts that mean something, and shrinks where they break a promise."""
    with open_sut() as sut:
        known = sut.words[:300]
        part = st.one_of(
            st.sampled_from([*PUMPS, *LINES, *MARKS, *STRANGE, *known]).map(
                lambda text: text.encode("utf-8", "replace")
            ),
            st.sampled_from(rounds_of_bytes(sut)),
            st.binary(max_size=8),
        )
        data = st.lists(part, max_size=60).map(b"".join)
        number = options.seed
        while time.monotonic() < until:
            for name in TARGETS:
                yield from _try_examples(name, sut, data, number, until)
            number += 1


def rounds_of_bytes(sut: Sut) -> list[bytes]:
    """Cut what is served into pieces, as parts of what is tried."""
    texts = [document.text for document in sut.snapshot.documents]
    return [text[start : start + 150].encode() for text in texts for start in range(0, len(text), 600)]


def _try_examples(name: str, sut: Sut, data: st.SearchStrategy[bytes], number: int, until: float) -> Failures:
    tried = Counter[str]()

    @seed(number)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(data)
    def attempt(made: bytes) -> None:
        if time.monotonic() < until:
            tried[name] += 1
            TARGETS[name](sut, made)

    failure = ""
    try:
        attempt()
    except Exception:
        failure = f"seed {number}\n" + "\n".join(traceback.format_exc(limit=-3).splitlines()[-40:])
    yield from [(f"example of {name}", "")] * (tried[name] - bool(failure))
    if failure:
        yield f"example of {name}", failure


def run_guided(options: argparse.Namespace, until: float) -> Failures:
    """Let atheris look for inputs, with as much time for each target."""
    if not find_spec("atheris"):
        print("atheris is not installed.")
        return
    with tempfile.TemporaryDirectory(prefix="quoth-fuzzing-") as place:
        for number, name in enumerate(TARGETS):
            end = time.monotonic() + (until - time.monotonic()) / (len(TARGETS) - number)
            corpus = Path(place) / name
            write_seeds(name, corpus)
            while (left := int(end - time.monotonic())) > 5:
                yield from _run_target(name, corpus, left, options.keep)


def _run_target(name: str, corpus: Path, seconds: int, keep: Path) -> Failures:
    limits = (f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MB}", f"-max_len={LONGEST}")
    kept = keep / name
    kept.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzzing.guided", name, *limits, f"-artifact_prefix={kept}/", str(corpus)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    counts = [int(line[1:].split()[0]) for line in done.stderr.splitlines() if line[:1] == "#" and line[1:2].isdigit()]
    yield from [(f"input of {name}", "")] * max(counts, default=0)
    if done.returncode:
        yield f"input of {name}", "\n".join(done.stderr.splitlines()[-30:])


WAYS: dict[str, Callable[[argparse.Namespace, float], Failures]] = {
    "schema": run_schema,
    "rounds": run_rounds,
    "hypothesis": run_hypothesis,
    "guided": run_guided,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--ways", choices=WAYS, nargs="+", default=[*WAYS])
    parser.add_argument("--seed", type=int, default=1, help="the first round")
    parser.add_argument("--rounds", type=int, default=10**9)
    parser.add_argument("--keep", type=Path, help="a folder for inputs that break a promise")
    options = parser.parse_args()
    options.keep = (options.keep or Path(tempfile.mkdtemp(prefix="quoth-found-"))).resolve()
    done, failed = Counter[str](), 0
    until = time.monotonic() + 60 * options.minutes
    for number, way in enumerate(options.ways):
        end = time.monotonic() + (until - time.monotonic()) / (len(options.ways) - number)
        for name, failure in WAYS[way](options, end):
            done[name] += 1
            if failure:
                failed += 1
                print(f"== {name}: {failure}", flush=True)
        print(f"{way}: " + ", ".join(f"{count:,} {name}" for name, count in done.items()), flush=True)
        done.clear()
    print(f"{failed} failed" + (f"; see {options.keep}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
