"""What a follow-up takes over from the conversation, and that a question which stands alone takes nothing."""

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.query import analysed_text, follow_up
from service.query.follow_up import follow
from service.query.question import read_question
from service.query.turns import Excerpt, Exchange

DIALOGUES = json.loads((Path(__file__).parent / "dialogues.json").read_text(encoding="utf-8"))

PAINTER = Exchange("Who painted the Night Harbour?", (Excerpt("Ida Holm painted the Night Harbour in 1911."),))
MAYOR = Exchange("What did Ben Carrow say about Lotte Finch?", (Excerpt("Carrow said that Finch had kept her word."),))
COUNCIL = Exchange("Did the council approve the bridge?", (Excerpt("The council approved the bridge in May."),))
GROUPS = Exchange("Which groups endorsed the statement?", (Excerpt("The Reed Society and the Quarry Trust did."),))
TOWN = Exchange("How many people lived in Halden in 1900?", (Excerpt("In 1900 Halden had 4,200 inhabitants."),))
MILL = Exchange("When was the Harrow Mill built?", (Excerpt("The Harrow Mill was built in 1750 by Amos Reeve."),))
CHAT = Exchange("Thanks!")

# (earlier, question, kind, type of answer, taken over)
FOLLOW_UPS = [
    ([PAINTER], "When?", "when", "date", ["painted", "Night Harbour"]),
    ([PAINTER], "And why?", "why", None, ["painted", "Night Harbour"]),
    ([PAINTER], "Where was she born?", "where", "place", ["Ida Holm"]),
    ([PAINTER], "Who is she?", "definition", "person", ["Ida Holm"]),
    ([PAINTER], "What else did she paint?", "what", None, ["Ida Holm"]),
    ([PAINTER], "How much was paid for it?", "amount", "money", ["Night Harbour"]),
    ([PAINTER, Exchange("Where was she born?")], "And when did she die?", "when", "date", ["Ida Holm"]),
    ([PAINTER, CHAT], "Where was she born?", "where", "place", ["Ida Holm"]),
    ([MAYOR], "What else did he say?", "what", None, ["Ben Carrow"]),
    ([MAYOR], "Where does she live?", "where", "place", ["Lotte Finch"]),
    ([MAYOR], "And about Piet Olm?", "said_what", None, ["Ben Carrow"]),
    ([MAYOR], "When did he say that?", "when", "date", ["Ben Carrow", "Lotte Finch"]),
    ([MAYOR, Exchange("When did he say that?")], "Why did he say it?", "why", None, ["Ben Carrow"]),
    ([COUNCIL], "How much did it cost?", "amount", "money", ["bridge"]),
    ([COUNCIL], "Why did they?", "why", None, ["council", "approve", "bridge"]),
    ([COUNCIL], "By whom was that proposed?", "who", "person", ["bridge"]),
    ([GROUPS], "How many of them?", "number", "number", ["groups", "endorsed", "statement"]),
    ([GROUPS], "Which ones are in Norway?", "list", "name", ["groups", "endorsed", "statement"]),
    ([GROUPS], "Why did they do so?", "why", None, ["groups", "endorsed", "statement", "Reed Society"]),
    ([TOWN], "And in 1950?", "number", "number", ["people", "lived", "Halden"]),
    ([TOWN], "What about Torsby?", "number", "number", ["people", "lived", "1900"]),
    ([TOWN], "And in Torsby?", "number", "number", ["people", "lived", "1900"]),
    ([TOWN], "How many live there now?", "number", "number", ["Halden"]),
    ([MILL], "Who owns it?", "who", "person", ["Harrow Mill"]),
    ([MILL], "When did the mill close?", "when", "date", ["Harrow Mill"]),
    ([MILL], "And the bakery?", "when", "date", ["built"]),
    ([Exchange("when did ida holm paint the harbour?")], "where was she born?", "where", "place", ["ida", "holm"]),
]  # fmt: skip

ALONE = [
    "How many Canadian passport holders live in Hong Kong?",
    "And how many Canadian passport holders live in Hong Kong?",
    "Is it true that Norway closed the border?",
    "Is it possible to swim in the lake?",
    "Was it Reeve who sold the farm?",
    "How long does it take to get a permit in Halden?",
    "What does it cost to post a letter to Norway?",
    "What time is it?",
    "Is there a bridge in Halden?",
    "How many schools are there in Torsby?",
    "Did Reeve say he would sell the farm?",
    "What did Reeve say about his brother?",
    "What did Reeve say about himself?",
    "When he was arrested, what did Reeve say?",
    "Did the minister admit that she had lied?",
    "What did officials say they would do?",
    "Who said they feel unsafe?",
    "Why did the Quarry Trust close its office?",
    "Who said that Reeve sold the farm?",
    "Which law that passed in 2019 was repealed?",
    "How many of those who fled were granted asylum?",
    "What happened this week in Torsby?",
    "What is osmosis?",
    "What does this document say about the lake?",
    "Who wrote “She has it all”?",
    "Hello",
    "",
    "?!",
]


