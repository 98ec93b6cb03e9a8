"""An evaluation as one HTML page that stands alone: no script, nothing fetched, every foreign text escaped."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from service.evaluate.evaluation import Evaluation, KindFigures, Run
from service.evaluate.markup import Markup, element, foreign, join
from service.evaluate.misses import HEADINGS, Miss
from service.evaluate.outcomes import Outcome
from service.evaluate.plots import MAX_KINDS, percent, plot_calibration, plot_kinds, plot_risk
from service.evaluate.style import STYLE
from service.evaluate.summary import BASELINE, COLUMNS, cells_of, kind_cells, lines_of


@dataclass(frozen=True)
class About:
    """What was measured: the question file's name, the collection's, its size, and anything to bear in mind."""

    questions: str
    collection: str
    documents: int
    sentences: int
    notes: tuple[str, ...] = ()


def write_report(evaluation: Evaluation, about: About) -> str:
    """Give the page. Nothing in it runs, and its own policy forbids whatever is not its style sheet."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"How well {about.collection} answers {about.questions}"),
        element("style", Markup(STYLE)),
    )
    main = element(
        "main",
        _opening(evaluation, about),
        _comparison(evaluation),
        _curves(evaluation),
        _kinds(evaluation),
        _misses(evaluation.misses),
    )
    return "<!doctype html>\n" + element("html", head, element("body", main), lang="en") + "\n"


def _opening(evaluation: Evaluation, about: About) -> Markup:
    run = evaluation.service
    figures = run.figures
    answerable = sum(outcome.question.answerable for outcome in run.outcomes)
    tiles = [
        ("right in all: answered right, or rightly silent", percent(figures.joint)),
        (f"of {answerable} answerable questions answered right", percent(figures.hit)),
        (f"of {figures.questions - answerable} others rightly left unanswered", percent(figures.abstained)),
        ("of the answerable have a right passage on top", percent(figures.top1)),
        ("quotes that are not their document's text", str(figures.broken_quotes)),
        ("median time of a question", f"{figures.median_ms} ms"),
    ]
    return join(
        element("h1", "Answers measured"),
        element(
            "p",
            foreign(about.questions),
            f": {figures.questions} questions, asked of the collection “",
            foreign(about.collection),
            f"” ({about.documents} documents, {about.sentences} sentences).",
            class_="soft",
        ),
        *(element("p", foreign(note), class_="soft") for note in about.notes),
        element("dl", *(element("div", element("dt", name), element("dd", v)) for name, v in tiles), class_="tiles"),
    )


def _comparison(evaluation: Evaluation) -> Markup:
    told = (
        "top1 and top3: the first passage ranked, or one of the first three, answers; of the answerable questions, "
        "spoken or not. auc: the chance that an answerable question gets the higher confidence than one that is not. "
        "ece: how far confidence is from the share that is right. * The best threshold is known in "
        "hindsight only; it shows what better silence alone would bring. "
        f"{BASELINE[0].upper()}{BASELINE[1:]} is silent only where no sentence holds a word of the question."
    )
    return join(
        element("h2", "Beside plain rank-bm25" if evaluation.baseline else "Figures"),
        _table(COLUMNS, ((name, *cells_of(figures)) for name, figures in lines_of(evaluation))),
        element("p", told, class_="soft"),
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in columns)))
    body = [
        element("tr", element("th", foreign(name, 80), scope="row"), *(element("td", cell) for cell in cells))
        for name, *cells in rows
    ]
    return element("div", element("table", head, element("tbody", *body)), class_="scroll", tabindex="0")


def _key(*entries: tuple[str, str]) -> Markup:
    return element("ul", *(element("li", element("span", class_=look), name) for look, name in entries), class_="key")


def _curves(evaluation: Evaluation) -> Markup:
    plain = [("dashes", BASELINE)] if evaluation.baseline else []
    risk = element(
        "figure",
        element("h2", "Risk against coverage"),
        _key(("stroke", "Quoth"), ("dot", "Quoth as set"), *plain),
        plot_risk(evaluation.service, evaluation.baseline),
        element("figcaption", "Lower is better: the surest answers first, how many of those given are wrong."),
    )
    calibration = element(
        "figure",
        element("h2", "Calibration"),
        _key(("dot", "a tenth of the questions"), ("dots", "as sure as right")),
        plot_calibration(evaluation.service),
        element(
            "figcaption",
            f"Expected calibration error {_error(evaluation.service)}. Below the line: too sure. "
            "Upright lines: 95% intervals.",
        ),
    )
    return element("div", risk, calibration, class_="pair")


def _error(run: Run) -> str:
    return "-" if run.figures.ece is None else f"{run.figures.ece:.3f}"


def _kinds(evaluation: Evaluation) -> Markup:
    entries = [("ours", "answered right"), ("third", "a right passage among the first three")]
    entries += [("plain", f"{BASELINE}'s first passage")] if evaluation.baseline else []
    entries += [("silent", "rightly silent")] if evaluation.service.figures.abstained is not None else []
    notes = ["Kinds are read from the questions' wording: the file tells none apart."] if evaluation.kinds_read else []
    if len(evaluation.kinds) > MAX_KINDS:
        notes.append(f"The {MAX_KINDS} largest of {len(evaluation.kinds)} kinds are drawn.")
    return join(
        element(
            "figure",
            element("h2", "By kind of question"),
            _key(*entries),
            element("div", plot_kinds(evaluation.kinds), class_="scroll wide", tabindex="0"),
            element("figcaption", " ".join(notes)) if notes else None,
        ),
        element(
            "details",
            element("summary", "The same as a table"),
            _table(("kind", "answerable", "others", *COLUMNS[1:]), map(_kind_cells, evaluation.kinds)),
        ),
    )


def _kind_cells(kind: KindFigures) -> tuple[str, ...]:
    return (kind.name, str(kind.answerable), str(kind.figures.questions - kind.answerable), *kind_cells(kind))


def _misses(misses: Sequence[Miss]) -> Markup:
    if not misses:
        return join(element("h2", "Misses"), element("p", "None."))
    groups = [(reason, list(group)) for reason, group in groupby(misses, key=lambda miss: miss.reason)]
    blocks = [
        element(
            "details",
            element("summary", f"{HEADINGS[reason]}: {len(group)}"),
            element("ul", *map(_miss, group), class_="misses"),
        )
        for reason, group in groups
    ]
    return join(element("h2", f"Misses: {len(misses)}"), *blocks)


def _miss(miss: Miss) -> Markup:
    outcome = miss.outcome
    place = f"A right passage is at place {miss.place}. " if miss.place else ""
    return element(
        "li",
        element("span", foreign(outcome.question.text), class_="asked"),
        _said(outcome),
        element(
            "span",
            f"{place}Confidence {percent(outcome.confidence)}, line {outcome.question.line} of the file.",
            class_="soft",
        ),
    )


def _said(outcome: Outcome) -> Markup:
    if not outcome.quote:
        return element("span", "Nothing was found.", class_="said soft")
    silent = None if outcome.answered else element("span", "Silent; nearest: ", class_="soft")
    source = element("span", " ", foreign(outcome.document, 120), class_="soft")
    return element("span", silent, element("q", foreign(outcome.quote)), source, class_="said")
