"""What a question asks for."""

import pytest

from service.query.question import read_question

KINDS = [
    ("Who painted the ceiling?", "who", "person"),
    ("Whose boat sank?", "whose", "person"),
    ("When did the library open?", "when", "date"),
    ("In what year was it built?", "when", "date"),
    ("Where is the harbour?", "where", "place"),
    ("How many boats sank?", "number", "number"),
    ("How much does a ticket cost?", "amount", "money"),
    ("How long is a loan?", "duration", "duration"),
    ("How tall is the tower?", "measure", "measure"),
    ("Why did it close?", "why", None),
    ("How do ferries dock?", "how", None),
    ("Which city hosts the fair?", "which", "place"),
    ("What does the bill forbid?", "what", None),
    ("Which groups signed the letter?", "list", "name"),
    ("What further measures does the council recommend?", "list", None),
    ("List the members of the board", "list", None),
    ("Did the mayor resign?", "yes_no", None),
    ("What did Jane Doe say about the tax?", "said_what", None),
    ("Who said the plan would fail?", "who_said", "person"),
    ("What is imperialism?", "definition", None),
    ("Who is Jane Doe?", "definition", "person"),
    ("What is the phone number of the press office?", "contact", "contact"),
    ("harbour opening hours", "other", None),
    ("hello", "chatter", None),
    ("Thanks!", "chatter", None),
    ("What can you do?", "chatter", None),
]


@pytest.mark.parametrize(("text", "kind", "answer_type"), KINDS)
def test_kind_and_answer_type(text: str, kind: str, answer_type: str | None) -> None:
    question = read_question(text)
    assert (question.kind, question.answer_type) == (kind, answer_type)


def test_names_numbers_and_quoted_words_are_told_apart() -> None:
    question = read_question('Did Jane Doe call the 2019 budget "a disgrace"?')
    assert question.names == {"jane", "doe"}
    assert question.numbers == {"2019"}
    assert question.quoted == ("a disgrace",)


def test_focus_is_the_noun_asked_for() -> None:
    assert read_question("Which company bought the mill?").focus == ("compani",)
    assert read_question("What is the title of the report?").focus == ("titl",)
    assert read_question("Which countries joined the pact?").plural


def test_role_is_what_a_name_is_to_stand_beside() -> None:
    assert read_question("Who is the mayor of Elmford?").role == {"mayor"}
    assert read_question("Who is Canada's foreign affairs minister?").role == {"minist"}
    assert not read_question("Who painted the ceiling?").role


@pytest.mark.parametrize(
    "text",
    [
        "Who was hired to paint the ceiling?",
        "Who is the ship named after?",
        "Who was the ceiling painted by?",
        "Who is Welsh taught to?",
        "Who was the painter admired?",
    ],
)
def test_what_was_done_to_someone_is_no_role(text: str) -> None:
    assert not read_question(text).role


@pytest.mark.parametrize("text", ["Who is mayor of Elmford?", "Who was the mayor?", "Who was Elmford's last mayor?"])
def test_a_role_is_known_with_and_without_an_article(text: str) -> None:
    assert read_question(text).role == {"mayor"}


@pytest.mark.parametrize(
    ("text", "negated"), [("Who did not vote?", True), ("Who didn’t vote?", True), ("Who voted?", False)]
)
def test_negation_is_seen(text: str, negated: bool) -> None:
    assert read_question(text).negated is negated


def test_a_corrected_term_takes_the_place_of_the_misspelt_one() -> None:
    question = read_question("Who is the ambasador of Elmford?")
    corrected = question.with_term("ambasador", "ambassador")
    assert "ambassador" in corrected.terms and "ambasador" not in corrected.terms
    assert set(corrected.weights) == set(corrected.terms)


@pytest.mark.parametrize("text", ["?", "…", "who", "\u202e\u0000", "a" * 1000, "who " * 250, "'" * 1000, '"' * 999])
def test_any_text_is_read(text: str) -> None:
    assert read_question(text).text == text
