"""No text that people read escapes the catalogues, and each page is in the language that its reader wants."""

import ast
import json
import re
from collections.abc import Iterator

import pytest
from conftest import ROOT, OpenEngine
from flask.testing import FlaskClient
from jinja2 import Environment

from service.app.app import create_app
from service.app.languages import CONFIDENCES, NAMES, category_of, list_script_texts, read_catalogue
from service.app.page_texts import IN_ENGLISH, list_messages, rewrite
from service.app.words import KINDS, PAIR, VERDICTS, WHY
from service.wire.notices import LIKELIEST, NEAREST, NO_QUOTATION, NO_WORD, UNSURE

OTHERS = [language for language in NAMES if language != "en"]
TEMPLATES = sorted((ROOT / "web/templates").glob("*.html"))
SCRIPTS = sorted([*(ROOT / "web/static").glob("*.js"), *(ROOT / "web/widget").glob("*.js")])
PAGE = {"Accept": "text/html"}
PLACE = re.compile(r"\{\w*\}")
CATEGORIES = {"ar": {"zero", "one", "two", "few", "many", "other"}, "zh": {"other"}}


def said_in_python() -> Iterator[str]:
    for path in sorted((ROOT / "service/app").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                assert isinstance(node.args[0], ast.Constant | ast.Name | ast.Subscript), (
                    f"{path.name}, line {node.lineno}"
                )
                if isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value


def counted() -> set[str]:
    """The nouns that are counted in templates, scripts and the code of the pages."""
    sources = [path.read_text(encoding="utf-8") for path in (*TEMPLATES, *(ROOT / "service/app").glob("*.py"))]
    found = {
        noun for source in sources for noun in re.findall(r'\bcount\([^()"]*(?:\([^()]*\))*[^()"]*"([a-z ]+)"', source)
    }
    return found | {noun for folder in ("static", "widget") for noun in list_script_texts(folder)[1]}


def wanted() -> list[str]:
    """Every text that the catalogues have to have."""
    templates = [t for path in TEMPLATES if path.name not in IN_ENGLISH for t in list_messages(path.read_text("utf-8"))]
    scripts = [text for folder in ("static", "widget") for text in list_script_texts(folder)[0]]
    tables = [
        *VERDICTS.values(),
        *KINDS.values(),
        *WHY.values(),
        PAIR,
        *(word for _, word in CONFIDENCES),
        "light",
        "dark",
    ]
    notices = [NEAREST, NO_QUOTATION, NO_WORD, UNSURE, f"{UNSURE} {LIKELIEST}"]
    return sorted({*templates, *scripts, *said_in_python(), *tables, *notices})


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_with_its_places(language: str) -> None:
    texts = read_catalogue(language).texts
    assert [text for text in wanted() if text not in texts] == []
    for text, said in texts.items():
        assert sorted(set(PLACE.findall(text))) == sorted(set(PLACE.findall(said))), text
        assert said.strip() and not re.search(r"<(?!=|\s)|\s{2}", said), text
    assert list(texts) == list(read_catalogue(OTHERS[0]).texts)


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_counts_every_noun_in_every_form(language: str) -> None:
    catalogue = read_catalogue(language)
    assert counted() <= set(catalogue.counts)
    forms = CATEGORIES.get(language, {"one", "other"})
    assert all(set(each) == forms for each in catalogue.counts.values())
    assert {category_of(language, number) for number in range(200)} == forms
    assert len(set(catalogue.months)) == 12


def literals(source: str) -> Iterator[str]:
    """The texts in a script that people may read: with a capital first and a small letter after, or of several words."""
    bare = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", source, flags=re.DOTALL)
    bare = re.sub(r'\bt\("(?:[^"\\]|\\.)*"|import .*?;|from ".*?";', "", bare, flags=re.DOTALL)
    for quoted in re.findall(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`', bare):
        text = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "", "".join(quoted)).strip()
        if re.match(r"[A-Z][a-z]+( |[.!?]?$)", text) or re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", text):
            yield from [] if text.startswith((".", "#")) else [text]


# What is for programs, not for people: methods, names of headers and keys, and the console's own words.
# A citation for another tool has its note in English, as the service writes it too.
NOTE = "“” (characters –; SHA-256 of the text )"
FOR_PROGRAMS = {
    NOTE,
    "Enter",
    "Escape",
    "Accept",
    "Content-Type",
    "Authorization",
    "Bearer",
    "Tab",
    "Files",
    "Location",
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_of_a_script_escapes_the_catalogues(path: object) -> None:
    if path.name != "docs.js":  # type: ignore[attr-defined]
        source = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
        assert [text for text in literals(source) if text not in FOR_PROGRAMS] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Read {{ a }} to {{ b }}.</p>", ["Read {0} to {1}."]),
        ('<a aria-label="Page {{ n }}" title="x">{{ name }}</a>', ["Page {0}", "x"]),
        ('<p>{{ "Yes" if a else "No way" }}</p>', ["Yes", "No way"]),
        ('<p>{{ n | count("page") }}</p><code>Code</code>{# Note #}', []),
        ("{% block body_class %}chat{% endblock %}{{ a.b }} · 12", []),
        ('{% set words = {"a": "One", "b": t("two")} %}', ["One", "two"]),
        ("<p>Before <b>bold</b> after</p>", ["Before", "bold", "after"]),
    ],
)
def test_texts_are_found_in_a_template(source: str, expected: list[str]) -> None:
    assert list_messages(source) == expected
    said: list[str] = []
    environment = Environment(autoescape=True)
    environment.globals["t"] = lambda text, *values: said.append(text) or text
    environment.filters["count"] = lambda number, noun: noun
    environment.from_string("".join(rewrite(source))).render(a={"b": "B"}, b=2, n=3, name="N")
    assert set(said) <= set(expected)


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("path", ["/", "/search?q=Canada", "/search?q=king+France", "/documents", "/verify", "/none"])
def test_a_page_is_in_the_language_asked_for(client: FlaskClient, language: str, path: str) -> None:
    reply = client.get(path, headers=PAGE | {"Accept-Language": f"{language}-XX, en;q=0.5"})
    assert f'<html lang="{language}"' in reply.text
    assert ('dir="rtl"' in reply.text.partition(">")[2][:60]) == (language == "ar")
    assert reply.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= reply.vary
    texts = read_catalogue(language).texts
    assert all(f">{texts.get(word, word)}</a>" in reply.text for word in ("Ask", "Documents"))


@pytest.mark.parametrize(
    ("asked", "cookie", "setting", "accepted", "expected"),
    [
        (None, None, None, "", "en"),
        (None, None, None, "it, de;q=0.8, fr;q=0.9", "fr"),
        (None, None, None, "zh-Hant-TW", "zh"),
        (None, None, None, "*", "en"),
        (None, None, None, "de," * 500, "en"),
        (None, None, "es", "fr", "es"),
        (None, "ar", "es", "fr", "ar"),
        ("de", "ar", "es", "fr", "de"),
        ("xx", "yy", "es", "fr", "es"),
    ],
)
def test_the_reader_s_choice_comes_first(
    open_engine: OpenEngine, asked: str | None, cookie: str | None, setting: str | None, accepted: str, expected: str
) -> None:
    client = create_app(open_engine(), language=setting).test_client()
    if cookie:
        client.set_cookie("quoth_language", cookie)
    query = f"?lang={asked}" if asked else ""
    assert (
        f'<html lang="{expected}"'
        in client.get(f"/documents{query}", headers=PAGE | {"Accept-Language": accepted}).text
    )


def test_a_choice_is_kept(client: FlaskClient) -> None:
    page = client.get("/search?q=Canada&lang=de", headers=PAGE)
    assert 'href="/search?q=Canada&amp;lang=fr"' in page.text
    assert "quoth_language=de" in page.headers["Set-Cookie"]
    assert '<html lang="de"' in client.get("/documents", headers=PAGE).text


def test_json_stays_english_unless_a_request_asks(client: FlaskClient) -> None:
    german = {"Accept-Language": "de", "Accept": "application/json"}
    silent = "/ask?q=Who+is+the+zebra%3F"
    assert client.get(silent, headers=german).json["notice"].startswith("The documents do not mention")
    plain, asked = client.get(silent), client.get(f"{silent}&lang=de")
    assert asked.json["notice"] == "Die Dokumente erwähnen zebra nicht."
    assert plain.headers["ETag"] != asked.headers["ETag"]
    assert client.get("/documents/none", headers=german).json["title"] == "Not Found"
    problem = client.get("/documents/none?lang=de", headers=german).json
    assert (problem["title"], problem["detail"][:24]) == ("Nicht gefunden", 'Es gibt kein Dokument "n')


def test_problems_and_notices_are_told_in_the_page_s_language(client: FlaskClient) -> None:
    client.set_cookie("quoth_language", "fr")
    assert "Il n’y a rien à " in client.get("/nowhere", headers=PAGE).text
    page = client.get("/?q=Are+there+zebras+or+unicorns%3F", headers=PAGE).text
    assert "Les documents ne mentionnent pas zebras ou unicorns." in page
    assert "10 mai" not in page and "13 mai 2020" in client.get("/documents", headers=PAGE).text


REFUSED = (
    "/?q=%07",
    "/?q=" + "x" * 1001,
    "/?" + "&".join(["q=Who%3F"] * 12),
    "/?q=Who&question=Who",
    "/?q=Who&documents=none",
    "/?q=Who&min_confidence=3",
    "/documents/none",
    "/documents/000_289401db0fd29d34.txt?start=5",
    "/documents/000_289401db0fd29d34.txt?start=9&end=5",
    "/documents/000_289401db0fd29d34.txt?at=-1",
    "/documents/000_289401db0fd29d34.txt?start=1&end=2&as=x",
    "/documents?limit=0",
    "/documents?after=a&after=b",
    "/documents?after=%ff",
    "/search?q=Who&since=x",
    "/search?q=Who&since=2021&until=2020",
    "/search?q=Who&after=x",
    "/nowhere",
    "/silences",
    "/sign-in",
)


@pytest.mark.parametrize("path", REFUSED)
def test_whatever_a_page_refuses_is_told_whole(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}{'&' if '?' in path else '?'}lang=zh", headers=PAGE)
    main = re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") : page.text.index("</main>")])
    assert page.status_code >= 400 and not re.search(r"(?:\b[a-z]{2,} ){2}[a-z]{2,}", main), main


def test_catalogues_are_tidy_files() -> None:
    for path in (ROOT / "web/languages").glob("*.json"):
        held = json.loads(path.read_text(encoding="utf-8"))
        assert set(held) == {"texts", "counts", "months", "dates"}
        assert path.stem in OTHERS
