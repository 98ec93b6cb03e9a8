"""Search finds every sentence that holds all words and phrases: no more, no less, in order, whatever the page size."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SEEDS
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from service.commands.main import main
from service.engine.engine import Engine
from service.english.tokens import extract_terms
from service.index.holders import Held
from service.index.searcher import Searcher
from service.search import every_hit
from service.search.wanted import read_wanted
from service.wire.problems import Problem
from service.wire.search_shapes import SearchHit, SearchReply, read_search

WORDS = ["Canada", "passports", "police", "ambassador", "law", "Hong Kong", "the", "said", "human rights", "zebra"]
TEXTS = {
    "a/one.md": "---\ndate: 2020-05-13\n---\n\n# Floods\n\nThe flood relief came late. Relief for the flood was slow.\n",
    "a/two.txt": "Flood-relief work began.\n\nHe spoke of the\nflood relief fund. It is closed. “Closed”, he said.\n",
    "b/three.txt": "Published: 3 June 2021\n\nNo word of water here. To be or not to be.\n",
    "b/four.txt": "香港政府今天宣布新措施。市民表示歡迎。\n\nThe café’s owner’s e-mail was well-known. I WAS THERE.\n",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with Engine(folder, index=tmp_path_factory.mktemp("index")) as made:
        yield made


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(SEEDS, index=tmp_path_factory.mktemp("index")) as made:
        yield made


def quotes(reply: SearchReply) -> list[str]:
    return [" ".join(hit.quote.split()) for hit in reply.hits]


def all_hits(engine: Engine, words: str, limit: int, **narrowed: object) -> list[SearchHit]:
    hits: list[SearchHit] = []
    reply = engine.search(words, limit=limit, **narrowed)  # type: ignore[arg-type]
    while True:
        assert len(reply.hits) <= limit
        hits += reply.hits
        if reply.next is None:
            return hits
        reply = engine.search(read_search(reply.next.partition("?")[2].encode()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("flood", 5),
        ("floods relief", 4),
        ('"flood relief"', 2),
        ('"Flood Relief" fund', 1),
        ("“flood relief”", 2),
        ('"flood-relief"', 1),
        ('"relief fund" "the flood"', 1),
        ("well-known", 1),
        ("email", 1),
        ('"closed. “Closed"', 1),
        ('"to be"', 1),
        ("to be or not to be", 1),
        ("the of", 0),
        ('"I was there"', 1),
        ('"caf\u0065\u0301"', 1),
        ("cafe", 1),
        ("香港", 1),
        ('"香港政府"', 1),
        ('"港"', 1),
        ('"lood"', 0),
        ("flood zebra", 0),
        ("?!", 0),
        ('""', 0),
        ('"flood', 5),
    ],
)
def test_what_is_found(mixed: Engine, words: str, expected: int) -> None:
    reply = mixed.search(words)
    assert (reply.total.hits, len(reply.hits), reply.total.complete) == (expected, expected, True), quotes(reply)


def test_a_phrase_that_runs_on_is_found_in_both_sentences(mixed: Engine) -> None:
    assert quotes(mixed.search('"fund. It is closed"')) == ["He spoke of the flood relief fund. It is closed."]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"documents": ["a"]}, {"a/one.md", "a/two.txt"}),
        ({"documents": ["a/two.txt"]}, {"a/two.txt"}),
        ({"since": "2020"}, {"a/one.md"}),
        ({"since": "2020-05-13", "until": "2020-05-13"}, {"a/one.md"}),
        ({"until": "2020-05"}, {"a/one.md"}),
        ({"since": "2020-06"}, set()),
        ({"until": "2019"}, set()),
        ({"documents": ["a/two.txt"], "since": "2020"}, set()),
    ],
)
def test_documents_and_dates_narrow_a_search(mixed: Engine, narrowed: dict[str, str], expected: set[str]) -> None:
    reply = mixed.search("flood", **narrowed)  # type: ignore[arg-type]
    assert {hit.document.id for hit in reply.hits} == expected
    assert reply.total.documents == len(expected)


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"words": ""}, 400, "q is"),
        ({"words": "x" * 1001}, 400, "at most 1000"),
        ({"words": "flood", "limit": 0}, 400, "limit is 0"),
        ({"words": "flood", "limit": 201}, 400, "limit is 201"),
        ({"words": "flood", "since": "May"}, 400, 'since is "May"; expected a date such as'),
        ({"words": "flood", "until": "2020-13"}, 400, 'until is "2020-13"'),
        ({"words": "flood", "since": "2021", "until": "2020"}, 400, "expected them in order"),
        ({"words": "flood", "after": "x"}, 400, "after is"),
        ({"words": "flood", "documents": ["nowhere"]}, 404, "nowhere"),
    ],
)
def test_what_is_refused(mixed: Engine, given: dict[str, object], status: int, sentence: str) -> None:
    with pytest.raises(Problem, match=re.escape(sentence)) as refused:
        mixed.search(given.pop("words"), **given)  # type: ignore[arg-type]
    assert refused.value.status == status


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_words_find_the_sentences_that_hold_their_terms(seeds: Engine, words: list[str], limit: int) -> None:
    asked = set(extract_terms(" ".join(words)))
    snapshot = seeds.start()
    expected = [
        (document.id, sentence.start, sentence.end)
        for number, document in enumerate(snapshot.documents)
        for sentence in snapshot.index.corpus.segmentation(number).sentences
        if asked and asked <= set(extract_terms(document.text[sentence.start : sentence.end]))
    ]
    if asked:
        hits = all_hits(seeds, " ".join(words), limit)
        assert [(hit.document.id, hit.start, hit.end) for hit in hits] == expected


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_phrase_of_a_text_is_found_where_it_stands(seeds: Engine, data: st.DataObject) -> None:
    snapshot = seeds.start()
    document = data.draw(st.sampled_from(list(snapshot.documents)))
    blocks = snapshot.index.corpus.segmentation(snapshot.numbers[document.id]).blocks
    block = data.draw(st.sampled_from(blocks))
    words = list(re.finditer(r"[^\s\"“”„«»]+", document.text[block.start : block.end]))
    first = data.draw(st.integers(0, len(words) - 1))
    last = min(len(words) - 1, first + data.draw(st.integers(0, 5)))
    start, end = block.start + words[first].start(), block.start + words[last].end()
    phrase = document.text[start:end]
    if re.search(r"[\"“”„«»]", phrase) or not re.search(r"\w", phrase):
        return
    hits = all_hits(seeds, f'"{phrase}"', 50)
    assert any(hit.document.id == document.id and hit.start <= start and end <= hit.end for hit in hits)
    for hit in hits:
        text = snapshot.documents[snapshot.numbers[hit.document.id]].text
        assert text[hit.start : hit.end] == hit.quote
        assert hit.marks
        assert all(text[mark.start : mark.end] == mark.text for mark in hit.marks)


def test_offsets_are_in_the_unit_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("😀 They came. 😀 They saw 😀 Rome.\n", encoding="utf-8")
    with Engine(tmp_path, index=tmp_path / "index") as engine:
        [points] = engine.search("Rome").hits
        [units] = engine.search(read_search(b"q=Rome&offsets=utf16")).hits
    assert (units.end - points.end, units.marks[0].start - points.marks[0].start) == (3, 3)


def test_the_work_for_a_phrase_is_bounded_and_its_pages_go_on(mixed: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [(hit.document.id, hit.start) for hit in all_hits(mixed, '"the"', 50)]
    monkeypatch.setattr(every_hit, "LOOKED_THROUGH", 60)
    reply = mixed.search('"the"')
    assert not reply.total.complete
    assert reply.total.hits < len(whole)
    assert [(hit.document.id, hit.start) for hit in all_hits(mixed, '"the"', 2)] == whole


@pytest.mark.parametrize("words", ["flood", "flood relief", '"the"', '"flood relief"', '"relief" flood'])
@pytest.mark.parametrize("documents", [None, ["a/"]])
def test_an_index_that_stops_early_says_so_and_its_pages_go_on(
    words: str, documents: list[str] | None, mixed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [(hit.document.id, hit.start) for hit in all_hits(mixed, words, 50, documents=documents)]
    kinds = ("sentences_with_all", "paragraphs_with_all")
    for name in kinds:
        monkeypatch.setattr(Searcher, name, _stop_after(3, getattr(Searcher, name)))
    reply = mixed.search(words, documents=documents)
    assert not reply.total.complete or reply.total.hits == len(whole)
    assert reply.total.hits <= len(whole)
    for limit in (1, 2, 50):
        pages = all_hits(mixed, words, limit, documents=documents)
        assert [(hit.document.id, hit.start) for hit in pages] == whole
    for name in kinds:
        monkeypatch.setattr(Searcher, name, _stop_after(0, getattr(Searcher, name)))
    reply = mixed.search(words, documents=documents)
    assert (reply.hits, reply.next, reply.total.complete) == ((), None, False)


def _stop_after(most: int, find: Callable[..., Held]) -> Callable[..., Held]:
    """Have an index name only the first that hold what is searched for."""

    def find_some(*given: object) -> Held:
        held = find(*given)
        return Held(held.numbers[:most], held.complete and len(held.numbers) <= most)

    return find_some


def test_words_and_ignored_words_are_told(mixed: Engine) -> None:
    reply = mixed.search("the flood of well-known zebras")
    assert [(word.word, word.sentences) for word in reply.words] == [("flood", 5), ("well-known", 1), ("zebras", 0)]
    assert reply.ignored == ("the", "of")


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('„Gänse“ «oies» "geese" “gees” 「鵝」', ("Gänse", "oies", "geese", "gees", "鵝")),
        ('"  a   b "', ("a b",)),
        ('" "', ()),
        ('5" screws', ()),
    ],
)
def test_phrases_are_read_in_any_quotation_marks(text: str, phrases: tuple[str, ...]) -> None:
    assert read_wanted(text).phrases == phrases


def test_the_route_gives_json_by_default_and_a_page_to_browsers(client: FlaskClient) -> None:
    reply = client.get("/search?q=Canadian+passports&limit=1")
    assert reply.mimetype == "application/json"
    assert (reply.json["total"]["hits"], len(reply.json["hits"])) == (3, 1)
    assert (
        client.get("/search?q=Canadian+passports&limit=1", headers={"If-None-Match": reply.headers["ETag"]}).status_code
        == 304
    )
    page = client.get("/search?q=Canadian+passports", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert page.text.count("<mark>Canadian</mark>") == 6
    assert client.get(reply.json["next"]).json["hits"][0]["quote"] not in reply.text


def test_the_page_calls_a_document_without_a_title_by_its_first_words(client: FlaskClient) -> None:
    for within in ("", "&documents=000_289401db0fd29d34.txt"):
        page = client.get(f"/search?q=Canadian+passports{within}", headers={"Accept": "text/html"}).text
        heading, about = re.findall(r"<h3.*?>([^<>]+)</a></h3>\s*<p class=\"about\">(.*?)</p>", page)[0]
        assert heading == "The Chinese ambassador to Ottawa has warned the Canadian …"
        assert about.startswith('<span class="id"><bdi>000_289401db0fd29d34.txt</bdi></span>')


@pytest.mark.parametrize("q", ["", "?q=", "?q=+", "?documents=&since=&until="])
def test_an_empty_search_is_a_page_to_search_on(client: FlaskClient, q: str) -> None:
    page = client.get(f"/search{q}", headers={"Accept": "text/html"})
    assert (page.status_code, "<mark>" in page.text) == (200, False)


def test_a_search_without_hits_is_no_dead_end(client: FlaskClient) -> None:
    page = client.get("/search?q=king+France&documents=001_9d9eeb3c8c42f933.txt", headers={"Accept": "text/html"}).text
    for offered in ("France</a>", "not mentioned", "Search all the documents", "Ask it as a question"):
        assert offered in page


def test_markup_in_a_search_and_in_documents_is_text(tmp_path: Path) -> None:
    from service.app.app import create_app

    (tmp_path / "<i>x.txt").write_text("A <script>alert(1)</script> stands here.\n", encoding="utf-8")
    with Engine(tmp_path, index=tmp_path / "index") as engine:
        engine.start()
        page = create_app(engine).test_client().get("/search?q=script+<b>", headers={"Accept": "text/html"}).text
        found = create_app(engine).test_client().get("/search?q=alert", headers={"Accept": "text/html"}).text
    assert "<b>" not in page.partition("<main")[2].replace("<b>system", "")
    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;" in found


def test_the_command_prints_what_is_found_and_goes_on() -> None:
    result = CliRunner().invoke(main, ["search", "Canadian passports", "--limit", "1"])
    assert result.exit_code == 0
    assert result.stdout.startswith("3 sentences in 2 documents.\n")
    place = re.search(r"--after '(.+)'", result.stdout)
    assert place
    rest = CliRunner().invoke(main, ["search", "Canadian passports", "--after", place[1], "--json"])
    assert len(json.loads(rest.stdout)["hits"]) == 2
    assert CliRunner().invoke(main, ["search", "king France"]).exit_code == 1
    assert CliRunner().invoke(main, ["search", "x", "--since", "May"]).exit_code == 2


def test_what_is_blank_is_a_fault_for_programs_and_nothing_for_the_form(client: FlaskClient) -> None:
    path = "/search?q=passport&since=&until=&documents=&limit="
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
    refused = client.get(path, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert client.get("/search?q=passport", headers={"Accept": "application/json"}).json["total"]["hits"]
