"""Question files: both formats, and every faulty line named."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluate.question_file import Alternative, QuestionsError, read_questions


def write(folder: Path, text: str, name: str = "questions.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def lines(*objects: object) -> str:
    return "".join(json.dumps(one) + "\n" for one in objects)


def test_json_lines_hold_alternatives_by_text_and_by_span(tmp_path: Path) -> None:
    text = lines(
        {
            "id": "1",
            "question": " Who built it? ",
            "kind": "who",
            "answers": [
                {"document": "a.txt", "all": ["Ada", "Bo"]},
                {"document": "b.txt", "span": [3, 9], "text": "ignored"},
            ],
            "received": "2026-01-01T00:00:00+00:00",
        },
        {"question": "Name all.", "kind": "list", "answers": [{"document": "a.txt", "all": ["x"]}]},
        {"question": "Why?", "answers": []},
    )
    first, second, third = read_questions(write(tmp_path, "\ufeff" + text.replace("\n", "\r\n\r\n"))).questions
    assert (first.text, first.kind, first.line, first.answerable) == ("Who built it?", "who", 1, True)
    assert first.alternatives == (
        Alternative("a.txt", all=("Ada", "Bo")),
        Alternative("b.txt", span=(3, 9)),
    )
    assert (second.line, second.is_list) == (3, True)
    assert (third.text, third.kind, third.answerable) == ("Why?", "why", False)


def test_a_line_whose_answers_are_null_is_set_aside_and_named(tmp_path: Path) -> None:
    read = read_questions(
        write(tmp_path, lines({"question": "A?", "answers": None}, {"question": "B?", "answers": []}))
    )
    assert read.unlabelled == (1,)
    assert [question.text for question in read.questions] == ["B?"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    text = '{"question": "When\u2028did it open?", "answers": []}\n'
    assert read_questions(write(tmp_path, text)).questions[0].text == "When\u2028did it open?"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_of_the_same_question_are_alternatives(tmp_path: Path, separator: str) -> None:
    rows = [
        ["Question", "document", "answer", "note"],
        ["When did it open?", "a.txt", "1893", "x"],
        ["Who paid?", "a.txt", "", ""],
        ["When did it open?", "b/c.txt", '"in the spring"', "y"],
        ["", "", "", ""],
        ["What for?", "", "", ""],
    ]
    text = "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    questions = read_questions(write(tmp_path, text)).questions
    assert [(q.text, q.line, q.answerable) for q in questions] == [
        ("When did it open?", 2, True),
        ("Who paid?", 3, False),
        ("What for?", 6, False),
    ]
    assert questions[0].alternatives == (
        Alternative("a.txt", all=("1893",)),
        Alternative("b/c.txt", all=('"in the spring"',)),
    )
    assert questions[0].kind == "when"


def test_a_kind_column_names_lists(tmp_path: Path) -> None:
    text = "question,document,answer,kind\nName all.,a.txt,x,list\nList them.,a.txt,x,\n"
    given_kind, read_kind = read_questions(write(tmp_path, text)).questions
    assert given_kind.is_list and not read_kind.is_list  # only the file's own word lets an answer be long


def test_lines_are_counted_where_a_cell_holds_line_ends(tmp_path: Path) -> None:
    text = 'question,document,answer\n"Two\nlines?",a.txt,x\nNext?,,y\n'
    with pytest.raises(QuestionsError, match=r"Line 4: document is empty"):
        read_questions(write(tmp_path, text))


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes("question,document,answer\nWhere is Zürich’s café?,a.txt,café\n".encode("utf-16"))
    assert read_questions(path).questions[0].text == "Where is Zürich’s café?"


HEADER = "question,document,answer\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,where\nx,y\n", 'Line 1: The header is "who, where"; expected a row with the columns question, document'),
        ("question,document,answer,answer\n", "Line 1: The header is"),
        (HEADER, "It holds no question"),
        (HEADER + "A?,a.txt\n", "Line 2: It has 2 cells; expected 3"),
        (HEADER + ",a.txt,x\n", "Line 2: question is empty"),
        (HEADER + "A?,,x\n", "Line 2: document is empty"),
        (HEADER + "A?,a.txt,x\nB?,a.txt,y\nA?,,\n", "Line 4: The question of line 2 again"),
        (HEADER + 'A?,a.txt,"x" y\n', "Line 2: It is not CSV"),
        (HEADER + 'A?,a.txt,"x\n', "Line 2: It is not CSV"),
        ("{broken\n", "Line 1: It is not JSON"),
        ('{"question": "A?", "answers": []}\n[1]\n', "Line 2: [1] is not an object"),
        ("[" * 100_000 + "\n", "Line 1: It is nested too deeply"),
        (lines({"answers": []}), "Line 1: question is missing"),
        (lines({"question": 7, "answers": []}), "Line 1: question is 7; expected a text"),
        (lines({"question": "A?", "kind": 1, "answers": []}), "Line 1: kind is 1"),
        (lines({"question": "A?"}), "Line 1: answers is missing"),
        (lines({"question": "A?", "answers": "x"}), 'Line 1: answers is "x"; expected a list'),
        (lines({"question": "A?", "answers": [{"all": ["x"]}]}), "Line 1: answers[0] is"),
        (lines({"question": "A?", "answers": [{"document": "a"}]}), "answers[0] has neither all nor span"),
        (lines({"question": "A?", "answers": [{"document": "a", "all": ["x"], "span": [0, 1]}]}), "has both all and"),
        (lines({"question": "A?", "answers": [{"document": "a", "all": []}]}), "answers[0].all is []"),
        (lines({"question": "A?", "answers": [{"document": "a", "all": [""]}]}), 'answers[0].all is [""]'),
        (lines({"question": "A?", "answers": [{"document": "a", "span": [5, 5]}]}), "answers[0].span is [5, 5]"),
        (lines({"question": "A?", "answers": [{"document": "a", "span": [True, 5]}]}), "answers[0].span is"),
        (lines({"question": "A?", "answers": None}), "It holds no question"),
        ("\x00\x01\x02", "Question file"),
        ("", "Question file"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(QuestionsError) as caught:
        read_questions(write(tmp_path, text))
    assert message in str(caught.value)


def test_every_faulty_line_is_named_up_to_ten(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError) as caught:
        read_questions(write(tmp_path, HEADER + "A?,,x\n" * 12))
    told = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in told[1:11]] == [f"Line {n}" for n in range(2, 12)]
    assert told[11:] == ["and 2 more"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match=r"absent\.csv"):
        read_questions(tmp_path / "absent.csv")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes((HEADER + text).encode("utf-8", "replace"))
    try:
        found = read_questions(path)
    except QuestionsError as error:
        assert "any.csv" in str(error)
    else:
        assert found.questions
