"""A question is read for what it asks, whatever it is wrapped in, and what is no wrapping is left as it is."""

import pytest
from conftest import ROOT, OpenEngine, examples
from hypothesis import given
from hypothesis import strategies as st

from service.engine.engine import Engine
from service.english.slips import undo_slip
from service.evaluate.question_file import LabelledQuestion, read_questions
from service.query.follow_up import follow
from service.query.question import read_question
from service.query.unwrapping import unwrap
from tests.benchmarks.wrappings import is_right
from tests.rewording import WRAPPINGS, Wrapping

WRAPPED = [
    ("Can you please tell me how many people hold passports?", "how many people hold passports?"),
    ("Would you mind telling me who built the mill?", "who built the mill?"),
    ("Could you let me know who the mayor of Elmford is?", "who is the mayor of Elmford?"),
    ("I'd like to know when the mill was built.", "when was the mill built."),
    ("My boss wants to know who built the mill", "who built the mill"),
    ("What I'd like to know is who built the mill", "who built the mill"),
    ("Do you know if dogs are allowed?", "are dogs allowed?"),
    ("I wonder whether the shop opens on Sunday", "does the shop opens on Sunday"),
    ("Hi all, I have a question: When was the mill built?", "When was the mill built?"),
    ("Quick question - who built the mill? Thanks in advance!", "who built the mill?"),
    ("I can't remember who built the mill. Can you help?", "who built the mill."),
    ("Who built the mill, if you don't mind?", "Who built the mill?"),
    ("Who built the mill, by the way?", "Who built the mill?"),
    ("You wouldn't know who built the mill, would you?", "who built the mill?"),
    ("According to the documents, who built the mill?", "who built the mill?"),
    ("We are planning a trip. Where is the mill? It would help us.", "Where is the mill?"),
    ("I lost my key, so who opens the mill?", "who opens the mill?"),
    ("Tell me in 1917, the mill belonged to which family?", "in 1917, the mill belonged to which family?"),
    ("If you could tell me who built the mill, that would be great.", "who built the mill"),
    ("We'd be grateful if you could tell us what the deposit is.", "what is the deposit."),
    ("Would it be possible to find out when the mill was built?", "when was the mill built?"),
    ("Could you check the documents and tell me who built the mill?", "who built the mill?"),
    ("Do the documents say who built the mill?", "who built the mill?"),
    ("Do you know the price of a ticket?", "what is the price of a ticket?"),
    ("I need the name of the person who built the mill", "who built the mill"),
    ("Name the woman who built the mill.", "who built the mill."),
    ("What is the number of people that live in Elmford?", "how many people live in Elmford?"),
    ("The number of mills is?", "how many mills?"),
    ("Number of mills in Elmford is?", "how many mills in Elmford?"),
    ("What is the number of mills there are?", "how many mills?"),
    ("number of people who work at the mill are?", "how many people work at the mill?"),
    ("For what reason did the mill close?", "why did the mill close?"),
    ("For which reasons may a tenant be evicted?", "why may a tenant be evicted?"),
    ("What reasons were given for the delay?", "What reasons were given for the delay?"),
    ("The mayor of Elmford is who?", "who is The mayor of Elmford?"),
    ("Which year was it that the mill burned?", "Which year the mill burned?"),
    ("Is it true that dogs are allowed?", "are dogs allowed?"),
    ("HOW MANY PEOPLE LIVE IN ELMFORD?", "how many people live in elmford?"),
    ("Who built the mill??!", "Who built the mill?"),
    ("where's the mill", "where is the mill"),
    ("how'd ppl get there b4 the bridge", "how did people get there before the bridge"),
    ("what r the rules", "what are the rules"),
    ("Hwo mnay people live in Elmford?", "How many people live in Elmford?"),
    ("wher is teh mill", "where is the mill"),
    ("Tje keeper left in what year?", "The keeper left in what year?"),
    ("When did “Teh Quiet Harbour” open?", "When did “The Quiet Harbour” open?"),
    ("number of mills in Elmford", "how many mills in Elmford"),
    ("passport holders number Elmford", "how many passport holders Elmford"),
    ("Elmford mill date", "when Elmford mill "),
]


@pytest.mark.parametrize(("asked", "plain"), WRAPPED)
def test_a_wrapping_is_taken_off(asked: str, plain: str) -> None:
    assert unwrap(asked).text == plain


