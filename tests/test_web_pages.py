"""HTML -> the article of a page, in blocks, with the page's own metadata; and hostile pages."""

import re

import pytest
from formats_corpus import PAGE, page_of

from service.documents.collection import read_document
from service.documents.document import Document, Skipped
from service.documents.extraction import extract_here
from service.documents.readers.markup_text import write_text
from service.documents.readers.web_page import parse_page, strip_chrome
from service.sentences.segmentation import segment_text


@pytest.fixture
def read(tmp_path):
    def read(content, name="a.html"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_document(tmp_path, name)

    return read


def test_a_page_gives_its_article_without_what_is_around_it(read):
    document = read(PAGE)
    assert isinstance(document, Document)
    for chrome in ("Home", "Most read", "Other story", "All rights reserved", "alert(", "Subscribe", "color:"):
        assert chrome not in document.text
    assert document.text.startswith("# Harbour opens\n\n")
    for block in (
        "It cost €40 million.",
        "## What comes next",
        "- A bridge in June.\n- A tunnel.\n   1. Digging starts.\n   2. Digging ends.",
        "| Pier | Length |\n| --- | --- |\n| North | 300 m |\n| South | 200 m |",
        "> We waited for years.",
        "```\nfirst line\n  second line\n```",
        "Term: What it means.",
    ):
        assert f"\n\n{block}" in document.text or block in document.text


def test_the_page_s_own_metadata_are_taken(read):
    document = read(PAGE)
    assert (document.title, document.author, document.publisher) == ("Harbour opens", "Jane Doe", "The Herald")
    assert (document.published, document.source_url) == ("2020-05-13", "https://herald.example/harbour")
    assert (document.reader, document.encoding) == ("html", "utf-8")


def test_a_date_in_the_prose_is_not_the_page_s(read):
    document = read(
        page_of("<p>As of 2015-04-19 the harbour was closed, and nobody knew for how long it would be.</p>")
    )
    assert document.published is None


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta name="date" content="2019-03-01">', "2019-03-01"),
        ('<meta property="article:published_time" content="2019-03-01T08:00:00+01:00">', "2019-03-01"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2019-03-01"}</script>', "2019-03-01"),
        ("", None),
    ],
)
def test_dates_of_the_head(read, head, date):
    assert read(page_of("<p>The harbour has opened again after the winter, as it does.</p>", head)).published == date


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-2", "utf-8", "koi8-r", "nonsense"])
def test_the_charset_that_a_page_names_is_believed(read, charset):
    text = {"koi8-r": "Гавань открыта.", "iso-8859-2": "Żółta łódź wpłynęła."}.get(
        charset, "Borgmästaren öppnade bron."
    )
    encoding = "cp1252" if charset in ("iso-8859-1", "nonsense") else charset
    page = page_of(f"<p>{text}</p>", f'<meta charset="{charset}">').encode(encoding)
    assert text in read(page).text


def test_text_between_elements_is_kept(read):
    """Extraction loses text that stands bare beside a listing; it is put back."""
    body = "".join(
        f"<pre>int x{n};\nint y{n};</pre>\nThe {name} paragraph stands bare in the body, between two listings of code.\n"
        for n, name in enumerate(("first", "second", "third", "fourth"))
    )
    text = read(page_of(f"<h1>Use</h1>We are often asked how it is to be used, which is told below.{body}")).text
    for name in ("first", "second", "third", "fourth"):
        assert f"The {name} paragraph stands bare" in text
    assert "We are often asked" in text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 5000 + "The harbour opened in 1901." + "</div>" * 5000,
        "<b>" * 3000 + "The harbour opened in 1901.",
        "<table>" * 300 + "<tr><td>The harbour opened in 1901.",
        "<ul><li>" * 2000 + "The harbour opened in 1901.",
        "<p>The harbour opened in 1901.<script>document.write('x')</script><p onclick='evil()'>Then it closed.",
        "<p>The harbour opened in 1901.</p><!-- a comment -- > <p>unclosed <i>tags</b>",
        "<p>The harbour opened in 1901.&nbsp;&copy;&#0;&#xD800;&#x110000;&bogus;</p>",
        "<p>The harbour opened in 1901.</p>\0\1\2",
    ],
)
def test_hostile_pages_are_read_or_named(read, body):
    found = read(page_of(body))
    if isinstance(found, Skipped):
        assert found.reason.endswith(".")
        return
    assert "The harbour opened in 1901." in found.text
    assert "document.write" not in found.text and "evil()" not in found.text
    for sentence in segment_text(found.text).sentences:
        assert found.text[sentence.start : sentence.end].strip()


def test_entities_of_a_document_type_are_not_expanded(read):
    bomb = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = read(bomb + "<html><body><p>The harbour opened in 1901. &b; &f;</p></body></html>").text
    assert "lollol" not in text and "root:" not in text


