"""Title, author, source and front matter: taken where they are sure, else None."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.front_matter import read_front_matter
from service.documents.metadata import read_metadata

SEEDS = Path(__file__).parent.parent / "seeds"
PROSE = "The council met again today, and it agreed on what had been proposed a month ago.\n"


def read_seed(prefix: str):
    (path,) = SEEDS.glob(f"{prefix}_*.txt")
    return read_metadata(path.read_bytes().decode("utf-8"), markdown=False)


TITLES = [
    ("Steam engine\n\n" + PROSE, "Steam engine"),
    ("Super Bowl 50\r\n\r\n" + PROSE, "Super Bowl 50"),
    (
        "Report: City Emboldened by Weak Gov’t Response\n\n" + PROSE,
        "Report: City Emboldened by Weak Gov’t Response",
    ),
    ("Who Owns the River?\n\n" + PROSE, "Who Owns the River?"),
    ("Dr. Strange vs. the U.S. Army\n\n" + PROSE, "Dr. Strange vs. the U.S. Army"),
    ("1973 oil crisis\n\n" + PROSE, "1973 oil crisis"),
    ("Figure skating\n\n" + PROSE, "Figure skating"),
    ("Welcome to the Jungle\n\n" + PROSE, "Welcome to the Jungle"),
    ("Share prices fall\n\n" + PROSE, "Share prices fall"),
    ("Press release law of 1976\n\n" + PROSE, "Press release law of 1976"),
    ("iPhone sales fall\n\n" + PROSE, "iPhone sales fall"),
    ("鉄道の歴史\n\n鉄道は十九世紀に始まった。それから世界中に広がっていった。\n", "鉄道の歴史"),
    ("A Title\u00a0with   gaps\n\n" + PROSE, "A Title with gaps"),
    ("\n\n  A Title\n\n" + PROSE, "A Title"),
    (
        "A title that is so very long that it was\nwrapped by its editor\n\n" + PROSE,
        "A title that is so very long that it was wrapped by its editor",
    ),
    ("A Title\nBy Jane Doe\n13 May 2020\n\n" + PROSE, "A Title"),
    ("Title: A Title\nAuthor: Jane Doe\n\n" + PROSE, "A Title"),
    ("# A Title\n\n" + PROSE, "A Title"),
    ("# A Title #\nText at once. " + PROSE, "A Title"),
    ("## What **is** a [Title](https://example.org)?\n\n" + PROSE, "What is a Title?"),
    ("# Version 2.0 is out.\n\n" + PROSE, "Version 2.0 is out."),
    ("A Title\n=======\n\n" + PROSE, "A Title"),
]
NO_TITLES = [
    PROSE,
    PROSE + "\n" + PROSE,
    "A Title",
    "A Title\n",
    "A longer title than the text\n\nShort text\n",
    "The council met. It agreed\n\n" + PROSE,
    "The council met yesterday. “It agreed”\n\n" + PROSE,
    "the council\n\n" + PROSE,
    "Dear Sir or Madam\n\n" + PROSE,
    "Hello everyone!\n\n" + PROSE,
    "Hi Jane, and thanks\n\n" + PROSE,
    "Share this article\n\n" + PROSE,
    "Video\n\n" + PROSE,
    "Copyright 2020 The Town\n\n" + PROSE,
    "By Jane Doe\n\n" + PROSE,
    "By the Rivers of Babylon\n\n" + PROSE,
    "Photo: Jane Doe\n\n" + PROSE,
    "(Photo courtesy: Agency)\n\n" + PROSE,
    "Mayor Jane Doe. Photo: Agency\n\n" + PROSE,
    "Figure 3\n\n" + PROSE,
    "13 May 2020\n\n" + PROSE,
    "Published: 2020-05-13\n\n" + PROSE,
    "From: jane@example.org\n\n" + PROSE,
    "- First item\n\n" + PROSE,
    "1. First item\n\n" + PROSE,
    "(a) First item\n\n" + PROSE,
    "• First item\n\n" + PROSE,
    "Contents:\n\n" + PROSE,
    "Home | About | Contact\n\n" + PROSE,
    "https://example.org/page\n\n" + PROSE,
    "Write to jane@example.org\n\n" + PROSE,
    "FOR IMMEDIATE RELEASE\n\n" + PROSE,
    "Skip to main content\n\n" + PROSE,
    "“We will not give up”\n\n" + PROSE,
    "Jane Doe\n12 High Street\n\n" + PROSE,
    "One\nTwo\nThree\n\n" + PROSE,
    "Word " * 31 + "\n\n" + PROSE,
    "W" * 201 + "\n\n" + PROSE,
    "* * *\n\n" + PROSE,
    "```\n# not a heading\n```\n\n" + PROSE,
    "A \u202eTitle\n\n" + PROSE,
    "A \x07Title\n\n" + PROSE,
    "# " + "W" * 301 + "\n\n" + PROSE,
    "#hashtag\n\n" + PROSE,
    "#\n\n" + PROSE,
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_first_block_that_reads_as_a_title_is_one(text, title):
    assert read_metadata(text, markdown=False).title == title


@pytest.mark.parametrize("text", NO_TITLES)
def test_first_block_that_may_be_something_else_is_no_title(text):
    assert read_metadata(text, markdown=False).title is None


def test_markdown_heading_may_follow_images_and_comments():
    text = "<!-- draft -->\n\n![logo](logo.png) [![build](b.svg)](https://example.org)\n\n# A Title\n\n" + PROSE
    assert read_metadata(text, markdown=True).title == "A Title"
    assert read_metadata(text, markdown=False).title is None


def test_seeds_without_a_title_line_have_none():
    assert [read_seed(prefix).title for prefix in ("000", "002", "004")] == [None] * 3


def test_seeds_with_a_title_line_have_it_word_for_word():
    for prefix, words in (("001", "Canadian government must work"), ("003", "Report: China emboldened by")):
        (path,) = SEEDS.glob(f"{prefix}_*.txt")
        title = read_seed(prefix).title
        assert title and title.startswith(words)
        assert path.read_bytes().decode().startswith(title + "\n")


def test_only_the_seed_with_a_dateline_has_a_date():
    dates = [read_seed(prefix).published for prefix in ("000", "001", "002", "003", "004")]
    assert dates == [None, None, None, "2020-05-13", None]


AUTHORS = [
    ("A Title\n\nBy Jane Doe\n\n", "Jane Doe"),
    ("A Title\nBy Jane Doe\n\n", "Jane Doe"),
    ("A Title\n\nBY JANE DOE\n\n", "JANE DOE"),
    ("A Title\n\nby Jane van der Doe and John R. O’Roe\n\n", "Jane van der Doe and John R. O’Roe"),
    ("A Title\n\nBy Jane Doe, John Roe and Ann Poe\n\n", "Jane Doe, John Roe and Ann Poe"),
    ("A Title\n\nBy Jane Doe | May 13, 2020\n\n", "Jane Doe"),
    ("Author: The Town Council\n\n", "The Town Council"),
    ("By Jane Doe\n\n", None),
    ("A Title\n\nBy Jane Doe, Staff Writer\n\n", None),
    ("A Title\n\nBy our staff\n\n", None),
    ("A Title\n\nBy Popular Demand\n\n", None),
    ("A Title\n\nBy the river we sat\n\n", None),
    ("A Title\n\nBy Jane Doe\n\nBy John Roe\n\n", None),
    ("A Title\n\n", None),
]


@pytest.mark.parametrize(("head", "author"), AUTHORS)
def test_byline_gives_the_author_where_it_is_plain(head, author):
    assert read_metadata(head + PROSE, markdown=False).author == author


def test_byline_inside_the_prose_gives_no_author():
    assert read_metadata(f"A Title\n\n{PROSE}\nBy Jane Doe\n\n{PROSE}", markdown=False).author is None


URLS = [
    ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ("http://example.org:8080/", "http://example.org:8080/"),
    ("javascript:alert(1)", None),
    ("ftp://example.org/", None),
    ("//example.org/", None),
    ("https://", None),
    ("https:///path", None),
    ("https://example.org:port/", None),
    ("https://[::1/", None),
    ("https://bank.example@evil.example/", None),
    ("https://example.org/a b", None),
    ('https://example.org/"><script>', None),
    ("https://example.org/\u202e", None),
    ("https://example.org/" + "a" * 2000, None),
]


@pytest.mark.parametrize(("url", "kept"), URLS)
def test_source_url_is_kept_where_it_is_safe_to_link_to(url, kept):
    front = f"---\nsource_url: '{url}'\n---\n{PROSE}"
    assert read_metadata(front, markdown=False).source_url == kept
    assert read_metadata(f"A Title\n\nSource: {url}\n\n{PROSE}", markdown=False).source_url == kept
    assert read_metadata(f"{PROSE}\nSource: {url}", markdown=False).source_url == kept


def test_two_sources_are_none():
    text = f"Source: https://a.example/\nURL: https://b.example/\n\n{PROSE}"
    assert read_metadata(text, markdown=False).source_url is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_gives_the_fields_and_its_length(newline):
    lines = ["---", "Title: 'A: Title'", "date: 2020-05-13 10:00:00", "authors: [Jane Doe, {name: John Roe}]"]
    head = newline.join([*lines, "source: https://example.org/", "---", ""])
    said = read_metadata(head + PROSE, markdown=True)
    assert (said.title, said.author, said.published) == ("A: Title", "Jane Doe, John Roe", "2020-05-13")
    assert (said.source_url, said.front_matter) == ("https://example.org/", len(head))


FRONT_FIELDS = [
    ("title: 1984", "title", "1984"),
    ("title: yes", "title", "yes"),
    ("title: null", "title", None),
    ("title: ~", "title", None),
    ("title:", "title", None),
    ("title: [a, b]", "title", None),
    ("title: " + "W" * 301, "title", None),
    ('title: "a\\u0007b"', "title", None),
    ("author: Jane Doe", "author", "Jane Doe"),
    ("author: {name: Jane Doe}", "author", "Jane Doe"),
    ("authors: [Jane Doe, John Roe]", "author", "Jane Doe, John Roe"),
    ("author: " + "W" * 201, "author", None),
    ("date: 2020", "published", "2020"),
    ("published: 2020-05", "published", "2020-05"),
    ("date: 2020-02-30", "published", None),
    ("date: 03/04/2020", "published", None),
    ("date: 2020-05-13\npublished: 2020-05-14", "published", None),
    ("date: 2020-05-13\nupdated: 2021-01-01", "published", "2020-05-13"),
    ("source: Agency\nurl: https://example.org/", "source_url", "https://example.org/"),
]


@pytest.mark.parametrize(("yaml", "field", "value"), FRONT_FIELDS)
def test_front_matter_field_is_taken_as_written_or_not_at_all(yaml, field, value):
    said = read_metadata(f"---\n{yaml}\nlang: en\n---\n{PROSE}", markdown=False)
    assert said.front_matter > 0
    assert getattr(said, field) == value


LENIENT = [
    ("---\ntitle: Report: the night shift\ndate: 2021-03-04\n---\n", "Report: the night shift", "2021-03-04"),
    ("---\ntitle: 'The keeper's guide'\ndate: 2021-03-04\n---\n", "The keeper's guide", "2021-03-04"),
    ("---\n\ttitle: The Lamp\n\tdate: 2021-03-04\n---\n", "The Lamp", "2021-03-04"),
    ("---\ntitle: *The* Lamp\ntags:\n- oil\n- light: more\n---------\n", "The Lamp", None),
    ("---\r\n# kept by hand\r\ntitle: The Lamp: a\r\n  second line\r\n...\r\n", "The Lamp: a", None),
    (
        '+++\ntitle = "The Lamp"\ndate = 2021-03-04T10:00:00Z\n[author]\nname = "Ada Crane"\n+++\n',
        "The Lamp",
        "2021-03-04",
    ),
    ('{\n "title": "The Lamp",\n "date": "2021-03-04",\n "draft": true\n}\n\n', "The Lamp", "2021-03-04"),
    ("----\ntitle: The Lamp\ndate: 2021-03-04\n----\n", "The Lamp", "2021-03-04"),
    ("\n---\ntitle: The Lamp\ndate: 2021-03-04\n---\n", "The Lamp", "2021-03-04"),
    ("---\ntitle:\tThe Lamp\n\tdate: 2021-03-04\n---\n", "The Lamp", "2021-03-04"),
    ("---yaml\ntitle: The Lamp\ndate: 2021-03-04\n---\n", "The Lamp", "2021-03-04"),
    ("+++\ntitle = The Lamp\ndate = 2021-03-04\n# by hand\n[params]\nx = y\n+++\n", "The Lamp", "2021-03-04"),
    ('---toml\ntitle = "The Lamp"\ndate = 2021-03-04\n---\n', "The Lamp", "2021-03-04"),
    ('---json\n{"title": "The Lamp", "date": "2021-03-04"}\n---\n', "The Lamp", "2021-03-04"),
    (';;;\n{"title": "The Lamp", "date": "2021-03-04",}\n;;;\n', "The Lamp", "2021-03-04"),
    ('{\n "title": "The Lamp",\n "date": "2021-03-04",\n}\n\n', "The Lamp", "2021-03-04"),
]


@pytest.mark.parametrize(("head", "title", "published"), LENIENT)
def test_front_matter_that_is_no_clean_yaml_is_metadata_all_the_same(head, title, published):
    said = read_metadata(head + PROSE, markdown=True)
    assert (said.title, said.published) == (title, published)
    assert (head + PROSE)[said.front_matter :].strip() == PROSE.strip()


NOT_FRONT_MATTER = [
    "---\nA sentence: it goes on.\nAnother line without a name.\n---\n",
    "---\ntitle: 'A\ntitle: 'B\n---\n",
    '{"lamp": "The Lamp"}\n\n',
    '{"title": "The Lamp"\n\n',
    '{"title": "The Lamp"} is what it said.\n\n',
    "{" * 5000 + "\n\n",
    "--- \nJust a paragraph between rules.\n---\n",
    "---\n- a\n- list\n---\n",
    "---\ntitle: A\n",
    "text\n---\ntitle: A\n---\n",
    "\n\n\n\n---\ntitle: A\n---\n",
    "+++\ntitle = The Lamp\nand a sentence.\n+++\n",
    ";;;\nnothing of the kind\n;;;\n",
    "--- yam\ntitle: A\n---\n",
    "---\n---\n",
    "---\ntitle: \x07\n---\n",
    "---\n" + "[" * 5000 + "\n---\n",
    "---\n" + "- " * 5000 + "\n---\n",
    "---\n" + "? " * 5000 + "\n---\n",
    "---\ntitle: " + "A" * 20_000 + "\n---\n",
    "---\n" + "".join(f"k{n}: v\n" for n in range(500)) + "---\n",
]


@pytest.mark.parametrize("head", NOT_FRONT_MATTER)
def test_faulty_front_matter_is_plain_text(head):
    assert read_front_matter(head + PROSE) == ({}, 0)
    read_metadata(head + PROSE, markdown=True)  # never an error


def test_a_file_that_is_all_json_is_no_front_matter():
    assert read_front_matter('{"title": "The Lamp"}\n') == ({}, 0)


def test_aliases_and_merges_multiply_nothing():
    levels = ["a0: &a0 {name: x}"]
    levels += [f"a{n}: &a{n} {{<<: *a{n - 1}, b: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 16)]
    bomb = "---\ntitle: A Title\n" + "\n".join(levels) + "\nauthors: [*a15, *a15]\n---\n" + PROSE
    assert read_metadata(bomb, markdown=False).author is None
    assert read_metadata(bomb, markdown=False).title == "A Title"


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.getcwd []", "!!python/name:os.system x", "!x y"])
def test_tags_construct_nothing(tag):
    assert read_metadata(f"---\ntitle: {tag}\n---\n{PROSE}", markdown=False).title in (None, "x", "y")


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(alphabet="---\n\r:[]{}&*a '\"#|>!.,()13May2020By", max_size=200), st.booleans())
def test_any_text_has_bounded_metadata(text, markdown):
    said = read_metadata(text, markdown)
    assert 0 <= said.front_matter <= len(text)
    assert said.title is None or 0 < len(said.title) <= 300
    assert said.author is None or 0 < len(said.author) <= 200
