"""Answer many questions, with a problem in place of each reply to an invalid one."""

from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.wire.problems import Problem, ProblemDetails, describe_problem, show
from service.wire.replies import Reply
from service.wire.requests import read_ask


def reply_or_problem(question: object, engine: Engine, snapshot: Snapshot) -> Reply | ProblemDetails:
    """Answer one question of a batch, given as text or as the fields of /ask, or describe what is wrong with it."""
    try:
        fields = {"question": question} if isinstance(question, str) else question
        if not isinstance(fields, dict):
            expected = "a question's text or an object with the fields of /ask"
            raise Problem(400, f"The question is {show(question)}; expected {expected}.")
        return engine.ask(read_ask(fields), snapshot=snapshot)
    except Problem as problem:
        return describe_problem(problem)
