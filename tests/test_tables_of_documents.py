"""CSV and JSON Lines of documents: each row is one, whatever its columns are called; what cannot be read is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents.collection import read_document, read_file
from service.documents.csv_table import read_csv_table
from service.documents.document import Document, Skipped
from service.documents.reading_options import ReadingOptions, RowFields, parse_row_fields

PIER = "The northern pier closed in 1955 and no ship has called there since."
SHIP = "The red ship came at night when the whole harbour was asleep."


@pytest.fixture
def read(tmp_path):
    def read(name, text, fields="", encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return read_file(tmp_path, name, ReadingOptions(fields=parse_row_fields(fields) if fields else RowFields()))

    return read


def described(found):
    return [
        (d.id, d.title, d.published, d.author, d.source_url, d.text) if isinstance(d, Document) else (d.id, d.reason)
        for d in found
    ]


ROWS = [
    ("a.csv/2", "Piers", "1955-05-13", "Jane Doe", "https://a.example/1", PIER),
    ("a.csv/3", "Ships", None, None, None, SHIP),
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f'title,date,author,url,text\nPiers,1955-05-13,Jane Doe,https://a.example/1,"{PIER}"\nShips,,,,"{SHIP}"\n'),
        ("a.csv", f'Headline;Published;Byline;Link;Body\r\nPiers;13 May 1955;Jane Doe;https://a.example/1;"{PIER}"\r\nShips;;;;{SHIP}\r\n'),
        ("a.csv", f'\ufeff"TEXT",Title ,Date,Author,URL\n"{PIER}",Piers,1955-05-13T10:00:00Z,Jane Doe,https://a.example/1\n"{SHIP}",Ships\n'),
        ("a.tsv", f"content\theadline\tpubdate\tcreator\tpermalink\n{PIER}\tPiers\tMay 13, 1955\tJane Doe\thttps://a.example/1\n{SHIP}\tShips\n"),
        ("a.csv.gz", f'title,date,author,url,text\nPiers,1955-05-13,Jane Doe,https://a.example/1,"{PIER}"\nShips,,,,"{SHIP}"\n'),
    ],
)  # fmt: skip
def test_each_row_of_a_csv_file_is_a_document(read, name, text):
    import gzip

    data = gzip.compress(text.encode(), mtime=0) if name.endswith(".gz") else text
    assert described(read(name, data)) == [(id.replace("a.csv", name), *rest) for id, *rest in ROWS]


def test_each_line_of_json_lines_is_a_document(read):
    lines = [
        {"headline": "Piers", "body": PIER, "date": "1955", "authors": [{"name": "Jane Doe"}, "Rob Roe"], "n": None},
        {"headline": "Ships", "body": SHIP, "url": "https://a.example/2"},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines) + "\n"
    expected = [("Piers", "1955", "Jane Doe, Rob Roe", None, PIER), ("Ships", None, None, "https://a.example/2", SHIP)]
    for name in ("a.jsonl", "a.ndjson"):
        assert described(read(name, text)) == [(f"{name}/{n}", *row) for n, row in zip((1, 3), expected, strict=True)]
    assert [item.id for item in read("a.json", json.dumps(lines))] == ["a.json/1", "a.json/2"]


def test_fields_can_be_named(read):
    text = f"key,lead,rest,when,who\nb,{PIER},{SHIP},1955,Jane\na,{PIER},,1956,Rob\n"
    fields = "text=lead+rest,date=when,author=who,id=key"
    assert described(read("a.csv", text, fields)) == [
        ("a.csv/b", None, "1955", "Jane", None, f"{PIER}\n\n{SHIP}"),
        ("a.csv/a", None, "1956", "Rob", None, PIER),
    ]
    nested = json.dumps({"key": 7, "data": {"text": PIER}}) + "\n"
    assert [item.id for item in read("a.jsonl", nested, "text=data.text,id=key")] == ["a.jsonl/7"]


def test_ids_come_from_their_column_where_they_tell_rows_apart(read):
    for ids, expected in (
        (("x1", "y/2"), ["x1", "y/2"]),
        (("x1", "x1"), ["2", "3"]),
        (("x1", ""), ["2", "3"]),
        (("..", "b"), ["2", "3"]),
        (("https://a.example/1", "b"), ["2", "3"]),
    ):
        found = read("a.csv", f"id,text\n{ids[0]},{PIER}\n{ids[1]},{SHIP}\n")
        assert [item.id for item in found if isinstance(item, Document)] == [f"a.csv/{id}" for id in expected]


def test_named_ids_that_are_twice_or_no_name_are_told(read):
    found = read("a.csv", f"k,text\nx,{PIER}\nx,{SHIP}\n../y,{SHIP}\n,{SHIP}\n", "text=text,id=k")
    assert [(item.id, type(item)) for item in found] == [
        ("a.csv/x", Document),
        ("a.csv/x", Skipped),
        ("a.csv/4", Skipped),
        ("a.csv/5", Document),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.csv", "item,price\nbread,2\nmilk,1\n"),
        ("short.csv", "name,text\na,yes\nb,no\n"),
        ("a.csv", "text\n"),
        ("a.txt", f"title,text\nPiers,{PIER}\n"),
        ("a.jsonl", '{"n": 1}\n{"n": 2}\n'),
        ("a.json", json.dumps({"text": PIER})),
        ("a.json", "[1, 2]"),
        ("a.json", "[" * 5000),
        ("a.jsonl", "Not JSON at all, but some prose that was named so by its author.\n"),
    ],
)
def test_other_tables_are_one_document_as_they_stand(read, name, text):
    (document,) = read(name, text)
    assert (document.id, document.text, document.file) == (name, text, None)


def test_tables_are_one_document_if_rows_are_switched_off(read):
    (document,) = read("a.csv", f"title,text\nPiers,{PIER}\n", "off")
    assert document.id == "a.csv"


def test_rows_that_cannot_be_read_are_named_and_those_below_are_read(read):
    text = f'title,text\nA,"{PIER}"\nB,"{SHIP}" oh\nC,{PIER},\nD,a,b\nE,\n\nF,{SHIP}\nG,"{PIER}\n'
    found = read("a.csv", text)
    assert [item.id for item in found if isinstance(item, Document)] == ["a.csv/2", "a.csv/4", "a.csv/8"]
    assert {item.id: item.reason for item in found if isinstance(item, Skipped)} == {
        "a.csv/3": "It is not CSV: ',' expected after '\"'.",
        "a.csv/5": "It has 3 cells, but the header names 2.",
        "a.csv/6": "It holds no text in 'text'.",
        "a.csv/9": "It is not CSV: unexpected end of data.",
    }


def test_lines_that_cannot_be_read_are_named(read):
    lines = [json.dumps({"text": PIER}), "{oops", "[1]", "[" * 100_000, '{"text": "\\ud800 half"}', "9" * 5000]
    found = read("a.jsonl", "\n".join([*lines, '{"text": "nul \\u0000"}', json.dumps({"text": SHIP})]))
    assert [item.id for item in found if isinstance(item, Document)] == ["a.jsonl/1", "a.jsonl/8"]
    assert [item.reason.split(":")[0] for item in found if isinstance(item, Skipped)] == [
        "It is not JSON",
        "It is no JSON object.",
        "It is nested too deeply.",
        "It holds half a character at 0.",
        "It is not JSON that can be read.",
        "It is binary",
    ]


def test_columns_that_are_not_read_are_named(read):
    *_, note = read("a.csv", f"text,section,price,empty\n{PIER},News,7,\n")
    assert note.id == "a.csv"
    assert note.reason.startswith(
        "Its rows are read, but not these columns: price, section. QUOTH_FIELDS adds one, as in"
    )


def test_markup_in_a_cell_is_read_as_a_page(read):
    (document,) = read("a.csv", f'title,text\nPiers,"<p>{PIER}</p><script>x()</script><p>{SHIP}</p>"\n')
    assert document.text == f"{PIER}\n\n{SHIP}"


def test_one_row_is_read_by_its_id(tmp_path, read):
    read("a.csv", f"title,text\nPiers,{PIER}\nShips,{SHIP}\n")
    assert read_document(tmp_path, "a.csv/3").text == SHIP
    assert read_document(tmp_path, "a.csv/9").reason == "There is no such document among the 2 parts of its file."


def test_reading_over_after_broken_rows_comes_to_an_end():
    rows = list(read_csv_table("text\n" + 'a","\n' * 2000))
    assert rows[-1].fault == "Neither this row nor those below it are read: too many are not CSV."


CELLS = st.text(st.sampled_from('ab,;"\n\r\t \u2028é'), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_a_csv_writer_writes_is_read_as_it_was(rows):
    import csv
    import io

    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["k", "v"], *rows])
    read = list(read_csv_table(file.getvalue()))
    assert [list(row.values.values()) for row in read] == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.text(max_size=200))
def test_any_text_is_rows_or_faults(text):
    assert all(row.values or row.fault for row in read_csv_table(text))


@pytest.mark.parametrize("text", ["", "text", "text=", "text=a,text=b", "title=a+b", "prose=a", "text=a,,"])
def test_faulty_fields_are_refused(text):
    with pytest.raises(ValueError):
        parse_row_fields(text)
