"""What a file is, by its first bytes and its name: text, a format with a reader, or one that is not read."""

import re

from service.documents.errors import UnreadableError
from service.documents.file_names import suffix_of

# What is wrong with files of a kind, and what to do.
PICTURES = "Pictures are not read: save the text in them as .txt (OCR)."
SOUNDS = "Sound and film are not read: save a transcript as .txt."
SHEETS = "Spreadsheets are not read: save each sheet as .csv."
SLIDES = "Slides are not read: save them as PDF."
OLD_WORD = "Documents of Word 97 to 2003 are not read: save them as .docx."
OUTLOOK = "Mails saved by Outlook are not read: save them as .eml."
LOCKED = "It is locked with a password, or of an old Office format: save it without one, in the present format."
PAGES = "Documents of Apple's iWork are not read: export them as PDF."
ARCHIVES = "Archives of this kind are not read: unpack them into the folder."
PROGRAMS = "Programs and data of programs are not read: leave them out of the folder."
FONTS = "Fonts are not read: leave them out of the folder."
BOOKS = "E-books of this kind are not read: convert them to EPUB or text."
DRAWINGS = "Drawings are not read: save the text in them as .txt."
PRINTS = "PostScript is not read: convert it to PDF."
MARKUP = "XML and style sheets are not read: save the text in them as .txt."
NOTEBOOKS = "Notebooks are not read: export them as Markdown."
COPIES = "Backup copies and unfinished downloads are not read: rename what is to be served."
BINARY = "It is binary, in no format that is read: save its text as .txt."
UNSURE = "It is text in an encoding other than UTF-8, and its name does not say that it is text: name it .txt."

# Formats that are binary: a file of such a name that is text is read as text.
BINARY_KINDS = {
    PICTURES: "png jpg jpeg gif webp bmp tif tiff heic avif ico psd ai raw xcf",
    SOUNDS: "mp3 wav ogg flac m4a aac wma mp4 m4v mov avi mkv webm wmv mpg mpeg 3gp opus",
    SHEETS: "xls xlsx xlsm xlsb ods numbers",
    SLIDES: "ppt pptx pps ppsx odp key",
    OLD_WORD: "doc dot",
    OUTLOOK: "msg pst ost",
    PAGES: "pages",
    ARCHIVES: "rar 7z tar xz bz2 zst tgz tbz txz iso dmg cab lz4",
    PROGRAMS: "exe dll so dylib o a class jar pyc pyo whl wasm bin db sqlite sqlite3 mdb accdb parquet npy npz pickle pkl",
    FONTS: "ttf otf woff woff2 eot",
    BOOKS: "mobi azw azw3 djvu chm",
}
# Formats written as text that is not prose: here the name decides.
TEXTUAL_KINDS = {
    DRAWINGS: "svg drawio",
    PRINTS: "ps eps",
    MARKUP: "xml xsl xslt xsd css scss rss atom kml gpx fb2",
    NOTEBOOKS: "ipynb",
    COPIES: "bak tmp temp swp part crdownload download orig",
}


def _by_suffix(kinds: dict[str, str]) -> dict[str, str]:
    return {f".{suffix}": reason for reason, listed in kinds.items() for suffix in listed.split()}


BINARY_REASONS, TEXTUAL_REASONS = _by_suffix(BINARY_KINDS), _by_suffix(TEXTUAL_KINDS)

