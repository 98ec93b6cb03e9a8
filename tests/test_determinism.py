"""The same documents and questions give the same bytes in every process, whatever order Python's sets have there."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS, plain_environment

QUESTION_SET = ROOT / "tests" / "questions"
ABOUT_SEEDS = (
    "How many people hold Canadian passports?",
    "Who is the Canadian ambassador?",
    "What did the ambassador say?",
    "What did Trudeau say about Hong Kong?",
    "When was the letter written?",
    "Why was the ambassador criticized?",
    "Which groups demand an apology?",
    "What threatens the safety of Canadians?",
    "Name the countries that are mentioned.",
    "Where did protesters gather?",
    "Who won the world cup?",
    "What is the phone number of the embassy?",
)
# Asks each folder's questions of the application as it is served, and writes the replies' bytes, a line each.
ASKING = """
import json, os, sys
for folder, questions in json.load(sys.stdin):
    os.environ["QUOTH_FOLDER"] = folder
    sys.modules.pop("wsgi", None)
    from wsgi import app
    client = app.test_client()
    for question in questions:
        reply = client.post("/ask", json={"question": question})
        sys.stdout.buffer.write(b"%d " % reply.status_code + reply.data.replace(b"\\n", b" ") + b"\\n")
"""
Asked = Sequence[tuple[str, Sequence[str]]]  # folders, and the questions that each is asked


def start_asking(asked: Asked, folder: Path, seed: int) -> "subprocess.Popen[str]":
    """Start a process that reads the folders anew, and writes to a file."""
    environment = {"XDG_CACHE_HOME": str(folder / str(seed)), "PYTHONHASHSEED": str(seed)}
    with (folder / f"{seed}.txt").open("w") as replies:
        process = subprocess.Popen(
            [sys.executable, "-c", ASKING],
            stdin=subprocess.PIPE,
            stdout=replies,
            text=True,
            cwd=ROOT,
            env=plain_environment() | environment,
        )
    assert process.stdin is not None
    with process.stdin:
        json.dump(asked, process.stdin)
    return process


def read_question_set() -> list[str]:
    """Every eighth question of the set: they come in all kinds, a few of each."""
    lines = (QUESTION_SET / "questions.jsonl").read_text(encoding="utf-8").splitlines()[::8]
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.slow
def test_two_processes_reply_with_the_same_bytes(tmp_path: Path) -> None:
    asked = [(str(SEEDS), ABOUT_SEEDS), (str(QUESTION_SET / "documents"), read_question_set())]
    processes = [start_asking(asked, tmp_path, seed) for seed in (1, 2)]
    assert [process.wait(100) for process in processes] == [0, 0]
    one, other = ((tmp_path / f"{seed}.txt").read_bytes().splitlines() for seed in (1, 2))
    assert len(one) == sum(len(questions) for _, questions in asked)
    assert all(reply.startswith(b"200 {") for reply in one)
    assert one == other
