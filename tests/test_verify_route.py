"""POST /verify and `quoth verify`: valid and invalid requests, replies, and the quotations in a text."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from flask.testing import FlaskClient

from service.commands.main import main
from service.engine.live import Snapshot
from service.verify.quotations_in_text import find_quoted
from service.verify.verifier import Verifier
from service.verify.work import Work
from service.wire.notices import NO_QUOTATION
from service.wire.requests import MAX_QUOTE, MAX_QUOTES, MAX_TEXT

EXACT = "There are currently 300,000 people residing in Hong Kong who hold Canadian passports."
ALTERED = EXACT.replace("Canadian", "Danish")
INVENTED = "The walrus sang to the glacier in perfect Portuguese."


def post(client: FlaskClient, **body: Any) -> Any:
    return client.post("/verify", json=body)


FAULTY = [
    ({}, "The body has none of them; expected exactly one of quote, quotes and text."),
    ({"quote": "a", "text": "b"}, "The body has quote and text; expected exactly one"),
    ({"quote": ""}, f'quote is ""; expected a quote of 1 to {MAX_QUOTE} characters.'),
    ({"quote": 7}, "quote is 7; expected a quote"),
    ({"quote": "a" * (MAX_QUOTE + 1)}, f"expected at most {MAX_QUOTE} characters, not {MAX_QUOTE + 1}."),
    ({"quote": "\ud800a"}, "expected text without half a surrogate pair such as U+D800."),
    ({"quote": "a", "documents": ["b"]}, "documents is an unknown field; expected only quote, quotes, text, document"),
    ({"quote": "a", "document": ""}, 'document is ""; expected a document\'s id.'),
    ({"quote": "a", "offsets": "bytes"}, 'offsets is "bytes"; expected "codepoint" or "utf16".'),
    ({"quotes": []}, f"quotes is []; expected 1 to {MAX_QUOTES} quotes."),
    ({"quotes": "a"}, 'quotes is "a"; expected a list of quotes.'),
    ({"quotes": ["a"] * (MAX_QUOTES + 1)}, f"expected at most {MAX_QUOTES} quotes, not {MAX_QUOTES + 1}."),
    ({"quotes": ["a" * 5000] * 21}, f"expected at most {MAX_TEXT} characters in all, not 105000."),
    ({"quotes": ["a", {"quote": None}]}, "quotes[1].quote is null; expected a quote"),
    ({"quotes": ["a", {"document": "b"}]}, "quotes[1].quote is missing"),
    ({"quotes": [{"quote": "a", "n": 1}]}, "quotes[0].n is an unknown field; expected only quote, document."),
    ({"text": "a" * (MAX_TEXT + 1)}, f"expected at most {MAX_TEXT} characters"),
]


@pytest.mark.parametrize(("body", "message"), FAULTY)
def test_a_faulty_request_is_refused_with_what_was_wrong(
    client: FlaskClient, body: dict[str, Any], message: str
) -> None:
    response = client.post("/verify", data=json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    assert message in response.json["detail"]
    assert response.json["errors"][0]["pointer"].startswith("#")


@pytest.mark.parametrize("body", [{"quote": "a"}, {"quotes": ["a"]}, {"text": 'He said "a".'}])
def test_an_unknown_document_is_not_found(client: FlaskClient, body: dict[str, Any]) -> None:
    response = post(client, document="no-such.txt", **body)
    assert response.status_code == 404 and '"no-such.txt"' in response.json["detail"]


def test_a_match_is_a_citation_with_a_diff(client: FlaskClient, snapshot: Snapshot) -> None:
    reply = post(client, quote=ALTERED).json
    assert list(reply) == ["quote", "verdict", "elided", "notice", "matches", "truncated", "offsets", "index"]
    assert (reply["quote"], reply["verdict"], reply["elided"]) == (ALTERED, "altered", False)
    assert reply["index"]["id"] == snapshot.id
    match = reply["matches"][0]
    text = snapshot.documents[snapshot.numbers[match["document"]["id"]]].text
    assert text[match["start"] : match["end"]] == match["quote"] == EXACT
    assert match["role"] == "match" and match["verdict"] == "altered" and 0.8 < match["score"] < 1
    assert match["part"] == {"start": 0, "end": len(ALTERED), "text": ALTERED}
    assert match["diff"] == [
        {"op": "equal", "quote": EXACT[:65], "document": EXACT[:65]},
        {"op": "replace", "quote": "Danish", "document": "Canadian"},
        {"op": "equal", "quote": "passports.", "document": "passports."},
    ]
    assert client.get(match["url"].partition("#")[0]).status_code == 200


def test_an_exact_match_has_no_diff(client: FlaskClient) -> None:
    assert [match["diff"] for match in post(client, quote=EXACT).json["matches"]] == [None]


def test_a_batch_keeps_its_order(client: FlaskClient) -> None:
    seed = "000_289401db0fd29d34.txt"
    quotes = [INVENTED, {"quote": EXACT, "document": seed}, ALTERED, {"quote": "Canada"}]
    results = post(client, quotes=quotes).json["results"]
    assert [result["verdict"] for result in results] == ["not_found", "exact", "altered", "exact"]
    within = post(client, quotes=quotes[2:], document=seed).json["results"]
    assert {match["document"]["id"] for result in within for match in result["matches"]} == {seed}


ARTICLE = f"""\
# The “good health and safety” of 😀 readers

