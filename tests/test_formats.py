"""Replies in other tools' formats, checked against each format's rules and the tool's own code if it is installed."""

import json
import os
import re
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, get_args

import pytest
from browser.replies import DIFFERING, SPOKEN
from conftest import SEEDS, OpenEngine
from flask.testing import FlaskClient
from msgspec import convert
from msgspec.structs import replace

from service.app.app import create_app
from service.wire.encoding import to_json
from service.wire.formats.language_models import to_anthropic, to_haystack
from service.wire.formats.markdown import to_markdown
from service.wire.formats.references import to_bibtex, to_csl
from service.wire.replies import Citation, Reply
from service.wire.requests import Format

HELD = "How many Canadian passport holders reside in Hong Kong?"
SEED_TEXTS = {path.name: path.read_bytes().decode("utf-8-sig") for path in SEEDS.iterdir()}
HOSTILE = "</script>} {x} \\end `a` *b* [c](d) <e> @misc{ 100% & #1 $x^2~"
PUBLIC = "https://quoth.example.org"
CONTENT_TYPES = {
    "anthropic": "application/json",
    "haystack": "application/json",
    "annotation": 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    "markdown": "text/markdown; charset=utf-8",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex; charset=utf-8",
}
FORMATS = [name for name in get_args(Format) if name != "json"]
Serve = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def client(open_engine: OpenEngine) -> FlaskClient:
    """A service that answers whenever it finds anything at all."""
    return create_app(open_engine(threshold=0.0)).test_client()


@pytest.fixture(scope="module")
def silent(open_engine: OpenEngine) -> FlaskClient:
    """A service that is always silent."""
    return create_app(open_engine(threshold=1.0)).test_client()


def ask(client: FlaskClient, name: str, question: str = HELD) -> Any:
    response = client.get("/ask", query_string={"q": question, "as": name})
    assert response.status_code == 200, response.text
    return response.text if name in ("markdown", "bibtex") else json.loads(response.text)


def whole(reply: dict[str, Any]) -> Reply:
    """The reply with absolute links, as other formats need it."""
    return convert(reply | {"citations": [c | {"url": PUBLIC + c["url"]} for c in reply["citations"]]}, Reply)


def csl(citations: Iterable[Citation]) -> Any:
    """The items of CSL-JSON as a program reads them."""
    return json.loads(to_json(to_csl(citations)))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_asked_for_by_get_and_by_post(client: FlaskClient, name: str) -> None:
    got = client.get("/ask", query_string={"q": HELD, "as": name})
    posted = client.post(f"/ask?as={name}", json={"question": HELD})
    assert got.text == posted.text
    assert got.headers["Content-Type"] == posted.headers["Content-Type"] == CONTENT_TYPES[name]
    assert got.headers["ETag"] and got.headers["Cache-Control"] == "private, no-cache"
    assert posted.headers["Cache-Control"] == "no-store"


def test_json_is_what_is_given_unless_asked_otherwise(client: FlaskClient) -> None:
    posted = client.post("/ask", json={"question": HELD})
    assert client.post("/ask?as=json", json={"question": HELD}).text == posted.text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("as=csv", 'as is "csv"; expected "json", "anthropic",'),
        ("as=", 'as is ""; expected "json"'),
        ("as=json&as=json", 'The parameter "as" stands twice'),
        ("at=json", 'Unknown parameter "at"; expected as.'),
    ],
)
def test_formats_that_are_none_are_refused(client: FlaskClient, query: str, message: str) -> None:
    response = client.post(f"/ask?{query}", json={"question": HELD})
    assert response.status_code == 400
    assert message in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_counts_in_code_points_only(client: FlaskClient, name: str) -> None:
    query = {"q": HELD, "as": name, "offsets": "utf16"}
    for response in (
        client.get("/ask", query_string=query),
        client.post(f"/ask?as={name}", json={"question": HELD, "offsets": "utf16"}),
    ):
        assert response.status_code == 400
        assert (
            f'offsets is "utf16"; expected "codepoint" where as is "{name}".' in response.get_json(force=True)["detail"]
        )


@pytest.mark.parametrize("name", FORMATS)
def test_links_are_whole(serve_folder: Serve, client: FlaskClient, name: str) -> None:
    for served, base in (
        (client, "http://localhost"),
        (serve_folder({"a.txt": HELD + " No."}, public_url=PUBLIC, threshold=0.0), PUBLIC),
    ):
        text = served.get("/ask", query_string={"q": HELD, "as": name}).text
        assert f"{base}/documents/" in text
        assert not re.search(r'["<{(]/documents/', text)


def test_anthropic_citations_are_slices(client: FlaskClient) -> None:
    shaped = ask(client, "anthropic")
    assert shaped["content"]
    for block in shaped["content"]:
        (location,) = block["citations"]
        text = SEED_TEXTS[shaped["documents"][location["document_index"]]["id"]]
        assert (
            text[location["start_char_index"] : location["end_char_index"]] == location["cited_text"] == block["text"]
        )


