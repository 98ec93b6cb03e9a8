"""A script that has documents read in several processes, each of which runs the script again first."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.index.build import PARALLEL_BYTES

SCRIPT = """
from service import Engine

def main():
    engine = Engine("documents", index="index", processes=2)
    engine.start()
    print(len(engine.snapshot.documents), "documents")

"""
GUARDED = """if __name__ == "__main__":
    main()
"""


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script beside enough documents for two processes."""
    documents = folder / "documents"
    documents.mkdir()
    for number in range(8):
        line = f"Pier {number} is {number + 10} metres long. "
        (documents / f"{number}.txt").write_text(line * (PARALLEL_BYTES // 6 // len(line)))
    (folder / "script.py").write_text(script)
    command = [sys.executable, "script.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_to_have_one(tmp_path: Path) -> None:
    ran = run(tmp_path, SCRIPT + "main()\n")
    assert ran.returncode == 1 and not ran.stdout
    last = ran.stderr.splitlines()[-1]
    assert "ended before it was done" in last and 'below `if __name__ == "__main__":`' in last and "processes=1" in last


@pytest.mark.slow
def test_a_script_with_a_guard_has_its_documents_read(tmp_path: Path) -> None:
    ran = run(tmp_path, SCRIPT + GUARDED)
    assert (ran.returncode, ran.stdout) == (0, "8 documents\n"), ran.stderr
