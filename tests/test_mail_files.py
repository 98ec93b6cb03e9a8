"""EML and MBOX -> subject, headers and text; attachments named; hostile mails."""

from email.message import EmailMessage

import pytest
from formats_corpus import PAGE
from hypothesis import given
from hypothesis import strategies as st

from service.documents.collection import read_document
from service.documents.document import Document, Skipped
from service.documents.errors import UnreadableError
from service.documents.extraction import extract


def mail_of(body="The harbour opened in 1901.\n\n> When did it open?", subject="The harbour", **headers):
    mail = EmailMessage()
    mail["From"], mail["To"] = "Jane Doe <jane@board.example>", "Rob Roe <rob@board.example>"
    mail["Date"], mail["Subject"] = "Wed, 13 May 2020 23:30:00 +0200", subject
    mail["Message-ID"] = "<1@board.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.eml"):
        (tmp_path / name).write_bytes(bytes(data))
        return read_document(tmp_path, name)

    return read


TEXT = (
    "# The harbour\n\nFrom: Jane Doe <jane@board.example>\nTo: Rob Roe <rob@board.example>\n"
    "Date: Wed, 13 May 2020 23:30:00 +0200\n\nThe harbour opened in 1901.\n\n> When did it open?"
)


def test_a_mail_is_its_headers_and_its_text(read):
    document = read(mail_of(Archived_At="<https://lists.example/1>"))
    assert document.text == TEXT
    assert (document.title, document.author, document.published) == ("The harbour", "Jane Doe", "2020-05-13")
    assert (document.source_url, document.reader) == ("https://lists.example/1", "mail")


def test_plain_text_is_preferred_to_html(read):
    mail = mail_of()
    mail.add_alternative(PAGE, subtype="html")
    assert read(mail).text == TEXT


def test_html_alone_is_read_as_a_page(read):
    mail = mail_of()
    mail.set_content(PAGE, subtype="html")
    text = read(mail).text
    assert "## What comes next" in text and "alert(" not in text


def test_attachments_are_named(read):
    mail = mail_of()
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment("Not the mail's own words.", filename="notes.txt")
    document = read(mail)
    assert document.text == TEXT
    assert document.warnings == ("Attachments are not read: plan.pdf, notes.txt. Save them beside the mail.",)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "koi8-r", "iso-2022-jp"])
def test_charsets_and_encoded_headers(read, charset):
    words = {"koi8-r": "Гавань открыта.", "iso-2022-jp": "港が開いた。"}.get(charset) or "Borgmästaren öppnade bron."
    mail = mail_of(subject="Über die Brücke")
    mail.set_content(words, charset=charset)
    assert read(mail).text.startswith("# Über die Brücke\n") and words in read(mail).text


@pytest.mark.parametrize(
    ("name", "reader"), [("a", "mail"), ("mail.2020", "mail"), ("a.txt", "text"), ("a.md", "text")]
)
def test_a_mail_is_known_by_its_content_unless_its_name_says_text(read, name, reader):
    assert read(mail_of(), name).reader == reader


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"no headers at all",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2000,
        b"Content-Type: text/plain; charset=no-such\n\nThe harbour.",
        b'Subject: =?utf-8?q?broken\nDate: Foo, 99 Bar 20201\nFrom: <<>>,;:"\n\nThe harbour.',
        b"Content-Type: multipart/alternative; boundary=b\n\n--b--\n",
        b"Content-Type: " + b"multipart/mixed; boundary=x\n\n--x\nContent-Type: " * 500,
        b"Content-Transfer-Encoding: base64\n\n!!!not base64!!!",
        b"Subject: " + b"a" * 100_000 + b"\n\nThe harbour.",
    ],
)
def test_hostile_mails_are_read_or_named(read, data):
    found = read(data)
    assert isinstance(found, Document | Skipped)
    if isinstance(found, Skipped):
        assert found.reason.endswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        extract("mail", data).text.encode()
    except UnreadableError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.eml"])
def test_a_saved_page_is_read_as_the_page_that_it_holds(read, name):
    head = (
        "From: <Saved by Blink>\nSubject: The harbour\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n"
    )
    parts = ["Content-Type: text/html\n\n<html><body><p>The harbour opened in 1901.</p></body></html>\n"]
    document = read((head + "".join(f"\n--b\n{part}" for part in parts) + "\n--b--\n").encode(), name)
    assert (document.reader, document.title) == ("mail", "The harbour")
    assert "The harbour opened in 1901." in document.text and "<p>" not in document.text
