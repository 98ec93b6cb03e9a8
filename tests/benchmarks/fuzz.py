"""Feed readers, cutter, verify and doors what nobody would write, and check what is promised of each.

    python -m tests.benchmarks.fuzz [--minutes 10] [--seed 1] [--only readers] [--keep failures.jsonl]

Each round has a number, and the same number makes the same input: `--seed N --rounds 1` repeats round N. Checked are: a file is
read or refused with a sentence, and what is read is what was decoded; sentences are in order and inside their text; a slice of
a document is found to the letter, at its place; no door answers with a status from 500 on but 503; every quote in a reply is
its document's own text. The command exits with 1 if anything failed, and prints the rounds.
"""

import argparse
import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient

from service.app.app import create_app
from service.documents.contents import make_document
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.sentences.segmentation import segment_text
from tests.expressions import PUMPS

JSON = "application/json"
LONGEST = 3000  # characters of most texts, so that there are many rounds
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "cp1251", "gb18030", "shift_jis", "euc_kr")
STRANGE = "\0\x01\x1b\x7f\x85\xa0\xad\u0301\u200b\u200f\u2028\u202e\u3000\ufeff\ufffd\ud800\udfffé漢ก😀ﬁİß"
LINES = (
    "---",
    "title: x",
    "# A",
    "## B",
    "| a | b |",
    "|---|---|",
    "> q",
    "- i",
    "1. i",
    "```",
    "    code",
    "Q: why?",
    "SMITH: no.",
    "From: A",
    "",
)
ASKED = (
    "Who ",
    "What is ",
    "How many ",
    "When did ",
    "Why ",
    "and ",
    "sorry, ",
    "thanks ",
    "it ",
    "they ",
    "?",
    "?!",
    "according to ",
)


class Broken(AssertionError):
    """A promise that was not kept."""


class Sut(NamedTuple):
    """What is tried: a served collection, and the words of its documents."""

    client: FlaskClient
    snapshot: Snapshot
    words: list[str]


def expect(held: object, promise: str) -> None:
    if not held:
        raise Broken(promise)


def make_text(rng: random.Random, sut: Sut) -> str:
    """Make up a text out of real words, lines with a meaning in Markdown or mail, repeated pumps and strange characters."""
    pieces: list[str] = []
    while sum(map(len, pieces)) < rng.choice((10, 100, 800, LONGEST)):
        kind = rng.random()
        if kind < 0.4:
            pieces.append(
                " ".join(rng.choices(sut.words, k=rng.randint(1, 12))) + rng.choice((". ", "\n", " ", "? ", "\n\n"))
            )
        elif kind < 0.55:
            pieces.append(rng.choice(PUMPS) * rng.randint(1, 60))
        elif kind < 0.7:
            pieces.append(f"\n{rng.choice(LINES)}" + rng.choice(("\n", "\r\n", " ", "\r")))
        elif kind < 0.85:
            pieces.append("".join(rng.choices(STRANGE + "“”‘’«»\"'()[]*_-—.,:;!?… ", k=rng.randint(1, 20))))
        else:
            document = rng.choice(sut.snapshot.documents)
            start = rng.randrange(len(document.text))
            pieces.append(document.text[start : start + rng.randint(1, 300)])
    return "".join(pieces)


def whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def try_readers(rng: random.Random, sut: Sut) -> None:
    data = make_text(rng, sut).encode(rng.choice(ENCODINGS), "replace")
    if rng.random() < 0.5:
        mutable = bytearray(data)
        for _ in range(rng.randint(1, 8)):
            place = rng.randrange(len(mutable) + 1)
            mutable[place : place + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
        data = bytes(mutable)
    try:
        text, encoding = decode(data)
        document = make_document("a.md", text, encoding)
    except UnreadableError as error:
        expect(str(error).endswith("."), "A refusal is a sentence.")
        return
    expect(data.decode(encoding) == document.text, "The text is the decoded file.")
    expect(0 <= document.front_matter <= len(text), "Front matter is a beginning of the text.")


def try_cutter(rng: random.Random, sut: Sut) -> None:
    text = whole(make_text(rng, sut))
    cut = segment_text(text)
    place = 0
    for sentence in cut.sentences:
        expect(place <= sentence.start <= sentence.body <= sentence.end <= len(text), "Sentences are in order.")
        expect(text[sentence.start : sentence.end].strip(), "No sentence is blank.")
        place = sentence.end
    for block in cut.blocks:
        expect(0 <= block.start < block.end <= len(text), "Blocks are inside the text.")
    for quotation in cut.quotations:
        expect(0 <= quotation.start < quotation.end <= len(text), "Quotations are inside the text.")


def try_verify(rng: random.Random, sut: Sut) -> None:
    document = rng.choice(sut.snapshot.documents)
    start = rng.randrange(len(document.text) - 30)
    said = document.text[start : start + rng.randint(20, 400)]
    is_slice = rng.random() < 0.5
    if not is_slice:
        places = sorted(rng.sample(range(len(said)), min(len(said), 4)))
        for place in reversed(places):
            said = (
                said[:place]
                + whole(rng.choice(("... ", "[...]", "[he]", "", "x", "“", make_text(rng, sut)[:40])))
                + said[place:]
            )
    body: dict[str, Any] = {"quote": said[:5000]}
    if rng.random() < 0.3:
        body = {"text": whole(make_text(rng, sut) + f"\n> {said}\n")}
    reply = sut.client.post("/verify", data=json.dumps(body), content_type=JSON)
    if "quote" in body and not body["quote"].strip():
        return
    expect(reply.status_code == 200, f"/verify answers: {reply.status_code} {reply.text[:200]}")
    verdicts = reply.json["results"] if "text" in body else [reply.json]
    for verdict in verdicts:
        check_quotes(verdict["matches"], sut)
    if (
        is_slice
        and "quote" in body
        and any(map(str.isalnum, said))
        and not cuts_word(document.text, start, start + len(said))
    ):
        expect(verdicts[0]["verdict"] in ("exact", "folded"), f"A slice is found: {verdicts[0]['verdict']}.")


def cuts_word(text: str, start: int, end: int) -> bool:
    """Return whether a slice begins or ends inside a word, or has marks that a quote is read by."""
    edges = (text[max(0, place - 1) : place + 1] for place in (start, end))
    return (
        any(len(edge) == 2 and not any(map(str.isspace, edge)) for edge in edges)
        or any(c in text[start:end] for c in "[]…")
        or "..." in text[start:end]
    )


def check_quotes(citations: list[dict[str, Any]], sut: Sut) -> None:
    for cited in citations:
        text = sut.snapshot.documents[sut.snapshot.numbers[cited["document"]["id"]]].text
        expect(text[cited["start"] : cited["end"]] == cited["quote"] != "", "A quote is its document's text.")
        for name in ("highlight", "passage", "quotation"):
            if span := cited.get(name):
                expect(
                    text[span["start"] : span["end"]] == span["text"] if "text" in span else True, f"So is its {name}."
                )


def make_question(rng: random.Random, sut: Sut) -> str:
    words = [
        rng.choice(ASKED) if rng.random() < 0.4 else rng.choice(sut.words) + " " for _ in range(rng.randint(1, 20))
    ]
    text = "".join(words) + rng.choice(("?", "", "?" * 50, make_text(rng, sut)[:100]))
    return text[: rng.choice((80, 1000, 1100))]


def make_body(rng: random.Random, sut: Sut) -> dict[str, Any]:
    body: dict[str, Any] = {"question": make_question(rng, sut)}
    ids = [document.id for document in sut.snapshot.documents]
    maybe: dict[str, Callable[[], Any]] = {
        "limit": lambda: rng.choice((1, 5, 20, 0, 21, -1, 1.5, "1", None, True)),
        "documents": lambda: rng.choice(([rng.choice(ids)], [""], ["x/"], [], "a", ids * 30)),
        "offsets": lambda: rng.choice(("codepoint", "utf16", "bytes", None)),
        "min_confidence": lambda: rng.choice((0, 1, 0.5, 2, "0.5", 1e400, None)),
        "history": lambda: [
            {
                "question": make_question(rng, sut)[:990],
                "citations": [
                    {"document": {"id": rng.choice(ids)}, "start": rng.randint(-1, 3000), "end": rng.randint(0, 5000)}
                ],
            }
            for _ in range(rng.randint(0, 4))
        ],
        whole(make_text(rng, sut)[:20]) or "x": lambda: [[[]]],
    }
    for name, make in maybe.items():
        if rng.random() < 0.15:
            body[name] = make()
    return body


def try_doors(rng: random.Random, sut: Sut) -> None:
    text = whole(make_text(rng, sut))[:2000]
    kind = rng.randrange(7)
    headers = {"Accept": rng.choice(("*/*", "text/html", "application/json", "text/csv", "a/b;q=x", ""))}
    if kind < 3:
        body = make_body(rng, sut)
        reply = sut.client.post(
            f"/ask{rng.choice(('', '?as=markdown', '?as=anthropic', '?as=x'))}",
            data=json.dumps(body),
            content_type=JSON,
            headers=headers,
        )
        if (
            reply.status_code == 200
            and reply.is_json
            and "citations" in (reply.json or {})
            and body.get("offsets") != "utf16"
        ):
            check_quotes(reply.json["citations"] + reply.json["nearest"], sut)
    elif kind == 3:
        body = {
            "questions": [make_body(rng, sut) if rng.random() < 0.7 else text[:50] for _ in range(rng.randint(0, 3))]
        }
        reply = sut.client.post("/ask/batch", data=json.dumps(body), content_type=JSON, headers=headers)
    elif kind == 4:
        path = rng.choice(
            (
                "/",
                "/ask",
                "/embed",
                "/documents",
                "/oembed",
                "/documents/" + quote(text[:60], safe="/"),
                "/static/" + quote(text[:30]),
            )
        )
        names = ("q", "limit", "documents", "start", "end", "at", "after", "filter", "url", "min_confidence", "as")
        asked = {
            name: rng.choice((text[:80], "1", "-1", "9" * 30, "")) for name in rng.sample(names, rng.randint(0, 4))
        }
        reply = sut.client.get(f"{path}?{urlencode(asked)}", headers=headers)
    elif kind == 5:
        path = rng.choice(("/ask", "/verify", "/ask/batch", "/feedback"))
        raw = rng.choice(
            (text, json.dumps(make_body(rng, sut))[: rng.randint(0, 300)], "[" * 3000, "{" * 3000, "1" * 5000)
        )
        reply = sut.client.post(path, data=raw.encode("utf-8", "replace"), content_type=JSON, headers=headers)
    else:
        document = rng.choice(sut.snapshot.documents)
        start, end = rng.randint(-5, len(document.text) + 5), rng.randint(-5, len(document.text) + 5)
        reply = sut.client.get(f"/documents/{quote(document.id)}?start={start}&end={end}", headers=headers)
    expect(
        reply.status_code < 500 or reply.status_code in (501, 503),
        f"No door fails: {reply.request.path} {reply.status_code}",
    )
    if reply.status_code == 200 and reply.request.path == "/ask/batch" and reply.mimetype != "text/csv":
        lines = [json.loads(line) for line in reply.text.split("\n") if line]
        expect(all(line.get("status", 400) < 500 for line in lines), "No line of a batch fails.")


TRIED: dict[str, Callable[[random.Random, Sut], None]] = {
    "readers": try_readers,
    "cutter": try_cutter,
    "verify": try_verify,
    "doors": try_doors,
}


def run(sut: Sut, names: list[str], first: int, rounds: int, until: float) -> Iterator[tuple[int, str, str]]:
    """Run rounds until the time is up; yield (round, what was tried, how it failed), "" for one that did not."""
    for number in range(first, first + rounds):
        for name in names:
            if time.monotonic() > until:
                return
            try:
                TRIED[name](random.Random(f"{name} {number}"), sut)
            except Exception:
                yield number, name, traceback.format_exc(limit=-3)
            else:
                yield number, name, ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1, help="the first round")
    parser.add_argument("--rounds", type=int, default=10**9)
    parser.add_argument("--only", choices=TRIED, action="append")
    parser.add_argument("--keep", type=Path, help="a file that failures are added to, one as JSON a line")
    given = parser.parse_args()
    until, done, failed = time.monotonic() + 60 * given.minutes, Counter[str](), 0
    with Engine() as engine:
        snapshot = engine.start()
        words = " ".join(document.text for document in snapshot.documents).split()
        sut = Sut(create_app(engine).test_client(), snapshot, words)
        for number, name, failure in run(sut, given.only or list(TRIED), given.seed, given.rounds, until):
            done[name] += 1
            if failure:
                failed += 1
                print(f"round {number}, {name}:\n{failure}", flush=True)
                if given.keep:
                    with given.keep.open("a") as kept:
                        kept.write(json.dumps({"round": number, "tried": name, "failure": failure}) + "\n")
    print(", ".join(f"{count:,} of {name}" for name, count in done.items()) + f"; {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
