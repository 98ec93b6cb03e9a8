"""HTML within prose: tags, comments and references are no words, are folded, and move no offset."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.documents.contents import make_document
from service.english.tokens import extract_terms
from service.html_tags import FARTHEST, MOST_FENCES, blank_markup, blank_within, find_markup, leave_out_markup
from service.index.segment import make_segment
from service.sentences.segmentation import segment_text
from service.verify.folding import Folded

Serve = Callable[..., FlaskClient]

SHOWN = [
    ('about <span data-x="x" class="size">40&nbsp;MB</span> of', "about 40\xa0MB of"),
    ("Press <kbd>Ctrl</kbd>+<KBD>C</KBD> <!-- not\n\nnow --> twice", "Press Ctrl+C  twice"),
    ("H<sub>2</sub>O and E=mc<sup>2</sup>", "H2O and E=mc2"),
    (
        "It fell.<sup>12</sup> The mill<sup>3</sup> too,<sup>a</sup> on the 21<sup>st</sup>.",
        "It fell. The mill too, on the 21st.",
    ),
    ("one<br>two<br/>three<BR />four", "one two three four"),
    ("<details open>\n<summary>Why?</summary>", " \n Why? "),
    ("<img src=x alt=\"a > b\"> <a\n  href='y'>z</a>", "  z"),
    ("caf&eacute; &amp; bar&#39;s &#x201c;so&rdquo;", "café & bar's “so”"),
    ("<my-part></my-part><Own kind='x'>in</Own><Alone />", "in"),
    ("<!DOCTYPE html>\n<?xml version='1.0'?>a", "\na"),
    ("the <time>noon</time> and the <title>name</title>", "the noon and the  name "),
    ("<font color=red>red</font> <center>mid</center>", "red  mid "),
]
PROSE = [
    "a < b and c > d",
    "if a <b and c> d",
    "I <3 this, 3<4 and 5>4",
    "write to <name@host> or <https://a.example/b?c=d>",
    "a List<String> of Map<b, i> and Set<B>, Optional<Object>",
    "quoth ask <question> <folder>, at <time> in <section>",
    "use `<br>` and `<span class='x'>` here",
    r"\<b> and \&amp; are escaped",
    "->, <-, <=>, <<x>>, <>, < >, </>, <1>",
    "AT&T, R&D; Q&A, &unknown; & so on",
    "it <!-- never closes",
    "~~~\n<p class='x'>\n~~~",
    "- ```html\n  <b>bold</b>\n  ```",
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_markup_is_left_out(text: str, shown: str) -> None:
    assert leave_out_markup(text) == shown
    assert len(blank_markup(text)) == len(text)


@pytest.mark.parametrize("text", PROSE)
def test_what_is_prose_or_code_stays(text: str) -> None:
    assert find_markup(text) == []
    assert blank_markup(text) == leave_out_markup(text) == text


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('The <span data-x="harbour" class="size">old</span> mill', ["old", "mill"]),
        ("Ada<br>Pinker <!-- Renata --> sails&nbsp;far", ["ada", "pinker", "sail", "far"]),
        ("Call `<span>` in a List<String>", ["call", "span", "list", "string"]),
        ("```\n<span>far</span>\n```", ["span", "far", "span"]),
        ("<!-- Renata\nrewrites this -->\n\nThe mill.", ["mill"]),
    ],
)
def test_markup_is_no_term(text: str, terms: list[str]) -> None:
    segment = make_segment([(make_document("a.md", text, "utf-8"), segment_text(text))])
    assert [segment.vocabulary[number] for number in segment.tokens.values.tolist()] == terms
    assert extract_terms(blank_markup(text)) == terms


CUT = [
    ('See <img alt="A mill. The sea. Boats."> the <b>old mill.</b> It <i>stands</i> still.', 2),
    ("It takes 40&nbsp;MB.<br>\n<b>Press</b> the key.", 2),
    ("He left. <!-- Why? He knew. --> She stayed.", 2),
    ("<i>He left.</i> <a href='x'>She</a> stayed.&nbsp;", 2),
]


@pytest.mark.parametrize(("text", "number"), CUT)
def test_no_sentence_ends_within_markup_and_no_tag_is_lost(text: str, number: int) -> None:
    sentences = segment_text(text).sentences
    assert len(sentences) == number
    assert "".join(text[s.start : s.end] for s in sentences).split() == text.split() or "".join(
        "".join(text[s.start : s.end] for s in sentences).split()
    ) == "".join(text.split())


FOLDED = [
    ("The <b>old</b> mill takes 40&nbsp;MB of <i>room</i>.", "The old mill takes 40 MB of room."),
    ("<b>Ada</b>'s boat<!-- x --> is <em>**old**</em>.", "Ada's boat is old."),
    ("One line<br>another line of it.", "One line another line of it."),
    ("H<sub>2</sub>O is water &amp; ice.", "H2O is water & ice."),
]


@pytest.mark.parametrize(("text", "quote"), FOLDED)
def test_markup_is_folded(serve_folder: Serve, text: str, quote: str) -> None:
    client = serve_folder({"a.md": f"# Mill\n\nIt was so. {text} It stayed.\n"})
    folded, exact = client.post("/verify", json={"quotes": [quote, text]}).json["results"]
    assert (folded["verdict"], exact["verdict"]) == ("folded", "exact")
    assert folded["matches"][0]["quote"] == text.removeprefix("<b>" if text.startswith("<b>A") else "")


def test_a_changed_word_among_tags_is_the_only_change(serve_folder: Serve) -> None:
    text = 'The mill takes <span class="x y">40&nbsp;barrels</span> of salt<br>\nin the spring.\n'
    reply = serve_folder({"a.md": text}).post(
        "/verify", json={"quote": "The mill takes 50 barrels of salt in the spring."}
    )
    changed = [edit for edit in reply.json["matches"][0]["diff"] if edit["op"] != "equal"]
    assert [(edit["op"], edit["quote"], edit["document"]) for edit in changed] == [("replace", "50", "40")]


def test_markup_answers_nothing_and_is_not_found(serve_folder: Serve) -> None:
    mill = '# The mill\n\nThe mill takes <span data-x="harbour" class="keeper">40&nbsp;barrels</span> of <b>salt</b>.\n'
    client = serve_folder(
        {"a.md": mill, "b.md": "# The sea\n\nIt is `<harbour>` in code.\n\n```html\n<em>x</em>\n```\n"}
    )
    assert client.get("/ask?q=Who is the keeper?").json["nearest"] == []
    assert client.get("/search?q=keeper", headers={"Accept": "application/json"}).json["total"]["hits"] == 0
    assert client.get("/search?q=em", headers={"Accept": "application/json"}).json["total"]["hits"] == 1
    found = client.get('/search?q="40 barrels of salt"', headers={"Accept": "application/json"}).json
    assert found["total"]["hits"] == 1
    reply = client.get("/ask?q=How many barrels of salt does the mill take?").json
    assert reply["answer"] == mill.split("\n\n")[1].strip()
    assert reply["citations"][0]["highlight"]["text"] in ("40", "40&nbsp;barrels")
    assert client.post("/verify", json={"quote": "<em>"}).json["verdict"] == "exact"  # of code, where it is a word


MIXED = st.lists(
    st.sampled_from(["<b>", "</b>", "a", "B ", "<!--", "-->", "&amp;", "`", "<br>", '<i x="', '">', "’s", "\n", "```"])
)


@given(MIXED.map("".join))
def test_every_folded_stretch_leads_back(text: str) -> None:
    folded = Folded(text)
    assert len(blank_markup(text)) == len(text)
    for start in range(len(folded.text)):
        begin, end = folded.place(start, start + 1)
        assert 0 <= begin < end <= len(text)
    found = find_markup(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_slice_is_blanked_as_the_whole_text_is() -> None:
    text = "Of <b>salt</b>.\n\n```\n<b>code</b>\n```\n\nAnd <i>sea</i>."
    for start, end in [(0, 15), (21, 32), (38, 53)]:
        assert blank_within(text, start, end) == blank_markup(text)[start:end]


def test_what_is_looked_at_for_one_sentence_is_bounded() -> None:
    few, many = "```\n<b>x</b>\n" * 99, "```\n<b>x</b>\n" * (2 * MOST_FENCES)
    assert blank_within(few, len(few) - 9, len(few) - 1) == "<b>x</b>"  # the last fence is open
    assert blank_within(many, len(many) - 9, len(many) - 1) == "   x    "
    assert blank_within("~~~\n" + "a" * FARTHEST + "\n<b>x</b>", FARTHEST + 5, FARTHEST + 13) == "   x    "
