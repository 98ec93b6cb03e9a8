"""The index in a cluster gives the replies of the embedded one, byte for byte, at every door of the engine."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SEEDS

from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.index.cluster import holding
from service.wire.requests import Ask
from service.wire.search_shapes import SearchQuery, read_search
from tests.cluster.conftest import RARE, WORDS
from tests.cluster.nodes import Nodes

pytestmark = pytest.mark.cluster

QUESTIONS = [
    "How many people in Hong Kong hold Canadian passports?",
    "Who is the ambassador?",
    "What did the ambasador say?",
    "Why was the law pased?",
    "Tell me about the weather on Mars.",
    "the",
]
Pair = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def seeds(nodes: Nodes, engine: Engine) -> Iterator[Pair]:
    """The first collection, in a cluster and embedded."""
    address = f"opensearch://{nodes.hosts}/seeds"
    load_into_cluster(SEEDS, address)
    with Engine(index=address) as remote:
        remote.start()
        yield remote, engine


@pytest.fixture(scope="module")
def many(nodes: Nodes, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Hundreds of documents, some of which have a line in common that is boilerplate for that."""
    folder = shutil.copytree(folder, tmp_path_factory.mktemp("many") / "documents")
    for number in range(6):
        said = " ".join(random.Random(number).choices(WORDS, k=12))
        text = f"Sign up to our newsletter for the latest news.\n\n{said}.\n\nThe {said[:3]} ship came in 19{number}0.\n\n{said[::-1]}.\n"
        (folder / f"news-{number}.txt").write_text(text, encoding="utf-8")
    address = f"opensearch://{nodes.hosts}/many"
    load_into_cluster(folder, address, shards=3)
    with Engine(folder, index=tmp_path_factory.mktemp("index")) as near, Engine(index=address) as remote:
        near.start()
        remote.start()
        yield remote, near


def test_a_question_takes_few_requests(nodes: Nodes, seeds: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.index.cluster.connection import Cluster

    asked: list[str] = []
    call = Cluster.call

    def count(cluster: Cluster, method: str, path: str, *given: object, **more: object) -> object:
        asked.append(path)
        return call(cluster, method, path, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Cluster, "call", count)
    with Engine(index=f"opensearch://{nodes.hosts}/seeds") as engine:  # which has nothing in its memory
        engine.start()
        asked.clear()
        assert "Zhngrobi" not in (engine.ask("Where does the ambassador Cong Zhngrobi live?").answer or "")
    assert 4 <= len(asked) <= 12, asked  # common terms, ids, documents, searches; not one for each way to spell a name


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_gets_the_same_reply(question: str, seeds: Pair) -> None:
    remote, near = seeds
    assert remote.ask(question) == near.ask(question)


def test_so_does_one_that_follows_others_or_stays_within_a_document(seeds: Pair) -> None:
    remote, near = seeds
    first, second = "Who is the ambassador?", "What did he say about asylum?"
    assert remote.ask(second, history=[remote.ask(first)]) == near.ask(second, history=[near.ask(first)])
    within = [near.start().index.corpus.ids[1]]
    assert remote.ask(first, documents=within) == near.ask(first, documents=within)


def test_quotes_and_searches_have_the_same_verdicts_and_hits(seeds: Pair) -> None:
    remote, near = seeds
    quotes = ("hold Canadian passports", "hold two Canadian passports", "no such words anywhere")
    for quote in quotes:
        assert remote.verify(quote) == near.verify(quote)
    for text in ("ambassador", "national security", '"Hong Kong" passports'):
        assert remote.search(SearchQuery(text)) == near.search(SearchQuery(text))


@pytest.mark.parametrize("words", ['"of it"', '"of the and to"', "of the"])
def test_a_phrase_of_stop_words_is_found_in_paragraphs_without_terms(words: str, many: Pair) -> None:
    remote, near = many
    reply = near.search(SearchQuery(words))
    assert reply.hits and remote.search(SearchQuery(words)) == reply


@pytest.mark.parametrize("words", [RARE[0], f"{RARE[0]} {RARE[1]}", f'"{RARE[0]}"'])
def test_more_paragraphs_than_one_search_counts_are_paged_through(
    words: str, many: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote, near = many
    whole = near.search(SearchQuery(words, limit=50))
    monkeypatch.setattr(holding, "MOST", 2)
    hits, query = [], SearchQuery(words, limit=3)
    while len(hits) < len(whole.hits):
        reply = remote.search(query)
        assert reply.total.hits <= whole.total.hits and reply.total.complete == (whole.total.hits <= 2)
        hits += reply.hits
        if reply.next is None:
            break
        query = read_search(reply.next.partition("?")[2].encode())
    assert tuple(hits[: len(whole.hits)]) == whole.hits


def test_hundreds_of_documents_have_the_same_replies(many: Pair) -> None:
    remote, near = many
    assert remote.start().id == near.start().id
    drawn = random.Random(3)
    asked = [
        f"What did the {drawn.choice(WORDS)} say of {drawn.choice(WORDS)} and {drawn.choice(WORDS)}?" for _ in range(12)
    ]
    for question in [*asked, "When did the ship come?", "Where is the newsletter?"]:
        request = Ask(question, limit=5, min_confidence=0.0)
        assert remote.ask(request) == near.ask(request), question
    kinds = [
        {s.kind for s in e.start().index.corpus.segmentation(e.start().numbers["news-2.txt"]).sentences} for e in many
    ]
    assert "boilerplate" in kinds[0] and kinds[0] == kinds[1]
    assert remote.verify("smile: naïve Straße") == near.verify("smile: naïve Straße")
