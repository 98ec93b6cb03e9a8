"""Time requests and files that are as bad as can be, at a size and at twice that size: none may take much more than twice.

    python -m tests.benchmarks.hostile_requests [--size 50000] [--only verify]

Times are the process's own, the least of several; what takes less than FLOOR cannot be told from noise. What seems to grow
faster than its size is timed again, as a busy machine makes it seem so, and the garbage collector passes as in `quoth serve`.
Ends with 1 where something does grow faster.
"""

import argparse
import csv
import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from service.app.document_body import Reading, show_document
from service.commands.common import spare_collections
from service.documents.contents import make_document, read_contents
from service.documents.errors import UnreadableError
from service.documents.reading_options import ReadingOptions
from service.sentences.segmentation import segment_text
from tests.benchmarks.measure import print_table
from tests.expressions import PUMPS
from tests.fuzzing.targets import BEARER, PAGE, Sut, open_sut

FLOOR = 0.03  # seconds
TWICE = 2.5
TRIES, ROUNDS = 2, 3
MARKUP = (
    *(
        "[",
        "![",
        "](",
        "[a](",
        "[a][b] ",
        "**a",
        "*a _b ",
        "`",
        "``a`",
        "<",
        "<a ",
        "<!--",
        "&",
        "\\",
        "> ",
        ">\n",
        "- ",
        "1. ",
    ),
    *(
        "|",
        "|-",
        "a|b\n-|-\n",
        "~",
        "~~a",
        "#",
        "# a\n",
        "[^1]",
        "[^1]: a\n",
        "[a]: b\n",
        "    a\n",
        "\t",
        "```\n",
        "~~~a\n",
        "\n\n",
    ),
    *(
        "a\n===\n",
        "***\n",
        "http://a.b ",
        "www.a.b",
        "a@b.c ",
        "😀",
        "\u0301",
        "\u202e",
        "\0",
        "(((",
        "<b>",
        "“",
        '"a" ',
        "'a' ",
    ),
)
QUOTES = (
    "“",
    '"',
    "> ",
    ">\n",
    "“a” ",
    '"a b c d e" ',
    "> a b c\n\n",
    "‘a’ ",
    "«a» ",
    "`a` ",
    "[...] ",
    "... ",
    "[a] ",
    "x " + "`",
    "**“a”** ",
)
HEADS = ("text,title\n", "a,b\n", "text;id\n")
CELLS = ('"', '"a","b"\n', "a,b\n", ",", "\n", "a,\n", '"a\n', "a;b\n", '""', "=1+1,a\n", "a" * 50 + ",b\n")


class Case(NamedTuple):
    """Something to do, of any size."""

    name: str
    do: Callable[[int], object]


