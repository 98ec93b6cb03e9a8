"""Styles and scripts are sent without what only their authors need, and mean the same."""

import pytest
from flask.testing import FlaskClient

from service.app.static_files import slim, slim_style


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("/* A\n   b */\n\na { b: c; }\n", "\na { b: c; }\n"),
        ("  const a = 1; // why\n  // alone\n\n  b();\n", "const a = 1; // why\nb();\n"),
        ('x("http://a/*b*/");\n', 'x("http://a/*b*/");\n'),
        ("a /* kept */ b\n", "a /* kept */ b\n"),
        ("", ""),
    ],
)
def test_comments_and_indentation_are_left_out(source: str, sent: str) -> None:
    assert slim(source) == sent


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        (
            "a :hover,\nb > c { d: e  f; /* g */ h: i; }\n@media (min-width: 9px) { j { k: l } }",
            "a :hover,b > c{d:e  f;h:i}@media (min-width:9px){j{k:l}}",
        ),
        ('a::before { content: "; { /* b */ : "; }', 'a::before{content:"; { /* b */ : "}'),
        (":root { --a: calc(1px + 2px); }\n/* b\n */", ":root{--a:calc(1px + 2px)}"),
    ],
)
def test_a_style_loses_only_room(source: str, sent: str) -> None:
    assert slim_style(source) == sent


@pytest.mark.parametrize("name", ["base.css", "main.js"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, name: str) -> None:
    reply = client.get(f"/static/{name}")
    assert (reply.status_code, reply.text.startswith("/*")) == (200, False)
    again = client.get(f"/static/{name}", headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_other_files_and_paths_outside_stay_as_they_are(client: FlaskClient) -> None:
    assert client.get("/static/icon.svg").text.startswith("<svg")
    for path in ("none.css", "../widget/widget.js", "%2e%2e/widget/widget.js"):
        assert client.get(f"/static/{path}").status_code == 404
