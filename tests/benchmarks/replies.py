"""Record what the service replies to every question of a folder of data, and compare two recordings.

    python -m tests.benchmarks.replies record DATA [DATA ...] --to before.jsonl
    python -m tests.benchmarks.replies compare before.jsonl after.jsonl

A data folder holds `documents/` and `questions.jsonl`; a folder without `documents/` is asked of `seeds/`. The service is started from
the checkout in which the command runs, one folder after the other. `index.id` names the code as well, so it is left out.
"""

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

FORMATS = ("anthropic", "haystack", "annotation", "markdown", "csl-json", "bibtex")
ID = re.compile(rb"[0-9a-f]{64}|urn:uuid:[0-9a-f-]{36}")
JSON = {"Content-Type": "application/json"}
FAULTY = (
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"{}",
    b'{"question": ""}',
    b'{"question": 5}',
    b'{"question": "a", "question": "b"}',
    b'{"question": NaN}',
    b'{"question": "a\\u0000"}',
    b'{"question": "who", "limit": 0}',
    b'{"question": "who", "limit": 21}',
    b'{"question": "who", "limit": "3"}',
    b'{"question": "who", "limit": true}',
    b'{"question": "who", "limit": 1.0}',
    b'{"question": "who", "documents": []}',
    b'{"question": "who", "documents": "a"}',
    b'{"question": "who", "documents": ["nope"]}',
    b'{"question": "who", "documents": [3]}',
    b'{"question": "who", "documents": [""]}',
    b'{"question": "who", "offsets": "bytes"}',
    b'{"question": "who", "offsets": null}',
    b'{"question": "who", "history": {}}',
    b'{"question": "who", "history": [{}]}',
    b'{"question": "who", "history": [{"question": "a", "x": 1}]}',
    b'{"question": "who", "history": [7]}',
    b'{"question": "who", "history": [{"question": "a", "citations": [{}]}]}',
    b'{"question": "who", "history": [{"question": "a", "citations": [{"document": {"id": "x"}, "start": 2, "end": 1}]}]}',
    b'{"question": "who", "history": [{"question": "a", "citations": [{"document": 5, "start": 0, "end": 1}]}]}',
    b'{"question": "who", "history": [{"question": "a", "citations": [{"document": {"id": "x"}, "start": -1, "end": 1}]}]}',
    b'{"question": "who", "foo": 1, "bar": [1,2,3], "limit": 99}',
    b'{"quote": ""}',
    b'{"quote": "a", "text": "b"}',
    b'{"quotes": []}',
    b'{"quotes": [{"quote": "a", "x": 1}]}',
    b'{"quotes": [{}]}',
    b'{"quotes": [3]}',
    b'{"quote": "a", "document": ""}',
    b'{"quote": "a", "document": "nope"}',
    b'{"text": ""}',
    b'{"quote": "\\ud800"}',
    b'{"question": "\\ud800 who"}',
    b'{"questions": []}',
    b'{"questions": ["who", 4, {"question": ""}, {"question": "who", "limit": 2}]}',
    b'{"questions": "who"}',
    b'{"question": "' + b"x" * 1001 + b'"}',
    b'{"quote": "' + b"x" * 5001 + b'"}',
    b"\xff",
    b"[" * 5000,
)
LINKS = (
    "/",
    "/documents",
    "/documents?limit=2",
    "/documents?limit=0",
    "/documents?limit=2&after=0",
    "/documents?filter=hong",
    "/healthz",
    "/nothing",
    "/embed",
    "/embed.js",
    "/ask",
    "/ask?q=",
    "/ask?q=who&limit=x",
    "/ask?q=who&limit=0",
    "/ask?q=who&x=1",
    "/ask?q=a&q=b",
    "/ask?q=who&as=pdf",
    "/ask?q=who&offsets=x",
    "/ask?q=%FF",
    "/documents/nope",
    "/documents/nope/text",
    "/oembed?url=x",
    "/oembed?format=xml",
    "/?q=who&x=1",
    "/?q=&q=who",
    "/?documents=nope",
    "/ask?q=who&documents=nope",
    "/reload",
)


class Service:
    """The service on one folder of documents, started as a process; `ask` gives status and body."""

    def __init__(self, command: list[str], folder: Path | None, cache: str) -> None:
        arguments = [*command, *([str(folder)] if folder else []), "--port", "0", "--index", cache, "--no-watch"]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = next(int(m[1]) for line in self.process.stdout if (m := re.search(r"127\.0\.0\.1:(\d+)", line)))
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> list[object]:
        self.connection.request(method, path, body, headers or {})
        reply = self.connection.getresponse()
        data = reply.read().replace(str(self.port).encode(), b"PORT")
        return [reply.status, reply.headers.get("Content-Type", ""), data]


