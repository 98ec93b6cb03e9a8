"""An evaluation as one HTML page that stands alone: no script, nothing fetched, every foreign text escaped."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.evaluate import plots
from service.evaluate.evaluation import Evaluation, KindFigures
from service.evaluate.misses import HEADINGS
from service.evaluate.summary import BASELINE, COLUMNS, cells_of, count_of, kind_cells, lines_of

HERE = Path(__file__).parent
# What XML cannot hold, and control characters that a page should not.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class About:
    """What was measured: the names of question file and collection, the collection's size, and notes for the reader."""

    questions: str
    collection: str
    documents: int
    sentences: int
    notes: tuple[str, ...] = ()


def write_report(evaluation: Evaluation, about: About) -> str:
    """Render the page. Its own Content-Security-Policy forbids everything but its style sheet."""
    style = (HERE / "report.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    grouped = groupby(evaluation.misses, key=lambda miss: miss.reason)
    return (
        _make_environment()
        .get_template("report.html")
        .render(
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            style=Markup(style),
            about=about,
            evaluation=evaluation,
            figures=evaluation.service.figures,
            answerable=sum(outcome.question.answerable for outcome in evaluation.service.outcomes),
            baseline=BASELINE,
            columns=COLUMNS,
            comparison=[(name, *cells_of(figures)) for name, figures in lines_of(evaluation)],
            kind_rows=[_kind_row(kind) for kind in evaluation.kinds],
            risk=plots.plot_risk(evaluation.service, evaluation.baseline),
            calibration=plots.plot_calibration(evaluation.service),
            kinds=plots.plot_kinds(evaluation.kinds),
            misses=[(HEADINGS[reason], list(group)) for reason, group in grouped],
        )
    )


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=write_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["percent"] = plots.percent
    environment.filters["count_of"] = count_of
    environment.globals.update(
        {name: getattr(plots, name) for name in ("WIDTH", "HEIGHT", "LEFT", "TOP", "NAMES", "BAR")}
    )
    return environment


def write_value(value: object) -> object:
    """Write a value as the page shows it, before it is escaped: floats have at most two decimals, texts no controls."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return _UNPRINTABLE.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _kind_row(kind: KindFigures) -> tuple[str, ...]:
    return (kind.name, str(kind.answerable), str(kind.figures.questions - kind.answerable), *kind_cells(kind))
