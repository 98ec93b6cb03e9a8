"""Dates as they are written, and the ones that a document gives as its own."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.dates import MONTHS, agree, parse_date
from service.documents.metadata import read_metadata

PROSE = "The council met again today, and it agreed on what had been proposed a month ago.\n"

DATES = [
    ("2020-05-13", "2020-05-13"),
    ("2020-5-3", "2020-05-03"),
    ("2020/05/13", "2020-05-13"),
    ("2020.05.13", "2020-05-13"),
    ("2020-05", "2020-05"),
    ("2020-05-13T10:20:30Z", "2020-05-13"),
    ("2020-05-13 10:20:30 +0800", "2020-05-13"),
    ("2020-05-13T10:20:30.123456+08:00", "2020-05-13"),
    ("May 13, 2020", "2020-05-13"),
    ("MAY 13 2020", "2020-05-13"),
    ("May 13th, 2020", "2020-05-13"),
    ("Sept. 3, 1999", "1999-09-03"),
    ("13 May 2020", "2020-05-13"),
    ("1st of May 2020", "2020-05-01"),
    ("13-May-2020", "2020-05-13"),
    ("13\u00a0May\u00a02020", "2020-05-13"),
    ("Wednesday, May 13, 2020", "2020-05-13"),
    ("Wed, 13 May 2020 10:00:00 +0000", "2020-05-13"),
    ("May 13, 2020 at 10:30 a.m. EST", "2020-05-13"),
    ("May 13, 2020, 10.30pm", "2020-05-13"),
    ("May 2020", "2020-05"),
    ("May13’20", "2020-05-13"),
    ("May 13 '99", "1999-05-13"),
    ("13 May ’20", "2020-05-13"),
    ("13/05/2020", "2020-05-13"),
    ("05/13/2020", "2020-05-13"),
    ("05.05.2020", "2020-05-05"),
    ("Feb 29, 2020", "2020-02-29"),
]
NO_DATES = [
    "",
    "soon",
    "May",
    "May 13",
    "13 May",
    "2020",
    "03/04/2020",
    "3.4.2020",
    "13/05/20",
    "May 13, 20",
    "May 13 ’55",
    "Feb 30, 2020",
    "Feb 29, 2021",
    "2020-02-30",
    "2020-13-01",
    "2020-00",
    "31/31/2020",
    "0000-05-13",
    "9999-05-13",
    "Monday, May 13, 2020",
    "May 13, 2020 to May 14, 2020",
    "May 13-15, 2020",
    "Maya 13, 2020",
    "２０２０-05-13-",
    "2020-05/13",
    "2020-05-13" + " " * 100 + "Z",
    "1" * 5000,
]


@pytest.mark.parametrize(("written", "iso"), DATES)
def test_written_date_is_read_at_its_precision(written, iso):
    assert parse_date(written) == iso


@pytest.mark.parametrize("written", NO_DATES)
def test_doubtful_date_is_none(written):
    assert parse_date(written) is None


def test_year_alone_counts_only_where_a_date_is_known_to_stand():
    assert parse_date("2020", year_alone=True) == "2020"
    assert parse_date("2020") is None


@settings(deadline=None)  # a busy machine is no fault
@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)))
def test_every_day_is_read_from_its_long_forms(day):
    month = MONTHS[day.month - 1].title()
    for written in (f"{month} {day.day}, {day.year}", f"{day.day} {month} {day.year}", day.isoformat()):
        assert parse_date(written) == day.isoformat()


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(alphabet="May 13,’20-/:.TZ", max_size=30))
def test_any_text_gives_an_existing_date_or_none(text):
    date = parse_date(text)
    assert date is None or datetime.date.fromisoformat((date + "-01-01")[:10])


def test_finest_of_agreeing_dates_is_taken_and_differing_ones_are_none():
    assert agree(["2020-05", "2020-05-13", "2020"]) == "2020-05-13"
    assert agree(["2020-05-13", "2020-05-14"]) is None
    assert agree([]) is None


OWN_DATES = [
    ("(, May13’20) – " + PROSE, "2020-05-13"),
    ("(Jane Doe, May13’20) – " + PROSE, "2020-05-13"),
    ("OTTAWA, May 13, 2020 – " + PROSE, "2020-05-13"),
    ("OTTAWA — May 13, 2020 — " + PROSE, "2020-05-13"),
    ("OTTAWA (May 13, 2020) – " + PROSE, "2020-05-13"),
    ("WASHINGTON, D.C., May 13, 2020 /PRNewswire/ -- " + PROSE, "2020-05-13"),
    ("LONDON, March 3, 2021 (Reuters) - " + PROSE, "2021-03-03"),
    ("LONDON (Reuters) - March 3, 2021\n\n" + PROSE, "2021-03-03"),
    ("LONDON (Reuters) - March 3, 2021 " + PROSE, "2021-03-03"),
    ("May 13, 2020 (OTTAWA) – " + PROSE, "2020-05-13"),
    ("**New York, 13 May 2020** – " + PROSE, None),  # emphasis between the date and the dash: not known
    ("A Title\n\nSão Paulo, 13 May 2020 – " + PROSE, "2020-05-13"),
    ("A Title\r\n\r\n13 May 2020\r\n\r\n" + PROSE, "2020-05-13"),
    ("A Title\n13 May 2020\n\n" + PROSE, "2020-05-13"),
    ("A Title\n\nBy Jane Doe\n\nMay 13, 2020 | 5 min read\n\n" + PROSE, "2020-05-13"),
    ("A Title\n\nBy Jane Doe | May 13, 2020\n\n" + PROSE, "2020-05-13"),
    ("A Title\n\nPublished: 2020-05-13\nUpdated: 2020-06-01\n\n" + PROSE, "2020-05-13"),
    ("A Title\n\nPosted on May 13, 2020\n\n" + PROSE, "2020-05-13"),
    ("A Title\n\nPublished 2020\n\n" + PROSE, "2020"),
    ("A Title\n\nMay 2020\n\n" + PROSE, "2020-05"),
    ("Date: Wed, 13 May 2020 10:00:00 +0000\nSubject: News\n\n" + PROSE, "2020-05-13"),
    (PROSE + "\nPublished 13 May 2020.", "2020-05-13"),
    (PROSE + "\nThis article was first published on May 13, 2020.\n", "2020-05-13"),
    ("A Title\n\nMay 2020\n\nOTTAWA, May 13, 2020 – " + PROSE, "2020-05-13"),
]
NOT_OWN_DATES = [
    PROSE,
    "On May 13, 2020, the council met. " + PROSE,
    "On May 13, 2020 – a day to remember – the council met. " + PROSE,
    "The council met on May 13, 2020. " + PROSE,
    "Jane Doe (10 July 1856 – 7 January 1943) was an engineer. " + PROSE,
    "Founded 13 May 1920 – " + PROSE,
    "OTTAWA, May 13 (Reuters) – " + PROSE,
    "OTTAWA, February 30, 2020 – " + PROSE,
    "A Title\n\n03/04/2020\n\n" + PROSE,
    "A Title\n\n13/05/20\n\n" + PROSE,
    "A Title\n\nUpdated: 2020-06-01\n\n" + PROSE,
    "A Title\n\nMay 13, 2020\n\nMay 14, 2020\n\n" + PROSE,
    "A Title\n\nMay 13, 2020 – May 15, 2020\n\n" + PROSE,
    "A Title\n\nMay 12, 2020\n\nOTTAWA, May 13, 2020 – " + PROSE,
    "A Title\n\nDate: May 13, 2020\nTime: 7 pm\nVenue: City Hall\n\n" + PROSE,
    "A Title\n\nA march through the old town - 13 May 2020\n\n" + PROSE,
    "A Title\n\n" + PROSE + "\nMay 13, 2020\n\n" + PROSE,
    PROSE + "\nThe next meeting is on May 13, 2020.",
    PROSE + "\nUpdated 13 May 2020",
    "1984\n\n" + PROSE,
]


@pytest.mark.parametrize(("text", "published"), OWN_DATES)
def test_date_that_a_text_gives_as_its_own_is_published(text, published):
    assert read_metadata(text, markdown=False).published == published


@pytest.mark.parametrize("text", NOT_OWN_DATES)
def test_other_or_doubtful_date_is_not_published(text):
    assert read_metadata(text, markdown=False).published is None