@pytest.mark.parametrize("name", ["a", "a.txt", "a.pdf", "a.HTM", "page.2020"])
def test_a_page_is_known_by_its_content(read, name):
    assert read(PAGE, name).reader == "html"


@pytest.mark.parametrize("name", ["a.md", "a.rst", "a.php"])
def test_a_page_in_a_file_of_markup_stays_as_it_is(read, name):
    assert read(PAGE, name).text == PAGE


@pytest.mark.parametrize("content", ["", "<html></html>", "<html><body><script>x()</script></body></html>"])
def test_a_page_without_text_is_named(read, content):
    assert read(content).reason.startswith("It holds no text")


def test_a_short_page_without_an_article_is_read_whole(read):
    assert "Open daily." in read("<html><body><div>Open daily.</div></body></html>").text


def test_a_page_of_too_many_tags_is_read_whole(monkeypatch):
    monkeypatch.setattr("service.documents.readers.web_page.MAX_TAGS", 10)
    document = extract_here("html", PAGE.encode())
    assert document.warnings == ("No article was found; the whole page is read.",)
    assert "The harbour opened on Monday" in document.text and "All rights reserved" not in document.text
    assert (document.title, document.published) == ("Harbour opens", "2020-05-13")


def test_a_page_of_nothing_but_links_is_a_list(read):
    links = "".join(f'<li><a href="{n}">Report {n}</a></li>' for n in range(5))
    assert "- Report 3" in read(page_of(f"<nav><ul>{links}</ul></nav>")).text


def test_what_lies_too_deep_is_said(read):
    document = read(page_of("<p>The harbour opened.</p>" + "<div>" * 2100 + "Deep."))
    assert any("nested too deeply" in warning for warning in document.warnings)


DEEP = "<p>It was opened on Monday.</p><p>It cost forty million.</p><script>x()</script>"


@pytest.mark.parametrize("levels", [10, 79, 85, 200, 300, 1000])
@pytest.mark.parametrize(
    "tags", ["div", "span", "blockquote", "ul li", "ol li", "table tr td", "dl dd", "b", "section p"]
)
def test_nothing_is_lost_however_deep_it_lies(tags, levels):
    names = tags.split()
    opened, closed = ("".join(f"<{mark}{name}>" for name in order) for mark, order in (("", names), ("/", names[::-1])))
    count = levels // len(names)
    deep = f"<p>The first words are here.</p>{opened * count}{DEEP}{closed * count}<p>The last words are here.</p>"
    text = extract_here("html", page_of(deep).encode()).text
    lines = [line.strip("> -:0123456789.") for line in text.split("\n")]
    for words in (
        "The first words are here",
        "It was opened on Monday",
        "It cost forty million",
        "The last words are here",
    ):
        assert lines.count(words) == 1
    assert "x()" not in text


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("<dt>Weir</dt><dd>A low dam.</dd><dt>Lock</dt><dd>A chamber.</dd>", "Weir: A low dam.\nLock: A chamber."),
        ("<dt>Hours:</dt><dd>9 to 5</dd>", "Hours: 9 to 5"),
        ("<dt>What is a weir?</dt><dd>A low dam.</dd>", "What is a weir?\n: A low dam."),
        ("<dt>Lock</dt><dt>Sluice</dt><dd>A chamber.</dd>", "Lock\nSluice: A chamber."),
        ("<dt>Weir</dt><dd>A low dam.</dd><dd>A fence.</dd>", "Weir: A low dam.\n: A fence."),
        ("<dt>Weir</dt><dd><p>A low dam.</p><p>Old.</p></dd>", "Weir: A low dam.\n   Old."),
        ("<dt>Weirs</dt><dd><ul><li>Low</li></ul></dd>", "Weirs\n: - Low"),
        ("<div><dt>Weir</dt><dd>A low dam.</dd></div><div><dt>Last</dt></div>", "Weir: A low dam.\nLast"),
        ("<dd>A low dam.</dd>", ": A low dam."),
    ],
)
def test_a_term_is_read_with_what_it_means(listed, text):
    assert extract_here("html", page_of(f"<dl>{listed}</dl>").encode()).text == text


ARTICLE = "".join(
    f"<p>The harbour opened on day {n}, said mayor Ann Roe, after three years of work.</p>" for n in range(4)
)


