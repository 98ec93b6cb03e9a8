"""Files of each format, made for the tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Harbour opens | The Herald</title>
<meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2020-05-13T10:00:00Z">
<meta property="og:site_name" content="The Herald">
<link rel="canonical" href="https://herald.example/harbour">
<style>p { color: red }</style><script>alert(1)</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Harbour opens</h1>
<p>The harbour opened on <b>Monday</b>, said <i>mayor</i> Ann Roe. It cost
€40 million.</p>
<div class="newsletter"><p>Subscribe to our newsletter and get the news of the day every single morning.</p></div>
<h2>What comes next</h2>
<ul><li>A <a href="x">bridge</a> in June.</li><li>A tunnel.<ol><li>Digging starts.</li><li>Digging ends.</li></ol></li></ul>
<table><tr><th>Pier</th><th>Length</th></tr><tr><td>North</td><td>300 m</td></tr><tr><td>South</td><td>200 m</td></tr></table>
<blockquote><p>We waited for years.</p></blockquote>
<pre>first line
  second line</pre>
<p>The council will vote on the second part of the plan next month, as the mayor told reporters.</p>
<dl><dt>Term</dt><dd>What it means.</dd></dl></article>
<aside><h3>Most read</h3><ul><li><a href="1">Other story one</a></li></ul></aside>
<footer><p>© 2020 The Herald. All rights reserved.</p></footer></body></html>
"""


def page_of(body: str, head: str = "") -> str:
    """Make a page of a body."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def pdf_of(pages: Sequence[Sequence[tuple[float, float, str]]], size: int = 11, **options: object) -> bytes:
    """Make a PDF of pages of (left, base, line), in points from the lower left corner.

    A line that begins with "# " is large, one that begins with "**" bold. `title`, `author` and `encrypt` are those of
    reportlab.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **{k: v for k, v in options.items() if k == "encrypt"})  # type: ignore[arg-type]
    canvas.setTitle(options.get("title", ""))
    canvas.setAuthor(options.get("author", ""))
    for page in pages:
        for left, base, line in page:
            large, bold = line.startswith("# "), line.startswith("**")
            canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 1.5 * size if large else size)
            canvas.drawString(left, base, line[2:] if large or bold else line)
        if not page:
            canvas.rect(50, 50, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def typeset(
    lines: Sequence[str], left: float = 60, top: float = 760, leading: float = 14
) -> list[tuple[float, float, str]]:
    """Place lines below each other; an empty one leaves half a line."""
    placed, base = [], top
    for line in lines:
        if line:
            placed.append((left, base, line))
        base -= leading if line else leading / 2
    return placed


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCX_RELATIONS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{RELATION}/%s" Target="%s"/></Relationships>"""
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in ("Title", "heading 1", "heading 2", "Quote")
)
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/></w:lvl></w:abstractNum>'
    for n, kind in ((1, "bullet"), (2, "decimal"))
) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))


def zip_of(members: Mapping[str, str | bytes]) -> bytes:
    """Make a ZIP file; the same members give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def word_paragraph(text: str, style: str = "", list_number: int = 0, note: int = 0) -> str:
    """Make a paragraph of a DOCX file; `list_number` 1 is a list of bullets, 2 one of numbers; `note` is a footnote's id."""
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_number:
        about += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_number}"/></w:numPr>'
    mark = f'<w:r><w:footnoteReference w:id="{note}"/></w:r>' if note else ""
    return f'<w:p><w:pPr>{about}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{mark}</w:p>'


def docx_of(body: str, footnotes: Sequence[str] = ("A note.",), core: str = "", **members: str) -> bytes:
    """Make a DOCX file of paragraphs in its own XML. `core` are the properties' elements."""
    notes = "".join(
        f'<w:footnote w:id="{n}">{word_paragraph(text)}</w:footnote>' for n, text in enumerate(footnotes, 2)
    )
    relations = "".join(
        f'<Relationship Id="n{n}" Type="{RELATION}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(("styles", "numbering", "footnotes"))
    )
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return zip_of(
        {
            "[Content_Types].xml": DOCX_TYPES,
            "_rels/.rels": DOCX_RELATIONS % ("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": (DOCX_RELATIONS % ("styles", "styles.xml")).replace(
                f'<Relationship Id="r1" Type="{RELATION}/styles" Target="styles.xml"/>', relations
            ),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
            "word/numbering.xml": f"<w:numbering {W}>{NUMBERING}</w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
            "docProps/core.xml": f"<coreProperties {spaces}>{core}</coreProperties>",
            **members,
        }
    )
