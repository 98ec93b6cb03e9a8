"""What came of asking one question: how sure the reply was, whether it was right, how long it took."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.evaluate.judging import Reply, broken_quotes, judge, shown_of, spoken_of
from service.evaluate.question_file import Question


@dataclass(frozen=True)
class Outcome:
    """One question with its reply judged. `quote` is the first passage shown, from the document with id `document`.

    `seconds` is None where no time was taken.
    """

    question: Question
    answered: bool
    confidence: float
    top1: bool
    top3: bool
    hit: bool
    broken: int = 0
    seconds: float | None = None
    quote: str = ""
    document: str = ""

    @property
    def right(self) -> bool:
        """Answered with a right answer, or rightly silent."""
        return self.hit if self.question.answerable else not self.answered


def judge_reply(
    question: Question, reply: Reply, texts: Mapping[str, str] | None = None, seconds: float | None = None
) -> Outcome:
    """Judge one reply; with `texts`, the documents' canonical texts by id, its quotes are checked as well."""
    judged = judge(question, reply)
    first = next(iter([*spoken_of(reply), *shown_of(reply)]), None)
    return Outcome(
        question,
        bool(reply["answered"]),
        reply.get("confidence") or 0.0,
        judged.top1,
        judged.top3,
        judged.hit,
        0 if texts is None else len(broken_quotes(reply, texts)),
        seconds,
        first["quote"] if first else "",
        first["document"]["id"] if first else "",
    )