def repeat(piece: str, size: int) -> str:
    return piece * max(1, size // len(piece))


def of_pages(sut: Sut) -> Iterator[Case]:
    """Documents shown as pages, in Markdown and as text, in one part and in small ones."""

    def show(piece: str, name: str, most: int, size: int) -> None:
        try:
            document = make_document(name, "A b c.\n\n" + repeat(piece, size), "utf-8")
        except UnreadableError:
            return
        reading = Reading((0, 5), 0, lambda start, end: f"?{start}-{end}", {}.get)
        show_document(document, segment_text(document.text).blocks if name == "a.txt" else (), reading, most)

    for piece in MARKUP:
        yield Case(f"page of Markdown {piece!r}", partial(show, piece, "a.md", 10**9))
        yield Case(f"page of text {piece!r}", partial(show, piece, "a.txt", 10**9))
        yield Case(f"part of Markdown {piece!r}", partial(show, piece, "a.md", 2000))


def of_verify(sut: Sut) -> Iterator[Case]:
    """Texts to check, as JSON and by the form of the page."""
    for piece in (*QUOTES, *MARKUP[:20]):
        yield Case(f"verify {piece!r}", lambda n, p=piece: sut.client.post("/verify", json={"text": repeat(p, n)}))
        yield Case(
            f"form of verify {piece!r}",
            lambda n, p=piece: sut.client.post("/verify", data={"text": repeat(p, n)}, headers=PAGE),
        )
    for piece in QUOTES[:10]:
        yield Case(
            f"quote {piece!r}", lambda n, p=piece: sut.client.post("/verify", json={"quote": repeat(p, n // 10)[:5000]})
        )


def of_bodies(sut: Sut) -> Iterator[Case]:
    """Bodies with many fields, deep ones, and headers."""
    for door in ("/ask", "/verify", "/ask/batch", "/feedback"):
        for text in ('"k%d": 1', '"k": 1', '"question": "a"', '"k%d": {"a": []}', '"history": [{"a%d": 1}]'):
            many = lambda n, t=text: "{" + ", ".join(t % i if "%" in t else t for i in range(n // 10)) + "}"  # noqa: E731
            yield Case(
                f"{door} {text}",
                lambda n, d=door, m=many: sut.client.post(d, data=m(n), content_type="application/json"),
            )
        yield Case(f"{door} deep", lambda n, d=door: sut.client.post(d, data="[" * n, content_type="application/json"))
        yield Case(
            f"{door} number",
            lambda n, d=door: sut.client.post(d, data='{"limit": ' + "1" * n + "}", content_type="application/json"),
        )
    for header in (
        "Accept",
        "Origin",
        "Accept-Language",
        "Cookie",
        "If-None-Match",
        "Range",
        "Sec-Fetch-Site",
        "X-Request-ID",
        "Authorization",
    ):
        for piece in (" ", ",", ";q=", "a/b, ", '"', "=", "W/", "a;"):
            value = lambda n, p=piece: "a" + repeat(p, n // 2) + "b"  # noqa: E731
            yield Case(
                f"{header}: {piece!r}",
                lambda n, h=header, v=value: [
                    sut.client.get(f"/{p}", headers={h: v(n)}) for p in ("ask?q=Who", "nothing", "documents")
                ],
            )


def of_search(sut: Sut) -> Iterator[Case]:
    """What is searched for, and where."""
    for piece in ('"', '"a b" ', "the ", '"the" ', "a", "said ", "-", "“", "(", '"of the" ', "x ", "é"):
        for path in ("/search?q=", "/ask?q=", "/?q=", "/documents?filter="):
            yield Case(
                f"{path}{piece!r}", lambda n, p=piece, a=path: sut.client.get(a + quote(repeat(p, n // 50)[:1000]))
            )
        yield Case(
            f"within {piece!r}", lambda n, p=piece: sut.client.get("/search?q=a" + f"&documents={quote(p)}" * (n // 20))
        )


def of_files(sut: Sut) -> Iterator[Case]:
    """Files: rows, members, messages, and texts of one piece."""

    def read(name: str, data: bytes) -> None:
        try:
            for item in read_contents(name, data, ReadingOptions()):
                if hasattr(item, "text"):
                    segment_text(item.text)
        except UnreadableError:
            return

    for head in HEADS:
        for cell in CELLS:
            yield Case(
                f"CSV {head!r} {cell[:9]!r}", lambda n, h=head, c=cell: read("a.csv", (h + repeat(c, 4 * n)).encode())
            )
    rows = ('{"text": "a b c"}\n', "{}\n", "[\n", '{"text": "', '{"a%d": 1, "text": "b"}\n', "1\n", '"a"\n')
    for row in rows:
        yield Case(f"JSON Lines {row!r}", lambda n, r=row: read("a.jsonl", repeat(r, n).encode()))
        yield Case(f"JSON {row!r}", lambda n, r=row: read("a.json", ("[" + repeat(r.strip() + ",", n) + "1]").encode()))
    for piece in ("a.txt", "a/b/c.md", "x" * 200, "a.csv", "../a", "é"):
        yield Case(f"ZIP {piece[:9]!r}", lambda n, p=piece: read("a.zip", make_zip(p, n // 50)))
    for piece in (*MARKUP, *PUMPS):
        yield Case(f"text {piece!r}", lambda n, p=piece: read("a.txt", ("A b c. " + repeat(p, n)).encode()))


def make_zip(name: str, count: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(count):
            archive.writestr(f"{name}{number}.txt", f"The bridge {number} opened in 1931.")
    return held.getvalue()


def of_uploads(sut: Sut) -> Iterator[Case]:
    """Files that are added and removed."""
    noise = random.Random(1)
    for kind in ("text", "rows", "name", "binary"):

        def add(n: int, kind: str = kind) -> None:
            table = io.StringIO()
            csv.writer(table).writerows(
                [["text"], *(["The bridge opened in the year 1931, the mayor said."] for _ in range(n // 50))]
            )
            data = {
                "text": b"A b c. " * (n // 7),
                "rows": table.getvalue().encode(),
                "name": b"A.",
                "binary": noise.randbytes(n),
            }[kind]
            path = (
                "/documents/" + ("a/" * (n // 100) if kind == "name" else "") + ("a.csv" if kind == "rows" else "a.txt")
            )
            sut.writer.put(path, data=data, headers=BEARER)
            sut.writer.delete(path, headers=BEARER)

        yield Case(f"upload of {kind}", add)


GROUPS: dict[str, Callable[[Sut], Iterator[Case]]] = {
    "pages": of_pages,
    "verify": of_verify,
    "bodies": of_bodies,
    "search": of_search,
    "files": of_files,
    "uploads": of_uploads,
}


def time_of(case: Case, size: int) -> float:
    least = float("inf")
    for _ in range(TRIES):
        started = time.process_time()
        case.do(size)
        least = min(least, time.process_time() - started)
        if least < FLOOR / 3:
            break
    return least


def times_of(case: Case, size: int) -> tuple[float, float]:
    """Give the seconds at twice the size, and how many times those at the size that is."""
    once = twice = float("inf")
    for _ in range(ROUNDS):
        twice = min(twice, time_of(case, 2 * size))
        if twice < FLOOR:
            return twice, 1.0
        once = min(once, time_of(case, size))
        if twice <= TWICE * once:
            break
    return twice, twice / once


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=50_000, help="characters, or bytes, of the smaller one")
    parser.add_argument("--only", choices=GROUPS, nargs="+", default=[*GROUPS])
    given = parser.parse_args()
    rows, found = [], []
    with open_sut() as sut:
        spare_collections()
        for group in given.only:
            cases = [*GROUPS[group](sut)]
            times = [(*times_of(case, given.size), case.name) for case in cases]
            found += [(group, name, twice * 1e3, ratio) for twice, ratio, name in times if ratio > TWICE]
            slowest = max(times)
            rows.append(
                (group, len(cases), slowest[0] * 1e3, slowest[1], slowest[2], max(times, key=lambda t: t[1])[1])
            )
    print_table(("group", "cases", "slowest, ms", "twice / once", "which", "worst ratio"), rows)
    print(json.dumps(found, ensure_ascii=False, indent=1) if found else "Nothing grows faster than its size.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
