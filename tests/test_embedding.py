"""Access for other sites: none unless they are listed, and then to replies, one page to frame, and link previews."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from conftest import SEEDS, OpenEngine
from flask.testing import FlaskClient
from markupsafe import escape

from service.app.app import create_app
from service.app.security import HEADERS

ORIGIN = "https://news.example"
PUBLIC = "https://quoth.example.org"
HELD = "How many Canadian passport holders reside in Hong Kong?"
SEED = sorted(path.name for path in SEEDS.iterdir())[0]
PATHS = ["/", "/ask?q=ambassador", "/ask", "/documents", f"/documents/{SEED}/text", "/embed", "/embed.js", "/none"]
READ = [path for path in PATHS if path != "/embed.js"]
Serve = Callable[..., FlaskClient]


def first(client: FlaskClient) -> dict[str, Any]:
    """Return the first citation in the answer to HELD."""
    cited: dict[str, Any] = client.get("/ask", query_string={"q": HELD}).get_json()["citations"][0]
    return cited


@pytest.fixture(scope="module")
def opened(open_engine: OpenEngine) -> FlaskClient:
    """A service that ORIGIN may embed."""
    app = create_app(open_engine(public_url=PUBLIC, threshold=0.0), hosts=["quoth.example.org"], origins=(ORIGIN,))
    return app.test_client()


@pytest.fixture(scope="module")
def closed(open_engine: OpenEngine) -> FlaskClient:
    """A service with a public URL that no other site may embed."""
    return create_app(open_engine(public_url=PUBLIC, threshold=0.0), hosts=["quoth.example.org"]).test_client()


@pytest.mark.parametrize("path", READ)
def test_a_listed_origin_may_read(opened: FlaskClient, path: str) -> None:
    response = opened.get(path, headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://news.example", f"{ORIGIN}:8443", f"{ORIGIN}.evil.example", "null", "*", None],
)
def test_any_other_origin_may_not(opened: FlaskClient, path: str, origin: str | None) -> None:
    response = opened.get(path, headers={"Origin": origin} if origin else {})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
    assert "Origin" in response.headers["Vary"]


def test_what_a_page_may_send_is_said_before_it_does(opened: FlaskClient) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    response = opened.options("/ask", headers=headers | {"Access-Control-Request-Headers": "content-type"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    assert response.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert "Access-Control-Allow-Methods" not in opened.get("/ask?q=a", headers=headers).headers


def test_verdicts_are_taken_from_our_own_pages_only(opened: FlaskClient) -> None:
    for method in ("options", "post"):
        response = getattr(opened, method)("/feedback", headers={"Origin": ORIGIN})
        assert "Access-Control-Allow-Origin" not in response.headers


def test_one_page_may_be_framed_by_those_who_are_listed(opened: FlaskClient, closed: FlaskClient) -> None:
    def ancestors(client: FlaskClient, path: str) -> str:
        policy = client.get(path).headers["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)

    for path in ("/embed", f"/embed?q={HELD}", "/embed?q=" + "a" * 1001):
        assert ancestors(opened, path) == f"frame-ancestors {ORIGIN}"
        assert ancestors(closed, path) == "frame-ancestors 'none'"
    for path in ("/", "/documents", f"/documents/{SEED}", "/none", "/embed.js", "/embed/"):
        assert ancestors(opened, path) == "frame-ancestors 'none'"


def test_one_file_may_be_loaded_by_any_site(opened: FlaskClient, closed: FlaskClient) -> None:
    """On a site that may not ask, the widget has to be there to say so."""
    name = "Cross-Origin-Resource-Policy"
    for client in (opened, closed):
        headers = client.get("/embed.js", headers={"Origin": "https://elsewhere.example"}).headers
        assert (headers[name], headers["Access-Control-Allow-Origin"]) == ("cross-origin", "*")
        for path in PATHS:
            if path != "/embed.js":
                reply = client.get(path, headers={"Origin": "https://elsewhere.example"})
                assert (reply.headers[name], reply.headers.get("Access-Control-Allow-Origin")) == ("same-origin", None)


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 'data-theme="light"'), ("?theme=light", 'data-theme="light"'), ("?theme=dark", 'data-theme="dark"')],
)
def test_the_frame_has_the_colours_that_its_address_says(opened: FlaskClient, query: str, shown: str) -> None:
    assert f'<html lang="en" {shown}>' in opened.get(f"/embed{query}").text
    assert opened.get("/embed?theme=blue").status_code == 400
    assert "data-theme" not in opened.get("/embed?theme=auto").text


def test_all_other_headers_stay(opened: FlaskClient) -> None:
    for path in ("/embed", "/embed.js"):
        headers = opened.get(path).headers
        for name, value in HEADERS.items():
            if name not in ("Content-Security-Policy", "Cross-Origin-Resource-Policy"):
                assert headers[name] == value
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")


def test_the_script_is_one_file_that_is_asked_about(opened: FlaskClient) -> None:
    response = opened.get("/embed.js")
    assert response.content_type == "text/javascript; charset=utf-8"
    assert "\nimport " not in response.text and "innerHTML" not in response.text and ".style" not in response.text
    again = opened.get("/embed.js", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("question", ["Where do quetzals nest?", "a", "Hello!"])
def test_the_frame_says_why_it_is_silent(opened: FlaskClient, question: str) -> None:
    reply = opened.get("/ask", query_string={"q": question}).get_json()
    response = opened.get("/embed", query_string={"q": question})
    assert response.status_code == 200 and not reply["answered"]
    assert f'<p class="no-answer" dir="auto">{escape(reply["notice"])}</p>' in response.text


def test_the_frame_has_no_script(opened: FlaskClient) -> None:
    page = opened.get("/embed", query_string={"q": HELD}).text
    shown = re.sub(r"</?mark>", "", page)
    assert str(escape(first(opened)["quote"])) in shown and f'href="{PUBLIC}/documents/' in page
    assert "<script" not in page and "style=" not in page
    assert '<base target="_blank">' in page and 'target="_self"' in page


@pytest.mark.parametrize(
    ("query", "status"), [("q=" + "a" * 1001, 400), ("documents=none", 404), ("x=1", 400), ("q=a&documents=none", 404)]
)
def test_a_faulty_frame_is_refused(opened: FlaskClient, query: str, status: int) -> None:
    assert opened.get(f"/embed?{query}").status_code == status


def unfold(client: FlaskClient, url: str, **arguments: Any) -> dict[str, Any]:
    response = client.get("/oembed", query_string={"url": url} | arguments)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    shaped: dict[str, Any] = response.get_json()
    assert shaped["version"] == "1.0" and shaped["provider_url"] == f"{PUBLIC}/"
    return shaped


def answer_link(question: str) -> str:
    return f"{PUBLIC}/?q={quote(question)}"


def test_a_link_unfolds_into_a_frame_where_sites_are_listed(opened: FlaskClient) -> None:
    shaped = unfold(opened, answer_link(HELD), maxwidth=500, maxheight=300, unknown="ignored")
    assert (shaped["type"], shaped["width"], shaped["height"]) == ("rich", 500, 300)
    (tag, attributes), *others = tags_of(shaped["html"])
    assert tag == "iframe" and not others
    framed = urlsplit(attributes["src"])
    assert f"{framed.scheme}://{framed.netloc}{framed.path}" == f"{PUBLIC}/embed"
    assert parse_qs(framed.query) == {"q": [HELD]}
    assert (attributes["width"], attributes["height"], attributes["title"]) == ("500", "300", HELD)
    assert "allow-scripts" not in attributes["sandbox"].split()


def test_a_link_unfolds_into_a_quote_where_none_is(closed: FlaskClient) -> None:
    shaped = unfold(closed, answer_link(HELD))
    assert (shaped["type"], shaped["title"]) == ("rich", HELD)
    tags = tags_of(shaped["html"])
    assert "iframe" not in [tag for tag, _ in tags]
    assert first(closed)["quote"] in html.unescape(shaped["html"]).replace("<br>\n", "\n")
    links = [attributes["href"] for tag, attributes in tags if tag == "a"]
    assert links[0].startswith(f"{PUBLIC}/?q=") and links[1].startswith(f"{PUBLIC}/documents/")


def test_silence_unfolds_as_silence(open_engine: OpenEngine) -> None:
    app = create_app(open_engine(public_url=PUBLIC, threshold=1.0), hosts=["quoth.example.org"])
    shaped = unfold(app.test_client(), answer_link(HELD))
    assert "<p>Not sure enough to answer. The likeliest passages:</p>\n<figure>" in shaped["html"]


def test_a_link_to_a_passage_unfolds_into_it(opened: FlaskClient) -> None:
    cited = first(opened)
    url, shaped = cited["url"], unfold(opened, cited["url"])
    assert shaped["type"] == "rich" and cited["quote"] in html.unescape(shaped["html"]).replace("<br>\n", "\n")
    assert [attributes["href"] for tag, attributes in tags_of(shaped["html"]) if tag == "a"] == [url]


def test_a_link_to_a_document_stays_a_link(opened: FlaskClient) -> None:
    assert unfold(opened, f"{PUBLIC}/documents/{SEED}")["type"] == "link"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        f"{PUBLIC}/",
        f"{PUBLIC}/?q=",
        f"{PUBLIC}/?q=" + "a" * 1001,
        f"{PUBLIC}/?q=a&documents=none",
        f"{PUBLIC}/?x=1",
        f"{PUBLIC}/healthz",
        f"{PUBLIC}/documents/none.txt",
        f"{PUBLIC}/documents/../secret",
        f"{PUBLIC}/documents/{SEED}?start=5&end=1",
        f"{PUBLIC}/documents/%ff",
        f"{PUBLIC}.evil.example/?q=a",
        "https://evil.example/?q=a",
        "http://quoth.example.org/?q=a",
        "http://[::1/?q=a",
        "javascript:alert(1)",
    ],
)
def test_other_links_do_not_unfold(opened: FlaskClient, url: str) -> None:
    response = opened.get("/oembed", query_string={"url": url})
    assert response.status_code == 404
    assert "does not unfold" in response.get_json(force=True)["detail"]


def test_xml_is_not_offered(opened: FlaskClient) -> None:
    response = opened.get("/oembed", query_string={"url": answer_link(HELD), "format": "xml"})
    assert response.status_code == 501
    assert 'format is "xml"; expected json' in response.get_json(force=True)["detail"]


def test_links_unfold_only_where_the_service_has_a_public_address(client: FlaskClient) -> None:
    response = client.get("/oembed", query_string={"url": f"http://localhost/?q={HELD}"})
    assert response.status_code == 404 and "QUOTH_PUBLIC_URL" in response.get_json(force=True)["detail"]
    assert "oembed" not in client.get("/", query_string={"q": HELD}).text


@pytest.mark.parametrize("path", [f"/?q={quote(HELD)}", f"/documents/{SEED}?start=0&end=9"])
def test_pages_say_where_they_unfold(opened: FlaskClient, path: str) -> None:
    (link,) = [a for tag, a in tags_of(opened.get(path).text) if a.get("type") == "application/json+oembed"]
    assert link["href"].startswith(f"{PUBLIC}/oembed?")
    found = opened.get(link["href"].removeprefix(PUBLIC))
    assert found.status_code == 200 and found.get_json()["type"] == "rich"


@pytest.mark.parametrize("path", ["/", "/documents", "/embed?q=a"])
def test_other_pages_do_not(opened: FlaskClient, path: str) -> None:
    assert "json+oembed" not in opened.get(path, headers={"Accept": "text/html"}).text


HOSTILE = "\"><script>alert(1)</script> & '<b>' who?"


@pytest.mark.parametrize("origins", [(), (ORIGIN,)])
def test_hostile_text_stays_text(serve_folder: Serve, origins: tuple[str, ...]) -> None:
    name, text = "\"><img src=x onerror='alert(1)'>.txt", f"Who is {HOSTILE}\n\nIt is <script>alert(2)</script> Ada."
    served = serve_folder({name: text}, public_url=PUBLIC, hosts=["quoth.example.org"], origins=origins)
    links = [answer_link(f"Who is Ada {HOSTILE}"), f"{PUBLIC}/documents/{quote(name)}?start=0&end={len(text)}"]
    for link in links:
        shaped = unfold(served, link)
        allowed = {"iframe", "p", "a", "figure", "blockquote", "figcaption", "cite", "br"}
        tags = tags_of(shaped["html"])
        assert {tag for tag, _ in tags} <= allowed
        known = {
            "src",
            "title",
            "width",
            "height",
            "frameborder",
            "loading",
            "sandbox",
            "referrerpolicy",
            "href",
            "cite",
        }
        for _, attributes in tags:
            assert set(attributes) <= known
            for name_ in ("src", "href", "cite"):
                assert attributes.get(name_, f"{PUBLIC}/").startswith(f"{PUBLIC}/")
    page = served.get("/embed", query_string={"q": HOSTILE}).text
    assert {tag for tag, _ in tags_of(page)}.isdisjoint({"script", "img"})


def tags_of(markup: str) -> list[tuple[str, dict[str, str]]]:
    """List the tags in HTML, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attributes}))

    Reader().feed(markup)
    return found
