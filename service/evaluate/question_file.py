"""Read question files, JSON Lines or CSV: questions, each with the answers that are right."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.documents.csv_rows import NotCsvError, name_columns, read_rows
from service.documents.decoding import decode
from service.documents.errors import UnreadableError, system_reason
from service.query.question import read_question

MAX_FAULTS = 10  # named in one error
COLUMNS = ("question", "document", "answer")
SHOWN = 60  # characters of a value that an error repeats


class QuestionsError(Exception):
    """A question file that cannot be used. Its message names every faulty line."""


@dataclass(frozen=True)
class Alternative:
    """One right answer: quotes from `document` that hold every text of `all`, or cover `span` (code points)."""

    document: str
    all: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class LabelledQuestion:
    """A question of the file, from its line `line`. No alternatives: the documents do not answer it.

    `kind` is what the file says, or else what the wording asks for. `is_list` lets an answer have many citations; only the
    file can say so, with the kind "list". `document` is the id of the document asked about, where the file names one.
    """

    text: str
    kind: str
    alternatives: tuple[Alternative, ...]
    line: int = 0
    is_list: bool = False
    document: str = ""
    kind_given: bool = False  # by the file

    @property
    def answerable(self) -> bool:
        return bool(self.alternatives)


@dataclass(frozen=True)
class QuestionFile:
    """The questions of a file, in order, and the lines that are not labelled yet (`answers` is null)."""

    questions: tuple[LabelledQuestion, ...]
    unlabelled: tuple[int, ...] = ()


class _Fault(Exception):
    """What is wrong with one line."""


def read_questions(path: Path) -> QuestionFile:
    """Read a question file: JSON Lines if it begins with a bracket, else CSV (also with semicolons or tabs).

    Raises QuestionsError, naming the lines, if any line cannot be used.
    """
    try:
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise QuestionsError(f"Question file '{path}': {system_reason(error)}") from None
    except UnreadableError as error:
        raise QuestionsError(f"Question file '{path}': {error}") from None
    read = _read_json_lines if text.lstrip().startswith(("{", "[")) else _read_csv
    faults: list[str] = []
    found = read(text, faults)
    if not faults and not found.questions:
        faults = ["It holds no question with its answers; at least one was expected."]
    if faults:
        more = [f"and {len(faults) - MAX_FAULTS} more"] if len(faults) > MAX_FAULTS else []
        raise QuestionsError("\n".join([f"Question file '{path}':", *faults[:MAX_FAULTS], *more]))
    return found


def _read_json_lines(text: str, faults: list[str]) -> QuestionFile:
    questions, unlabelled = [], []
    for number, line in enumerate(text.split("\n"), 1):  # splitlines() also splits at U+2028, which JSON allows
        if not line.strip():
            continue
        try:
            question = _read_object(_parse(line), number)
        except _Fault as fault:
            faults.append(f"Line {number}: {fault}")
            continue
        if question is None:
            unlabelled.append(number)
        else:
            questions.append(question)
    return QuestionFile(tuple(questions), tuple(unlabelled))


def _parse(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Fault(f"It is not JSON: {error.msg} at character {error.pos + 1}.") from None
    except RecursionError:
        raise _Fault("It is nested too deeply.") from None
    if not isinstance(value, dict):
        raise _Fault(f'{show(value)} is not an object; expected {{"question": ..., "answers": [...]}} on each line.')
    return value


def _read_object(fields: dict[str, Any], line: int) -> LabelledQuestion | None:
    """Read one object; None if its `answers` is null. Other keys are ignored."""
    text = _read_text(fields, "question")
    kind = _read_text(fields, "kind") if fields.get("kind") is not None else ""
    if "answers" not in fields:
        raise _Fault("answers is missing; expected a list, empty where the documents do not answer.")
    answers = fields["answers"]
    if answers is None:
        return None
    if not isinstance(answers, list):
        raise _Fault(f"answers is {show(answers)}; expected a list of alternatives.")
    alternatives = tuple(_read_alternative(answer, f"answers[{n}]") for n, answer in enumerate(answers))
    document = fields.get("document")
    return make_question(text, kind, alternatives, line, document if isinstance(document, str) else "")


def make_question(
    text: str, kind: str, alternatives: tuple[Alternative, ...], line: int = 0, document: str = ""
) -> LabelledQuestion:
    """Make a question; a kind that is not given ("") is read from the wording."""
    kind_read = kind or read_question(text).kind
    return LabelledQuestion(
        text, kind_read, alternatives, line, is_list=kind == "list", document=document, kind_given=bool(kind)
    )


def _read_text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _Fault(f"{name} is {show(value) if name in fields else 'missing'}; expected a text.")
    return value.strip()


def _read_alternative(value: object, name: str) -> Alternative:
    expected = 'expected {"document": id, "all": [text, ...]} or {"document": id, "span": [start, end]}'
    if not isinstance(value, dict) or not isinstance(value.get("document"), str) or not value["document"]:
        raise _Fault(f"{name} is {show(value)}; {expected}.")
    if ("all" in value) == ("span" in value):
        raise _Fault(f"{name} has {'both all and span' if 'all' in value else 'neither all nor span'}; {expected}.")
    if "all" in value:
        texts = value["all"]
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) and t.strip() for t in texts):
            raise _Fault(f"{name}.all is {show(texts)}; expected a list of texts, at least one.")
        return Alternative(value["document"], all=tuple(texts))
    span = value["span"]
    numbers = isinstance(span, list) and len(span) == 2 and all(type(offset) is int for offset in span)
    if not numbers or not 0 <= span[0] < span[1]:
        raise _Fault(f"{name}.span is {show(span)}; expected [start, end] with 0 <= start < end.")
    return Alternative(value["document"], span=(span[0], span[1]))


def show(value: object) -> str:
    """Quote a value in an error message: as JSON, shortened."""
    shown = json.dumps(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 3] + "..."


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def _read_csv(text: str, faults: list[str]) -> QuestionFile:
    """Group rows by question. Each row is an alternative; one without an answer says that there is none."""
    groups: dict[str, list[_Row]] = {}
    for row in _rows(text, faults):
        question = row.cells["question"]
        if not question:
            faults.append(f"Line {row.line}: question is empty; expected a text.")
        elif row.cells["answer"] and not row.cells["document"]:
            faults.append(f"Line {row.line}: document is empty; expected the id of the one that holds the answer.")
        else:
            groups.setdefault(question, []).append(row)
    return QuestionFile(tuple(filter(None, (_join(name, rows, faults) for name, rows in groups.items()))))


def _join(text: str, rows: list[_Row], faults: list[str]) -> LabelledQuestion | None:
    first = rows[0]
    for row in rows[1:]:
        if bool(row.cells["answer"]) != bool(first.cells["answer"]):
            faults.append(
                f"Line {row.line}: The question of line {first.line} again, one with an answer and one without; "
                "expected answers in all its rows, or in none."
            )
        if row.cells.get("kind", "") != first.cells.get("kind", ""):
            faults.append(f"Line {row.line}: kind is not that of the same question in line {first.line}.")
    texts = ((row.cells["document"], row.cells["answer"]) for row in rows if row.cells["answer"])
    alternatives = tuple(Alternative(document, all=(answer,)) for document, answer in texts)
    return make_question(text, first.cells.get("kind", ""), alternatives, first.line)


def _rows(text: str, faults: list[str]) -> Iterator[_Row]:
    """Give each row by the names of its columns, with the line that it begins on."""
    columns: list[str] | None = None
    try:
        for row in read_rows(text):
            if columns is None:
                columns = name_columns(row)
                if not _is_header(columns, row.line, faults):
                    return
            elif len(row.cells) != len(columns):
                expected = f"expected {len(columns)}, as the header has"
                faults.append(f"Line {row.line}: It has {len(row.cells)} cells; {expected}.")
            else:
                yield _Row(row.line, {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)})
    except NotCsvError as error:
        faults.append(str(error))


def _is_header(columns: list[str], line: int, faults: list[str]) -> bool:
    if any(columns.count(name) != 1 for name in COLUMNS):
        faults.append(
            f"Line {line}: The header is {show(', '.join(columns))}; expected a row with the columns "
            f"{', '.join(COLUMNS)}, each once (or JSON Lines)."
        )
        return False
    return True
