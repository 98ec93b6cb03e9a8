"""The widget and the frame on a page of another site: one that is let in, and one that is not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from conftest import SEEDS
from msgspec import convert
from msgspec.structs import replace
from playwright.sync_api import expect

from browser.hosts import host, serve_for
from browser.replies import PLAIN, SPOKEN
from browser.sites import ask_in, until, write_files
from browser.test_browser_accessibility import check
from service.wire.encoding import to_json
from service.wire.formats.html import to_html
from service.wire.formats.markdown import to_markdown
from service.wire.formats.references import to_bibtex, to_csl
from service.wire.replies import Citation, Reply

HELD = "How many Canadian passport holders reside in Hong Kong?"
Open = Callable[..., Any]


@dataclass
class Sites:
    """The service, and another site's address: `allowed` is in its list, `other`, the same server, is not."""

    service: str
    allowed: str
    other: str
    pages: dict[str, str]

    def first(self, question: str) -> dict[str, Any]:
        """Give the first citation that the service answers with."""
        with urlopen(f"{self.service}/ask?q={quote(question)}") as response:
            cited: dict[str, Any] = json.load(response)["citations"][0]
        return cited

    def put(self, path: str, body: str) -> None:
        """Put a page up that has the widget's script."""
        script = f'<script type="module" src="{self.service}/embed.js"></script>'
        self.pages[path] = f'<!doctype html><html lang="en"><title>Ours</title>{script}<main><h1>Ours</h1>{body}</main>'


def run_sites(folder: Path, headers: dict[str, str], **options: Any) -> Iterator[Sites]:
    pages: dict[str, str] = {}
    with host(pages, headers) as port:
        allowed = f"http://127.0.0.1:{port}"

        def origins(service: str) -> tuple[str, ...]:
            policy = (
                f"default-src 'none'; script-src {service}; connect-src {service}; frame-src {service}; "
                "require-trusted-types-for 'script'"
            )
            headers["Content-Security-Policy"] = policy
            return (allowed,)

        with serve_for(folder, origins, **options) as service:
            yield Sites(service, allowed, f"http://localhost:{port}", pages)


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    """The first collection, and a site whose own policy lets in no more than the service's script and frame."""
    yield from run_sites(SEEDS, {}, threshold=0.0)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    yield from run_sites(write_files(tmp_path_factory.mktemp("hostile")), {}, threshold=0.0)


@pytest.fixture(scope="module")
def silent() -> Iterator[Sites]:
    """A service that is never sure enough to answer."""
    yield from run_sites(SEEDS, {}, threshold=1.0)


def ask(page: Any, question: str) -> Any:
    """Ask by the keyboard, and give the answer's article."""
    return ask_in(page, question, "quoth-ask textarea", "quoth-ask article:not([aria-busy])")


def read_source(page: Any, link: Any) -> str:
    """Follow a citation into the page that it opens, and give what is marked there."""
    with page.expect_popup() as opened:
        link.click()
    source = opened.value
    source.locator("mark").first.wait_for()
    marked: str = source.locator("#cited").text_content()
    source.wait_for_load_state()
    assert source.evaluate("window.opener") is None
    source.close()
    return marked


def expect_logged(page: Any, messages: list[str], text: str, times: int = 1) -> None:
    """Wait until that many messages of the console hold a text: they arrive by a way of their own."""
    for _ in range(250):
        if sum(text in message for message in messages) >= times:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{text!r} is not in the console {times} times: {messages}")


def test_the_widget_answers_cites_and_opens_the_source(sites: Sites, open_page: Open) -> None:
    sites.put("/ask", "<quoth-ask></quoth-ask>")
    page = open_page(f"{sites.allowed}/ask")
    answer = ask(page, HELD)
    assert answer.locator("h2").text_content() == HELD
    first = sites.first(HELD)
    assert answer.locator("blockquote").first.text_content() == first["quote"]
    cite = answer.locator(".cite").first
    assert cite.get_attribute("href") == first["url"]
    assert (first["document"]["title"] or first["document"]["id"]) in cite.text_content()
    assert read_source(page, cite) == first["quote"]
    expect(page.locator("quoth-ask [role=status]")).to_contain_text(first["quote"])


def test_one_fixed_answer_is_there_as_the_page_loads(sites: Sites, open_page: Open) -> None:
    first = sites.first(HELD)
    within = quote(first["document"]["id"])
    sites.put("/answer", f'<quoth-answer question="{HELD}" documents="{within}"></quoth-answer>')
    page = open_page(f"{sites.allowed}/answer")
    assert page.locator("quoth-answer blockquote").first.text_content() == first["quote"]
    assert read_source(page, page.locator("quoth-answer .cite").first) == first["quote"]
    page.locator("quoth-answer").evaluate("element => element.setAttribute('question', 'Who is the ambassador?')")
    page.locator("quoth-answer h2", has_text="Who is the ambassador?").wait_for()
    page.locator("quoth-answer article:not([aria-busy])").wait_for()
    expect(page.locator("quoth-answer article")).to_have_count(1)


