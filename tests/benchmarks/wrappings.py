"""Ask each question plain and in every wrapping of tests/rewording.py; print how many that were right stay right.

    python -m tests.benchmarks.wrappings DATA [DATA ...] [--every N] [--half developed|judged] [--show N]

A data folder holds `documents/` and `questions.jsonl`. A question is right if it is answered rightly, or not answered where
nothing answers it. Of those right as they stand, each wrapping's share is printed that is right when wrapped.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from service.commands.evaluate import to_judge
from service.engine.engine import Engine
from service.evaluate.judging import judge
from service.evaluate.question_file import LabelledQuestion, read_questions
from service.wire.requests import Ask
from tests.rewording import DEVELOPED, JUDGED, WRAPPINGS, Wrapping

HALVES = {"developed": DEVELOPED, "judged": JUDGED}


def is_right(engine: Engine, question: LabelledQuestion, text: str) -> bool:
    """Ask a question as `text`, and tell whether the reply answers it, or is rightly silent."""
    reply = to_judge(engine.ask(Ask(text)))
    return judge(question, reply).hit if question.answerable else not reply.answered


def measure(
    engine: Engine, right: Sequence[tuple[int, LabelledQuestion]], wrapping: Wrapping, half: int, shown: int
) -> str:
    """Describe how many of the questions right as they stand, each with its number, stay right when wrapped."""
    lost = []
    for number, question in right:
        text = wrapping.put(question.text, half, number)[:1000]
        if not is_right(engine, question, text):
            lost.append(text)
    share = 1 - len(lost) / max(1, len(right))
    return "\n".join([f"{share:6.3f}", *(f"           {text}" for text in lost[:shown])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="ask every N-th question only")
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--show", type=int, default=0, help="show N of the wrapped questions that were lost")
    parser.add_argument("--only", help="the wrappings whose names begin so")
    options = parser.parse_args()
    for folder in options.data:
        questions = read_questions(folder / "questions.jsonl").questions[:: options.every]
        with Engine(folder / "documents") as engine:
            right = [(n, q) for n, q in enumerate(questions) if is_right(engine, q, q.text)]
            print(f"{folder.name}: {len(right)} of {len(questions)} questions right as they stand", flush=True)
            for wrapping in WRAPPINGS:
                if wrapping.name.startswith(options.only or ""):
                    for half in options.half or HALVES:
                        figure = measure(engine, right, wrapping, HALVES[half], options.show)
                        print(f"  {wrapping.name:22} {half:10} {figure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
