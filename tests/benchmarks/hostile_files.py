"""Files of every format with every defect that we know of: made by code, the same each time."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from tests.formats_corpus import PAGE, docx_of, page_of, pdf_of, typeset, word_paragraph, zip_of

FACT = "The northern pier of Brenna closed in {}."
PROSE = FACT + " The harbour master said that it would open again in spring, and that nobody was hurt."


class HostileFile(NamedTuple):
    """A file by its name, its bytes, and how it must end: "served", "named", "both" or "hidden"."""

    name: str | bytes
    data: bytes
    end: str = "served"


def make_files() -> list[HostileFile]:
    """Make all files but those that are large."""
    makers = (texts, encodings, pages, papers, office, mails, packed, tables, others, names, characters)
    return [file for maker in makers for file in maker()]


def prose(number: int) -> str:
    return PROSE.format(1800 + number)


def texts() -> Iterator[HostileFile]:
    for number, suffix in enumerate("txt md markdown rst log tex org adoc vtt srt TXT".split()):
        yield HostileFile(f"text.{suffix}", prose(number).encode())
    yield HostileFile("README", prose(20).encode())
    yield HostileFile("script.py", f"# {prose(21)}\nprint(1)\n".encode())
    yield HostileFile("cr.txt", prose(22).replace(". ", ".\r\r").encode())
    yield HostileFile("crlf.txt", prose(23).replace(". ", ".\r\n\r\n").encode())
    yield HostileFile("separators.txt", prose(24).replace(". ", ".\u2028\u2029\x85\x0b").encode())
    yield HostileFile(
        "front.md", f"---\ndescription: Note: a\ntitle: 'The keeper's guide'\n---------\n{prose(25)}".encode()
    )
    yield HostileFile("front-toml.md", f'+++\ntitle = "A"\n+++\n{prose(26)}'.encode())
    yield HostileFile("front-deep.md", b"---\na: " + b"[" * 5000 + b"\n---\n" + prose(27).encode())
    yield HostileFile("front-alone.md", b"---\ntitle: A\n---\n", "named")
    yield HostileFile("front-laughs.md", b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n" + prose(28).encode())
    for name, data in (
        ("empty", b""),
        ("blank", b" \n\t\n"),
        ("mark", b"\xef\xbb\xbf"),
        ("unseen", "\u200b\ufeff".encode()),
    ):
        yield HostileFile(f"{name}.txt", data, "named")


def encodings() -> Iterator[HostileFile]:
    west, east = (
        "Die Brücke führt über den größten Fluß, für €40 im Jahr 19{}.",
        "Žluťoučký kůň úpěl ďábelské ódy v roce 19{}.",
    )
    written = {
        "utf-8-sig": west,
        "utf-16": west,
        "utf-32": west,
        "cp1252": west,
        "cp1250": east,
        "cp1251": "Северный причал закрыли весной, и больше туда не приходил ни один корабль.",
        "koi8-r": "Северный причал закрыли весной, и больше туда не приходил ни один корабль.",
        "shift_jis": "北の桟橋は春に閉鎖され、それ以来船は来ていません。港の人々は悲しみました。",
        "gb18030": "北码头在春天关闭了，从那以后再也没有船来过。港口的人们很难过。",
        "euc_kr": "북쪽 부두는 봄에 문을 닫았고 그 이후로 배가 오지 않았습니다.",
        "iso8859_7": "Η βόρεια προβλήτα έκλεισε την άνοιξη και κανένα πλοίο δεν ήρθε από τότε.",
    }
    for number, (encoding, text) in enumerate(written.items()):
        yield HostileFile(f"in-{encoding}.txt", text.format(number).encode(encoding))
    yield HostileFile("bad-byte.txt", f"Die Brücke ist größer. {prose(30)}".encode() + b" \xff")
    yield HostileFile("half.txt", f"Die Brücke ist größer. {prose(31)} ü".encode()[:-1])
    yield HostileFile("utf16-unmarked.txt", prose(32).encode("utf-16-le"))
    yield HostileFile("utf16-half.txt", b"\xff\xfe" + prose(33).encode("utf-16-le") + b"a", "named")
    yield HostileFile("utf16-lone.txt", b"\xff\xfe" + b"\x00\xd8" * 9, "named")
    yield HostileFile("nul.txt", prose(34).encode() + b"\0", "named")
    yield HostileFile("controls.txt", prose(35).encode() + b"\x01\x02\x1b" * 30, "named")
    yield HostileFile("noise.txt", bytes(range(256)) * 8, "named")
    yield HostileFile("noise", bytes(range(128, 256)) * 8, "named")


def pages() -> Iterator[HostileFile]:
    yield HostileFile("page.html", PAGE.encode())
    yield HostileFile("page-as.dat", PAGE.encode())
    yield HostileFile(
        "scripts.html",
        page_of(f"<script>evil()</script><p onclick=x()>{prose(40)}<img src=x onerror=y()></p>").encode(),
    )
    yield HostileFile("scripts-alone.html", page_of("<script>evil()</script>").encode(), "named")
    yield HostileFile("cut.html", page_of(f"<p>{prose(41)}</p><p>It is <b").encode())
    for levels in (300, 20_000):
        yield HostileFile(f"deep-{levels}.html", page_of(f"<p>{prose(42)}</p>{'<div>' * levels}<p>Deep.</p>").encode())
    yield HostileFile(
        "tables-deep.html", page_of("<table><tr><td>" * 60 + prose(43) + "</td></tr></table>" * 60).encode()
    )
    yield HostileFile("tags.html", page_of(f"<p>{prose(44)}</p>" + "<i>x</i> " * 60_000).encode())
    yield HostileFile("attributes.html", page_of(f"<p {'a=b ' * 50_000}>{prose(45)}</p>").encode())
    laughs = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;">]>'
    yield HostileFile("laughs.xhtml", f"{laughs}<html><body><p>{prose(46)} &c;</p></body></html>".encode())
    outside = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield HostileFile("outside.xhtml", f"{outside}<html><body><p>{prose(47)} &a;</p></body></html>".encode())
    yield HostileFile("lies.html", page_of(f"<p>Größe. {prose(48)}</p>", '<meta charset="no-such">').encode("cp1252"))
    yield HostileFile("rtl.html", page_of(f'<p dir="rtl">שלום עולם. {prose(49)}</p>').encode())
    yield HostileFile("frames.html", b"<html><frameset><frame src=a><frame src=b></frameset></html>", "named")
    yield HostileFile("comment.html", f"<!--{'-' * 99_999}--><html><p>{prose(50)}</p></html>".encode())


def papers() -> Iterator[HostileFile]:
    pdf = pdf_of(
        [typeset([FACT.format(1701), "It opened again in spring."]), [], typeset(["A third page."])], title="Piers"
    )
    yield HostileFile("paper.pdf", pdf)
    yield HostileFile("paper-as.txt", pdf)
    yield HostileFile("junk-before.pdf", b"junk\n" * 9 + pdf)
    yield HostileFile("scan.pdf", pdf_of([[]]), "named")
    yield HostileFile("locked.pdf", pdf_of([typeset(["Secret."])], encrypt="word"), "named")
    yield HostileFile("cut.pdf", pdf[: len(pdf) // 3], "named")
    yield HostileFile("head.pdf", b"%PDF-1.7\n" + b"garbage " * 500, "named")
    yield HostileFile("text.pdf", prose(60).encode())
    flate = zlib.compress(b"BT /F1 9 Tf (x) Tj ET " * 3_000_000)
    stream = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    stream += b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj 4 0 obj<</Filter/FlateDecode/Length %d>>stream\n"
    yield HostileFile("bomb.pdf", stream % len(flate) + flate + b"\nendstream endobj trailer<</Root 1 0 R>>\n", "named")
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj trailer<</Root 1 0 R>>"
    yield HostileFile("loop.pdf", loop, "named")


def office() -> Iterator[HostileFile]:
    docx = docx_of(word_paragraph("Piers", "heading1") + word_paragraph(prose(70)))
    yield HostileFile("letter.docx", docx)
    yield HostileFile("letter-as.pdf", docx)
    yield HostileFile("cut.docx", docx[: len(docx) // 2], "named")
    yield HostileFile("hollow.docx", zip_of({"word/document.xml": ""}), "named")
    yield HostileFile("bomb.docx", zip_of({"word/document.xml": b"<w>" + b" " * (80 << 20)}), "named")
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    yield HostileFile(
        "laughs.docx", docx_of(word_paragraph(prose(71)), **{"word/comments.xml": laughs + "<w>&b;</w>"}), "named"
    )
    yield HostileFile("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "named")
    yield HostileFile("sheet.xlsx", zip_of({"xl/workbook.xml": ""}), "named")
    yield HostileFile("slides.pptx", zip_of({"ppt/presentation.xml": ""}), "named")
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f"<office:document-content {spaces}><office:body><office:text><text:p>{prose(72)}</text:p>"
    content += "</office:text></office:body></office:document-content>"
    odt = zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": f"<office:document-meta {spaces}/>",
        }
    )
    yield HostileFile("letter.odt", odt)
    yield HostileFile("cut.odt", odt[:-40], "named")
    yield HostileFile(
        "broken.epub", zip_of({"mimetype": "application/epub+zip", "META-INF/container.xml": "<a/>"}), "named"
    )
    yield HostileFile(
        "rights.epub", zip_of({"mimetype": "application/epub+zip", "META-INF/rights.xml": "<a/>"}), "named"
    )
    yield HostileFile("letter.rtf", rb"{\rtf1\ansi " + prose(73).encode() + rb"\par}")
    yield HostileFile("deep.rtf", rb"{\rtf1 " + b"{" * 50_000 + prose(74).encode() + b"}", "both")
    yield HostileFile("hollow.rtf", rb"{\rtf1 }", "named")


HEAD = b"From: Jane Doe <j@x.example>\nTo: r@x.example\nSubject: Piers\nDate: Wed, 13 May 2020 23:30:00 +0200\n"
POSTMARK = b"From j@x.example Wed May 13 23:30:00 2020\n"


def mails() -> Iterator[HostileFile]:
    yield HostileFile("mail.eml", HEAD + b"\n" + prose(80).encode())
    yield HostileFile("mail", HEAD + b"\n" + prose(81).encode())
    mixed = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    yield HostileFile("parts.eml", HEAD + mixed + b"--b\nContent-Type: text/plain\n\nx\n" * 1100 + b"--b--\n", "named")
    page = (
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(PAGE.encode())
        + b"--b--\n"
    )
    yield HostileFile("page.eml", HEAD + mixed + page)
    yield HostileFile(
        "base64.eml",
        HEAD + mixed + b"--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!%%%\n--b--\n",
    )
    deep = HEAD + b"\n" + prose(82).encode()
    for _ in range(60):
        deep = HEAD + b"MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + deep
    yield HostileFile("deep.eml", deep)
    yield HostileFile("charset.eml", HEAD + b"Content-Type: text/plain; charset=no-such\n\n" + prose(83).encode())
    yield HostileFile("header.eml", b"Subject: " + b"=?utf-8?q?" * 5000 + b"\nFrom: a@b\n\n" + prose(84).encode())
    box = POSTMARK + HEAD + b"\n" + prose(85).encode() + b"\n\n" + POSTMARK + HEAD + mixed + b"--b\n\nx\n" * 1100
    yield HostileFile("box.mbox", box, "both")
    yield HostileFile("hollow.mbox", b"\n", "named")


def packed() -> Iterator[HostileFile]:
    yield HostileFile("text.txt.gz", gzip.compress(prose(90).encode(), mtime=0))
    yield HostileFile("cut.txt.gz", gzip.compress(prose(91).encode(), mtime=0)[:-6], "named")
    yield HostileFile("twice.txt.gz", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "named")
    yield HostileFile("bomb.txt.gz", gzip.compress(bytes(60 << 20), mtime=0), "named")
    members = {
        "a.txt": prose(92),
        "in/page.html": PAGE,
        "in/photo.jpg": b"\xff\xd8\xff\xe0",
        "../up.txt": prose(93),
        "a\u202eb.txt": "x",
    }
    yield HostileFile("members.zip", zip_of(members), "both")
    nested = zip_of({"a.txt": prose(94)})
    for _ in range(6):
        nested = zip_of({"in.zip": nested, "a.txt": prose(95)})
    yield HostileFile("nested.zip", nested, "both")
    yield HostileFile("bomb.zip", zip_of({"a.txt": bytes(40 << 20), "b.txt": prose(96)}), "both")
    yield HostileFile(
        "bombs.zip", zip_of({"x.zip": zip_of({f"{n}.txt": b"a" * (9 << 20) for n in range(30)})}), "named"
    )
    yield HostileFile("many.zip", zip_of({f"{n}": "" for n in range(20_001)}), "named")
    yield HostileFile("cut.zip", zip_of(members)[:200], "named")
    yield HostileFile("hollow.zip", zip_of({}), "named")
    locked = bytearray(zip_of({"a.txt": prose(97)}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    yield HostileFile("locked.zip", bytes(locked), "named")
    yield HostileFile("stored.zip", stored({"a.txt": prose(98).encode()}))
    for name, magic in (
        ("a.7z", b"7z\xbc\xaf\x27\x1c"),
        ("a.rar", b"Rar!\x1a\x07"),
        ("a.tar.xz", b"\xfd7zXZ\0"),
        ("a.bz2", b"BZh9"),
    ):
        yield HostileFile(name, magic + bytes(99), "named")


def stored(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_LZMA)
    return file.getvalue()


def tables() -> Iterator[HostileFile]:
    rows = "".join(f'Pier {n},"{prose(n)}"\n' for n in range(100, 104))
    yield HostileFile("rows.csv", f"title,text\n{rows}".encode())
    yield HostileFile("rows-broken.csv", f'title,text\n{rows}x,"a" b\ny,a,b,c\n,\nz,"open\n'.encode(), "both")
    yield HostileFile("rows-quotes.csv", f"title,text\n{rows}".encode() + b'a","\n' * 3000, "both")
    yield HostileFile("cell.csv", f'title,text\nA,"{prose(105) * 3000}"\n'.encode())
    yield HostileFile("prices.csv", b"item,price\nbread,2 euros\nmilk,1 euro\n")
    lines = "".join(json.dumps({"title": f"Pier {n}", "body": prose(n)}) + "\n" for n in range(106, 109))
    yield HostileFile("rows.jsonl", lines.encode())
    yield HostileFile(
        "rows-broken.jsonl", (lines + "{oops\n[1]\n" + "[" * 99_999 + '\n{"body": "\\ud800"}\n').encode(), "both"
    )
    yield HostileFile("rows.json", json.dumps([{"text": prose(109)}, 7]).encode(), "both")
    yield HostileFile("deep.json", b"[" * 99_999)


def others() -> Iterator[HostileFile]:
    magics = {
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "photo.png": b"\x89PNG\r\n\x1a\n",
        "sound.mp3": b"ID3\x04",
        "film.mp4": b"\0\0\0\x20ftypisom",
        "data.db": b"SQLite format 3\0",
        "tool.exe": b"MZ\x90\0",
        "tool": b"\x7fELF",
        "font.woff2": b"wOF2",
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "feed.xml": b"<?xml version='1.0'?><a/>",
        "book.ipynb": b"{}",
        "print.ps": b"%!PS",
        "notes.txt~": b"A copy.",
        "notes.bak": b"A copy.",
    }
    yield from (HostileFile(name, magic + bytes(50) * (b"\0" in magic), "named") for name, magic in magics.items())
    yield from (HostileFile(name, b"Hidden.", "hidden") for name in (".hidden.txt", "~$letter.docx", "Thumbs.db"))


def names() -> Iterator[HostileFile]:
    served = (
        "שלום.txt",
        "-rf.txt",
        "a b?#&%2e%2e.txt",
        'it\'s "so".txt',
        "🚢.txt",
        "cafe\u0301.txt",
        "CON",
        "end.",
        "n" * 251 + ".txt",
        "<b>.txt",
    )
    yield from (HostileFile(name, prose(120 + number).encode()) for number, name in enumerate(served))
    named = ("a\u202etxt.exe", "line\nbreak.txt", "bell\x07.txt", "sep\u2028.txt", b"not-\xff-utf8.txt")
    yield from (HostileFile(name, prose(140 + number).encode(), "named") for number, name in enumerate(named))


def characters() -> Iterator[HostileFile]:
    said = {
        "rtl": "الرصيف الشمالي أغلق في الربيع. שלום עולם. \u202b mixed \u202c text.",
        "combining": "Z" + "\u0301\u0323" * 3000 + "algo stands here. " + prose(150),
        "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 " * 500 + prose(151),
        "marks": "?!.,;:" * 5000 + prose(152),
        "quotes": "“" * 3000 + prose(153),
        "brackets": "(" * 20_000 + prose(154),
        "word": "a" * 200_000 + " " + prose(155),
        "newlines": "\n" * 200_000 + prose(156),
        "unpunctuated": "the harbour and the pier " * 20_000,
        "markdown": "**_" * 5000 + "[a](" * 5000 + prose(157),
        "pipes": "|" * 50_000 + "\n" + prose(158),
        "indents": "\n".join(" " * n + "- item" for n in range(1000)),
        "numbers": "1. " * 20_000 + prose(159),
    }
    yield from (HostileFile(f"chars-{name}.md", text.encode()) for name, text in said.items())
