"""Rounds of requests that depend on what was served before, each made of its number alone."""

import json
import random
import time
import traceback
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

from tests.fuzzing.files import make_file
from tests.fuzzing.promises import check_citations, check_hits, check_reply, expect
from tests.fuzzing.samples import make_body, make_bytes, make_text, whole
from tests.fuzzing.targets import JSON, TARGETS, Sut

FORMS = ("*/*", "text/html", "application/json", "text/csv", "a/b;q=x", "")
PATHS = (
    "/",
    "/ask",
    "/embed",
    "/documents",
    "/oembed",
    "/search",
    "/verify",
    "/docs",
    "/silences",
    "/sign-in",
    "/c/a/",
)
NAMES = (
    "q",
    "limit",
    "documents",
    "start",
    "end",
    "at",
    "after",
    "filter",
    "url",
    "min_confidence",
    "as",
    "since",
    "until",
)


def try_bytes(rng: random.Random, sut: Sut) -> None:
    """Every target with a text in any encoding."""
    for name in ("decoding", "tables", "cutter", "page", "search", "link", "body", "tool"):
        TARGETS[name](sut, rng.randbytes(4) + make_bytes(rng, sut) if name == "page" else make_bytes(rng, sut))


def try_files(rng: random.Random, sut: Sut) -> None:
    """Files of each format, as they are made by others and then damaged, read here and added to a folder."""
    name, data = make_file(rng, make_text(rng, sut))
    TARGETS["files"](sut, rng.randbytes(1) + data)
    if rng.random() < 0.1:
        TARGETS["upload"](sut, name.encode() + b"\n" + data)


def try_quotes(rng: random.Random, sut: Sut) -> None:
    """Slices of documents are found, and those that were changed do no harm."""
    document = rng.choice(sut.snapshot.documents)
    start = rng.randrange(len(document.text) - 30)
    said = document.text[start : start + rng.randint(20, 400)]
    if rng.random() < 0.5:
        TARGETS["verify"](sut, _alter(rng, sut, said).encode())
        return
    reply = sut.client.post("/verify", json={"quote": said})
    check_reply(reply)
    if reply.status_code == 200 and not _cuts_word(document.text, start, start + len(said)):
        check_citations(reply.json["matches"], sut.snapshot)
        expect(reply.json["verdict"] in ("exact", "folded"), f"A slice is found: {reply.json['verdict']}.")


def _alter(rng: random.Random, sut: Sut, said: str) -> str:
    for place in sorted(rng.sample(range(len(said)), min(len(said), 4)), reverse=True):
        new = whole(rng.choice(("... ", "[...]", "[he]", "", "x", "“", make_text(rng, sut)[:40])))
        said = said[:place] + new + said[place:]
    return said if rng.random() < 0.7 else whole(make_text(rng, sut) + f"\n> {said}\n")


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Return whether a slice begins or ends inside a word, has none, or has marks that a quote is read by."""
    edges = (text[max(0, place - 1) : place + 1] for place in (start, end))
    said = text[start:end]
    return (
        any(len(edge) == 2 and not any(map(str.isspace, edge)) for edge in edges)
        or any(c in said for c in "[]…")
        or "..." in said
        or not any(map(str.isalnum, said))
    )


def try_asking(rng: random.Random, sut: Sut) -> None:
    """Questions with faulty fields, and batches of them."""
    headers = {"Accept": rng.choice(FORMS)}
    if rng.random() < 0.25:
        asked = [
            make_body(rng, sut) if rng.random() < 0.7 else whole(make_text(rng, sut)[:50])
            for _ in range(rng.randint(0, 3))
        ]
        body = json.dumps({"questions": asked})
        check_reply(sut.client.post("/ask/batch", data=body, content_type=JSON, headers=headers))
        return
    body, form = make_body(rng, sut), rng.choice(("", "?as=markdown", "?as=anthropic", "?as=x", "?as=bibtex"))
    reply = sut.client.post(
        f"/ask{form}", data=json.dumps(body).encode("utf-8", "replace"), content_type=JSON, headers=headers
    )
    check_reply(reply)
    if reply.status_code == 200 and not form and body.get("offsets") != "utf16":
        check_citations(reply.json["citations"] + reply.json["nearest"], sut.snapshot)


def try_pages(rng: random.Random, sut: Sut) -> None:
    """Pages with parameters, many of them faulty, and bodies that are no JSON."""
    text, headers = whole(make_text(rng, sut))[:2000], {"Accept": rng.choice(FORMS)}
    kind = rng.randrange(4)
    if kind == 0:
        document = rng.choice(sut.snapshot.documents)
        start, end = rng.randint(-5, len(document.text) + 5), rng.randint(-5, len(document.text) + 5)
        check_reply(sut.client.get(f"/documents/{quote(document.id)}?start={start}&end={end}", headers=headers))
    elif kind == 1:
        raw = rng.choice(
            (text, json.dumps(make_body(rng, sut))[: rng.randint(0, 300)], "[" * 3000, "{" * 3000, "1" * 5000)
        )
        path = rng.choice(("/ask", "/verify", "/ask/batch", "/feedback"))
        check_reply(sut.client.post(path, data=raw.encode("utf-8", "replace"), content_type=JSON, headers=headers))
    elif kind == 2:
        check_reply(sut.client.post("/verify", data={"text": text}, headers=headers))
    else:
        path = rng.choice((*PATHS, "/documents/" + quote(text[:60], safe="/"), "/static/" + quote(text[:30])))
        values = (text[:80], "1", "-1", "9" * 30, "", "2020", "5 a.txt")
        asked = {name: rng.choice(values) for name in rng.sample(NAMES, rng.randint(0, 4))}
        reply = sut.client.get(f"{path}?{urlencode(asked)}", headers=headers)
        check_reply(reply)
        if path == "/search" and reply.status_code == 200 and reply.is_json:
            check_hits(reply.json, sut.snapshot)


TRIED: dict[str, Callable[[random.Random, Sut], None]] = {
    "bytes": try_bytes,
    "files": try_files,
    "quotes": try_quotes,
    "asking": try_asking,
    "pages": try_pages,
}


def run(sut: Sut, first: int, rounds: int, until: float) -> Iterator[tuple[int, str, str]]:
    """Run rounds until the time is up; yield (round, what was tried, how it failed), "" for one that did not."""
    for number in range(first, first + rounds):
        for name, attempt in TRIED.items():
            if time.monotonic() > until:
                return
            try:
                attempt(random.Random(f"{name} {number}"), sut)
            except Exception:
                yield number, name, traceback.format_exc(limit=-4)
            else:
                yield number, name, ""
