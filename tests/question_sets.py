"""Question sets below tests/: a folder of documents, and the file of questions on it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from conftest import ROOT, SEEDS, OpenEngine

from service.commands.evaluate import to_judge
from service.evaluate.evaluation import Run, ask_all
from service.evaluate.judging import fold
from service.evaluate.question_file import LabelledQuestion, read_questions


@dataclass(frozen=True)
class QuestionSet:
    """Questions on the documents of a folder. Never fit anything on them."""

    documents: Path
    file: Path

    @cached_property
    def questions(self) -> tuple[LabelledQuestion, ...]:
        return read_questions(self.file).questions

    @cached_property
    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.documents.iterdir())}

    @property
    def answerable(self) -> list[LabelledQuestion]:
        return [question for question in self.questions if question.answerable]

    @property
    def unanswerable(self) -> list[LabelledQuestion]:
        return [question for question in self.questions if not question.answerable]

    def ask(self, open_engine: OpenEngine) -> Run:
        engine = open_engine(self.documents)
        return ask_all(self.questions, lambda text: to_judge(engine.ask(text)), self.texts)

    def find_missing(self) -> list[tuple[str, str]]:
        """List the expected texts, (document, text), that their documents do not hold.

        White space and quotation marks count as they do when a reply is judged.
        """
        folded = {name: fold(text) for name, text in self.texts.items()}
        wanted = [
            (one.document, part) for question in self.questions for one in question.alternatives for part in one.all
        ]
        return [(document, part) for document, part in wanted if fold(part) not in folded[document]]

    def find_repeated(self) -> list[str]:
        """List the questions that are asked more than once, whatever their capitals."""
        asked = Counter(question.text.lower() for question in self.questions)
        return [text for text, times in asked.items() if times > 1]


SMALL = QuestionSet(ROOT / "tests" / "questions" / "documents", ROOT / "tests" / "questions" / "questions.jsonl")
DOMAINS = QuestionSet(ROOT / "tests" / "domains" / "documents", ROOT / "tests" / "domains" / "questions.jsonl")
SEED_QUESTIONS = QuestionSet(SEEDS, ROOT / "tests" / "seed_questions.jsonl")


def count(run: Run, figure: str) -> int:
    """Count the answerable questions that are right in a way: "top1", "top3" or "hit"."""
    return sum(getattr(outcome, figure) for outcome in run.outcomes if outcome.question.answerable)


def name_missed(run: Run, figure: str) -> str:
    """Name the questions that were not right in a way, for whoever reads a failure."""
    return "\n".join(o.question.text for o in run.outcomes if o.question.answerable and not getattr(o, figure))


def find_spoken(run: Run) -> list[str]:
    """List the unanswerable questions that were answered."""
    return [outcome.question.text for outcome in run.outcomes if outcome.answered and not outcome.question.answerable]