@pytest.mark.parametrize(
    "menu",
    [
        '<div>You are here: <a href="/">Home</a> / Harbour opens</div>',
        '<p>Previous: <a href="p">The pier</a> Next: <a href="n">The ship</a></p>',
        '<div>« <a href="p">The pier at night</a> | Up | <a href="n">The ship</a> »</div>',
        "<div><span>Home</span> <span>News</span> <span>Sport</span></div>",
        '<h2>Table of Contents</h2><ul><li><a href="#a">One</a></li><li><a href="#b">Two</a></li></ul>',
        '<p>On this page</p><ul><li><a href="#a">One</a></li><li><a href="#b">Two</a></li></ul>',
    ],
)
def test_lines_that_lead_elsewhere_are_no_text(menu):
    for body in (menu + ARTICLE, f"<article><h1>Harbour opens</h1>{menu}{ARTICLE}</article>"):
        text = extract_here("html", page_of(body, "<title>Harbour opens</title>").encode()).text.removeprefix(
            "# Harbour opens\n\n"
        )
        assert text.split("\n\n") == ARTICLE[3:-4].split("</p><p>")


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Previous harbours of the town were next to the old mill.</p>",
        "<div>The contents of the chest, on this page of the book, are in the index.</div>",
        '<p>The <a href="a">pier</a> is next to the <a href="b">mill</a></p>',
        "<div><b>Home</b> <b>Office</b> <b>Minister Ann Roe</b></div>",
    ],
)
def test_text_with_such_words_is_kept(kept):
    assert write_text(strip_chrome(parse_page(page_of(kept))[0])) == re.sub("<[^>]*>", "", kept)


INDEX = "".join(
    f'<tr><td><a href="#{n}">harbour_{n}</a>:</td><td><a href="#s{n}">Piers</a></td></tr>' for n in range(6)
)


@pytest.mark.parametrize(
    "around",
    [
        f"<table>{INDEX}</table>",
        '<table><tr><th>Jump to: &nbsp; </th><td><a href="#A">A</a> <a href="#B">B</a></td></tr></table>',
        '<dl><dt><b>Table of Contents</b></dt><dt>1. <a href="#1">Introduction</a></dt></dl>',
        '<dl><dt>1. <a href="#1">Introduction</a></dt><dt>2. <a href="#2">The northern pier</a></dt></dl>',
        '<ul><li><a href="#1">1. Piers</a></li><li><a href="#2">1.2. Walls of stone</a></li></ul>',
    ],
)
def test_contents_and_indexes_are_no_text(around):
    assert write_text(strip_chrome(parse_page(page_of(f"<p>The pier.</p>{around}"))[0])) == "The pier."


@pytest.mark.parametrize(
    "kept",
    [
        '<p>Written by: <a href="a">Ann Roe</a>, <a href="b">Jo Lee</a> and others of the board.</p>',
        '<table><tr><td>Capital:</td><td><a href="a">Brenna</a></td></tr><tr><td>Language:</td><td>Brennish</td></tr></table>',
        '<dl><dt>Pier</dt><dd>What ships stop at: a <a href="a">jetty</a>.</dd></dl>',
    ],
)
def test_facts_with_links_are_text(kept):
    text = write_text(strip_chrome(parse_page(page_of(kept))[0]))
    assert all(word in text for word in re.findall(r"\w+", re.sub("<[^>]*>", " ", kept)))


@pytest.mark.parametrize("sign", ["#", "¶", "§", "🔗", ""])
@pytest.mark.parametrize("tag", ["h2", "dt"])
def test_a_link_to_a_heading_itself_is_no_part_of_it(sign, tag):
    tree = parse_page(
        page_of(f'<{tag}>The pier<a class="mark" href="#pier" id="pier">{sign}</a></{tag}><p>It closed.</p>')
    )[0]
    assert write_text(strip_chrome(tree)).replace("## ", "") == "The pier\n\nIt closed."


def test_code_within_a_line_stays_in_it_and_buttons_are_no_code():
    line = "<p>Features are enabled by <code>-std=c2x\n  -Wpedantic</code>. They are many.</p>"
    assert write_text(parse_page(page_of(line))[0]) == "Features are enabled by -std=c2x -Wpedantic. They are many."
    block = "<p>Then:</p><pre><code>one\n  two</code><button>copy</button></pre><div><code>a\nb</code></div>"
    assert write_text(parse_page(page_of(block))[0]) == "Then:\n\n```\none\n  two\n```\n\n```\na\nb\n```"


@pytest.mark.parametrize(
    ("first", "named"),
    [
        ("<td>a.h</td><td>It declares the functions of piers.</td>", False),
        ("<td>File</td><td>What it is for</td>", True),
        ("<th>a.h</th><td>It declares the functions of piers.</td>", True),
    ],
)
def test_a_first_row_that_is_a_sentence_names_no_columns(read, first, named):
    rows = f"<table><tr>{first}</tr><tr><td>b.h</td><td>It declares walls.</td></tr></table>"
    text = write_text(parse_page(page_of(rows))[0])
    assert text.startswith("|  |  |\n| --- | --- |\n| ") != named
    kinds = {text[s.start : s.end]: s.kind for s in segment_text(text).sentences}
    rows = {line: kind for line, kind in kinds.items() if any(map(str.isalpha, line))}
    assert list(rows.values()) == (["boilerplate", "prose"] if named else ["prose", "prose"])


def test_the_same_file_gives_the_same_text(read):
    assert read(PAGE) == read(PAGE)
