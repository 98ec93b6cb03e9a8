"""Markdown files of many forms: nested lists, tables, code, links, HTML, footnotes, hostile input."""

from collections.abc import Iterator

BLOCKS = {
    "heading": "## The *night* ferry & its `crew`",
    "heading closed": "### A closed heading ###",
    "setext": "A heading\nover two lines\n=========",
    "emphasis": "Plain, *soft*, **loud**, ***both***, ~~gone~~ and snake_case_words with 2*3*4.",
    "wrapped": "The harbour office opens\nat six and **closes\nat nine** in the evening.",
    "hard break": "One line  \nand another\\\nand a third.",
    "escapes": r"Escaped \*stars\*, \[brackets\], a \\ and &amp; &lt;b&gt; &copy; &#128512; AT&T.",
    "code": "Use `a * b`, `` tick ` inside `` and `  padded  ` code.",
    "fenced": "```python\ndef f(x):\n    return x * 2  # **not bold**\n\n```",
    "tildes": "~~~\n> no quotation\n- no list\n~~~",
    "indented": "    indented = code\n    <b>stays</b>",
    "links": 'See [the *ferry* page](https://news.example/ferry?a=1&b=2 "A title"), <https://auto.example> and <ann@harbour.example>.',
    "references": "See [the log][log] and [log], but not [nothing].\n\n[log]: https://log.example/x 'Log'",
    "relative": "Read [another file](file-01.md), [a missing one](nowhere.md) and [this part](#part).",
    "hostile links": "[click](javascript:alert(1)) [data](data:text/html,x) [caps](JaVaScRiPt:alert(1)) [file](file:///etc/passwd)",
    "hostile tab": "[click](java&#9;script:alert(1)) and [c](<vbscript:x y>) and <javascript:alert(1)>",
    "images": "![A quay](quay.png) and ![](silent.png) and [![Badge](b.svg)](https://ci.example).",
    "html": '<div onclick="alert(1)">\n<p>Raw *html* block</p>\n</div>',
    "inline html": 'Some <b>raw</b> and <img src=x onerror="alert(1)"> html<br>here <!-- a note -->.',
    "script": "<script>\ndocument.title = 'taken'\n</script>",
    "list": "- one\n- two **bold**\n- three",
    "loose list": "* first\n\n  with a second paragraph\n\n* second",
    "nested": "1. one\n   - inner *a*\n     1. deepest\n     2. deeper\n   - inner b\n2. two\n\n   > quoted in an item\n   > on two lines",
    "numbered": "7. seven\n8. eight",
    "tasks": "- [ ] open task\n- [x] done *task*",
    "table": "| Ship | *Crew* | Sails |\n|:--|:-:|--:|\n| Una | 40 | `daily` |\n| Brae \\| Son | **12** | |\n\n",
    "narrow table": "Name|Count\n---|---\nAnn|1\nBob|2",
    "empty head": "| | B |\n|---|---|\n| a | b |",
    "quotation": "> Quoted words,\n> *over* two lines\n>\n> > nested deeper\n> > again",
    "lazy": "> begins here\nand goes on lazily",
    "code in quotation": "> ```\n> code = 1\n> more\n> ```",
    "notes": "A claim[^1] and another[^long], and again[^1].\n\n[^1]: The *first* note.\n\n[^long]: A longer note\n    that goes on.",
    "rule": "Above\n\n---\n\nBelow",
    "scripts": "يعيش يوسف في *القدس* منذ عام. 漢字と**太字**です。 Tønder 🎉 **40 bands 🥁** e\u0301.",
    "tabs": "-\titem after a tab\n\n\tcode after a tab",
    "entities only": "&nbsp;&mdash; **&hellip;**",
    "long line": "word " * 60 + "*end*",
    "line separators": "one\u2028two\u0085three\u00a0four\x0cfive",
}


def markdown_files() -> Iterator[tuple[str, str]]:
    """Yield forty files by name: each form between others, in several endings of lines, some with front matter."""
    names = list(BLOCKS)
    for number in range(40):
        chosen = [BLOCKS[names[(number * 7 + step * (1 + number % 5)) % len(names)]] for step in range(6)]
        text = "\n\n".join([f"# File *{number}*", "A first paragraph of **plain** words.", *chosen]) + "\n"
        if number % 4 == 0:
            text = f"---\ntitle: File {number}\nauthor: Ann Alder\ntags: [a, b]\n---\n\n" + text
        if number % 5 == 1:
            text = text.replace("\n", "\r\n")
        yield f"file-{number:02}.md", text
    yield "every.md", "\n\n".join(BLOCKS.values()) + "\n"
