"""`quoth evaluate`: the figures, the exit codes, the report."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, SEEDS
from msgspec.structs import replace

from service.answer.ranking.model import load_model
from service.commands.evaluate import to_judge
from service.commands.main import main
from service.engine.engine import Engine
from service.evaluate.evaluation import Evaluation, Run, ask_all, compare
from service.evaluate.folder_texts import FolderTexts
from service.evaluate.judging import broken_quotes
from service.evaluate.misses import rank_with
from service.evaluate.plots import wilson
from service.evaluate.question_file import Alternative, LabelledQuestion, make_question
from service.evaluate.report import About, write_report, write_value
from service.evaluate.summary import summarise
from service.wire.replies import Passage, Span, Speaker

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>-->"

BRIDGE = f"""The harbour bridge

The harbour bridge opened in 1893 after six years of work. It was designed by Amalia Holm, an engineer from Bergen.

The bridge is 280 metres long. Its towers are 41 metres high, and the harbour pilots call it {HOSTILE} in jest.
"""
FERRY = """The ferry

The ferry to Skarholm leaves every forty minutes in summer. A ticket for the ferry costs 12 crowns.

Dogs travel free of charge on the ferry. The ferry was built in Gdansk in 1978.
"""
QUESTIONS = f"""question,document,answer,kind
When did the harbour bridge open?,bridge.txt,1893,when
Who designed the harbour bridge?,bridge.txt,Amalia Holm,who
How long is the bridge?,bridge.txt,280 metres,number
What does a ticket for the ferry cost?,ferry.txt,12 crowns,number
Where was the ferry built?,ferry.txt,Gdansk,where
Where was the ferry built?,ferry.txt,1978,where
What do quetzals eat?,,,none
Who is the mayor of {HOSTILE.replace(",", "")}?,,,none
What do harbour pilots call the bridge?,bridge.txt,the old lady,{HOSTILE.replace('"', "")}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    collection = tmp_path / "collection"
    collection.mkdir()
    (collection / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (collection / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "questions.csv").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)], prog_name="quoth")


def evaluate(folder: Path, *questions: LabelledQuestion) -> Evaluation:
    with TemporaryDirectory() as index, Engine(folder, index=index) as engine:
        snapshot = engine.start()
        texts = FolderTexts(folder, frozenset(snapshot.numbers))
        done = ask_all(questions, lambda text: to_judge(engine.ask(text)), texts)
        return compare(done, None, rank_with(snapshot.index, load_model()), texts)


def test_the_figures_of_a_collection_of_ones_own(folder: Path) -> None:
    result = run(folder / "questions.csv", folder / "collection", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    figures, misses = told["figures"], told["misses"]
    assert figures["questions"] == 8  # two rows are alternatives
    assert figures["top1"] >= 0.8 and figures["broken_quotes"] == 0 and figures["median_ms"] > 0
    assert {"rank_bm25", "best_threshold_in_hindsight", "kinds", "notes"} <= set(told)
    assert told["rank_bm25"]["figures"]["questions"] == 8 and told["rank_bm25"]["figures"]["ece"] is None
    assert told["kinds"]["where"]["questions"] == 1
    assert round(figures["joint"] * 8) == 8 - len(misses)
    assert [miss["line"] for miss in misses if miss["reason"] == "not_in_documents"] == [10]


def test_the_figures_are_printed_with_the_misses_and_their_reasons(folder: Path) -> None:
    result = run(folder / "questions.csv", folder / "collection")
    assert result.exit_code == 0
    header, quoth, *_ = [line.split() for line in result.stdout.splitlines()[2:]]
    assert header[:6] == ["top1", "top3", "hit", "abstained", "joint", "auc"] and quoth[0] == "Quoth"
    assert "plain rank-bm25" in result.stdout and "best threshold*" in result.stdout
    assert "The right answer stands in no document: 1\n  Line 10: What do harbour pilots call" in result.stdout
    without = run(folder / "questions.csv", folder / "collection", "--misses", 0, "--no-baseline").stdout
    assert "  Line 10:" not in without and "plain rank-bm25" not in without


def test_only_the_first_questions_are_asked_where_a_limit_is_given(folder: Path) -> None:
    told = json.loads(run(folder / "questions.csv", folder / "collection", "--json", "--limit", 2).stdout)
    assert told["figures"]["questions"] == 2 and told["figures"]["abstained"] is None


@pytest.mark.parametrize(("threshold", "abstained", "hit"), [("0", None, None), ("1", 1.0, 0.0)])
def test_the_threshold_decides_on_silence(
    folder: Path, threshold: str, abstained: float | None, hit: float | None
) -> None:
    arguments = (folder / "questions.csv", folder / "collection", "--json", "--threshold", threshold)
    figures = json.loads(run(*arguments).stdout)["figures"]
    if hit is None:
        assert figures["hit"] == figures["top1"]
    else:
        assert (figures["hit"], figures["abstained"]) == (hit, abstained)


def test_the_first_collection_is_the_default(tmp_path: Path) -> None:
    line = {"question": "Who is the ambassador?", "answers": [], "verdict": "right", "received": "2026-01-01"}
    path = tmp_path / "feedback.jsonl"
    path.write_text(json.dumps(line) + "\n" + json.dumps(line | {"answers": None}) + "\n")
    told = json.loads(run(path, "--json").stdout)
    assert told["figures"]["questions"] == 1
    assert told["notes"] == ["1 line has no answer yet (answers is null) and was left out: 2."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("question,document,answer\nA?,,x\n", "Line 2: document is empty"),
        ("question,document,answer\n" + "why " * 300 + ",,\n", "Line 2: question is"),
        ('{"question": "A\\u0007?", "answers": []}\n', "Line 1: question is"),
    ],
)
def test_a_faulty_file_ends_with_2_and_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "questions"
    path.write_text(text)
    result = run(path, SEEDS)
    assert result.exit_code == 2
    assert message in result.stderr and result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nowhere/questions.csv"], "/nowhere/questions.csv"),
        (["questions.csv", "/nowhere/at/all"], "/nowhere/at/all"),
        (["questions.csv", "collection", "--threshold", "2"], "--min-confidence is '2'"),
        (["questions.csv", "collection", "--html", "absent/report.html"], "absent/report.html' cannot be written"),
    ],
)
def test_what_cannot_be_used_ends_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(folder)
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr and isinstance(result.exception, SystemExit)