@pytest.mark.parametrize("service", ["client", "silent"])
def test_anthropic_search_results_hold_a_sentence_a_block(request: pytest.FixtureRequest, service: str) -> None:
    served = request.getfixturevalue(service)
    reply = served.get("/ask", query_string={"q": HELD}).get_json()
    results = ask(served, "anthropic")["search_results"]
    shown = reply["citations"] or reply["nearest"]
    assert len(results) == len(shown) > 0
    for citation, result in zip(shown, results, strict=True):
        sentences = [block["text"] for block in result["content"]]
        passage = citation["passage"]["text"]
        assert "".join(passage.split()) == "".join("".join(sentences).split())
        assert all(sentence in passage and sentence.strip() == sentence != "" for sentence in sentences)
        assert result["source"].endswith(citation["url"])


def test_haystack_offsets_are_slices(client: FlaskClient) -> None:
    (answer,) = ask(client, "haystack")["answers"]
    text = client.get(answer["document"]["meta"]["text_url"]).text
    assert text[slice(*answer["document_offset"].values())] == answer["data"]
    assert answer["context"][slice(*answer["context_offset"].values())] == answer["data"]


def test_haystack_says_nothing_as_no_data(silent: FlaskClient) -> None:
    reply = silent.get("/ask", query_string={"q": HELD}).get_json()
    (answer,) = ask(silent, "haystack")["answers"]
    assert not reply["answered"] and answer["data"] is None and answer["document"] is None
    assert answer["score"] == pytest.approx(1 - reply["confidence"])
    assert answer["meta"] == {"reason": reply["reason"], "notice": reply["notice"]}


def test_an_annotation_has_what_the_model_requires(client: FlaskClient, silent: FlaskClient) -> None:
    page = ask(client, "annotation")
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage" and page["items"]
    ids = [page["id"], *(item["id"] for item in page["items"])]
    assert len(set(ids)) == len(ids) and all(name.startswith("urn:uuid:") for name in ids)
    for item in page["items"]:
        assert item["type"] == "Annotation" and item["body"]["value"] in ("answer", "corroboration", "differs")
        quote, position = item["target"]["selector"]
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        text = client.get(item["target"]["source"]).text
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
    assert ask(client, "annotation") == page
    assert ask(silent, "annotation")["items"] == []


def test_annotations_count_code_points(serve_folder: Serve) -> None:
    client = serve_folder({"a.txt": "😀😀 Before.\n\nThe parade 🎉 began at noon in Tønder.\n"}, threshold=0.0)
    (item,) = ask(client, "annotation", "When did the parade begin in Tønder?")["items"]
    quote, position = item["target"]["selector"]
    assert quote["exact"] == "The parade 🎉 began at noon in Tønder." and position["start"] == 12


def test_markdown_tells_answers_from_what_others_say() -> None:
    text = to_markdown(whole(SPOKEN))
    answer, differing, agreeing = re.split("Also said in:|Said differently in:", text)
    assert answer.startswith(
        "d.txt differs.\n\n> “I counted 40 😀 bands \\& 3 \\<b\\>kites\\</b\\>,” Una Brae said.\n> The rest is silence.[^1]"
    )
    assert "Forty bands.[^3]" in agreeing and "Forty bands.[^4]" in agreeing
    assert "Thirty bands.[^2]" in differing
    note = f"[^1]: Una Brae, The \\*night\\* ferry, Ada\\_Marsh (4 March 2021), <{whole(SPOKEN).citations[0].url}>"
    assert note in text
    assert re.findall(r"^\[\^(\d)\]:", text, re.MULTILINE) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ["csl-json", "bibtex"])
def test_silence_cites_nothing(silent: FlaskClient, name: str) -> None:
    assert ask(silent, name) == {"csl-json": [], "bibtex": ""}[name]


def test_markdown_shows_the_likeliest_passages_below_what_it_says_of_them(silent: FlaskClient) -> None:
    reply = silent.get("/ask", query_string={"q": HELD}).get_json()
    text = ask(silent, "markdown")
    assert text.startswith("Not sure enough to answer. The likeliest passages:\n\n> ")
    assert len(re.findall(r"^\[\^\d\]:", text, re.MULTILINE)) == len(reply["nearest"])
    nothing = silent.get("/ask", query_string={"q": "What do quetzals eat?", "as": "markdown"})
    assert nothing.text == "The documents do not mention quetzals.\n"


def test_programs_get_what_differs_beside_the_answer() -> None:
    reply = whole(DIFFERING)
    answers = to_haystack(reply).answers
    assert [(a.meta.role, a.document.id) for a in answers] == [("answer", "ferry.md"), ("differs", "d.txt")]
    blocks = to_anthropic(reply, lambda *_: ["A sentence."])
    assert blocks.notice == reply.notice and [block.text for block in blocks.content][1] == "Thirty bands."
    assert to_markdown(reply).startswith(r"The documents differ: 3 (The \*night\* ferry); Thirty (d.txt).")


