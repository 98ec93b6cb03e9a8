"""/ask/batch and `quoth ask --batch`: one line per question, even if others are invalid."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import SEEDS
from flask.testing import FlaskClient

from service.commands.main import main
from service.engine.batch import reply_or_problem
from service.wire.requests import MAX_QUESTIONS
from service.wire.tables import COLUMNS, TableError, read_questions, write_csv

QUESTION = "How many Canadian passport holders live in Hong Kong?"
SILENT = "What do quetzals eat?"


def post(client: FlaskClient, questions: object, accept: str = "*/*") -> Any:
    return client.post("/ask/batch", json={"questions": questions}, headers={"Accept": accept}, buffered=True)


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_line_is_the_reply_of_ask(client: FlaskClient) -> None:
    asked: list[dict[str, Any]] = [
        {"question": QUESTION, "limit": 1, "offsets": "utf16"},
        {"question": SILENT},
        {"question": QUESTION, "documents": ["002_15a9c62322c3e40d.txt"]},
        {"question": "And when?", "history": [{"question": QUESTION}]},
    ]
    response = post(client, [*asked, QUESTION])
    assert (response.status_code, response.content_type) == (200, "application/jsonl; charset=utf-8")
    assert lines(response) == [client.post("/ask", json=one).json for one in [*asked, {"question": QUESTION}]]


@pytest.mark.parametrize("accept", ["application/jsonl", "text/csv"])
def test_lines_are_sent_as_they_are_made(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, accept: str) -> None:
    made: list[object] = []

    def reply(question: object, *_: object) -> object:
        made.append(question)
        return reply_or_problem(question, *_)  # type: ignore[arg-type]

    monkeypatch.setattr("service.app.asking.reply_or_problem", reply)
    request = {"json": {"questions": [QUESTION, SILENT, QUESTION]}, "headers": {"Accept": accept}}
    response = client.post("/ask/batch", buffered=False, **request)  # type: ignore[arg-type]
    counts = [len(made) for _ in response.iter_encoded()]
    assert counts[-3:] == [1, 2, 3]


def test_an_unforeseen_error_takes_one_line(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(question: object, *_: object) -> object:
        if question == SILENT:
            raise ZeroDivisionError
        return reply_or_problem(question, *_)  # type: ignore[arg-type]

    monkeypatch.setattr("service.app.asking.reply_or_problem", reply)
    first, second, third = lines(post(client, [QUESTION, SILENT, QUESTION]))
    assert second["status"] == 500 and "Something went wrong here" in second["detail"]
    assert first == third and first["answered"]


@pytest.mark.parametrize(
    ("bad", "status", "message"),
    [
        ("", 400, 'question is ""; expected a question'),
        (7, 400, "The question is 7; expected a question's text or an object with the fields of /ask."),
        (None, 400, "The question is null"),
        ([QUESTION], 400, "expected a question's text"),
        ({}, 400, "question is missing"),
        ({"question": QUESTION, "limit": 0}, 400, "limit is 0"),
        ({"question": QUESTION, "colour": 1}, 400, "colour is an unknown field"),
        ({"question": QUESTION, "documents": ["no-such"]}, 404, 'documents names "no-such"'),
    ],
)
def test_a_bad_question_gets_its_problem_and_stops_no_other(
    client: FlaskClient, bad: object, status: int, message: str
) -> None:
    before, problem, after = lines(post(client, [QUESTION, bad, QUESTION]))
    assert before["answered"] is True and before == after
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert message in problem["detail"]
    rows = table(post(client, [QUESTION, bad, QUESTION], "text/csv").get_data(as_text=True))
    assert [bool(row["error"]) for row in rows] == [False, True, False]
    assert message in rows[1]["error"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, f"questions is missing; expected 1 to {MAX_QUESTIONS} questions."),
        ({"questions": []}, 400, f"questions is []; expected 1 to {MAX_QUESTIONS} questions."),
        ({"questions": "Who?"}, 400, 'questions is "Who?"; expected a list of questions.'),
        ({"questions": ["Who?"] * (MAX_QUESTIONS + 1)}, 400, f"at most {MAX_QUESTIONS} questions"),
        ({"questions": ["Who?"], "limit": 1}, 400, "limit is an unknown field; expected only questions."),
        ({"questions": ["a" * (2 << 20)]}, 413, "The body has"),
    ],
)
def test_what_is_no_batch_is_refused(client: FlaskClient, body: object, status: int, message: str) -> None:
    response = client.post("/ask/batch", json=body)
    assert response.status_code == status
    assert message in response.json["detail"]


def test_the_format_is_chosen_by_accept(client: FlaskClient) -> None:
    for accept, given in [
        ("*/*", "application/jsonl"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/jsonl", "application/jsonl"),
        ("text/*", "text/csv"),
    ]:
        response = post(client, [QUESTION], accept)
        assert (response.mimetype, response.headers["Vary"]) == (given, "Accept")
    assert post(client, [QUESTION], "image/png").status_code == 406
    assert client.post("/ask/batch", json={"questions": [QUESTION]}).mimetype == "application/jsonl"


def test_a_table_has_the_first_citation(client: FlaskClient) -> None:
    rows = table(post(client, [QUESTION, SILENT], "text/csv").get_data(as_text=True))
    reply = client.post("/ask", json={"question": QUESTION}).json
    cited = reply["citations"][0]
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0] == {
        "question": QUESTION,
        "answered": "yes",
        "answer": reply["answer"],
        "confidence": str(reply["confidence"]),
        "document": cited["document"]["id"],
        "start": str(cited["start"]),
        "end": str(cited["end"]),
        "url": cited["url"],
        "reason": "",
        "error": "",
    }
    assert (rows[1]["answered"], rows[1]["answer"], rows[1]["document"]) == ("no", "", "")
    assert rows[1]["reason"] == client.post("/ask", json={"question": SILENT}).json["reason"]


@pytest.mark.parametrize(
    "start",
    [
        *"=+-@\t\r\n＝＋－＠",
        " =",
        "\u00a0+",
        "\u3000-",
        "\ufeff@",
        "\u200b=",
        "\u202e=",
        "\x01=",
        " \t =",
        "\u2060＝",
        "\n=",
        "\U000e0020=",
        "\ufe0f=",
        "\u034f+",
        "\u3164=",
        "\ue000=",
        "\U000e0100@",
        "\u2066-",
        "﹢",
        "﹣",
        "﹦",
        "﹫",
        " ﹦",
    ],
)
def test_no_cell_is_a_formula(start: str) -> None:
    cell = f'{start}cmd|"/c calc"!A1'
    row = table(write_csv([dict.fromkeys(("question", "answer", "document", "error"), cell)]))[0]
    assert {row[name] for name in ("question", "answer", "document", "error")} == {f"'{cell}"}


def test_a_nul_neither_ends_a_cell_nor_hides_a_formula() -> None:
    assert table(write_csv([{"question": "a\0b", "answer": "\0=1"}]))[0]["question"] == "a\ufffdb"
    assert table(write_csv([{"question": "q", "answer": "\0=1"}]))[0]["answer"] == "'\ufffd=1"


@pytest.mark.parametrize(
    "cell", ["plain", "a,b", 'a "b"', "line\nline", "été", "a =not first", "\ufeffplain", "  plain", "1-2", ""]
)
def test_other_cells_are_kept(cell: str) -> None:
    assert table(write_csv([{"question": "q", "answer": cell}]))[0]["answer"] == cell


@pytest.mark.parametrize(
    ("data", "questions"),
    [
        (b"question\nWho?\nWhy?\n", ["Who?", "Why?"]),
        (b"id,Question ,note\r\n1,Who?,x\r\n\r\n2,,y\r\n3\r\n", ["Who?", "", ""]),
        (b'question;n\n"Who; or what?";1\n', ["Who; or what?"]),
        (b'n\tquestion\n1\t"Who\nsaid so?"\n', ["Who\nsaid so?"]),
        ("\ufeffquestion\nQué?".encode(), ["Qué?"]),
        ("question\nWas heißt „für“?\n".encode("cp1252"), ["Was heißt „für“?"]),
        ("question\nWho?".encode("utf-16"), ["Who?"]),
        (b"question\n", []),
        (
            b'question\nWho came, and why?\n\n"Quoted, too?"\nWho; or what?\n',
            ["Who came, and why?", "Quoted, too?", "Who; or what?"],
        ),
        (b"id,question\n1,Who?,,\n", ["Who?"]),
    ],
)
def test_tables_are_read_as_they_come(data: bytes, questions: list[str]) -> None:
    assert read_questions(data) == questions


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "It is empty; expected a column called 'question'."),
        (b",,\n \n", "It is empty; expected a column called 'question'."),
        (b'question\nWho?\n"Who ""said"" so?\n', "Line 3: It is not CSV: unexpected end of data."),
        (b"question\na\x00b", "It is binary: a NUL byte stands at 10"),
        (b"\xff\xfeq", "It begins with the mark of UTF-16, but is not that at byte 2."),
        (b"id,question\n1,Why?\n2,Who came, and why?\n", "Line 3: It has 3 cells where the header has 2"),
        (b'question\n"Who? and\nWhy?\n', "Line 2: It is not CSV: unexpected end of data."),
        (b"q,answer\nWho?,x\n", "Its columns are 'q', 'answer'; expected one called 'question'."),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(TableError, match=message.replace("(", r"\(")):
        read_questions(data)


def run(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["ask", *arguments], prog_name="quoth", input=given)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(f'question,note\n"{QUESTION}",1\n"",2\n{SILENT},3\n=walrus,4\n', encoding="utf-8")
    return path


def test_the_command_writes_a_table(questions: Path) -> None:
    result = run("--batch", str(questions), str(SEEDS))
    assert (result.exit_code, result.stderr) == (1, "")
    rows = table(result.stdout.replace("\r\n", "\n"))
    assert [(row["question"], row["answered"]) for row in rows] == [
        (QUESTION, "yes"),
        ("", ""),
        (SILENT, "no"),
        ("'=walrus", "no"),
    ]
    assert [bool(row["error"]) for row in rows] == [False, True, False, False]


def test_the_command_writes_json_lines_to_a_file(questions: Path, tmp_path: Path, client: FlaskClient) -> None:
    output = tmp_path / "answers.jsonl"
    result = run("--batch", str(questions), "--format", "jsonl", "--limit", "1", "--output", str(output))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    replies = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [reply.get("answered") for reply in replies] == [True, None, False, False]
    asked = client.post("/ask", json={"question": QUESTION, "limit": 1}).json
    del replies[0]["index"], asked["index"]  # the id depends on the settings too
    assert replies[0] == asked


def test_the_command_ends_with_0_where_every_question_was_asked() -> None:
    result = run("--batch", "-", given=f"question\n{QUESTION}\n{SILENT}\n".encode())
    assert result.exit_code == 0 and len(table(result.stdout)) == 2


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        (["--batch", "/nowhere.csv"], b"", "/nowhere.csv"),
        (["--batch", "-"], b"q\nWho?", "expected one called 'question'"),
        (["--batch", "-", "Who?", "seeds"], b"question\n", "QUESTION is 'Who?'; expected none beside a file."),
        (["--batch", "-", "/nowhere/at/all"], b"question\n", "/nowhere/at/all"),
        (["--batch", "-", "--output", "/nowhere/at/all"], b"question\n", "/nowhere/at/all"),
        (["--batch", "-", "--format", "xml"], b"question\n", "'xml' is not one of"),
    ],
)
def test_the_command_ends_with_2_where_it_is_used_wrongly(arguments: list[str], given: bytes, message: str) -> None:
    result = run(*arguments, given=given)
    assert result.exit_code == 2
    assert message in result.stderr and isinstance(result.exception, SystemExit)
