"""Serve over HTTP under load: /ask against a bare Flask route, several workers against one, and a refresh while requests run.

    python -m tests.benchmarks.serving [--seconds 10] [--connections 16] [--documents 10000] [--workers N]

Needs wrk. All routes run under the same server with the same threads, in one process unless it says otherwise, and reply
with the same bytes to the same questions, loaded one after the other in short rounds, so that what else the machine does
meets them alike; ratios are the medians of the rounds'. The refresh is of one changed file in a collection of
`--documents` documents of 20 sentences; 0 leaves it out.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from service.index.cores import count_cores
from tests.benchmarks.measure import ROOT, print_table
from tests.benchmarks.texts import IN_A_DOCUMENT, Zipf, make_words, write_documents

QUESTIONS = (
    "How many Canadian passport holders reside in Hong Kong?",
    "When were Michael Kovrig and Michael Spavor imprisoned?",
    "Who is the chief financial officer of Huawei?",
    "What does the ambassador call the asylum seekers?",
    "Why are Hong Kongers seeking asylum in Canada?",
    "Where do the threats take place?",
    "What did Alex Neve say?",
    "What changes to the Criminal Code are recommended?",
    "How long was Hong Kong's autonomy supposed to last?",
    "What is the phone number of Khoudia Ndiaye?",
    "Who is the mayor of Vancouver?",
    "What is the weather like in Ottawa?",
)
ROUNDS = 5
PATIENT = {"QUOTH_QUEUE": "32", "QUOTH_LOG_REQUESTS": "off"}  # settings with which every connection may wait
BARE = """
import json, sys
from flask import Flask, Response, request
from service.app.server import Server, listen
replies = {body.encode(): reply.encode() for body, reply in json.load(open(sys.argv[1])).items()}
app = Flask("bare")

@app.post("/ask")
def ask():
    return Response(replies[request.get_data()], mimetype="application/json")