def record(service: Service, data: Path, whole: bool) -> Iterator[tuple[str, list[object]]]:
    questions = [json.loads(line) for line in (data / "questions.jsonl").read_text("utf-8").splitlines()]
    for number, question in enumerate(questions):
        body = json.dumps({"question": question["question"]}).encode()
        yield f"ask {question['question']}", service.ask("POST", "/ask", body, JSON)
        if number % 20 == 0 or whole:
            link = "/ask?" + urlencode({"q": question["question"]})
            for form in FORMATS:
                yield f"{form} {question['question']}", service.ask("GET", f"{link}&as={form}")
            yield f"utf16 {question['question']}", service.ask("GET", f"{link}&offsets=utf16&limit=2")
            page = "/?" + urlencode({"q": question["question"]})
            yield f"page {question['question']}", service.ask("GET", page, headers={"Accept": "text/html"})
            yield f"embed {question['question']}", service.ask("GET", "/embed" + page[1:])
            yield from record_following(service, question["question"])
    if whole:
        for body in FAULTY:
            for door in ("/ask", "/verify", "/ask/batch", "/feedback"):
                yield f"{door} {body[:300]!r}", service.ask("POST", door, body, JSON)
        yield "plain", service.ask("POST", "/ask", b'{"question": "a"}', {"Content-Type": "text/plain"})
        for link in LINKS:
            for accept in ("*/*", "text/html"):
                yield f"{accept} {link}", service.ask("GET", link, headers={"Accept": accept})
        for document in json.loads(service.ask("GET", "/documents")[2])["documents"]:  # type: ignore[arg-type]
            name = quote(document["id"])
            for link in (
                f"/documents/{name}",
                f"/documents/{name}/text",
                f"/documents/{name}?start=10&end=90",
                f"/documents/{name}?start=5&end=2",
            ):
                yield link, service.ask("GET", link)


def record_following(service: Service, question: str) -> Iterator[tuple[str, list[object]]]:
    """Ask on, check the quotes, and check them altered."""
    reply = json.loads(service.ask("POST", "/ask", json.dumps({"question": question}).encode(), JSON)[2])  # type: ignore[arg-type]
    history = [{"question": question, "citations": reply["citations"]}]
    for following in ("And when?", "Why did he do that?", "What about Canada?"):
        body = json.dumps({"question": following, "history": history}).encode()
        yield f"after {question}: {following}", service.ask("POST", "/ask", body, JSON)
    quotes = [citation["quote"] for citation in (reply["citations"] or reply["nearest"])]
    for made in quotes + [text.upper() for text in quotes] + [text.replace(" the ", " a ") for text in quotes]:
        body = json.dumps({"quote": made, "offsets": "utf16"}).encode()
        yield f"verify {made}", service.ask("POST", "/verify", body, JSON)
    text = " He said: ".join(f"“{quoted}”" for quoted in quotes)
    if text:
        yield f"text {text}", service.ask("POST", "/verify", json.dumps({"text": text}).encode(), JSON)


def compare(before: Path, after: Path, shown: int) -> int:
    """Print how many recorded replies differ, by kind, and the first of them; give the exit code."""
    one, other = (dict(map(json.loads, path.read_text("utf-8").splitlines())) for path in (before, after))
    differing = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    print(f"{len(one)} replies before, {len(other)} after, {len(differing)} differ")
    for key in sorted(differing)[:shown]:
        print(f"\n{key[:300]}\n  before: {str(one.get(key))[:3000]}\n  after:  {str(other.get(key))[:3000]}")
    return 1 if differing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record", help="ask every question, and keep the replies")
    recording.add_argument("data", nargs="+", type=Path)
    recording.add_argument("--to", type=Path, required=True)
    recording.add_argument(
        "--service", default=f"{sys.executable} -m service.commands.main serve", help="the command that starts it"
    )
    comparing = commands.add_parser("compare", help="say what differs between two recordings")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--shown", type=int, default=5)
    given = parser.parse_args()
    if given.command == "compare":
        return compare(given.before, given.after, given.shown)
    with given.to.open("w", encoding="utf-8") as file:
        for data in given.data:
            documents = data / "documents"
            with tempfile.TemporaryDirectory() as cache:
                service = Service(given.service.split(), documents if documents.is_dir() else None, cache)
                for key, (status, kind, body) in record(service, data, not documents.is_dir()):
                    text = ID.sub(b"ID", body).decode("utf-8", "backslashreplace")  # type: ignore[arg-type]
                    file.write(json.dumps([f"{data.name}: {key}", [status, kind, text]]) + "\n")
                service.process.terminate()
                service.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