A headline, an envoy. “There is no coercive *diplomacy* on the [Chinese](https://example.org "side") side,” he said.[^1]
She added: "Nobody at all believes that walruses sing[^2]." The members’ vote was 'legal' `x = "code"`.

> {EXACT}
> More than 45 other fugitives are waiting.
>
> — The newspaper

```python
print("This is “code” too")
```

[^1]: A note that quotes “Canada needs to work closely with enemies.”
"""


def test_every_quotation_of_a_text_is_checked_in_its_place(client: FlaskClient) -> None:
    for unit, before in (("codepoint", ARTICLE), ("utf16", ARTICLE.replace("😀", "12"))):
        reply = post(client, text=ARTICLE, offsets=unit).json
        assert (reply["offsets"], reply["truncated"]) == (unit, False)
        assert [(result["quote"][:24], result["verdict"]) for result in reply["results"]] == [
            ("good health and safety", "exact"),
            ("There is no coercive dip", "exact"),
            ("Nobody at all believes t", "not_found"),
            (EXACT[:24], "altered"),
            ("Canada needs to work clo", "altered"),
        ]
        for result in reply["results"]:
            assert before[result["start"] : result["end"]][0] in '“">'
            inside = re.sub(r"\W", "", before[result["start"] : result["end"]])
            assert re.sub(r"\W", "", result["quote"])[:12] in inside


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("No quotation here.", []),
        ("> One.\n> Two.\n\n> Three.", ["One.\nTwo.", "Three."]),
        ('> "In marks," she said. "Both."', ['"In marks," she said. "Both."']),
        ("> “All in marks.”", ["All in marks."]),
        ("> Said.\n> -- Someone", ["Said."]),
        ("«Oui», dit-il, „nein“, sagt sie.", ["Oui", "nein"]),
        ("“One paragraph.\n\n“And a second.”", ["One paragraph.\n\n“And a second."]),
        ("“Outer ‘inner’ words.”", ["Outer ‘inner’ words."]),
        ('An inch is 2" and `"code"` is [a link](x "title").', []),
        ("“_All_ of **it**, [here](x).”", ["All of it, here."]),
        ("“snake_case_name stays”", ["snake_case_name stays"]),
        ("“?!”", []),
        ("Er sagte »Die Lampe brennt« und «ging».", ["Die Lampe brennt", "ging"]),
        ("„Sie rief ‚komm doch her‘ und ging“, sagte er.", ["Sie rief ‘komm doch her’ und ging"]),
        ("‚So ist’s nun mal‘, hieß es, und ‚so’ blieb es, ‚wie‘.", ["So ist’s nun mal", "so", "wie"]),
        ("Es kostet 5‚50 und 3‚20 Euro.", []),
        ("Han sade ”lampan är tänd” igår, och ”aldrig mer”.", ["lampan är tänd", "aldrig mer"]),
        ("他说「明天开会」。『好』", ["明天开会", "好"]),
        ("She wrote ``the lamp is lit'' and ``no code``.", ["the lamp is lit"]),
        ("<p>He said <q>the lamp</q> &ldquo;is lit&rdquo; &quot;now&quot;.</p>", ["the lamp", "is lit", "now"]),
        ("<blockquote>\n<p>The lamp.</p>\n\n<p>It is “lit”.</p></blockquote> ok", ["The lamp. It is ‘lit’."]),
        (
            "He said 'the keeper's lamp is lit' at dusk, 'not now', and 'tis the members' vote.",
            ["the keeper’s lamp is lit"],
        ),
        ('He said **"the lamp is lit"**, _"so"_ and <em>"never"</em>:"no".', ["the lamp is lit", "so", "never", "no"]),
        ('[1]"so" 他说"明天" ‹oui› ＂ja＂ 〝hai〟', ["so", "明天", "oui", "ja", "hai"]),
        ("As he put it: “The line to Brenna\nclosed” (then)\n\nEnd.", ["The line to Brenna\nclosed"]),
        ("the dogs' bowls and the cats' beds", []),
        ("Il dit « le pont est fermé ». « Oui ! » « Et toi ? »", ["le pont est fermé", "Oui !", "Et toi ?"]),
        ("&lsquo;the lamp isn&rsquo;t lit&rsquo;, he said.", ["the lamp isn’t lit"]),
        ("She wrote ``the lamp is lit`` and ``x = a + b;`` and ``two words``.", ["the lamp is lit"]),
    ],
)
def test_quotations_of_markdown(text: str, quotes: list[str]) -> None:
    assert [quoted.quote for quoted in find_quoted(text)] == quotes


def test_a_text_without_quotations_says_so(client: FlaskClient) -> None:
    reply = post(client, text="No quotation here.").json
    assert reply["results"] == [] and reply["notice"].startswith("No quotation was found in the text.")
    assert post(client, text=ARTICLE).json["notice"] is None


@pytest.mark.parametrize(
    ("quote", "notice"),
    [
        ("Canada ... to work closely with", None),
        ("The council was ... told", "The words left out say “not”."),
        ("The council ... the plan", "The words left out say “not” and “never”."),
        ("The council was not told ... the plan", "The words left out say “never”."),
    ],
)
def test_an_omission_that_turns_the_meaning_is_noted(
    serve_folder: Callable[..., FlaskClient], quote: str, notice: str | None
) -> None:
    texts = {"a.txt": "The council was not told, it never saw the plan. Canada has to work closely with others."}
    assert post(serve_folder(texts), quote=quote).json["notice"] == notice


def test_a_text_with_many_quotations_says_that_some_were_left_out(client: FlaskClient) -> None:
    reply = post(client, text='He said "Canada". ' * 201).json
    assert len(reply["results"]) == 200 and reply["truncated"] is True


@pytest.mark.parametrize(
    "text", ["“" * 50_000, "“" + "_a " * 30_000 + "”", "[" * 50_000, "`a" * 50_000, "\n> a" * 20_000]
)
def test_hostile_texts_are_checked(client: FlaskClient, text: str) -> None:
    assert all(result["verdict"] == "not_found" for result in post(client, text=text).json["results"])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments], prog_name="quoth")


@pytest.mark.parametrize(
    ("quote", "code", "shown"),
    [
        (EXACT, 0, f"Exact.\n“{EXACT}”\n    000_289401db0fd29d34.txt, characters 2133 to 2218\n"),
        (EXACT.lower(), 0, "Same words, written differently.\n“[-There-] {+there+} are currently"),
        (ALTERED, 1, "Altered.\n“There are currently"),
        ("There are ... people residing", 0, "Exact, in pieces.\n“There are”\n"),
        (INVENTED, 1, "Not found.\n"),
    ],
)
def test_the_command_prints_the_verdict_and_ends_with_it(quote: str, code: int, shown: str) -> None:
    result = run(quote)
    assert (result.exit_code, result.stderr) == (code, "")
    assert result.stdout.startswith(shown)


def test_the_command_checks_a_file(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE)
    result = run("--text", str(tmp_path / "article.md"))
    assert result.exit_code == 1
    assert "Line 3: “There is no coercive diplomacy" in result.stdout and "Line 4: “Nobody at all" in result.stdout
    (tmp_path / "right.md").write_text("He said “Canada”.")
    assert run("--text", str(tmp_path / "right.md"), str(ROOT / "seeds")).exit_code == 0
    (tmp_path / "none.md").write_text("He said nothing.")
    assert run("--text", str(tmp_path / "none.md")).stdout == f"{NO_QUOTATION}\n"


def test_the_command_prints_the_reply_as_json() -> None:
    result = run(EXACT, "--document", "000_289401db0fd29d34.txt", "--json")
    assert json.loads(result.stdout)["matches"][0]["start"] == 2133


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'QUOTE'"),
        ([""], 'quote is ""'),
        (["x", "/nowhere/at/all"], "/nowhere/at/all"),
        (["x", "--document", "no-such"], 'There is no document "no-such"'),
        (["--text", "/nowhere.md"], "/nowhere.md"),
        (["--text", "README.md", "seeds", "more"], "QUOTE is 'seeds'; expected none beside a file."),
    ],
)
def test_the_command_ends_with_2_where_it_is_used_wrongly(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(ROOT)
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr and isinstance(result.exception, SystemExit)


def test_the_readme_shows_what_the_command_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r'^\$ quoth verify "([^"\n]*)"\n(.*?)^```$', readme, re.MULTILINE | re.DOTALL)
    assert found and run(found[1]).stdout == found[2]


def test_work_is_bounded_over_all_quotes_of_a_request(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.engine.judge.MAX_STEPS", 25)
    assert post(client, quote=EXACT).status_code == 200
    refused = post(client, quotes=[EXACT] * 10)
    assert refused.status_code == 413
    assert refused.json["detail"] == (
        "To check this takes more than 25 steps in these documents; expected fewer or shorter quotes, with fewer omissions, "
        "or a document to look in."
    )
    assert post(client, text=f"> {ALTERED}\n").status_code == 413


@pytest.mark.parametrize("quote", [EXACT, ALTERED, INVENTED, "the ... of ... and ... in"])
def test_the_same_quote_takes_the_same_steps(snapshot: Snapshot, quote: str) -> None:
    def count() -> int:
        work = Work()
        Verifier(snapshot.index, work=work).verify(quote)
        return work.steps

    assert 0 < count() == count()


def test_more_pieces_take_more_steps(snapshot: Snapshot) -> None:
    def count(pieces: int) -> int:
        work = Work()
        Verifier(snapshot.index, work=work).verify(" ... ".join(["Kovrig", "passports", "Vancouver"] * pieces))
        return work.steps

    assert count(2) < count(8) <= 4 * count(2) + 100