def test_a_quote_that_is_not_the_documents_text_ends_with_1(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_and_ask(*arguments: Any, **options: Any) -> Run:
        (folder / "collection" / "bridge.txt").write_text("Everything is new here.")
        return ask_all(*arguments, **options)

    monkeypatch.setattr("service.commands.evaluate.ask_all", change_and_ask)
    result = run(folder / "questions.csv", folder / "collection", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["figures"]["broken_quotes"] > 0


def test_someone_who_watches_sees_a_progress_bar(folder: Path) -> None:
    pty = pytest.importorskip("pty", reason="A terminal to watch needs POSIX.")
    watched, terminal = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "service.commands.main",
        "evaluate",
        str(folder / "questions.csv"),
        str(folder / "collection"),
    ]
    process = subprocess.run([*command, "--json"], stdout=subprocess.PIPE, stderr=terminal, cwd=ROOT, check=True)
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so where nobody holds the other end any more
        while piece := os.read(watched, 1 << 16):  # a terminal gives what it has in pieces
            shown += piece
    os.close(watched)
    assert b"Quoth" in shown and b"plain rank-bm25" in shown and b"100%" in shown
    assert json.loads(process.stdout)["figures"]["questions"] == 8


class Page(HTMLParser):
    """What a browser would find: tags, attributes, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def report(folder: Path) -> str:
    result = run(folder / "questions.csv", folder / "collection", "--html", folder / "report.html")
    assert result.exit_code == 0
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_report_stands_alone_and_runs_nothing(report: str) -> None:
    page = Page(report)
    assert not page.tags & {"script", "img", "link", "iframe", "object", "a", "image", "use", "foreignobject"}
    assert not [name for name in page.attributes if name.startswith("on") or name in ("href", "src", "style")]
    assert "url(" not in report and "@import" not in report
    assert any(policy.startswith("default-src 'none'") for policy in page.attributes["content"])


def test_the_report_shows_hostile_text_as_text(report: str) -> None:
    text = Page(report).text
    assert f"call it {HOSTILE} in jest." in text  # of a document
    assert HOSTILE.replace('"', "") in text  # of the file of questions
    assert "What do harbour pilots call the bridge?" in text


def test_the_plots_are_well_formed_and_hold_what_was_measured(report: str) -> None:
    plots = [ElementTree.fromstring(plot) for plot in re.findall(r"<svg.*?</svg>", report, re.DOTALL)]
    assert [plot.findtext("title") for plot in plots] == ["Risk against coverage", "Calibration", "By kind of question"]
    risk, calibration, kinds = plots
    assert {line.get("class") for line in risk.iter("polyline")} == {"curve ours", "curve plain"}
    assert len(list(calibration.iter("circle"))) == 8  # fewer than ten questions: a bin each
    names = {name.findtext("title") for name in kinds.iter("text") if name.get("class") == "name"}
    assert {"when", "who", "number", "where", "none"} < names and len(names) == 6


def test_the_report_draws_in_a_browser(report: str, folder: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 420, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((folder / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 420
    assert page.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert page.evaluate("[...document.querySelectorAll('svg')].every(plot => plot.getBBox().height > 50)")
    page.close()
    assert said == []


def test_an_evaluation_without_misses_or_baseline_is_reported(folder: Path) -> None:
    question = make_question("When did the harbour bridge open?", "", (Alternative("bridge.txt", all=("1893",)),))
    evaluation = evaluate(folder / "collection", question)
    assert evaluation.kinds_read and [kind.name for kind in evaluation.kinds] == ["when"]
    page = write_report(evaluation, About("q.csv", "collection", 2, 9, ("A note & more.",)))
    assert "A note &amp; more." in page and "rank-bm25, always" not in page


def test_several_kinds_read_from_the_wording_are_said_to_be_read(folder: Path) -> None:
    opened = make_question("When did the harbour bridge open?", "", (Alternative("bridge.txt", all=("1893",)),))
    built = make_question("Who built the harbour bridge?", "", (Alternative("bridge.txt", all=("1893",)),))
    evaluation = evaluate(folder / "collection", opened, built)
    assert [kind.name for kind in evaluation.kinds] == ["when", "who"]
    lines = [*summarise(evaluation, 0)]
    assert lines[0].startswith("2 questions") and any(line.startswith("kind (read from the wording)") for line in lines)
    assert next(summarise(evaluate(folder / "collection", opened), 0)) == "1 question, 1 of them answerable"


def test_one_of_a_thing_is_written_so(folder: Path) -> None:
    shutil.rmtree(folder / "collection")
    (folder / "collection").mkdir()
    (folder / "collection" / "bridge.txt").write_text("The harbour bridge opened in 1893.")
    (folder / "collection" / "empty.txt").write_text("")
    asked = {"question": "When did the harbour bridge open?", "answers": [{"document": "bridge.txt", "all": ["1893"]}]}
    lines = [asked, {"question": "Who built it?", "answers": None}]
    (folder / "one.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run(folder / "one.jsonl", folder / "collection", "--html", folder / "one.html").exit_code == 0
    text = Page((folder / "one.html").read_text()).text
    for written in (
        ": 1 question, asked of the collection “collection” (1 document, 1 sentence).",
        "1 line has no answer yet (answers is null) and was left out: 2.",
        "1 file of the collection could not be read: empty.txt.",
        "of 1 answerable question answered right",
        "1 question: confidence",
    ):
        assert written in text
    assert not re.search(r"\b1 (\w+ )?(questions|others|documents|sentences|lines|files)\b", text)


def test_every_span_of_a_reply_is_checked(tmp_path: Path) -> None:
    with Engine(SEEDS, index=tmp_path) as engine:
        reply = engine.ask("How many Canadian passport holders live in Hong Kong?")
        texts = {document.id: document.text for document in engine.start().documents}
    first, broken = reply.citations[0], (0, 3)
    assert reply.answered and broken_quotes(to_judge(reply), texts) == []
    passage = Passage(*broken, "\0\0\0")
    for changed in (
        replace(first, highlight=passage),
        replace(first, passage=passage),
        replace(first, speaker=Speaker(*broken, "\0\0\0", Span(0, 1))),
    ):
        judged = to_judge(replace(reply, citations=(changed,)))
        assert broken_quotes(judged, texts) == [(first.document.id, *broken)]


def test_files_are_read_anew_to_check_quotes(folder: Path) -> None:
    texts = FolderTexts(folder / "collection", frozenset({"bridge.txt", "gone.txt"}))
    assert texts["bridge.txt"] == BRIDGE
    assert texts["gone.txt"] == ""
    assert texts.get("ferry.txt") is None and texts.get("../questions.csv") is None
    assert list(texts) == ["bridge.txt", "gone.txt"] and len(texts) == 2


def test_values_are_written_for_a_page() -> None:
    assert [write_value(value) for value in (1.5, 2.0, 0.123, 7)] == ["1.5", "2", "0.12", 7]
    assert write_value("a\x00\x1b\ud800b\n") == "a\ufffd\ufffd\ufffdb\n"


def test_a_long_text_is_shortened_and_hostile_names_stay_text(folder: Path) -> None:
    question = make_question("x" * 700, HOSTILE, (Alternative("bridge.txt", all=("1893",)),))
    page = write_report(evaluate(folder / "collection", question), About(HOSTILE, HOSTILE, 2, 9, (HOSTILE + "\x1b",)))
    assert f"<bdi>{'x' * 599}…</bdi>" in page and "x" * 600 not in page
    assert "<script" not in page and "<img" not in page and "\x1b" not in page
    assert Page(page).text.count(HOSTILE) >= 4


@pytest.mark.parametrize(
    ("share", "count", "bounds"), [(0.5, 10, (0.2366, 0.7634)), (0.0, 1, (0.0, 0.7935)), (1.0, 100, (0.963, 1.0))]
)
def test_intervals_are_wilsons(share: float, count: int, bounds: tuple[float, float]) -> None:
    assert wilson(share, count) == pytest.approx(bounds, abs=1e-4)
