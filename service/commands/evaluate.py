"""`quoth evaluate`: measure how well the documents answer questions with known answers."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from service.answer.ranking.model import load_model
from service.commands.common import Unusable, as_unusable, make_engine, printable, read_flags, show_progress, start
from service.commands.forks import map_in_forks
from service.documents.collection import CollectionError
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.evaluate.baseline import PlainBM25
from service.evaluate.evaluation import Evaluation, Spread, ask_all, compare, evaluation_to_json
from service.evaluate.folder_texts import FolderTexts
from service.evaluate.judging import JudgedReply, ShownQuote
from service.evaluate.misses import rank_with
from service.evaluate.question_file import LabelledQuestion, QuestionFile, QuestionsError, read_questions
from service.evaluate.report import About, write_report
from service.evaluate.summary import BASELINE, count_of, summarise
from service.resources import find_resource
from service.settings import Settings, SettingsError
from service.wire.problems import Problem
from service.wire.replies import Citation, Reply
from service.wire.requests import read_ask

SHOWN_FAULTS = 20  # invalid questions named in an error


@click.command()
@click.argument("questions", type=click.Path(path_type=Path))
@click.argument("folder", required=False)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a report with plots to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON instead.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask only the first N questions.")
@click.option(
    "--misses", type=click.IntRange(0), metavar="N", default=3, show_default=True, help="Show N misses for each reason."
)
@click.option(
    "--min-confidence", metavar="SHARE", help="The confidence below which not to answer (QUOTH_MIN_CONFIDENCE)."
)
@click.option("--threshold", "min_confidence", hidden=True)
@click.option(
    "--baseline/--no-baseline", default=True, show_default=True, help="Ask plain rank-bm25 as well, to compare."
)
def evaluate(
    questions: Path,
    folder: str | None,
    html: Path | None,
    as_json: bool,
    limit: int | None,
    misses: int,
    min_confidence: str | None,
    baseline: bool,
) -> None:
    """Measure how well the documents of FOLDER answer the file QUESTIONS, beside plain rank-bm25.

    QUESTIONS is CSV with the columns question, document and answer (text that the quote must contain; empty if
    the documents do not answer; rows with the same question are alternatives), or JSON Lines as /feedback writes them:
    question, kind, and answers, a list of {"document", "all": [texts]} or {"document", "span": [start, end]}.

    Exits with 0 when measured, 1 when a quote was not its document's text, 2 when the arguments or files cannot be used.

    \b
    Examples:
      quoth evaluate questions.csv ~/reports
      quoth evaluate questions.jsonl ~/reports --html report.html --misses 0
    """
    try:
        file = _read_question_file(questions, limit)
        settings = read_flags({"folder": folder, "min_confidence": min_confidence})
        with make_engine(settings) as engine:
            start(engine)
            engine.check()  # as not all that reads the index below could mend it
            snapshot = engine.snapshot or engine.start()
            evaluation = _evaluate(file.questions, settings, engine, snapshot, baseline)
        about = _describe_evaluation(file, questions, settings, snapshot)
        _print_evaluation(evaluation, about, as_json, misses)
        if html:
            html.write_text(write_report(evaluation, about), encoding="utf-8")
    except (QuestionsError, SettingsError, CollectionError) as error:
        raise Unusable(printable(str(error))) from None
    except OSError as error:
        raise as_unusable(error, f"'{html}' cannot be written: {error.strerror}.") from None
    sys.exit(1 if evaluation.service.figures.broken_quotes else 0)


def _read_question_file(path: Path, limit: int | None) -> QuestionFile:
    """Read a question file. Raises QuestionsError if /ask would refuse any of its questions."""
    file = read_questions(path)
    faults = []
    for question in file.questions:
        try:
            read_ask({"question": question.text})
        except Problem as problem:
            faults.append(f"Line {question.line}: {problem}")
    if faults:
        raise QuestionsError("\n".join([f"Question file '{path}':", *faults[:SHOWN_FAULTS]]))
    return QuestionFile(file.questions[:limit], file.unlabelled)


def _evaluate(
    questions: Sequence[LabelledQuestion], settings: Settings, engine: Engine, snapshot: Snapshot, baseline: bool
) -> Evaluation:
    texts = FolderTexts(engine.folder, frozenset(snapshot.numbers), engine.options)

    def ask_service(text: str) -> JudgedReply:
        return to_judge(engine.ask(text, snapshot=snapshot))

    run = ask_all(questions, ask_service, texts, spread=_show_as("Quoth"))
    beside = None
    if baseline:
        plain = PlainBM25(snapshot.index)
        beside = ask_all(questions, plain.reply, texts, calibrated=False, spread=_show_as(BASELINE))
    return compare(run, beside, rank_with(snapshot.index, load_model()), texts, map_in_forks)


def _show_as(label: str) -> Spread:
    """Ask on all cores, with a progress bar that has this label."""

    def spread(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        with show_progress(map_in_forks(function, items), len(items), label) as shown:
            yield from shown

    return spread


def to_judge(reply: Reply) -> JudgedReply:
    """Extract from a reply what is judged; its offsets must be code points."""
    citations, nearest = tuple(map(_to_quote, reply.citations)), tuple(map(_to_quote, reply.nearest))
    return JudgedReply(reply.answered, reply.answer, reply.confidence, citations, nearest)


def _to_quote(citation: Citation) -> ShownQuote:
    slices = [(part.start, part.end, part.text) for part in (citation.highlight, citation.passage) if part]
    if citation.speaker:
        slices.append((citation.speaker.start, citation.speaker.end, citation.speaker.name))
    start, end = citation.start, citation.end
    return ShownQuote(citation.document.id, start, end, citation.quote, citation.role, tuple(slices))


def _describe_evaluation(file: QuestionFile, path: Path, settings: Settings, snapshot: Snapshot) -> About:
    folder = settings.folder or find_resource("seeds")
    notes = []
    if file.unlabelled:
        lines = ", ".join(map(str, file.unlabelled[:10])) + (", ..." if file.unlabelled[10:] else "")
        verbs = ("has", "was") if len(file.unlabelled) == 1 else ("have", "were")
        notes.append(
            f"{count_of(len(file.unlabelled), 'line')} {verbs[0]} no answer yet (answers is null) and {verbs[1]} left out: "
            f"{lines}."
        )
    if snapshot.skipped:
        more = ", ..." if snapshot.skipped[1:] else "."
        files = count_of(len(snapshot.skipped), "file")
        notes.append(f"{files} of the collection could not be read: {snapshot.skipped[0].id}{more}")
    name = folder.resolve().name or str(folder)
    return About(path.name, name, len(snapshot.documents), snapshot.sentences, tuple(notes))


def _print_evaluation(evaluation: Evaluation, about: About, as_json: bool, misses: int) -> None:
    if as_json:
        shaped = {"notes": about.notes} | evaluation_to_json(evaluation)
        click.echo(json.dumps(shaped, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
        return
    for line in (*about.notes, *summarise(evaluation, misses)):
        click.echo(printable(line))
