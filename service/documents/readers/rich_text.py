"""RTF -> its text, by striprtf."""

import re

from striprtf.striprtf import rtf_to_text

from service.documents.byline import clean_author
from service.documents.extraction import Extract
from service.documents.title import clean_title

INFO = re.compile(rb"\{\\(title|author|company)\s([^{}\\]{1,300})\}")
CREATED = re.compile(rb"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
LINES = re.compile(r"(?<![ \t])[ \t]*\n[ \t\n]*")


def read_rich_text(data: bytes) -> Extract:
    """Read an RTF file: each of its paragraphs is a block."""
    page = CODE_PAGE.search(data[:4096])
    text = rtf_to_text(data.decode("latin-1"), encoding=f"cp{page[1].decode()}" if page else "cp1252", errors="replace")
    said = {name.decode(): value.decode("latin-1") for name, value in INFO.findall(data[:65536])}
    created = CREATED.search(data[:65536])
    return Extract(
        text=LINES.sub("\n\n", text.replace("\xa0|", "|")).strip(),
        title=clean_title(said.get("title", "")),
        author=clean_author(said.get("author", "")),
        publisher=clean_author(said.get("company", "")),
        created="{:04}-{:02}-{:02}".format(*map(int, created.groups())) if created else None,
    )
