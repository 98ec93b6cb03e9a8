"""Lines that stand at the edges of many documents word for word are boilerplate; what rules repeat is an answer."""

import random

import pytest

from service.documents.contents import make_document
from service.english.furniture import reads_as_furniture
from service.index.build import update_index
from service.index.embedded import Index
from service.sentences.segmentation import segment_text

LINES = (
    "Sign up for our newsletter to read the best stories of the harbour every morning.",
    "Contact the newsroom at news@herald.example or on 555-123-4567.",
    "Follow the Herald on Facebook and Twitter for more of the harbour.",
    "This article was first published in the Herald and may not be copied.",
)
BODY = "The pier number {0} of the harbour was built in {1}. Its {0} lamps are lit at dusk. Boat {0} lies beside it.\n\nShip {0} came."


def article(number, tail):
    return f"Pier {number} opens\n\n{BODY.format(number, 1900 + number)}\n\n{tail}\n"


def kinds(texts):
    documents = [make_document(f"{number:02}.txt", text, "utf-8") for number, text in enumerate(texts)]
    corpus = Index(documents, [segment_text(text) for text in texts]).corpus
    cuts = map(corpus.segmentation, range(len(texts)))
    return [{text[s.start : s.end]: s.kind for s in cut.sentences} for text, cut in zip(texts, cuts, strict=True)]


@pytest.mark.parametrize("line", LINES)
def test_a_line_below_many_articles_is_boilerplate(line):
    assert {found[line] for found in kinds([article(n, line) for n in range(5)])} == {"boilerplate"}
    assert {found[line] for found in kinds([article(n, f"It rained.\n\n{line}") for n in range(4)])} != {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "The meeting was opened at seven by the mayor.",
        "Payment is due within 30 days of the date of the invoice.",
        "You must wear a helmet on the pier.",
        "The harbour office is open from nine to five.",
    ],
)
def test_a_rule_that_many_documents_repeat_is_none(line):
    assert "boilerplate" not in {found[line] for found in kinds([article(n, line) for n in range(8)])}


def test_copies_of_one_text_do_not_count():
    texts = [article(1, LINES[0])] * 8
    assert all(found[LINES[0]] != "boilerplate" for found in kinds(texts))
    texts += [article(n, LINES[0]) for n in range(2, 7)]
    assert all(found[LINES[0]] == "boilerplate" for found in kinds(texts))


def test_a_line_in_the_midst_of_long_texts_is_none():
    long = [" ".join(f"Sentence {n} of text {d} says thing {n * d}." for n in range(20)) for d in range(6)]
    texts = [f"{text}\n\n{LINES[1]}\n\n{text.replace('Sentence', 'Line')}" for text in long]
    assert all(found[LINES[1]] != "boilerplate" for found in kinds(texts))


@pytest.mark.parametrize("few", [0, 10**9])
def test_a_refreshed_index_is_that_of_a_new_one(tmp_path, monkeypatch, few):
    monkeypatch.setattr("service.index.splice.FEW", few)
    folder, rng = tmp_path / "documents", random.Random(few)
    folder.mkdir()
    found = set()
    for step in range(8):
        for number in rng.sample(range(9), 2 if step else 9):
            (folder / f"{number}.txt").write_text(article(number, rng.choice([LINES[0], LINES[1], "It rained."])))
        if step == 4:
            for number in range(4):
                (folder / f"{number}.txt").unlink()
        refreshed = update_index(folder, tmp_path / "index", "v")
        anew = update_index(folder, tmp_path / f"new{step}", "v")
        assert (refreshed.path / "arrays").read_bytes() == (anew.path / "arrays").read_bytes()
        mapped, ids = refreshed.make_index().corpus, list(refreshed.segment.ids)
        texts = [(folder / id).read_text() for id in ids]
        cuts = map(mapped.segmentation, range(len(texts)))
        here = [{t[s.start : s.end]: s.kind for s in cut.sentences} for t, cut in zip(texts, cuts, strict=True)]
        assert here == kinds(texts)
        found.add(len(refreshed.compiled.repeated))
    assert len(found) > 1


def test_such_a_line_is_verified_and_never_an_answer(tmp_path, open_engine):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(article(number, LINES[1]))
    engine = open_engine(tmp_path)
    reply = engine.ask("How can the newsroom be contacted?", min_confidence=0.0)
    assert LINES[1] not in [cited.quote for cited in reply.citations]
    assert engine.verify(LINES[1]).verdict == "exact"


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        "Got a story? Tell us.",
        "Support independent journalism: become a monthly supporter.",
        "© 2020 The Herald",
        "Reporting by Jane Doe; editing by Rob Roe",
        "For further information, call the press office: Tel. 020 555 0100.",
        "The opinions expressed are those of the author.",
        "See www.herald.example for the rest.",
    ],
)
def test_furniture_is_known_by_its_words(line):
    assert reads_as_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The council followed the mayor.",
        "Members voted on 12 May 2020 at 10.30.",
        "He shared the prize with 300 others.",
        "The contact between the wires burned.",
        "Support for the bridge is growing.",
        "The ratio was 10-20 to 1.",
    ],
)
def test_prose_is_no_furniture(line):
    assert not reads_as_furniture(line)
