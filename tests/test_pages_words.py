"""Small parts of the pages: links into originals, example questions, the words around an answer."""

from pathlib import Path

import pytest
from browser.replies import citation
from browser.replies import document as documented
from msgspec import convert

from service.app.text_fragments import fragment_link, is_web_address
from service.app.words import agreement_line, confidence_word
from service.documents.dates import written_date
from service.engine.example_questions import make_examples
from service.engine.live import Snapshot, build_snapshot
from service.wire.replies import Citation


def cite(document: str, start: int, end: int, role: str = "answer") -> Citation:
    return convert(citation(1, role, documented(document), "x") | {"start": start, "end": end}, Citation)


LONG = " ".join(f"word{n}" for n in range(30))
TWICE = "The end came. Nobody minded.\n\nThe end came. Everybody cheered."


@pytest.mark.parametrize(
    ("text", "passage", "directive"),
    [
        ("A fair, state-run & free press.", "fair, state-run & free", "fair%2C%20state%2Drun%20%26%20free"),
        ("Côte d’Ivoire (west)", "Côte d’Ivoire (west)", "C%C3%B4te%20d%E2%80%99Ivoire%20%28west%29"),
        ("Two\u00a0 spaces\tand a tab.", "spaces\tand a tab.", "spaces%20and%20a%20tab."),
        ("Unfinished business", "finished bus", "Unfinished%20business"),
        (
            LONG,
            LONG,
            "word0%20word1%20word2%20word3%20word4%20word5,word24%20word25%20word26%20word27%20word28%20word29",
        ),
        ("One block.\n\nAnother block.", "One block.\n\nAnother block.", "One%20block.,Another%20block."),
        (TWICE, "The end came. Everybody", "The%20end%20came.%20Everybody"),
    ],
)
def test_a_link_into_the_original(text: str, passage: str, directive: str) -> None:
    start = text.index(passage)
    link = fragment_link("https://news.example/a#top", text, start, start + len(passage))
    assert link == f"https://news.example/a#top:~:text={directive}"


def test_a_passage_that_stands_twice_is_told_apart_by_what_is_beside_it() -> None:
    start = TWICE.rindex("The end came.")
    link = fragment_link("https://news.example/a", TWICE, start, start + len("The end came."))
    assert link == "https://news.example/a#:~:text=The%20end%20came.,-Everybody%20cheered."


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://news.example/a", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("https://", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, may: bool) -> None:
    assert is_web_address(url) is may


def test_examples_are_answered_by_the_sentence_they_were_made_from(snapshot: Snapshot) -> None:
    asked = []

    def find(question: str) -> list[Citation]:
        asked.append(question)
        document = next(d for d in snapshot.documents if "Rhoda Kwan is" in d.text)
        start = document.text.index("Rhoda Kwan is")
        return [cite(document.id, start, start + 10)] if question == "Who is Rhoda Kwan?" else []

    assert make_examples(snapshot.index.corpus, find) == ("Who is Rhoda Kwan?",)
    assert len(asked) > 1
    assert make_examples(snapshot.index.corpus, lambda question: []) == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Can I renew a loan?\n\nYes, twice.", "Can I renew a loan?"),
        (
            "The hall seats 300 paying guests in Arbroath today.",
            "How many paying guests are there in Arbroath?",
        ),
        ("The Harbour Board has promised a new quay.", "What has the Harbour Board promised?"),
        (
            "Ann Alder, director of the Harbour Board, spoke first.",
            "Who is the director of the Harbour Board?",
        ),
        ("Ann Alder is a painter from Arbroath.", "Who is Ann Alder?"),
        ("“We sail tonight,” said Una Brae.", "What did Una Brae say?"),
        ("In March 2019, the quay fell into the sea.", "What happened in March 2019?"),
        ("It rains.", None),
    ],
)
def test_an_example_is_made_of_a_plain_sentence(tmp_path: Path, text: str, question: str | None) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    made = make_examples(build_snapshot(tmp_path).index.corpus, lambda asked: [cite("a.txt", 0, len(text))])
    assert made == ((question,) if question else ())


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2020", "2020"),
        ("2020-05", "May 2020"),
        ("2020-05-03", "3 May 2020"),
        ("2020-13", "2020-13"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_as_people_do(date: str, written: str) -> None:
    assert written_date(date) == written


@pytest.mark.parametrize(
    ("roles", "line"),
    [
        (["corroboration"], "Also in 1 other document"),
        (["corroboration", "corroboration", "differs"], "Also in 2 other documents; 1 differs"),
        (["differs"], "1 other document differs"),
        (["differs", "differs"], "2 other documents differ"),
    ],
)
def test_agreement_is_a_line(roles: list[str], line: str) -> None:
    assert agreement_line([cite(str(n), 0, 1, role) for n, role in enumerate(roles)]) == line


@pytest.mark.parametrize("confidence", [0.0, 0.49, 0.5, 0.7, 0.85, 1.0])
def test_every_confidence_has_a_word(confidence: float) -> None:
    assert confidence_word(confidence)
