"""Print an evaluation: lines for the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from service.evaluate.counted import count_of
from service.evaluate.evaluation import Evaluation, KindFigures, Run
from service.evaluate.figures import Figures
from service.evaluate.misses import HEADINGS, Miss

BASELINE = "plain rank-bm25"
COLUMNS = ("", "top1", "top3", "hit", "abstained", "joint", "auc", "ece", "broken quotes", "median ms")


def lines_of(evaluation: Evaluation) -> list[tuple[str, Figures]]:
    """List the lines of the comparison: name and figures."""
    lines = [("Quoth", evaluation.service.figures), ("  with the best threshold*", in_hindsight(evaluation.service))]
    if evaluation.baseline:
        lines += [
            (BASELINE, evaluation.baseline.figures),
            ("  with the best threshold*", in_hindsight(evaluation.baseline)),
        ]
    return lines


def in_hindsight(run: Run) -> Figures:
    """Compute the figures that a run would have with its best threshold."""
    best = run.best.threshold
    outcomes = run.outcomes
    spoken = [outcome for outcome in outcomes if best is not None and outcome.confidence >= best]
    answerable = sum(outcome.question.answerable for outcome in outcomes)
    others = len(outcomes) - answerable
    hits = sum(outcome.top1 for outcome in spoken if outcome.question.answerable)
    intruding = sum(not outcome.question.answerable for outcome in spoken)
    return replace(
        run.figures,
        hit=round(hits / max(1, answerable), 4),
        abstained=round(1 - intruding / others, 4) if others else None,
        joint=round(run.best.joint, 4),
    )


def cells_of(figures: Figures) -> tuple[str, ...]:
    """Format figures in the order of COLUMNS."""
    shares = (figures.top1, figures.top3, figures.hit, figures.abstained, figures.joint, figures.auc, figures.ece)
    times = "-" if figures.median_ms is None else f"{figures.median_ms:.1f}"
    return (*("-" if share is None else f"{share:.3f}" for share in shares), str(figures.broken_quotes), times)


def kind_cells(kind: KindFigures) -> tuple[str, ...]:
    """Format the figures of a kind. Without answerable questions those over the answerable are "-", not zero."""
    cells = cells_of(kind.figures)
    return cells if kind.answerable else ("-", "-", "-", *cells[3:])


def summarise(evaluation: Evaluation, shown: int) -> Iterator[str]:
    """List the figures, the figures by kind, and the first `shown` misses for each reason."""
    run = evaluation.service
    answerable = sum(outcome.question.answerable for outcome in run.outcomes)
    yield f"{count_of(len(run.outcomes), 'question')}, {answerable} of them answerable"
    yield ""
    yield from align([COLUMNS, *((name, *cells_of(figures)) for name, figures in lines_of(evaluation))])
    yield "* which is known in hindsight only" + (
        f"; {BASELINE} is silent where no word is found" if evaluation.baseline else ""
    )
    yield ""
    heading = ("kind (read from the wording)" if evaluation.kinds_read else "kind", "questions", *COLUMNS[1:6])
    rows = [(kind.name[:30], str(kind.figures.questions), *kind_cells(kind)[:5]) for kind in evaluation.kinds]
    yield from align([heading, *rows])
    yield from _describe_misses(evaluation.misses, shown)


def align(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Align rows in columns, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *numbers]).rstrip()


def _describe_misses(misses: Sequence[Miss], shown: int) -> Iterator[str]:
    yield ""
    yield f"{len(misses)} missed" + ("" if misses else ".")
    for reason, group in groupby(misses, key=lambda miss: miss.reason):
        of_reason = list(group)
        yield ""
        yield f"{HEADINGS[reason]}: {len(of_reason)}"
        for miss in of_reason[:shown]:
            yield from _describe_miss(miss)
        if 0 < shown < len(of_reason):
            yield f"  ... and {len(of_reason) - shown} more (--misses, --html and --json show them)"


def _describe_miss(miss: Miss) -> Iterator[str]:
    outcome = miss.outcome
    quote = " ".join(outcome.quote.split())
    place = f" (a right passage is at place {miss.place})" if miss.place else ""
    yield f"  Line {outcome.question.line}: {outcome.question.text}{place}"
    if quote:
        spoke = "said" if outcome.answered else "silent; nearest"
        yield f"      {spoke}: {quote[:150]}{'...' if quote[150:] else ''}"
