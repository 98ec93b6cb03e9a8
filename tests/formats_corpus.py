"""Files of each format, made for the tests."""

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
