"""What came of asking one question: the judgement on the reply, its confidence, the time it took."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.evaluate.judging import JudgedReply, broken_quotes, judge
from service.evaluate.question_file import LabelledQuestion


@dataclass(frozen=True)
class Outcome:
    """One question with its reply judged. `quote` is the first passage shown, from the document with id `document`.

    `seconds` is None where the time was not taken.
    """

    question: LabelledQuestion
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
    question: LabelledQuestion,
    reply: JudgedReply,
    texts: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> Outcome:
    """Judge one reply. With `texts`, the documents' canonical texts by id, its quotes are checked as well."""
    judged = judge(question, reply)
    first = next(iter([*reply.spoken, *reply.shown]), None)
    return Outcome(
        question,
        reply.answered,
        reply.confidence,
        judged.top1,
        judged.top3,
        judged.hit,
        0 if texts is None else len(broken_quotes(reply, texts)),
        seconds,
        first.text if first else "",
        first.document if first else "",
    )
