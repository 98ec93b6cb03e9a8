"""Files of each format that is read, made out of a text, and damaged at random."""

import csv
import gzip
import io
import json
import mailbox
import random
import tempfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

from tests.formats_corpus import PAGE, docx_of, page_of, pdf_of, typeset, word_paragraph
from tests.fuzzing.samples import damage, whole

Made = tuple[str, bytes]  # a name and the bytes


def visible(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in whole(text) if c.isprintable() or c in "\n\t")


def make_page(rng: random.Random, text: str) -> bytes:
    return (PAGE if rng.random() < 0.3 else page_of(f"<article><p>{text}</p></article>")).encode("utf-8", "replace")


def make_table(rng: random.Random, text: str) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=rng.choice(",;\t"), lineterminator=rng.choice(("\n", "\r\n", "\r")))
    rows.writerow(rng.sample(("text", "title", "id", "date", "author", "x"), 4))
    for start in range(0, len(text), 97):
        rows.writerow([text[start : start + 97].replace("\0", ""), text[:9], start, "2020-05-13"][: rng.randint(1, 4)])
    return written.getvalue().encode("utf-8", "replace")


def make_json_lines(rng: random.Random, text: str) -> bytes:
    rows = [{"text": text[start : start + 200], "id": start, "title": text[:20]} for start in range(0, len(text), 200)]
    return "\n".join(map(json.dumps, rows)).encode("ascii")


def make_mail(rng: random.Random, text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "A", "b@c.example", "Wed, 13 May 2020 10:00:00 +0000"
    message.set_content(visible(text) or "x")
    if rng.random() < 0.5:
        message.add_alternative(f"<p>{text}</p>".encode("utf-8", "replace").decode(), subtype="html")
    return message.as_bytes()


def make_mailbox(rng: random.Random, text: str) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        box = mailbox.mbox(file.name)
        for part in (text[:300], text[300:]):
            box.add(make_mail(rng, part))
        box.flush()
        return Path(file.name).read_bytes()


def make_archive(rng: random.Random, text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for number in range(rng.randint(1, 4)):
            name = rng.choice((f"{number}.txt", f"a/{number}.md", "../x.txt", "/y.txt", "a\\b.txt", ".h", "c.csv"))
            archive.writestr(f"{name}{number}" if name[0] in "./" else name, whole(text[number * 100 :]))
    return held.getvalue()


def make_word_file(rng: random.Random, text: str) -> bytes:
    return docx_of("".join(word_paragraph(escape(part)) for part in visible(text).split("\n")))


def make_pdf(rng: random.Random, text: str) -> bytes:
    lines = [line[:90] for line in visible(text).encode("latin-1", "replace").decode("latin-1").split("\n")[:60]]
    return pdf_of([typeset(lines)])


def make_rich_text(rng: random.Random, text: str) -> bytes:
    return b"{\\rtf1\\ansi " + text.encode("ascii", "replace") + b"\\par }"


def make_gzip(rng: random.Random, text: str) -> bytes:
    return gzip.compress(text.encode("utf-8", "replace"))


MAKERS: dict[str, Callable[[random.Random, str], bytes]] = {
    "a.html": make_page,
    "a.csv": make_table,
    "a.jsonl": make_json_lines,
    "a.eml": make_mail,
    "a.mbox": make_mailbox,
    "a.zip": make_archive,
    "a.docx": make_word_file,
    "a.pdf": make_pdf,
    "a.rtf": make_rich_text,
    "a.txt.gz": make_gzip,
}


def make_file(rng: random.Random, text: str) -> Made:
    """Make a file of any format; most are damaged."""
    name = rng.choice([*MAKERS])
    data = MAKERS[name](rng, text)
    return name, damage(rng, data) if rng.random() < 0.7 else data
