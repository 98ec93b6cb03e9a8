"""Example questions: made from plain sentences, and kept if those sentences answer them."""

from pathlib import Path

import pytest
from browser.replies import citation
from browser.replies import document as documented
from msgspec import convert

from service.engine.example_questions import make_examples
from service.engine.live import Snapshot, build_snapshot
from service.wire.replies import Citation


def cite(document: str, start: int, end: int, role: str = "answer") -> Citation:
    return convert(citation(1, role, documented(document), "x") | {"start": start, "end": end}, Citation)


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


@pytest.mark.parametrize("answer", [(24, 34), (0, 19), (5000, 5010)])
def test_a_question_in_a_document_is_an_example_if_what_stands_below_answers(
    tmp_path: Path, answer: tuple[int, int]
) -> None:
    (tmp_path / "a.txt").write_text("Can I renew a loan?\n\n   Yes, twice.\n", encoding="utf-8")
    made = make_examples(build_snapshot(tmp_path).index.corpus, lambda asked: [cite("a.txt", *answer)])
    assert made == (("Can I renew a loan?",) if answer == (24, 34) else ())


def test_questions_that_only_their_document_can_ask_are_no_examples(tmp_path: Path) -> None:
    asked = [
        "Could you please send the list before May?",
        "How did he find the harbour again?",
        "Why was this never said?",
    ]
    (tmp_path / "a.txt").write_text("".join(f"{question}\n\nYes.\n\n" for question in asked), encoding="utf-8")
    assert make_examples(build_snapshot(tmp_path).index.corpus, lambda _: [cite("a.txt", 44, 48)]) == ()


def test_one_pattern_gives_all_examples_where_no_other_matches(tmp_path: Path) -> None:
    text = "**Can I renew a loan?**\n\nYes.\n\n**How do I join?**\n\nAsk us.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")

    def find(question: str) -> list[Citation]:
        start = text.index(question) + len(question) + 4
        return [cite("a.md", start, start + 3)]

    assert make_examples(build_snapshot(tmp_path).index.corpus, find) == ("Can I renew a loan?", "How do I join?")