def words_of(question: Any) -> set[str]:
    return set(question.carried_over)


@pytest.mark.parametrize(("earlier", "text", "kind", "answer_type", "taken"), FOLLOW_UPS)
def test_a_follow_up_takes_over_what_it_leans_on(
    earlier: list[Exchange], text: str, kind: str, answer_type: str | None, taken: list[str]
) -> None:
    question = follow(text, earlier)
    assert set(taken) <= words_of(question), question.text
    assert (question.kind, question.answer_type) == (kind, answer_type)
    assert question.asked == text


@pytest.mark.parametrize("text", ALONE)
@pytest.mark.parametrize("earlier", [PAINTER, MAYOR, TOWN, GROUPS])
def test_a_question_that_stands_alone_takes_nothing_over(earlier: Exchange, text: str) -> None:
    assert follow(text, [earlier]) == read_question(text)


@pytest.mark.parametrize("text", ["When?", "What did he say?", "What about Torsby?", "How many of them?"])
def test_nothing_is_taken_over_where_nothing_came_before(text: str) -> None:
    assert follow(text, []) == follow(text, [CHAT]) == read_question(text)


def test_one_taken_for_he_is_not_she() -> None:
    earlier = [Exchange("Who is Ben Carrow?"), Exchange("What did he say about Lotte Finch?")]
    assert words_of(follow("Where does she live?", earlier)) == {"Lotte Finch"}
    assert words_of(follow("Where does he live?", earlier)) == {"Ben Carrow"}


def test_a_name_is_replaced_by_the_one_asked_about() -> None:
    assert "Halden" not in words_of(follow("What about Torsby?", [TOWN]))
    assert "1900" not in words_of(follow("And in 1950?", [TOWN]))


def test_words_taken_over_weigh_less_than_the_question_s_own() -> None:
    question = follow("Where was she born?", [PAINTER])
    assert question.carried
    assert max(question.weights[term] for term in question.carried) < question.weights["born"]


def test_a_pronoun_that_opens_the_answer_finds_its_name_before_it() -> None:
    cited = Excerpt("She resigned in 2009.", before="Mayor Ines Brandt opened the terminal in 2004. ")
    assert "Ines Brandt" in words_of(follow("Why did she?", [Exchange("Who resigned in 2009?", (cited,))]))


@pytest.mark.parametrize(
    "text", ["When did she die?", "Where?", "What about the Blue Mill?", "How many in 1920?", "Why?"]
)
def test_each_turn_is_read_once(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    read, cut = (
        count_calls(monkeypatch, follow_up, "read_question"),
        count_calls(monkeypatch, analysed_text, "tokenize"),
    )
    born = Exchange("Where was she born?", (Excerpt("Holm was born in Lund in 1880.", before="She left for Oslo."),))
    assert follow(text, [PAINTER, born]).carried
    assert 1 <= read.total() <= 3
    assert set(cut.values()) == {1}, cut


def count_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> Counter[str]:
    """Count the calls of a module's function by the text it is given."""
    calls: Counter[str] = Counter()
    function = getattr(module, name)

    def counted(given: Any) -> Any:
        calls[given if isinstance(given, str) else given.text] += 1
        return function(given)

    monkeypatch.setattr(module, name, counted)
    return calls


TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            """And What about the mill When Why Who How many of them did he she it they there that ones say Ida Holm
            Halden in 1900 two both the others 's ? , “ ” was built so is""".split()
        ),
        max_size=9,
    ).map(" ".join),
)


@given(TEXT, st.lists(st.builds(lambda q, t: Exchange(q, (Excerpt(t, t),)), TEXT, TEXT), max_size=4))
def test_any_conversation_leaves_a_question_whole(text: str, earlier: list[Exchange]) -> None:
    question, alone = follow(text, earlier), read_question(text)
    assert set(question.carried) <= set(question.terms)
    assert list(question.weights) == list(question.terms)
    assert bool(question.carried) <= bool(question.carried_over)
    assert not set(question.carried) & set(alone.terms)
    assert (question.asked or question.text) == text


# Through the service ---------------------------------------------------------------------------------------------