def test_what_is_wrong_is_said_in_the_service_s_words(sites: Sites, open_page: Open) -> None:
    sites.put("/wrong", '<quoth-answer question="Who?" documents="none/"></quoth-answer>')
    page = open_page(f"{sites.allowed}/wrong")
    assert "neither a document's id nor a folder" in page.locator("quoth-answer .error").text_content()


def test_a_question_follows_on_those_before_it(sites: Sites, open_page: Open) -> None:
    sites.put("/ask", "<quoth-ask></quoth-ask>")
    page = open_page(f"{sites.allowed}/ask")
    ask(page, HELD)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        ask(page, "And who are they?")
    body = sent.value.post_data_json
    assert body["history"][0]["question"] == HELD
    assert body["history"][0]["citations"][0]["document"] == {"id": sites.first(HELD)["document"]["id"]}


def test_another_origin_gets_nothing(sites: Sites, browser: Any) -> None:
    sites.put("/all", f'<quoth-ask></quoth-ask><iframe src="{sites.service}/embed?q={quote(HELD)}"></iframe>')
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(f"{sites.other}/all")
    ask(page, HELD)
    told = f"This site may not ask the documents. Their service has to name it: QUOTH_ORIGINS={sites.other}"
    expect(page.locator("quoth-ask .error")).to_have_text(told)
    expect_logged(page, errors, told)
    reason = page.evaluate(f"fetch('{sites.service}/ask?q=a').catch((error) => error.name)")
    assert reason == "TypeError"
    expect_logged(page, errors, "CORS")
    expect_logged(page, errors, "frame-ancestors")
    expect(page.frame_locator("iframe").locator("blockquote")).to_have_count(0)
    context.close()


def test_a_page_whose_policy_bars_the_service_says_so(sites: Sites, browser: Any) -> None:
    sites.put("/barred", "<quoth-ask></quoth-ask>")
    policy = f'<meta http-equiv="Content-Security-Policy" content="connect-src \'self\'; script-src {sites.service}">'
    sites.pages["/barred"] = sites.pages["/barred"].replace("<title>", f"{policy}<title>")
    context = browser.new_context()
    page = context.new_page()
    logged: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    page.goto(f"{sites.allowed}/barred")
    told = f"keeps the widget from the documents. It has to allow them: connect-src {sites.service}"
    expect(ask(page, HELD).locator(".error")).to_contain_text(told)
    expect_logged(page, logged, f"Quoth: The policy of this page {told}")
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_the_frame_answers_cites_and_opens_the_source(sites: Sites, open_page: Open, scripts: bool) -> None:
    sites.pages["/frame"] = f'<iframe src="{sites.service}/embed?q={quote(HELD)}" width="600" height="400"></iframe>'
    page = open_page(f"{sites.allowed}/frame", java_script_enabled=scripts)
    frame = page.frame_locator("iframe")
    assert frame.locator("blockquote").first.text_content() == sites.first(HELD)["quote"]
    expect(frame.locator("script")).to_have_count(0)
    with page.expect_popup() as opened:
        frame.locator(".cite").first.click()
    assert opened.value.locator("#cited").text_content() == sites.first(HELD)["quote"]
    opened.value.close()
    pages = len(page.context.pages)
    frame.locator("#question").fill("Who is the ambassador?")
    frame.locator("#question").press("Enter")
    frame.locator("h2", has_text="Who is the ambassador?").wait_for()
    assert len(page.context.pages) == pages  # the question was asked in the frame


def test_the_page_framed_is_the_only_one(sites: Sites, browser: Any) -> None:
    sites.pages["/others"] = (
        f'<iframe src="{sites.service}/"></iframe><iframe src="{sites.service}/documents"></iframe>'
    )
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(f"{sites.allowed}/others")
    expect_logged(page, errors, "frame-ancestors", times=2)
    for nth in (0, 1):
        expect(page.frame_locator("iframe").nth(nth).locator("main")).to_have_count(0)
    context.close()


@pytest.mark.slow
def test_a_pasted_link_unfolds_into_a_frame(sites: Sites, browser: Any) -> None:
    page = browser.new_context().new_page()  # not open_page: looking into a sandbox is itself logged as an error
    page.goto(f"{sites.service}/?q={quote(HELD)}")
    discovered = page.locator("link[type='application/json+oembed']").get_attribute("href")
    unfolded = page.request.get(discovered).json()
    assert (unfolded["type"], unfolded["title"]) == ("rich", HELD)
    sites.pages["/pasted"] = unfolded["html"]
    page.goto(f"{sites.allowed}/pasted")
    frame = page.frame_locator("iframe")
    quoted = frame.locator("blockquote").first
    assert quoted.text_content() == sites.first(HELD)["quote"]
    expect(quoted).to_have_css("border-inline-start-style", "solid")  # styled
    assert read_source(page, frame.locator(".cite").first) == sites.first(HELD)["quote"]
    page.context.close()


