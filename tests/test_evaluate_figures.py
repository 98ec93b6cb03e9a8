"""Judging and figures: the definitions, on cases worked out by hand and on generated ones."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluate.figures import auc, best_in_hindsight, calibrate, calibration_error, measure, operate
from service.evaluate.judging import JudgedReply, Judgement, ShownQuote, broken_quotes, judge
from service.evaluate.outcomes import Outcome, judge_reply
from service.evaluate.question_file import Alternative, LabelledQuestion, make_question

TEXT = "The bridge opened in 1893. It’s 280\u00a0metres  long."
OPENED = (0, 26)
LENGTH = (27, 50)


def cite(span: tuple[int, int], role: str = "answer", document: str = "a.txt", text: str = TEXT) -> ShownQuote:
    start, end = span
    return ShownQuote(document, start, end, text[start:end], role)


def reply(*citations: ShownQuote, nearest: Sequence[ShownQuote] = (), confidence: float = 0.5) -> JudgedReply:
    spoken = [citation.text for citation in citations if citation.role == "answer"]
    answer = "\n".join(spoken) if spoken else None
    return JudgedReply(bool(spoken), answer, confidence, citations, tuple(nearest))


def ask(*alternatives: Alternative, kind: str = "when") -> LabelledQuestion:
    return make_question("When did it open?", kind, alternatives)


YEAR = Alternative("a.txt", all=("1893",))
METRES = Alternative("a.txt", all=("It's 280 metres long",))
BOTH = Alternative("a.txt", all=("1893", "280 metres"))
NEXT = {"nearest": [cite(LENGTH, "nearest")]}
LONG = "The bridge opened in 1893" + ", as is well known" * 40 + "."
RIGHT, ON_TOP, AMONG_THREE, WRONG = (
    Judgement(True, True, True),
    Judgement(True, True, False),
    Judgement(False, True, False),
    Judgement(False, False, False),
)


@pytest.mark.parametrize(
    ("question", "given_reply", "judgement"),
    [
        pytest.param(ask(YEAR), reply(cite(OPENED)), RIGHT, id="its text stands in the quote"),
        pytest.param(ask(METRES), reply(cite(LENGTH)), RIGHT, id="quotes, white space and no-break spaces are alike"),
        pytest.param(ask(Alternative("a.txt", span=(21, 25))), reply(cite(OPENED)), RIGHT, id="the span is covered"),
        pytest.param(ask(Alternative("a.txt", span=(21, 27))), reply(cite(OPENED)), WRONG, id="not covered whole"),
        pytest.param(ask(Alternative("b.txt", all=("1893",))), reply(cite(OPENED)), WRONG, id="another document"),
        pytest.param(ask(METRES, YEAR), reply(cite(OPENED)), RIGHT, id="any alternative will do"),
        pytest.param(ask(YEAR), reply(nearest=[cite(OPENED, "nearest")]), ON_TOP, id="right, but silent"),
        pytest.param(ask(METRES), reply(cite(OPENED), **NEXT), AMONG_THREE, id="the second passage"),
        pytest.param(
            ask(METRES), reply(*[cite(OPENED)] + [cite(OPENED, "corroboration")] * 2, **NEXT), WRONG, id="the fourth"
        ),
        pytest.param(ask(BOTH), reply(cite(OPENED), cite(LENGTH)), WRONG, id="only the first answer counts"),
        pytest.param(ask(BOTH, kind="list"), reply(cite(OPENED), cite(LENGTH)), RIGHT, id="a list counts them all"),
        pytest.param(ask(YEAR), reply(cite((0, len(LONG)), text=LONG)), AMONG_THREE, id="an answer is short"),
        pytest.param(ask(YEAR, kind="list"), reply(cite((0, len(LONG)), text=LONG)), RIGHT, id="a list may be longer"),
        pytest.param(ask(YEAR), reply(), WRONG, id="nothing found"),
        pytest.param(ask(), reply(cite(OPENED)), WRONG, id="nothing is right where the documents are silent"),
    ],
)
def test_a_reply_is_judged(question: LabelledQuestion, given_reply: JudgedReply, judgement: Judgement) -> None:
    assert judge(question, given_reply) == judgement


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"text": "The bridge opened in 1894."}, [("a.txt", 0, 26), ("answer", 0, 0)]),
        ({"document": "absent.txt"}, [("absent.txt", 0, 26)]),
        ({"parts": ((21, 25, "1893"),)}, []),
        ({"parts": ((20, 25, "1893"),)}, [("a.txt", 20, 25)]),
        ({"parts": ((21, 25, "1893"), (4, 10, "Bridge"))}, [("a.txt", 4, 10)]),
    ],
)
def test_every_span_is_checked_against_its_document(changed: dict[str, Any], expected: list[Any]) -> None:
    whole = replace(reply(cite(OPENED)), citations=(replace(cite(OPENED), **changed),))
    assert broken_quotes(whole, {"a.txt": TEXT}) == expected


def outcome(
    answerable: bool, confidence: float, top1: bool = False, answered: bool = True, top3: bool = False
) -> Outcome:
    question = ask(YEAR) if answerable else ask()
    top1 = top1 and answerable
    return Outcome(question, answered, confidence, top1, top1 or top3, top1 and answered, seconds=confidence)


def test_the_figures_of_a_run_worked_out_by_hand() -> None:
    run = [
        outcome(True, 0.9, top1=True),
        outcome(True, 0.8, top3=True),
        outcome(True, 0.2, top1=True, answered=False),
        outcome(False, 0.5),
        outcome(False, 0.1, answered=False),
    ]
    figures = measure(run).to_json()
    # auc: of the six pairs, 0.9 and 0.8 win twice each, 0.2 once. ece: five bins of one, each off by its own.
    assert figures == {
        "questions": 5,
        "top1": 0.6667,
        "top3": 1.0,
        "hit": 0.3333,
        "abstained": 0.5,
        "joint": 0.4,
        "auc": 0.8333,
        "broken_quotes": 0,
        "median_ms": 500.0,
        "ece": round((0.1 + 0.8 + 0.8 + 0.5 + 0.1) / 5, 4),
    }
    best = best_in_hindsight(run)
    assert (best.threshold, best.coverage, best.joint) == (0.9, 0.2, 0.6)


def test_without_unanswerable_questions_there_is_no_area_and_no_abstention() -> None:
    figures = measure([outcome(True, 0.5, top1=True)])
    assert (figures.auc, figures.abstained, figures.joint) == (None, None, 1.0)
    assert measure([outcome(False, 0.5)]).auc is None


def test_a_reply_becomes_an_outcome() -> None:
    spoke = judge_reply(ask(YEAR), reply(cite(OPENED)), {"a.txt": TEXT}, 0.25)
    assert (spoke.right, spoke.hit, spoke.broken, spoke.seconds, spoke.quote) == (True, True, 0, 0.25, TEXT[0:26])
    silent = judge_reply(ask(), reply(nearest=[cite(LENGTH, "nearest")]), {})
    assert (silent.right, silent.answered, silent.document, silent.broken) == (True, False, "a.txt", 1)


scores = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), max_size=12)


@given(scores, scores)
def test_the_area_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auc(positive, negative) == (sum(pairs) / len(pairs) if pairs else None)


outcomes = st.lists(
    st.builds(outcome, st.booleans(), st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(outcomes)
def test_bins_hold_every_question_once_and_differ_by_one(run: list[Outcome]) -> None:
    bins = calibrate(run)
    assert sum(one.count for one in bins) == len(run)
    assert len(bins) == min(10, len(run))
    assert max(one.count for one in bins) - min(one.count for one in bins) <= 1
    assert [one.confidence for one in bins] == sorted(one.confidence for one in bins)
    assert math.isclose(sum(one.count * one.right for one in bins), sum(o.top1 for o in run), abs_tol=1e-9)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(run: list[Outcome], random: Any) -> None:
    mixed = random.sample(run, len(run))
    assert calibration_error(calibrate(mixed)) == calibration_error(calibrate(run))
    assert operate(mixed) == operate(run)


def test_confidence_that_comes_true_has_no_error_and_boasting_has() -> None:
    fair = [outcome(True, 0.25, top1=n < 25) for n in range(100)] + [outcome(True, 0.75, n < 75) for n in range(100)]
    assert calibration_error(calibrate(fair)) == 0
    boasting = [outcome(True, 1.0, top1=n < 30) for n in range(100)]
    assert math.isclose(calibration_error(calibrate(boasting)) or 0, 0.7)
    assert calibration_error([]) is None


@given(outcomes)
def test_the_best_threshold_is_that_of_trying_them_all(run: list[Outcome]) -> None:
    def joint(threshold: float) -> float:
        right = [
            o.top1 and o.confidence >= threshold if o.question.answerable else o.confidence < threshold for o in run
        ]
        return sum(right) / len(run)

    assert math.isclose(best_in_hindsight(run).joint, max(joint(t) for t in (0.0, 0.2, 0.5, 0.7, 1.0, 2.0)))
    last = operate(run)[-1]
    assert last.coverage == 1.0 and math.isclose(last.risk, 1 - sum(o.top1 for o in run) / len(run), abs_tol=1e-9)
