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
# Asks each question of the application as it is served, and writes the replies' bytes, a line each.
ASKING = """
import json, sys
from wsgi import app
client = app.test_client()
for question in json.load(sys.stdin):
    reply = client.post("/ask", json={"question": question})
    sys.stdout.buffer.write(b"%d " % reply.status_code + reply.data.replace(b"\\n", b" ") + b"\\n")
"""


def start_asking(folder: Path, cache: Path, seed: int) -> "subprocess.Popen[bytes]":
    """Start a process that reads the folder anew."""
    environment = {"QUOTH_FOLDER": str(folder), "XDG_CACHE_HOME": str(cache / str(seed)), "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", ASKING]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=plain_environment() | environment
    )


def reply_in_two_processes(folder: Path, questions: Sequence[str], cache: Path) -> list[list[bytes]]:
    processes = [start_asking(folder, cache, seed) for seed in (1, 2)]
    asked = json.dumps(questions).encode()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(asked)
        process.stdin.close()
        process.stdin = None
    replies = [process.communicate(timeout=100)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return replies


def read_question_set() -> list[str]:
    lines = (QUESTION_SET / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.parametrize(
    ("folder", "questions"),
    [(SEEDS, ABOUT_SEEDS), (QUESTION_SET / "documents", read_question_set())],
    ids=["the first collection", "the question set"],
)
def test_two_processes_reply_with_the_same_bytes(folder: Path, questions: Sequence[str], tmp_path: Path) -> None:
    one, other = reply_in_two_processes(folder, questions, tmp_path)
    assert len(one) == len(questions) and all(reply.startswith(b"200 {") for reply in one)
    assert one == other
