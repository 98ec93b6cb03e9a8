"""EML -> the subject, the headers and the text of a message, by the standard library."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parsedate_to_datetime
from typing import NamedTuple

from service.documents.byline import clean_author, clean_url
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.documents.extraction import Extract
from service.documents.title import clean_title

MAX_PARTS = 1000
SHOWN_HEADERS = ("From", "To", "Cc", "Date")
LINE_END = re.compile(r"\r\n?")
SPACE = re.compile(r"\s+")


class Mail(NamedTuple):
    """A message: its parts that are text, the names of its attachments, and what its headers say."""

    text: str
    attachments: tuple[str, ...]
    title: str | None
    author: str | None
    published: str | None
    source_url: str | None


def read_mail(data: bytes) -> Extract:
    """Read one message."""
    mail = _read_message(data)
    return Extract(
        text=mail.text,
        title=mail.title,
        author=mail.author,
        published=mail.published,
        source_url=mail.source_url,
        warnings=_warn(mail.attachments),
    )


def _warn(attachments: tuple[str, ...]) -> tuple[str, ...]:
    if not attachments:
        return ()
    shown = ", ".join(attachments[:10]) + (", ..." if len(attachments) > 10 else "")
    return (f"Attachments are not read: {shown}. Save them beside the mail.",)


def _read_message(data: bytes) -> Mail:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    subject = _header(message, "Subject")
    headers = [f"{name}: {value}" for name in SHOWN_HEADERS if (value := _header(message, name))]
    bodies, attachments = _read_parts(message)
    blocks = [f"# {subject}" if subject else "", "\n".join(headers), *bodies]
    return Mail(
        text="\n\n".join(block for block in blocks if block),
        attachments=attachments,
        title=clean_title(subject),
        author=_read_sender(_header(message, "From")),
        published=_read_date(_header(message, "Date")),
        source_url=clean_url(_header(message, "Archived-At").strip("<> ")),
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as one line, decoded; "" if it is missing or cannot be read."""
    try:
        value = str(message.get(name, ""))
    except Exception:  # the standard library's parsers of headers raise whatever they meet in hostile ones
        value = dict(message.raw_items()).get(name, "")
    return SPACE.sub(" ", value.encode("utf-8", "replace").decode()).strip()


def _read_sender(value: str) -> str | None:
    """Return the name of the sender; an address alone is none."""
    names = [name for name, _ in getaddresses([value]) if name]
    return clean_author(names[0]) if len(names) == 1 else None


def _read_date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_parts(message: MIMEPart) -> tuple[list[str], tuple[str, ...]]:
    """Return the texts of a message, of alternatives the plain one, and the names of its attachments."""
    bodies: list[str] = []
    attachments: list[str] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MAX_PARTS:
            raise UnreadableError(f"It has more than {MAX_PARTS:,} parts.")
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            bodies += [body] if (body := _read_body(part)) else []
        elif name := part.get_filename() or (part.get_content_type() if part is not message else ""):
            attachments.append(SPACE.sub(" ", str(name)))
    return bodies, tuple(attachments)


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts of a message that are no containers; of alternatives the plain text, or else the last that is text."""
    if message.get_content_type() == "multipart/alternative":
        parts = [part for part in message.iter_parts() if isinstance(part, MIMEPart)]
        plain = [part for part in parts if part.get_content_type() == "text/plain" and _read_body(part)]
        for part in (plain or parts[-1:])[:1]:
            yield from _leaves(part)
    elif message.is_multipart():
        for part in message.iter_parts():
            if isinstance(part, MIMEPart):
                yield from _leaves(part)
    else:
        yield message


def _read_body(part: MIMEPart) -> str:
    """Return the text of a part, HTML by its own reader."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    if part.get_content_subtype() == "html":
        from service.documents.readers.web_page import read_web_page  # takes longer than most mails need

        return read_web_page(data).text
    return LINE_END.sub("\n", _decode_part(part, data)).strip("\n")


def _decode_part(part: MIMEPart, data: bytes) -> str:
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data)[0]
