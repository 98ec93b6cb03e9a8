"""Markdown as the pages show it: every visible character is a slice of the text, and nothing hostile becomes markup."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_files import BLOCKS, markdown_files
from shown_slices import check_slices, read

from service.app.document_body import DocumentBody, Reading, show_document
from service.app.text_parts import cut_parts
from service.documents.contents import make_document
from service.documents.document import Document

FILES = dict(markdown_files())


def show(
    text: str, id: str = "a.md", cited: tuple[int, int] | None = None, at: int = 0, most: int = 60_000
) -> tuple[Document, DocumentBody]:
    document = make_document(id, text, "utf-8")
    reading = Reading(cited, at, lambda start, end: f"?{start}-{end}", {"file-01.md": "/documents/file-01.md"}.get)
    return document, show_document(document, (), reading, most)


@pytest.mark.parametrize("name", FILES)
def test_every_character_shown_is_a_slice_of_the_text(name: str) -> None:
    document, body = show(FILES[name], name)
    check_slices(document, read(body))


@given(
    st.lists(
        st.sampled_from(
            [
                "*",
                "_",
                "`",
                "[",
                "](",
                ")",
                "<",
                ">",
                "\n",
                "\r\n",
                "\n\n",
                "- ",
                "1. ",
                "|",
                "|---|",
                "#",
                " ",
                "    ",
                "a",
                "b c",
                "é",
                "😀",
                "&amp;",
                "\\",
                "~~",
                "[^1]",
                "[^1]:",
                "![",
                "http://x.y",
                "\0",
                "\t",
                "```",
                "---",
            ]
        ),
        max_size=40,
    )
)
def test_any_markdown_is_shown_in_slices(pieces: list[str]) -> None:
    document, body = show("a " + "".join(pieces))
    check_slices(document, read(body))
    extracted = replace(document, id="a.docx", reader="docx")
    body = show_document(extracted, (), Reading(None, 0, lambda start, end: "?", lambda id: None))
    check_slices(extracted, read(body))
    assert "<a href" not in body.text and "<em" not in body.text


def test_what_another_format_s_reader_writes_keeps_its_signs() -> None:
    document, _ = show(
        "## A *head*\n\nIt cost [5] \\* 3 &amp; `x` <b> __init__ [a](b) [^1].\n\n| a \\| b |\n|---|\n| *c* |"
    )
    body = show_document(
        replace(document, id="a.docx", reader="docx"), (), Reading(None, 0, lambda s, e: "?", lambda id: None)
    )
    words = ["A *head*", "It cost [5] \\* 3 &amp; `x` <b> __init__ [a](b) [^1].", "a | b", "*c*"]
    shown = "".join(data for *_, data in read(body).slices)
    assert shown.replace("\n", "") == "".join(words)
    assert "<h1" in body.title and "<table" in body.text


@given(st.data())
def test_what_is_cited_is_marked(data: st.DataObject) -> None:
    text = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    _, plain = show(text)
    _, body = show(text, cited=(start, end))
    marked, within = [], []
    for at, to, tag, shown in read(body).slices:
        if tag == "mark":
            marked.append(shown)
            assert start < (to or at + len(shown)) and at < end
    for at, to, _, shown in read(plain).slices:
        if to is None:
            within.append(shown[max(0, start - at) : max(0, end - at)])
        elif at < end and start < to:
            within.append(shown)
    assert "".join(marked) == "".join(within)
    assert body.text.count('id="cited"') + body.title.count('id="cited"') + body.facts.count('id="cited"') == bool(
        marked
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("# A *b*", "<h2><em>"),
        ("- a\n  - b", "<ul><li><ul><li>"),
        ("3. a", '<ol start="3"><li>'),
        ("| a |\n|---|\n| b |", "<table><thead><tr><th></th></tr></thead><tbody><tr><td>"),
        ("> a", "<blockquote><p>"),
        ("```\na\n```", "<pre><code>"),
        ("~~a~~", "<p><s>"),
        ("a[^1]\n\n[^1]: b", '<p><sup><a href="#note-1">'),
        ("[a](https://b.example)", '<p><a href="https://b.example" rel="noopener nofollow">'),
        ("[a](file-01.md)", '<p><a href="/documents/file-01.md">'),
        ("<a@b.example>", '<p><a href="mailto:a@b.example" rel="noopener nofollow">'),
    ],
)
def test_markdown_is_shown_as_what_it_means(written: str, expected: str) -> None:
    _, body = show("Before.\n\n" + written)
    kept = re.sub(r' (?:id|class|dir|tabindex|scope|role|aria-label)="[^"]*"', "", body.text)
    bare = re.sub(r"<(?:span|mark)[^>]*>[^<]*</(?:span|mark)>|\s*\n|<a></a>", "", kept)
    assert expected in re.sub(r"</?div>", "", bare)


@pytest.mark.parametrize(
    ("name", "text"), [(n, t) for n, t in BLOCKS.items() if n.startswith("hostile") or n in ("html", "script")]
)
def test_what_is_hostile_stays_text(name: str, text: str) -> None:
    _, body = show(text)
    shown = read(body)
    assert [held for tag, held in shown.tags if tag == "a" and held.get("class") != "own"] == []
    visible = "".join(data for *_, data in shown.slices)
    assert all(word in visible for word in re.findall(r"alert\(1\)|file:///etc/passwd|<script>", html.unescape(text)))


def test_pictures_are_named_and_not_loaded() -> None:
    _, body = show(BLOCKS["images"])
    assert "<img" not in body.text and "A quay" in body.text and "![](silent.png)" in body.text


def test_the_title_is_shown_once() -> None:
    for text in (
        "# A title\n\nWords.",
        "---\ntitle: A title\n---\n\n# A title\n\nWords.",
        "A title\n=======\n\nWords.",
    ):
        _, body = show(text)
        assert "A title" in body.title and "<h1" in body.title
        assert "A title" not in body.text and "A title" not in body.facts
    _, body = show("---\ntitle: A title\nauthor: 'Ann Alder'\nlang: en\n---\n\n# Another\n\nWords.")
    assert body.title == "" and "Another" in body.text and "lang: en" in body.facts and "Ann" not in body.facts


def test_headings_leave_out_no_level() -> None:
    _, body = show("# T\n\n#### a\n\n## b\n\n###### c\n\n# d")
    assert re.findall(r"<(h\d)", body.text) == ["h2", "h2", "h3", "h2"]


@given(st.lists(st.sampled_from([*BLOCKS.values(), "word " * 30]), min_size=1, max_size=12), st.integers(60, 400))
def test_the_parts_hold_the_whole_text_once(blocks: list[str], most: int) -> None:
    text = "\n\n".join(blocks)
    starts = cut_parts(text, most)
    assert starts[0] == 0 and all(
        0 < later - one <= most for one, later in zip(starts, [*starts[1:], len(text)], strict=True)
    )
    at: int | None = 0
    seen: list[int] = []
    while at is not None:
        document, body = show(text, at=at, most=most)
        check_slices(document, read(body))
        seen.append(at)
        at = body.after
    assert seen == starts


def test_a_part_ends_below_a_block_and_outside_code() -> None:
    text = "Intro words here.\n\n```\n" + "code\n\nmore\n" * 12 + "```\n\nThe end of it.\n\n" + "Words go on. " * 20
    assert text[cut_parts(text, 170)[1] :].startswith("The end")


def test_links_defined_in_another_part_still_lead_there() -> None:
    text = "See [the log].\n\n" + "Words go on.\n\n" * 30 + "[the log]: https://log.example\n"
    _, body = show(text, most=120)
    assert 'href="https://log.example"' in body.text


def test_the_boxes_of_a_task_list_are_drawn() -> None:
    text = "- [ ] one\n- [x] two\n\n1. [X] *three*\n\n[x] is no box\n"
    slices = read(show(text)[1]).slices
    assert [(text[start:to], drawn) for start, to, _, drawn in slices if to is not None] == [
        ("[ ]", "☐"),
        ("[x]", "☑"),
        ("[X]", "☑"),
    ]
    assert "[x] is no box" in "".join(drawn for *_, drawn in slices)