# The first bytes of files (offset 0), the longer ones first where one begins another.
MAGIC = (
    (b"\x89PNG\r\n", PICTURES),
    (b"\xff\xd8\xff", PICTURES),
    (b"GIF87a", PICTURES),
    (b"GIF89a", PICTURES),
    (b"II*\0", PICTURES),
    (b"MM\0*", PICTURES),
    (b"8BPS", PICTURES),
    (b"ID3", SOUNDS),
    (b"OggS", SOUNDS),
    (b"fLaC", SOUNDS),
    (b"\x1aE\xdf\xa3", SOUNDS),
    (b"#!AMR", SOUNDS),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LOCKED),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVES),
    (b"Rar!\x1a\x07", ARCHIVES),
    (b"\xfd7zXZ\0", ARCHIVES),
    (b"BZh", ARCHIVES),
    (b"\x28\xb5\x2f\xfd", ARCHIVES),
    (b"\x7fELF", PROGRAMS),
    (b"MZ\x90\0", PROGRAMS),
    (b"\xca\xfe\xba\xbe", PROGRAMS),
    (b"SQLite format 3\0", PROGRAMS),
    (b"%!PS", PRINTS),
    (b"wOFF", FONTS),
    (b"wOF2", FONTS),
    (b"AT&TFORM", BOOKS),
)
RIFF = {b"WEBP": PICTURES, b"WAVE": SOUNDS, b"AVI ": SOUNDS}
TEXT = "txt text log md markdown mdown mkd rst tex adoc asciidoc org textile csv tsv srt vtt".split()
TEXT_SUFFIXES = frozenset(f".{suffix}" for suffix in TEXT)
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
GZIP, RTF = b"\x1f\x8b\x08", b"{\\rtf"
ZIP, EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
PDF = b"%PDF-"
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
# Names of text in which a page may be quoted or made; a page of any other name is read as one.
MARKUP_SUFFIXES = tuple(
    f".{suffix}" for suffix in "md markdown mdown mkd rst php jsp asp aspx erb j2 tmpl py js ts go".split()
)
PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).){0,1000}+-->\s*+)*+<(?:!doctype\s++html|html)\b",
    re.I | re.S,
)
MAIL_SUFFIXES = (".eml", ".mbox", ".mbx", ".mht", ".mhtml")
POSTMARK = re.compile(rb"From \S+ .{10,60}\r?\n(?:[!-9;-~]+:[^\n]*\n)")
HEADER = re.compile(rb"^(From|Date|Subject|Received|Message-ID|MIME-Version|Return-Path|Delivered-To):", re.I | re.M)
HEADER_LINE = re.compile(rb"[!-9;-~]+:[ \t]")
FEWEST_HEADERS = 4  # of these, in what is a mail by its content
CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\v\f\r")
LETTERS = b" ,.-\r\n" + bytes([*range(48, 58), *range(65, 91), *range(97, 123)])
CUT_CHARACTER = re.compile(rb"[\xc0-\xff][\x80-\xbf]{0,2}\Z")

_MAGICS = tuple(magic for magic, _ in MAGIC)


def find_reader(id: str, head: bytes) -> str:
    """Return which reader a file needs, by its first bytes and its name. Raises UnreadableError if there is none.

    The bytes decide wherever they tell; a name decides between formats that are all text. "zip" may be one of several, "gzip"
    any: see packed_kinds.py.
    """
    if reason := _refused_content(head):
        raise UnreadableError(_narrow(reason, id))
    suffix = suffix_of(id)
    if head.startswith((ZIP, EMPTY_ZIP)):
        return "zip"
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(RTF):
        return "rtf"
    if head.lstrip().startswith(PDF) or (suffix == ".pdf" and (PDF in head or not _is_text(head))):
        return "pdf"
    if suffix in PAGE_SUFFIXES or (suffix not in MARKUP_SUFFIXES and PAGE.match(head)):
        return "html"
    if mail := _find_mail(suffix, head):
        return mail
    if suffix in TEXTUAL_REASONS or id.endswith("~"):
        raise UnreadableError(TEXTUAL_REASONS.get(suffix, COPIES))
    if suffix not in TEXT_SUFFIXES and not _is_text(head):
        raise UnreadableError(BINARY_REASONS.get(suffix) or _explain_binary(head))
    return "text"


def _refused_content(head: bytes) -> str | None:
    """Return why a file is not read, if its first bytes say what it is."""
    if head[:4] == b"RIFF" and head[8:12] in RIFF:
        return RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return PICTURES if head[8:11] in (b"hei", b"mif", b"avi") else SOUNDS
    if not head.startswith(_MAGICS):
        return None
    return next(reason for magic, reason in MAGIC if head.startswith(magic))


def _narrow(reason: str, id: str) -> str:
    """Return the reason that the name gives where the content leaves several open: all old Office formats begin alike."""
    named = BINARY_REASONS.get(suffix_of(id))
    return named if named and reason in (LOCKED, SOUNDS) else reason


def _find_mail(suffix: str, head: bytes) -> str | None:
    """Return the reader of a mail or a mailbox; None if it is neither, or its name says that it is another text."""
    if suffix in TEXT_SUFFIXES or suffix in MARKUP_SUFFIXES or b"\0" in head:
        return None
    if POSTMARK.match(head):
        return "mailbox"
    headers = {name.lower() for name in HEADER.findall(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0])}
    is_mail = b"from" in headers and len(headers) >= FEWEST_HEADERS and HEADER_LINE.match(head)
    return "mail" if is_mail or (suffix in MAIL_SUFFIXES and head.strip()) else None


def _is_text(head: bytes) -> bool:
    """Return whether the first bytes of a file are text beyond doubt."""
    if head.startswith(MARKS):
        return True
    if b"\0" in head or len(head.translate(None, CONTROLS)) < 0.98 * len(head):
        return False
    try:
        CUT_CHARACTER.sub(b"", head).decode()
    except UnicodeDecodeError:
        return False
    return True


def _explain_binary(head: bytes) -> str:
    """Return why a file is not read whose name says nothing, and whose first bytes are not surely text."""
    if b"\0" in head or len(head.translate(None, CONTROLS)) < 0.98 * len(head):
        return BINARY
    letters = len(head) - len(head.translate(None, LETTERS))
    return UNSURE if letters > len(head) / 2 else BINARY