@pytest.mark.parametrize(
    "text",
    [
        "Can I cancel a booking?",
        "Can you bring a dog?",
        "Can you see who viewed your profile?",
        "Do you know Latin?",
        "Does the handbook say whether dogs are allowed?",
        "Is it okay if I bring my dog?",
        "Do you have to pay when you enter?",
        "Do I have to say why I am leaving?",
        "Should I tell the office when I leave?",
        "What do I have to tell the office?",
        "How can I find out who owns the mill?",
        "How do I ask for help?",
        "Who knows where the key is?",
        "Who said that nobody knew who built the mill?",
        "Did Dr. Smith say when the mill was built?",
        "What does Acme Co. make?",
        "According to the mayor, who built the mill?",
        "When he was arrested, what did Olsen say?",
        "In which city was he born and when did he die?",
        "What is the Guess Who's first album called?",
        "What is r used for?",
        "May legislators vote as they please?",
        "What does a moth eat at night?",
        "How much wheat did the whale eat?",
        'Who said "I have no idea who did it"?',
        "Tell me more",
        "Can you tell me a story?",
        "And when?",
        "What about Australia?",
        "hello",
        "Thanks!",
    ],
)
def test_what_is_no_wrapping_is_left_as_it_is(text: str) -> None:
    assert unwrap(text).text == text


def test_a_reply_echoes_what_was_asked() -> None:
    question = follow("Hi! Could you tell me who built the mill?", ())
    assert question.asked == "Hi! Could you tell me who built the mill?"
    assert question.kind == "who" and question.terms == read_question("Who built the mill?").terms


def test_what_was_told_before_is_what_a_pronoun_refers_to() -> None:
    question = follow("We visited the Harrow Mill last week. When was it built?", ())
    assert {"harrow", "mill"} <= set(question.terms) and question.kind == "when"
    assert "week" not in follow("We visited Harrow last week. When was the mill built?", ()).terms


def test_what_was_told_goes_with_a_question_that_says_little() -> None:
    assert {"card", "stolen"} & set(follow("My card was stolen. What should I do?", ()).terms)


def test_corrected_small_words_are_named() -> None:
    assert read_question("wher is teh mill").corrected == (("wher", "where"), ("teh", "the"))


def test_a_word_of_the_documents_is_not_corrected() -> None:
    assert unwrap("Who sold teh?", frozenset(("teh",))).text == "Who sold teh?"


@pytest.mark.parametrize("slip", ["passprot", "pasport", "passsport", "passporr", "passpoet", "passpprt"])
def test_every_kind_of_slip_is_undone(slip: str) -> None:
    assert "passport" in undo_slip(slip)


@examples(50)
@given(st.text(max_size=200))
def test_any_text_is_unwrapped_to_a_text(text: str) -> None:
    assert unwrap(text).text or not text


QUESTIONS = ROOT / "tests" / "questions"


@pytest.fixture(scope="module")
def engine(open_engine: OpenEngine) -> Engine:
    return open_engine(QUESTIONS / "documents")


@pytest.fixture(scope="module")
def right(engine: Engine) -> list[tuple[int, LabelledQuestion]]:
    """The questions that are answered rightly, or rightly not answered, as they stand; every tenth of the file."""
    asked = [*enumerate(read_questions(QUESTIONS / "questions.jsonl").questions)][::10]
    return [(number, question) for number, question in asked if is_right(engine, question, question.text)]


# Keywords leave out what the weights of the confidence rest on; the others are read as the plain question is.
FLOORS = {"keywords": 0.7, "keywords, kind named": 0.7, "two typos": 0.85, "please": 0.85}


CASES = [(wrapping, half) for wrapping in WRAPPINGS for half in (0, 1)]


@pytest.mark.parametrize(("wrapping", "half"), CASES, ids=lambda value: getattr(value, "name", str(value)))
def test_a_wrapped_question_gets_the_answer_of_the_plain_one(
    engine: Engine, right: list[tuple[int, LabelledQuestion]], wrapping: Wrapping, half: int
) -> None:
    lost = [q.text for n, q in right if not is_right(engine, q, wrapping.put(q.text, half, n))]
    assert len(lost) <= (1 - FLOORS.get(wrapping.name, 0.9)) * len(right), lost