def test_csl_items_hold_what_is_known() -> None:
    first, second, third, fourth = csl(whole(SPOKEN).citations)
    assert first["title"] == "The *night* ferry" and first["author"] == [{"literal": "Ada_Marsh"}]
    issued = [item.get("issued") for item in (first, second, third, fourth)]
    assert issued == [{"date-parts": [[2021, 3, 4]]}, {"date-parts": [[2021, 3]]}, {"date-parts": [[2021]]}, None]
    assert "author" not in fourth and first["URL"].startswith(PUBLIC)
    assert "characters 100–" in first["note"] and f"SHA-256 of the text {'0' * 64}" in first["note"]


def test_keys_are_never_taken_twice() -> None:
    one = whole(SPOKEN).citations[0]
    arabic = replace(one, document=replace(one.document, title="رسالة", name="رسالة"))
    keys = [item["id"] for item in csl([one, one, arabic, arabic, arabic])]
    assert keys == ["The-night-ferry-100", "The-night-ferry-100-2", "source-100", "source-100-2", "source-100-3"]


@pytest.mark.parametrize("field", ["title", "author", "source_url"])
def test_hostile_text_does_not_leave_its_bibtex_field(field: str) -> None:
    one = whole(SPOKEN).citations[0]
    entry = to_bibtex([replace(one, quote=HOSTILE, document=replace(one.document, **{field: HOSTILE}))])
    depths = list(accumulate((character == "{") - (character == "}") for character in entry))  # as BibTeX counts
    assert depths[-1] == 0 and 0 not in depths[len("@misc{") : -1]


interop = pytest.mark.interop
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"  # it would send word of its import otherwise


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is missing: pip install '.[interop]' brings it.")


@interop
@pytest.mark.parametrize("service", ["client", "silent"])
def test_anthropic_s_own_types_take_it(request: pytest.FixtureRequest, service: str) -> None:
    types, pydantic = library("anthropic.types"), library("pydantic")
    shaped = ask(request.getfixturevalue(service), "anthropic")
    blocks = pydantic.TypeAdapter(list[types.TextBlock]).validate_python(shaped["content"])
    assert [block.to_dict() for block in blocks] == shaped["content"]
    assert all(type(location) is types.CitationCharLocation for block in blocks for location in block.citations)
    param = types.SearchResultBlockParam
    for result in shaped["search_results"]:
        assert set(result) <= set(param.__annotations__) and set(result) >= param.__required_keys__
        taken = pydantic.TypeAdapter(param).validate_python(result)
        assert [dict(block) for block in taken["content"]] == result["content"]


@interop
@pytest.mark.parametrize("service", ["client", "silent"])
def test_haystack_s_own_class_takes_it(request: pytest.FixtureRequest, service: str) -> None:
    answers = ask(request.getfixturevalue(service), "haystack")["answers"]
    extracted = library("haystack.dataclasses").ExtractedAnswer
    for answer in answers:
        taken = extracted.from_dict(answer)
        given = taken.to_dict()
        if answer["document"]:
            assert taken.document.id == answer["document"]["id"] and taken.document.meta == answer["document"]["meta"]
            answer["document"] = given["document"]  # theirs has every field that a document can have
            assert isinstance(taken.document_offset, extracted.Span)
        assert given == answer


@interop
def test_markdown_is_read_as_quotes_and_footnotes() -> None:
    markdown, footnote = library("markdown_it"), library("mdit_py_plugins.footnote")
    one = whole(SPOKEN).citations[0]
    hostile = replace(
        one,
        quote=f"1. {HOSTILE}\n\n# no heading\n- no list\n> none",
        document=replace(one.document, title=HOSTILE),
    )
    reply = replace(whole(SPOKEN), citations=(hostile, *whole(SPOKEN).citations[1:]))
    tokens = markdown.MarkdownIt("commonmark").use(footnote.footnote_plugin).parse(to_markdown(reply))
    kinds = {token.type for token in tokens}
    assert not kinds & {"heading_open", "ordered_list_open", "bullet_list_open", "html_block", "fence", "code_block"}
    inline = [child for token in tokens for child in token.children or ()]
    assert not {child.type for child in inline} & {"em_open", "strong_open", "code_inline", "html_inline", "image"}
    assert sum(child.type == "footnote_ref" for child in inline) == 4
    assert HOSTILE in "".join(child.content for child in inline)
    addresses = {child.attrs["href"] for child in inline if child.type == "link_open"}
    assert addresses == {c.url for c in reply.citations}


@interop
def test_bibtex_is_read_back() -> None:
    parser = library("bibtexparser")
    entries = parser.loads(to_bibtex(whole(SPOKEN).citations)).entries
    assert [entry.get("year") for entry in entries] == ["2021", "2021", "2021", None]
    assert [entry["ENTRYTYPE"] for entry in entries] == ["misc"] * 4
    assert entries[0]["author"] == "{Ada\\_Marsh}" and entries[0]["url"] == whole(SPOKEN).citations[0].url


@interop
def test_csl_json_is_read_by_a_processor() -> None:
    reader = library("citeproc.source.json")
    items = csl(whole(SPOKEN).citations)
    read = reader.CiteProcJSON(items)
    assert list(read) == [item["id"].lower() for item in items]  # it takes ids without their case
    assert str(read[items[0]["id"].lower()]["title"]) == "The *night* ferry"
