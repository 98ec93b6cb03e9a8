"""Kill a build, then refreshes, at many moments; see that the next start serves the old or new collection, whole.

    python -m tests.benchmarks.kill [--times 50] [--sentences 4000] [--seed 1]

The moments are drawn from a seed and spread over the time that an undisturbed run takes. Ends with 1 where any was
lost.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from service.index.arrays import DamagedIndexError
from service.index.build import update_index
from service.index.identity import reading_version
from service.index.store import open_store
from tests.benchmarks.measure import ROOT
from tests.benchmarks.texts import write_documents

LARGE = 10_000  # sentences, of which one document's are few

BUILD = """
import sys; from pathlib import Path
from service.index import build
from service.index.identity import reading_version
build.PARALLEL_BYTES = 0  # processes even for so few documents
print("begun", flush=True)
build.update_index(Path(sys.argv[1]), Path(sys.argv[2]), reading_version())
print("done", flush=True)
"""
REFRESH = """
import sys; from pathlib import Path
from service.engine.live import Live
live = Live(Path(sys.argv[1]), Path(sys.argv[2]), apart=False)  # so that it is the writer that is killed
print("begun", flush=True)
live.refresh()
print("done", flush=True)
"""


class Trial:
    """A collection in its old and its new state, and an index of the old one.

    Many of its documents change, or `one` alone: then what is compiled is spliced, not compiled anew.
    """

    def __init__(self, folder: Path, sentences: int, one: bool = False) -> None:
        self.old, self.new = folder / "old", folder / "new"
        self.documents, self.place, self.kept = folder / "documents", folder / "index", folder / "kept"
        write_documents(self.old, sentences)
        shutil.copytree(self.old, self.new)
        for number, path in enumerate(sorted(self.new.rglob("*.txt"))):
            if number % 10 == 0 and (number == 10 or not one):
                path.write_text(f"Changed document number {number} says something new.", encoding="utf-8")
            elif number % 37 == 0 and not one:
                path.unlink()
        self.put(self.new)
        self.after = update_index(self.documents, self.place, reading_version()).texts
        shutil.rmtree(self.place)
        self.put(self.old)
        self.before = update_index(self.documents, self.place, reading_version()).texts
        shutil.copytree(self.place, self.kept)

    def put(self, state: Path) -> None:
        shutil.rmtree(self.documents, ignore_errors=True)
        shutil.copytree(state, self.documents)

    def begin(self, with_index: bool) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        if with_index:
            shutil.copytree(self.kept, self.place)
        self.put(self.new)

    def run(self, script: str, seconds: float | None = None) -> float:
        """Run a script, and kill it after so many seconds of its work; give how long its whole work takes."""
        command = [sys.executable, "-c", script, str(self.documents), str(self.place)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        if seconds is None:
            process.stdout.readline()
        else:
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
        ended = time.monotonic()
        process.wait()
        return ended - started

    def judge(self) -> str:
        """Say what the next start finds, and see that it then serves the new collection."""
        try:
            found = open_store(self.place, check_all=True)
        except DamagedIndexError as error:
            return f"damaged: {error}"
        if update_index(self.documents, self.place, reading_version()).texts != self.after:
            return "not mended by the next start"
        return {None: "none", self.before: "old", self.after: "new"}.get(found and found.texts, "neither")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--sentences", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    moments = random.Random(given.seed)
    lost = 0
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as folder:
        many, one = Trial(Path(folder) / "many", given.sentences), Trial(Path(folder) / "one", LARGE, one=True)
        for name, trial, script, with_index in (
            ("a first build", many, BUILD, False),
            ("a build over an older index", many, BUILD, True),
            ("a refresh", many, REFRESH, True),
            ("a refresh of one document", one, REFRESH, True),
        ):
            trial.begin(with_index)
            whole = trial.run(script)
            good = {"new", "old"} if with_index else {"new", "none"}
            outcomes: Counter[str] = Counter()
            for _ in range(given.times):
                trial.begin(with_index)
                trial.run(script, moments.uniform(0, whole))
                outcomes[trial.judge()] += 1
            lost += sum(count for outcome, count in outcomes.items() if outcome not in good)
            print(f"{name}, {whole:.2f} s long, killed {given.times} times: {dict(outcomes)}", flush=True)
    print(f"lost: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