def ask(client: FlaskClient, question: str, history: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    response = client.post("/ask", json={"question": question, "history": history} | fields)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def converse(client: FlaskClient, turns: list[str]) -> dict[str, Any]:
    """Ask one question after another, each with what came before; give the last reply."""
    history: list[dict[str, Any]] = []
    for turn in turns:
        reply = ask(client, turn, history)
        history.append({"question": turn, "citations": reply["citations"]})
    return reply


def is_right(reply: dict[str, Any], expected: list[str] | None, *, spoken: bool) -> bool:
    """Judge a reply by its first quote; `spoken` False takes the nearest passage where the service was silent."""
    if expected is None:
        return not reply["answered"]
    quotes = [citation["quote"] for citation in reply["citations"] + ([] if spoken else reply["nearest"])]
    return bool(quotes) and any(text in quotes[0] for text in expected)


@pytest.fixture
def clients(client: FlaskClient, serve_folder: Callable[[dict[str, str]], FlaskClient]) -> dict[str, FlaskClient]:
    return {"seeds": client, "written": serve_folder(DIALOGUES["documents"])}


def misses(clients: dict[str, FlaskClient], dialogues: list[dict[str, Any]], *, spoken: bool) -> list[str]:
    judge = partial(is_right, spoken=spoken)
    return [
        " / ".join(dialogue["turns"])
        for dialogue in dialogues
        if not judge(converse(clients[dialogue["collection"]], dialogue["turns"]), dialogue["expected"])
    ]


def test_27_of_30_dialogues_end_in_the_right_answer(clients: dict[str, FlaskClient]) -> None:
    assert len(DIALOGUES["dialogues"]) == 30
    missed = misses(clients, DIALOGUES["dialogues"], spoken=True)
    assert len(missed) <= 3, missed


def test_harder_dialogues_mostly_find_the_passage(clients: dict[str, FlaskClient]) -> None:
    missed = misses(clients, DIALOGUES["harder"], spoken=False)
    assert len(missed) <= len(DIALOGUES["harder"]) / 4, missed


HARBOUR = {
    "town.txt": "The 𝔄𝔅 prize was given to Ida Holm in 1911. Ida Holm was born in Lund. Piet Olm was born in Oslo."
}
BORN = "Where was she born?"


def citing(start: int, end: int, document: str = "town.txt") -> list[dict[str, Any]]:
    cited = {"document": {"id": document}, "start": start, "end": end}
    return [{"question": "Who got the prize?", "citations": [cited]}]


def test_the_cited_words_are_read_from_our_own_copy(serve_folder: Callable[[dict[str, str]], FlaskClient]) -> None:
    client, text = serve_folder(HARBOUR), HARBOUR["town.txt"]
    end = text.index(" Ida Holm was")
    history = citing(0, end)
    history[0]["citations"][0]["quote"] = "Given to Piet Olm."  # what a client says was quoted counts for nothing
    assert ask(client, BORN, history)["why"]["carried_over"] == ["Ida Holm"]
    assert ask(client, BORN, citing(0, end + 2), offsets="utf16")["why"]["carried_over"] == ["Ida Holm"]


@pytest.mark.parametrize(
    ("start", "end", "document", "offsets"),
    [
        (0, 44, "gone.txt", "codepoint"),
        (0, 44, "../town.txt", "codepoint"),
        (0, 4000, "town.txt", "codepoint"),
        (4000, 4400, "town.txt", "codepoint"),
        (10**30, 10**30 + 1, "town.txt", "codepoint"),
        (0, 4000, "town.txt", "utf16"),
        (10**30, 10**30 + 1, "town.txt", "utf16"),
        (5, 46, "town.txt", "utf16"),  # begins inside a character
    ],
)
def test_a_stale_citation_is_dropped(
    serve_folder: Callable[[dict[str, str]], FlaskClient], start: int, end: int, document: str, offsets: str
) -> None:
    reply = ask(serve_folder(HARBOUR), BORN, citing(start, end, document), offsets=offsets)
    assert "Ida Holm" not in reply["why"]["carried_over"]


def test_the_reply_gives_the_question_as_it_was_asked(clients: dict[str, FlaskClient]) -> None:
    reply = converse(clients["seeds"], ["Who is Avvy Go?", "What did she say about refugees?"])
    assert reply["question"] == "What did she say about refugees?"
    assert reply["why"]["carried_over"] == ["Avvy Go"]


def test_a_question_without_history_takes_nothing_over(client: FlaskClient) -> None:
    assert ask(client, "What did she say about refugees?", [])["why"]["carried_over"] == []
