"""Every door says the same of a reply: sure or not, mentioned nowhere, no question, or answers that differ."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.app.app import create_app
from service.client import Reply as ClientReply
from service.client import _read
from service.commands.main import main
from service.documents.contents import make_document
from service.engine.engine import Engine
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text
from service.settings import read_settings, unknown_variables

PUBLIC = "https://quoth.example.org"
FILES = {
    "council.txt": "Some 3,100 people marched to the town hall on Saturday, the council counted. Streets were cleaned.\n",
    "union.txt": "Nurses led us, and a brass band played. 5,000 people marched to the town hall on Saturday.\n",
}
DIFFER = "How many people marched?"
UNSURE = "Who paid the brass band for the march on the town hall?"
# (question, min_confidence, notice)
WAYS = {
    "differ": (DIFFER, None, "The documents differ: 5,000 (union.txt); 3,100 (council.txt)."),
    "sure": ("Who led the nurses?", 0, None),
    "unsure": (UNSURE, 0.99, "Not sure enough to answer. The likeliest passages:"),
    "nothing there": ("Where do quetzals nest?", None, "The documents do not mention quetzals."),
    "decisive words": (
        "How many people with passports of the Kestrel marched?",
        None,
        "The documents do not mention passports or Kestrel.",
    ),
    "no word": ("a", None, "There is no word here to search for. Name a person, a place or a thing."),
    "no question": ("Hello!", None, "This does not read as a question about the documents."),
}
FALSE = ("do not say", "do not answer")


@dataclass
class Doors:
    """One folder, open at every door."""

    folder: Path
    engine: Engine
    client: FlaskClient


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("march")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with Engine(folder, index=tmp_path_factory.mktemp("index"), public_url=PUBLIC) as engine:
        engine.start()
        yield Doors(folder, engine, create_app(engine, hosts=["quoth.example.org"]).test_client())


def query(question: str, least: float | None, **others: str) -> dict[str, str]:
    return {"q": question} | ({} if least is None else {"min_confidence": str(least)}) | others


def by_page(path: str) -> Callable[[Doors, str, float | None], str]:
    return lambda doors, question, least: html.unescape(
        doors.client.get(path, query_string=query(question, least))
        .text.partition("<article")[2]
        .partition("</article>")[0]
    )


def by_oembed(doors: Doors, question: str, least: float | None) -> str:
    url = f"{PUBLIC}/?" + "&".join(f"{name}={value}" for name, value in query(question, least).items())
    return html.unescape(str(doors.client.get("/oembed", query_string={"url": url}).json["html"]))


def by_command(doors: Doors, question: str, least: float | None) -> str:
    flags = [] if least is None else ["--min-confidence", str(least)]
    return CliRunner().invoke(main, ["ask", question, str(doors.folder), *flags], prog_name="quoth").stdout


def by_format(name: str) -> Callable[[Doors, str, float | None], str]:
    return lambda doors, question, least: doors.client.get(
        "/ask", query_string=query(question, least, **{"as": name})
    ).text.replace("\\", "")


def by_notebook(doors: Doors, question: str, least: float | None) -> str:
    reply = doors.client.get("/ask", query_string=query(question, least)).json
    return html.unescape(_read(ClientReply, reply)._repr_html_())


def by_mcp(doors: Doors, question: str, least: float | None) -> str:
    tools = pytest.importorskip("service.mcp.tools", reason="The SDK is missing: pip install '.[mcp]' brings it.")
    given = {"question": question} | ({} if least is None else {"min_confidence": least})
    return json.dumps(tools.call_tool(tools.TOOLS[0], {"": doors.engine}, given).structured_content, ensure_ascii=False)


def by_batch(doors: Doors, question: str, least: float | None) -> str:
    asked = {"question": question, "min_confidence": least}
    return doors.client.post("/ask/batch", json={"questions": [asked]}).text


DOORS = {
    "page": by_page("/"),
    "frame": by_page("/embed"),
    "oEmbed": by_oembed,
    "quoth ask": by_command,
    "Markdown": by_format("markdown"),
    "Anthropic": by_format("anthropic"),
    "notebook": by_notebook,
    "MCP": by_mcp,
    "batch": by_batch,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("door", DOORS)
def test_every_door_says_the_same(doors: Doors, door: str, way: str) -> None:
    question, least, notice = WAYS[way]
    said = DOORS[door](doors, question, least)
    assert doors.engine.ask(question, min_confidence=least).notice == notice
    assert (
        notice in said if notice else not any(told in said for told in ("Not sure enough", "do not mention", "differ:"))
    )
    assert not any(false in said for false in FALSE)


@pytest.mark.parametrize("door", ["page", "frame", "oEmbed", "quoth ask", "Markdown", "notebook"])
def test_passages_that_may_answer_stand_below_the_notice(doors: Doors, door: str) -> None:
    question, least, notice = WAYS["unsure"]
    said = DOORS[door](doors, question, least)
    assert notice and "brass band played." in said.partition(notice)[2]
    both = DOORS[door](doors, DIFFER, None).replace("<mark>", "").replace("</mark>", "")
    assert all(f"{figure} people marched" in both for figure in ("3,100", "5,000"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where are passports of the Kestrel stamped?", ("passports", "Kestrel")),
        ("Where are Kestrel's low-cost flights?", ("Kestrel", "low-cost", "flights")),
        ("Who flew the Kestrel Mini, and who the Kestrel Mini?", ("flew", "Kestrel Mini")),
        ("What do quetzals eat?", ("quetzals",)),
        ("Did Ada Holm weep?", ("Ada Holm",)),
        ("Which quay was renamed?", ("quay",)),
        ("Who was the town's bishop?", ("bishop",)),
        ("How many people marched?", ()),
    ],
)
def test_words_that_no_document_holds_are_named_as_they_were_asked(
    doors: Doors, question: str, words: tuple[str, ...]
) -> None:
    assert doors.engine.ask(question).why.unmentioned == words


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How many Kestrels marched to the town hall?", "no_match"),
        ("Who insured the helicopter?", "no_match"),
        ("Who paid the brass band?", "low_confidence"),  # the band is there, whoever paid it
    ],
)
def test_missing_words_decide_only_where_nothing_can_answer_without_them(question: str, reason: str) -> None:
    documents = [make_document(name, text, "utf-8") for name, text in FILES.items()]
    index = Index(documents, [segment_text(text) for text in FILES.values()])
    answer = Answerer(load_model()).answer(read_question(question), index, threshold=0.9)
    assert answer.reason == reason


def test_a_document_that_is_not_searched_mentions_nothing(doors: Doors) -> None:
    reply = doors.engine.ask("Who led the nurses?", documents=["council.txt"])
    assert (reply.reason, reply.why.unmentioned[-1:]) == ("no_match", ("nurses",))


def test_the_least_confidence_is_the_request_s_own_or_the_engine_s(doors: Doors) -> None:
    asked = doors.engine.ask(DIFFER)
    assert asked.min_confidence == round(load_model().threshold, 4) and asked.answered
    assert not doors.engine.ask(DIFFER, min_confidence=1).answered
    for least in (0, 0.25, 1):
        by_post = doors.client.post("/ask", json={"question": DIFFER, "min_confidence": least}).json
        by_get = doors.client.get("/ask", query_string=query(DIFFER, least)).json
        assert by_post == by_get and by_post["min_confidence"] == least
        assert by_post["answered"] == (by_post["confidence"] >= least)
    tags = {doors.client.get("/ask", query_string=query(DIFFER, one)).headers["ETag"] for one in (None, 0, 0.25, 1)}
    assert len(tags) == 4


def test_with_no_least_confidence_whatever_is_found_is_quoted(doors: Doors) -> None:
    assert doors.engine.ask("How many Kestrels marched?", min_confidence=0).answered


@pytest.mark.parametrize("value", ["high", True, -0.1, 1.01, [0.5], {}])
def test_a_faulty_confidence_is_refused_with_what_was_expected(doors: Doors, value: object) -> None:
    refused = doors.client.post("/ask", json={"question": "Who?", "min_confidence": value})
    sentence = f"min_confidence is {json.dumps(value)}; expected a number from 0 to 1."
    assert (refused.status_code, refused.json["detail"]) == (400, sentence)
    assert refused.json["errors"][0]["pointer"] == "#/min_confidence"


@pytest.mark.parametrize("value", ["", "high", "2", "-1", "nan", "1e-3", "٠"])
@pytest.mark.parametrize("path", ["/ask", "/", "/embed"])
def test_a_faulty_confidence_in_a_link_is_refused(doors: Doors, path: str, value: str) -> None:
    refused = doors.client.get(
        path, query_string={"q": "Who?", "min_confidence": value}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 400
    assert refused.json["detail"].endswith("; expected a number from 0 to 1.")


def test_the_last_question_of_a_page_is_answered_anyway(doors: Doors) -> None:
    asked = {"q": [DIFFER, UNSURE]}
    page = doors.client.get("/", query_string=asked | {"min_confidence": "1"}).text
    assert page.count("Not sure enough to answer.") == 1
    doors.engine.threshold = 0.99
    try:
        page = doors.client.get("/", query_string=asked).text
        links = [part.partition('"')[0] for part in page.split('<p class="anyway"><a href="')[1:]]
        assert [html.unescape(link).count("q=") for link in links if link] == [1, 2]
        assert '<p class="anyway">' not in doors.client.get(html.unescape(links[1])).text.rpartition("<article")[2]
    finally:
        doors.engine.threshold = None


def test_the_former_name_of_the_setting_is_read() -> None:
    for environ in ({"QUOTH_THRESHOLD": "0.7"}, {"QUOTH_MIN_CONFIDENCE": "0.7", "QUOTH_THRESHOLD": "0.1"}):
        assert read_settings(environ).min_confidence == 0.7 and unknown_variables(environ) == []
