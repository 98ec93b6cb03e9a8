"""Who may ask: with a token set, nothing but the process's health is told without it, by any door."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app.access_tokens import COOKIE, AccessToken, AccessTokens, Rate, make_tokens, read_tokens
from service.app.app import create_app
from service.client import Quoth
from service.commands.serve import announce_address
from service.engine.engine import Engine
from service.settings import SettingsError, read_settings

TOKEN = "correct-horse-battery"
OTHER = "another-horse-battery"
QUESTION = {"question": "Who is the ambassador?"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def guarded(engine: Engine) -> Flask:
    """The first collection, behind a token."""
    return create_app(engine, tokens=make_tokens(TOKEN, None), origins=["https://news.example"])


@pytest.fixture
def closed(guarded: Flask) -> FlaskClient:
    """A browser, or a script, that has not given it yet."""
    return guarded.test_client()


def routes_of(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            yield method, rule.rule.replace("<path:name>", "000.txt").replace("<path:filename>", "base.css")


def test_every_route_wants_the_token_but_those_that_tell_nothing(closed: FlaskClient) -> None:
    open_to_all = set()
    for method, path in routes_of(closed.application):
        if closed.open(path, method=method).status_code != 401:
            open_to_all.add(path)
    told = {"/healthz", "/sign-in", "/sign-out", "/embed.js", "/favicon.ico", "/robots.txt", "/reload"}
    assert open_to_all == told | {"/static/base.css"}
    assert closed.post("/sign-in").status_code == 401
    assert closed.post("/reload").status_code == 404  # it has a token of its own, which is not set


@pytest.mark.parametrize(
    "path", ["/nothing", "//ask", "/ask/", "/Healthz", "/healthz/", "/static", "/%68ealthz/x", "/embed.js/.."]
)
def test_no_other_path_is_let_through(closed: FlaskClient, path: str) -> None:
    assert closed.get(path).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN.upper()}",
        f"Bearer {TOKEN}, {TOKEN}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer ö",
        "Bearer " + "a" * 5000,
    ],
)
def test_no_other_token_is_let_in(closed: FlaskClient, header: str | None) -> None:
    refused = closed.post("/ask", json=QUESTION, headers={} if header is None else {"Authorization": header})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith('Bearer realm="quoth"')
    assert refused.mimetype == "application/problem+json"
    assert TOKEN not in refused.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_lets_in(closed: FlaskClient, scheme: str) -> None:
    assert closed.post("/ask", json=QUESTION, headers={"Authorization": f"{scheme} {TOKEN}"}).status_code == 200


def test_a_kept_reply_wants_the_token_too(closed: FlaskClient) -> None:
    for _ in range(2):
        assert closed.post("/ask", json=QUESTION, headers=BEARER).status_code == 200
    assert closed.post("/ask", json=QUESTION).status_code == 401


def test_pages_of_other_sites_may_send_the_token_and_read_the_refusal(closed: FlaskClient) -> None:
    origin = {"Origin": "https://news.example"}
    preflight = closed.options("/ask", headers=origin | {"Access-Control-Request-Method": "POST"})
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    refused = closed.post("/ask", json=QUESTION, headers=origin)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, "https://news.example")


def test_without_a_token_set_the_service_is_open_and_nobody_signs_in(client: FlaskClient) -> None:
    assert client.post("/ask", json=QUESTION).status_code == 200
    assert [client.get("/sign-in").status_code, client.post("/sign-in").status_code] == [404, 404]


# Signing in -----------------------------------------------------------------------------------------------------------


def sign_in(client: FlaskClient, token: str = TOKEN, next: str = "/documents", **options: Any) -> Any:
    return client.post("/sign-in", data={"token": token, "next": next}, headers=PAGE, **options)


def test_a_page_without_the_token_is_a_form_that_leads_back(closed: FlaskClient) -> None:
    page = closed.get("/?q=who&q=when", headers=PAGE)
    assert page.status_code == 401
    assert '<form class="sign-in" method="post" action="/sign-in">' in page.text
    assert 'name="next" value="/?q=who&amp;q=when"' in page.text
    assert "<script>" not in page.text


def test_signed_in_everything_is_open_to_the_browser_alone(closed: FlaskClient) -> None:
    signed = sign_in(closed)
    assert (signed.status_code, signed.headers["Location"]) == (303, "/documents")
    cookie = signed.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="))
    assert TOKEN not in cookie
    assert closed.get("/documents", headers=PAGE).status_code == 200
    assert closed.post("/ask", json=QUESTION).status_code == 200
    assert closed.application.test_client().get("/documents").status_code == 401


def test_over_https_the_cookie_is_sent_over_https_alone(
    closed: FlaskClient, open_engine: Callable[..., Engine]
) -> None:
    assert "Secure" not in sign_in(closed).headers["Set-Cookie"]
    assert "Secure" in sign_in(closed, base_url="https://localhost").headers["Set-Cookie"]
    behind = create_app(open_engine(public_url="https://quoth.example"), tokens=make_tokens(TOKEN, None))
    assert "Secure" in sign_in(behind.test_client()).headers["Set-Cookie"]


def test_a_wrong_token_shows_the_form_again(closed: FlaskClient) -> None:
    refused = sign_in(closed, OTHER)
    assert (refused.status_code, "Set-Cookie" in refused.headers) == (401, False)
    assert "That is not a token of this service." in refused.text
    assert OTHER not in refused.text


def test_signed_out_the_cookie_is_gone(closed: FlaskClient) -> None:
    sign_in(closed)
    assert "Sign out" in closed.get("/sign-in").text
    assert closed.post("/sign-out").status_code == 303
    assert closed.get("/documents").status_code == 401


@pytest.mark.parametrize(
    "next", ["//evil.example", "/\\evil.example", "https://evil.example", "", "x", "/sign-out", "/a\r\nb"]
)
def test_a_form_leads_nowhere_else(closed: FlaskClient, next: str) -> None:
    assert sign_in(closed, next=next).headers["Location"] == "/"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_forms_of_other_sites_are_refused(closed: FlaskClient, site: str) -> None:
    for path in ("/sign-in", "/sign-out"):
        assert closed.post(path, data={"token": TOKEN}, headers={"Sec-Fetch-Site": site}).status_code == 403


def test_a_large_form_is_refused(closed: FlaskClient) -> None:
    assert closed.post("/sign-in", data={"token": "a" * 5000}).status_code == 413


def test_a_cookie_made_up_or_out_of_date_is_none() -> None:
    token = AccessToken("a", b"a" * 32)
    tokens = AccessTokens([token, AccessToken("b", b"b" * 32)])
    good = token.sign(1000)
    assert tokens.find_signed(good, 999) is token
    assert tokens.find_signed(good, 1000) is None
    for wrong in (
        "",
        ".",
        "1000",
        "1000.",
        good + "0",
        good.replace("1000.", "2000."),
        "²." + good,
        "9" * 30 + ".a",
        "1000.ö",
    ):
        assert tokens.find_signed(wrong, 999) is None


UNREADABLE = ("a=\xff", f"{COOKIE}=\xff\xfe", "\xe9", "language=\xc3", "\xff;\xff", "a=\xed\xa0\x80", "\xff=a;;=")


@pytest.mark.parametrize("cookie", [f"{COOKIE}=x", f"{COOKIE}", ";;=", "\x00", *UNREADABLE])
def test_a_cookie_that_cannot_be_read_is_none(guarded: Flask, cookie: str) -> None:
    closed = guarded.test_client(use_cookies=False)
    assert closed.get("/documents", headers={"Cookie": cookie}).status_code in (400, 401)
    assert closed.get("/sign-in", headers={"Cookie": cookie}).status_code == 200
    kept = closed.post("/sign-in", data={"token": TOKEN}).headers["Set-Cookie"].partition(";")[0]
    assert closed.get("/documents", headers={"Cookie": f"{kept}; {cookie}"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/documents", "/?q=ambassador", "/verify", "/nothing"])
@pytest.mark.parametrize("cookie", UNREADABLE)
def test_a_cookie_of_another_service_breaks_no_page(app: Flask, path: str, cookie: str) -> None:
    client = app.test_client(use_cookies=False)
    reply = client.get(path, headers={"Cookie": f"quoth_language=de; {cookie}", "Accept": "text/html"})
    assert reply.status_code == (404 if path == "/nothing" else 200)
    assert '<html lang="de"' in reply.text


# Several tokens -------------------------------------------------------------------------------------------------------


def test_each_token_of_a_file_has_its_own_rate(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# who has one\nnewsroom {TOKEN} 2/hour\n\nlibrary  {OTHER}  # for good\n")
    client = create_app(engine, tokens=make_tokens(None, file)).test_client()

    def status(token: str) -> int:
        return client.get("/readyz", headers={"Authorization": f"Bearer {token}"}).status_code

    assert [status(TOKEN) for _ in range(3)] == [200, 200, 429]
    assert [status(OTHER) for _ in range(3)] == [200, 200, 200]
    refused = client.get("/readyz", headers=BEARER)
    assert 1 <= int(refused.headers["Retry-After"]) <= 1800
    assert client.get("/healthz", headers=BEARER).status_code == 200


def test_a_rate_is_a_number_in_a_time_however_spread() -> None:
    now = [0.0]
    rate = Rate(2, 10, clock=lambda: now[0])
    assert [rate.take() for _ in range(3)] == [0, 0, 5]
    now[0] = 4.9
    assert rate.take() == 1
    now[0] = 5.0
    assert [rate.take(), rate.take()] == [0, 5]
    now[0] = 1000
    assert [rate.take() for _ in range(3)] == [0, 0, 5]


@pytest.mark.parametrize("text", [f"\ufeffa {TOKEN}\n", f"\ufeff# ours\r\na {TOKEN}\r\n"])
def test_a_file_of_tokens_may_begin_with_a_byte_order_mark(tmp_path: Path, text: str) -> None:
    (tmp_path / "tokens").write_bytes(text.encode())
    assert [token.name for token in read_tokens(tmp_path / "tokens")] == ["a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no token in"),
        ("# none\n", "There is no token in"),
        ("a\n", "has 1 words; expected a name, a token and"),
        (f"a {TOKEN} 1/hour more\n", "has 4 words; expected"),
        ("\na short\n", "Line 2 of"),
        ("a short\n", "expected at least 16 visible ASCII characters"),
        (f"a {TOKEN} often\n", "has the rate 'often'; expected one such as 60/minute"),
        (f"a {TOKEN} 0/minute\n", "has the rate '0/minute'"),
        (f"a {TOKEN} 1/day\n", "has the rate '1/day'"),
        (f"a {TOKEN}\na {OTHER}\n", "have the same name"),
        (f"a {TOKEN}\nb {TOKEN}\n", "have the same token"),
        ("\udcff", "it is not UTF-8"),
    ],
)
def test_a_faulty_file_is_told_without_the_token(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "tokens"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as raised:
        read_tokens(file)
    assert message in str(raised.value)
    assert TOKEN not in str(raised.value)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_tokens(tmp_path / "none")


# Those who know of it -------------------------------------------------------------------------------------------------


def test_openapi_says_what_wants_a_token(closed: FlaskClient, client: FlaskClient) -> None:
    described = closed.get("/openapi.json", headers=BEARER).get_json()
    assert described["security"] == [{"bearer": []}, {"cookie": []}]
    assert set(described["components"]["securitySchemes"]) == {"bearer", "cookie"}
    open_to_all = {
        path for path, methods in described["paths"].items() for o in methods.values() if o.get("security") == []
    }
    told = {"/healthz", "/sign-in", "/sign-out", "/embed.js", "/favicon.ico", "/robots.txt", "/reload"}
    assert open_to_all == told | {"/static/{file}"}
    assert "401" in described["paths"]["/documents"]["get"]["responses"]
    assert "security" not in client.get("/openapi.json").get_json()


def test_the_widget_has_an_attribute_for_it(client: FlaskClient) -> None:
    assert 'this.getAttribute("token")' in client.get("/embed.js").text


def test_a_problem_is_described_by_its_status(closed: FlaskClient) -> None:
    assert json.loads(closed.get("/readyz").data)["status"] == 401


def test_the_client_sends_it_to_its_service_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    def urlopen(request: Any, timeout: float) -> BytesIO:
        sent.append(request)
        return BytesIO(b"a text")

    monkeypatch.setattr("service.client.urlopen", urlopen)
    Quoth("https://quoth.example", token=TOKEN).text("a.txt")
    Quoth("https://quoth.example").text("a.txt")
    Quoth("https://quoth.example", token=TOKEN)._send("https://other.example/documents")
    assert [request.get_header("Authorization") for request in sent] == [BEARER["Authorization"], None, None]


@pytest.mark.parametrize(
    ("settings", "warned"),
    [
        ({"QUOTH_HOST": "0.0.0.0"}, True),
        ({"QUOTH_HOST": "::"}, True),
        ({"QUOTH_HOST": "archive.example"}, True),
        ({"QUOTH_HOST": "0.0.0.0", "QUOTH_TOKEN": TOKEN}, False),
        ({"QUOTH_HOST": "0.0.0.0", "QUOTH_TOKENS": "tokens"}, False),
        ({"QUOTH_HOST": "127.0.0.2"}, False),
        ({"QUOTH_HOST": "::1"}, False),
        ({"QUOTH_HOST": "localhost"}, False),
    ],
)
def test_a_start_beyond_the_loopback_without_a_token_is_warned_about(
    settings: dict[str, str], warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    announce_address(read_settings(settings), 8080)
    said = capsys.readouterr()
    assert ("can read every document; QUOTH_TOKEN closes it." in said.err) is warned
    assert "Serving on http" in said.out