def test_hostile_text_is_text(hostile: Sites, open_page: Open) -> None:
    question = "Where does Bobby Tables live?"
    sent = "<img src=x onerror=document.title=1> Who is the sender?"
    hostile.put("/hostile", f'<quoth-ask></quoth-ask><quoth-answer question="{question}"></quoth-answer>')
    page = open_page(f"{hostile.allowed}/hostile")
    page.locator("quoth-answer blockquote").first.wait_for()
    answer = ask(page, sent)
    assert answer.locator("h2").text_content() == sent
    expect(page).to_have_title("Ours")
    expect(page.locator("img")).to_have_count(0)
    page.goto(f"{hostile.service}/embed?q={quote(sent)}")
    assert page.locator("h2").text_content() == sent
    expect(page.locator("img, script")).to_have_count(0)


def test_marks_stand_right_beyond_the_basic_plane(hostile: Sites, open_page: Open) -> None:
    hostile.put("/emoji", '<quoth-answer question="How many bands played in the parade in Tønder?"></quoth-answer>')
    page = open_page(f"{hostile.allowed}/emoji")
    quoted = page.locator("quoth-answer blockquote").first
    assert "🎉 began at noon in Tønder, and 40 bands 🥁 played." in quoted.text_content()
    assert read_source(page, page.locator("quoth-answer .cite").first) == quoted.text_content()


def test_silence_shows_the_nearest_passages(silent: Sites, open_page: Open) -> None:
    silent.put("/ask", "<quoth-ask></quoth-ask>")
    page = open_page(f"{silent.allowed}/ask")
    answer = ask(page, HELD)
    assert answer.locator(".silence").text_content() == "Not sure enough to answer. The likeliest passages:"
    answer.locator(".nearest blockquote").first.wait_for()
    told = page.locator("quoth-ask [role=status]")
    expect(told).to_contain_text("Not sure enough to answer. The likeliest passages:")


def test_the_widget_is_worked_by_keys_alone(sites: Sites, open_page: Open) -> None:
    sites.put("/ask", "<quoth-ask></quoth-ask>")
    page = open_page(f"{sites.allowed}/ask")
    page.locator("quoth-ask textarea").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("Who is")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the ambassador?")
    page.keyboard.press("Enter")
    page.locator("quoth-ask article:not([aria-busy])").wait_for()
    page.locator("quoth-ask .cite").first.focus()
    page.keyboard.press("ArrowDown")
    focused = "document.querySelector('quoth-ask').shadowRoot.activeElement.className"
    until(page, f"{focused} === 'cite'")


@pytest.mark.parametrize("path", [pytest.param("widget", marks=pytest.mark.slow), "frame"])
def test_axe_finds_nothing(sites: Sites, open_page: Open, path: str) -> None:
    sites.put("/axe", f'<quoth-ask></quoth-ask><quoth-answer question="{HELD}"></quoth-answer>')
    address = f"{sites.allowed}/axe" if path == "widget" else f"{sites.service}/embed?q={quote(HELD)}"
    page = open_page(address, own=True, bypass_csp=True)
    page.locator("blockquote").first.wait_for()
    check(page, path)


def test_its_colours_are_the_page_s_to_set(sites: Sites, open_page: Open) -> None:
    sites.put("/ask", "<quoth-ask></quoth-ask>")
    page = open_page(f"{sites.allowed}/ask")
    button = page.locator("quoth-ask button")
    button.wait_for()
    page.evaluate("document.querySelector('quoth-ask').style.setProperty('--quoth-accent', 'rgb(1, 2, 3)')")
    expect(button).to_have_css("background-color", "rgb(1, 2, 3)")
    page.evaluate("document.querySelector('quoth-ask').setAttribute('documents', 'none/')")
    assert "neither" in ask(page, "Who?").locator(".error").text_content()
    expect(page.locator("quoth-ask textarea")).to_have_value("Who?")  # kept, to be sent again


def test_the_page_s_script_writes_quotes_as_the_service_does(seeds: str, browser: Any) -> None:
    citations = [c | {"url": seeds + c["url"]} for c in SPOKEN["citations"]]
    hostile = citations[0] | {"quote": "1. a* {b} \\c\r\n- d % & # ~ ^ $x_1 <e> \"f\" 'g'\n\n+ h", "n": 1}
    page = browser.new_page()
    page.goto(seeds)
    write = """async ([writer, citations]) => (await import("/static/export.js"))[writer](citations)"""
    for cited in (citations, [hostile]):
        shaped = convert(cited, list[Citation])
        answers = tuple(replace(c, role="answer") for c in shaped)
        assert page.evaluate(write, ["toHtml", cited]) == to_html(shaped)
        assert page.evaluate(write, ["toBibtex", cited]) == to_bibtex(shaped)
        assert page.evaluate(write, ["toMarkdown", cited]) == to_markdown(
            replace(convert(PLAIN, Reply), citations=answers)
        )
        assert json.loads(page.evaluate(write, ["toCsl", cited])) == json.loads(to_json(to_csl(shaped)))
    page.context.close()