server = Server(app, listen("127.0.0.1", 0), 4, 1 << 20)
print(f"Serving on http://127.0.0.1:{server.port}/ ", flush=True)
server.run(lambda: None)
"""


@contextmanager
def served(*command: str, **environment: str) -> Iterator[str]:
    """Run a service on a free port, and give its URL."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=settings | {"QUOTH_PORT": "0"} | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"Serving on (http://\S+?)/ ", line):
                yield found[1]
                return
        raise RuntimeError(f"The service ended with {process.wait()} before it listened.")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def body_of(question: str) -> str:
    return json.dumps({"question": question})


def ask(url: str, question: str) -> bytes:
    request = urllib.request.Request(f"{url}/ask", body_of(question).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        read: bytes = response.read()
        return read


def wrk(url: str, script: str, seconds: int, connections: int, folder: Path) -> dict[str, float]:
    """Load a service; give requests a second, failed requests, and latencies in milliseconds."""
    done = """
done = function(summary, latency, requests)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("RESULT %f %d %f %f %f\\n", summary.requests / summary.duration * 1e6, failed,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
end
"""
    path = folder / "load.lua"
    path.write_text(script + done)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "10", "-s", str(path), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = re.search(r"RESULT (.*)", said)
    assert figures, said
    return dict(zip(("rps", "failed", "p50", "p99", "p99.9"), map(float, figures[1].split()), strict=True))


def post(questions: Sequence[str], again: bool = False) -> str:
    """Write a wrk script that asks questions in turn; with `again`, replies given before may be given again."""
    allowed = "" if again else ', ["Cache-Control"] = "no-store"'
    bodies = ",\n".join(json.dumps(body_of(question)) for question in questions)
    return f"""
local bodies = {{{bodies}}}
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", "/ask", {{["Content-Type"] = "application/json"{allowed}}}, bodies[n % #bodies + 1])
end
"""


def compare_routes(seconds: int, connections: int, workers: int, folder: Path) -> None:
    """Ask questions of the seeds for fresh replies and for kept ones, and a route that does nothing."""
    place, replies, lasting = (
        PATIENT | {"QUOTH_INDEX": str(folder / "seeds")},
        folder / "replies.json",
        max(1, seconds // ROUNDS),
    )
    serve = ("-m", "service.commands.main", "serve", "--workers")
    with served(*serve, "1", **place) as url, served(*serve, str(workers), **place) as crewed:
        replies.write_text(json.dumps({body_of(question): ask(url, question).decode() for question in QUESTIONS}))
        with served("-c", BARE, str(replies)) as bare:
            fresh, again = post(QUESTIONS), post(QUESTIONS, again=True)
            routes = {"bare": (bare, fresh), "/ask, replies fresh": (url, fresh), "/ask, replies kept": (url, again)}
            many = {
                f"{name}, {workers} workers": (crewed, script) for name, (_, script) in routes.items() if name != "bare"
            }
            routes |= many
            rounds = [
                {name: wrk(*route, lasting, connections, folder) for name, route in routes.items()}
                for _ in range(ROUNDS)
            ]
    rows = []
    for name in routes:
        got = {key: median(round[name][key] for round in rounds) for key in ("rps", "p50", "p99")}
        ratio = median(round[name]["rps"] / round["bare"]["rps"] for round in rounds)
        failed = int(sum(round[name]["failed"] for round in rounds))
        rows.append((name, got["rps"], ratio, failed, got["p50"], got["p99"]))
    print_table(("route", "requests/s", "of the bare route's", "failed", "p50 ms", "p99 ms"), rows)
    for name in many:
        gain = median(round[name]["rps"] / round[name.rpartition(",")[0]]["rps"] for round in rounds)
        print(f"{name} / one: {gain:.2f}")


def refresh_under_load(documents: int, seconds: int, connections: int, folder: Path) -> None:
    """Change one file while requests run; see when it is answered from, and what that does to latencies.

    No reply is given again, or the run without a change would be one of replies that were made before.
    """
    collection = folder / "documents"
    write_documents(collection, documents * IN_A_DOCUMENT)
    words = make_words()
    questions = [" ".join(words[number] for number in query) for query in Zipf(3).queries(400)]
    settings = PATIENT | {"QUOTH_INDEX": str(folder / "large")}
    with served("-m", "service.commands.main", "serve", str(collection), **settings) as url:
        wrk(url, post(questions), max(1, seconds // 3), connections, folder)  # both runs are to be as warm
        quiet = wrk(url, post(questions), seconds, connections, folder)
        late: list[float] = []
        change = threading.Timer(seconds / 3, lambda: late.append(change_and_wait(url, collection)))
        change.start()
        busy = wrk(url, post(questions), seconds, connections, folder)
        change.join()
    print_table(
        ("run", "requests/s", "failed", "p50 ms", "p99", "p99.9"),
        [
            (name, got["rps"], int(got["failed"]), got["p50"], got["p99"], got["p99.9"])
            for name, got in (("no change", quiet), ("one file changed", busy))
        ],
    )
    print(f"p99.9 with the change / without: {busy['p99.9'] / quiet['p99.9']:.2f}")
    print(f"answered from after: {late[0]:.2f} s")


def change_and_wait(url: str, collection: Path) -> float:
    changed = sorted(collection.rglob("*.txt"))[5]
    aside = changed.with_suffix(".new")
    aside.write_text("Xylographic quagmires bewilder nobody.")
    aside.replace(changed)
    started = time.monotonic()
    while time.monotonic() - started < 60:
        found: Any = json.loads(ask(url, "Xylographic quagmires bewilder nobody"))
        shown = found["citations"] or found["nearest"]
        if shown and "quagmires" in shown[0]["quote"]:
            return time.monotonic() - started
        time.sleep(0.05)
    return float("inf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=max(2, count_cores()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made:
        folder = Path(made)
        compare_routes(given.seconds, given.connections, given.workers, folder)
        if given.documents:
            refresh_under_load(given.documents, given.seconds, given.connections, folder)


if __name__ == "__main__":
    main()
