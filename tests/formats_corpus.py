"""Files of each format, made for the tests."""

import io
from collections.abc import Sequence

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
