"""Damage every array and file of an index at random; see that a service quotes nothing wrong, names it and mends it.

    python -m tests.benchmarks.damage [--tries 500] [--sentences 200000] [--served 20] [--seed 1]

In each try, a copy of the index is damaged and served at once; it is asked for what stands where the damage is, and for
other things, and each reply is compared with that of an undamaged index, until it is mended. Of the tries, `--served` run
`quoth serve` as a process; the others run the same engine and routes in this one, where documents are read only once.
Ends with 1 where a reply was wrong or a 500, something was logged with a traceback, or damage was neither harmless nor
named and mended. Ctrl-C prints what was found so far.
"""

import argparse
import json
import logging
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from service.app.app import create_app
from service.engine.engine import Engine
from service.index import build
from service.index.arrays import DamagedIndexError
from service.index.build import update_index
from service.index.file_batches import FileBatch, read_batch
from service.index.identity import reading_version
from service.index.news import FileReading
from service.index.store import POINTER, Store, open_store
from tests.benchmarks.measure import ROOT, print_table
from tests.benchmarks.texts import Zipf, make_words, write_documents

# What is counted: tries, replies unlike those of the undamaged index, replies with status 500 and with 503 (not without what
# is damaged, until it is mended), tracebacks, and the tries that were named, mended, harmless, or none of these.
COLUMNS = ("tries", "wrong", "500s", "tracebacks", "refused", "named", "mended", "harmless", "lost", "seconds")
SHARE_OF_ARRAYS = 0.85  # of the damages; the others are to whole files
PATIENCE = 300.0  # seconds until an index has to be mended
OTHERS = 5  # questions besides those about the damaged place

Request = tuple[str, str]  # a path, and a JSON body ("": GET)
Ask = Callable[[Request], tuple[int, bytes]]


class Pristine:
    """An undamaged index, a second one of nearly the same documents, and an engine that knows the right replies."""

    def __init__(self, root: Path, sentences: int, seed: int) -> None:
        self.documents, self.place, self.other = root / "documents", root / "pristine", root / "other"
        write_documents(self.documents, sentences, seed)
        for path in self.documents.rglob("*.txt"):
            os.utime(path, (1_600_000_000, 1_600_000_000))
        self.build(self.place)
        self.engine = Engine(self.documents, index=self.place)
        snapshot = self.engine.start()
        assert snapshot.store is not None
        self.store: Store = snapshot.store
        self.table = table_of(self.store)
        self.ask = in_process(self.engine)
        shutil.copytree(self.place, self.other)
        path = next(self.documents.rglob("*.txt"))
        text = path.read_text(encoding="utf-8")
        path.write_text("Another beginning. " + text, encoding="utf-8")
        self.build(self.other)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_600_000_000, 1_600_000_000))
        self.build(self.place)

    def build(self, place: Path) -> None:
        update_index(self.documents, place, reading_version(), processes=1)

    def requests(self, name: str, share: float, draw: random.Random) -> list[Request]:
        """Make requests for what stands at this share of an array, and a few others."""
        terms, documents = self._at(name, share)
        corpus = self.engine.snapshot.index.corpus  # type: ignore[union-attr]
        made = [ask_for(" ".join([term, *draw.sample(WORDS[:2000], 2)])) for term in terms]
        for number in documents:
            document, cut = corpus.documents[number], corpus.segmentation(number)
            first = cut.sentences[draw.randrange(len(cut.sentences))]
            said = document.text[first.start : first.end]
            path = f"/documents/{quote(document.id)}"
            made += [
                ask_for(" ".join(said.split()[:5])),
                ("/verify", json.dumps({"quote": said})),
                (f"{path}/text", ""),
            ]
            made.append((f"{path}?start={first.start}&end={first.end}", ""))
        return made + [ask_for(" ".join(WORDS[n] for n in query)) for query in draw.sample(QUERIES, OTHERS)]

    def _at(self, name: str, share: float) -> tuple[list[str], list[int]]:
        """Return the terms and the numbers of the documents that stand at this share of an array."""
        segment, compiled = self.store.segment, self.store.compiled
        rows = int(len(self.store.arrays.get(name, ())) * share)
        prefix, _, part = name.rpartition(".")
        if prefix.startswith("postings") and part in ("numbers", "codes", "starts"):
            held = getattr(compiled, "sentences" if part == "starts" else prefix.rpartition(".")[2]).offsets
            rows = int(held.searchsorted(rows * 8 if part == "starts" else rows, side="right")) - 1
        if prefix.startswith("postings") or prefix == "terms":
            number = min(rows if part != "blob" else int(len(segment.vocabulary) * share), len(segment.vocabulary) - 1)
            return [segment.vocabulary[number]], []
        if part == "values":
            number = int(getattr(segment, prefix).ends.searchsorted(rows, side="right")) - 1
        elif name == "paragraph_of":
            number = int(segment.sentences.ends.searchsorted(rows, side="right")) - 1
        else:
            number = int(len(segment) * share)
        return [], [min(max(number, 0), len(segment) - 1)]


WORDS = make_words()
QUERIES = Zipf(2).queries(60)


def ask_for(question: str) -> Request:
    return "/ask", json.dumps({"question": question, "min_confidence": 0})


class Damages:
    """The kinds of damage, each to a place in an array or to a file."""

    def __init__(self, pristine: Pristine, place: Path, draw: random.Random) -> None:
        self.pristine, self.draw = pristine, draw
        self.place, self.path = place, place / pristine.store.path.name
        self.arrays = self.path / "arrays"

    def at(self, name: str, share: float) -> int:
        entry = self.pristine.table[name]
        return int(entry["place"]) + min(int(entry["bytes"] * share), max(entry["bytes"] - 1, 0))

    def write(self, place: int, data: bytes) -> None:
        with self.arrays.open("r+b") as file:
            file.seek(place)
            file.write(data)

    def read(self, place: int, size: int) -> bytes:
        with self.arrays.open("rb") as file:
            file.seek(place)
            return file.read(size)

    def flip_a_bit(self, name: str, share: float) -> None:
        self.write(place := self.at(name, share), bytes([self.read(place, 1)[0] ^ 1 << self.draw.randrange(8)]))

    def scribble(self, name: str, share: float) -> None:
        self.write(self.at(name, share), self.draw.randbytes(self.draw.choice((2, 8, 64, 512))))

    def zero_a_page(self, name: str, share: float) -> None:
        self.write(self.at(name, share) // 4096 * 4096, bytes(4096))

    def fill_a_page(self, name: str, share: float) -> None:
        self.write(self.at(name, share) // 4096 * 4096, b"\xff" * 4096)

    def swap_pages(self, name: str, share: float) -> None:
        one, other = (self.at(name, s) // 4096 * 4096 for s in (share, self.draw.random()))
        pages = self.read(one, 4096), self.read(other, 4096)
        if len(pages[0]) == len(pages[1]):
            self.write(one, pages[1])
            self.write(other, pages[0])

    def truncate(self, name: str, share: float) -> None:
        os.truncate(self.arrays, self.at(name, share))

    def swap_arrays(self, name: str, share: float) -> None:
        (theirs,) = self.pristine.other.glob("*/arrays")
        shutil.copyfile(theirs, self.arrays)

    def lose_a_file(self, name: str, share: float) -> None:
        self.some_file().unlink()

    def spoil_a_file(self, name: str, share: float) -> None:
        path = self.some_file()
        data = bytearray(path.read_bytes())
        data[int(len(data) * share)] ^= 1 << self.draw.randrange(8)
        path.write_bytes(data)

    def cut_a_file(self, name: str, share: float) -> None:
        os.truncate(path := self.some_file(), int(path.stat().st_size * share))

    def some_file(self) -> Path:
        return self.draw.choice(
            [self.place / POINTER, *(self.path / f for f in ("manifest.json", "files.json", "arrays"))]
        )


IN_ARRAYS = (
    Damages.flip_a_bit,
    Damages.scribble,
    Damages.zero_a_page,
    Damages.fill_a_page,
    Damages.swap_pages,
    Damages.truncate,
)
TO_FILES = (Damages.swap_arrays, Damages.lose_a_file, Damages.spoil_a_file, Damages.cut_a_file)


def in_process(engine: Engine) -> Ask:
    client = create_app(engine).test_client()

    def ask(request: Request) -> tuple[int, bytes]:
        path, body = request
        headers = {"Cache-Control": "no-store", "Content-Type": "application/json"}
        reply = client.post(path, data=body, headers=headers) if body else client.get(path)
        return reply.status_code, reply.data

    return ask


def over_http(url: str) -> Ask:
    def ask(request: Request) -> tuple[int, bytes]:
        path, body = request
        headers = {"Cache-Control": "no-store", "Content-Type": "application/json"}
        asked = urllib.request.Request(url + path, body.encode() or None, headers)
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as reply:
                return reply.status, reply.read().replace(url.encode(), b"http://localhost")  # as in this process
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return ask


class Heard(logging.Handler):
    """Keeps what is logged, with its tracebacks."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += f"{record.levelname} {record.getMessage()}\n" + ("Traceback\n" if record.exc_info else "")


class Service(NamedTuple):
    """A service of a damaged index: how to ask it, what it has said, and how to have it check its index."""

    ask: Ask
    told: Callable[[], str]
    guard: Callable[[], object]


@contextmanager
def serve_here(pristine: Pristine, place: Path) -> Iterator[Service]:
    """Serve an index in this process."""
    log, heard = logging.getLogger("quoth"), Heard()
    log.addHandler(heard)
    try:
        with Engine(pristine.documents, index=place) as engine:
            engine.start()
            yield Service(in_process(engine), lambda: heard.text, engine.guard)
    finally:
        log.removeHandler(heard)


@contextmanager
def serve_apart(pristine: Pristine, place: Path) -> Iterator[Service]:
    """Serve an index in a process of its own."""
    command = [sys.executable, "-m", "service.commands.main", "serve", str(pristine.documents), "--port", "0"]
    command += ["--index", str(place)]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True)

        def told() -> str:
            said.seek(0)
            return said.read()

        try:
            assert process.stdout is not None
            url = next((m[1] for line in process.stdout if (m := re.search(r"Serving on (\S+)/ ", line))), None)
            if url is None:
                raise RuntimeError(f"The service did not start: {told()}")
            yield Service(over_http(url), told, bool)  # it checks its index by itself
        finally:
            process.terminate()
            process.wait()


class Trial:
    """One damaged index: what its service replied, said and did."""

    def __init__(self, pristine: Pristine, place: Path, requests: Sequence[Request]) -> None:
        self.pristine, self.place, self.found = pristine, place, Counter[str]()
        self.asked = [(request, pristine.ask(request)) for request in requests]

    def run(self, served: bool, guarded: bool) -> Counter[str]:
        """Serve the index; if `guarded`, it is being checked while the first questions are asked, else only after them."""
        damaged = not self.is_whole()
        try:
            with (serve_apart if served else serve_here)(self.pristine, self.place) as service:
                if guarded:
                    service.guard()
                self.compare(service.ask)
                service.guard()
                self.await_mended()
                self.compare(service.ask)
                said = service.told() + json.dumps(json.loads(service.ask(("/readyz", ""))[1])["damage"])
        except Exception:
            traceback.print_exc()
            said = "Traceback"
        self.found["tracebacks"] += said.count("Traceback") + said.count("Unexpected ")
        outcome = "harmless" if not damaged else "mended" if "damaged" in said and self.is_whole() else "lost"
        self.found[outcome] += 1
        self.found["named"] += damaged and "damaged" in said
        return self.found

    def compare(self, ask: Ask) -> None:
        """Ask everything, and count the replies that are not those of the undamaged index."""
        for request, right in self.asked:
            status, data = ask(request)
            if status == 503:
                self.found["refused"] += 1
            elif status >= 500:
                self.found["500s"] += 1
            elif (status, data) != right:
                self.found["wrong"] += 1
                print(f"wrong: {request} -> {status} {data[:500]!r}, not {right[1][:500]!r}", flush=True)

    def await_mended(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.is_whole() and time.monotonic() < end:
            time.sleep(0.2)

    def is_whole(self) -> bool:
        """Return whether the index in use has every byte of the undamaged one."""
        try:
            store = open_store(self.place, check_all=True)
        except DamagedIndexError:
            return False
        return store is not None and table_of(store) == self.pristine.table


def table_of(store: Store) -> dict[str, dict[str, Any]]:
    """Return where each array of a store is, and its checksums."""
    table: dict[str, dict[str, Any]] = json.loads((store.path / "manifest.json").read_bytes())["arrays"]
    return table


@contextmanager
def reading_once() -> Iterator[None]:
    """Have files that were read together before not read again in this process: they do not change."""
    make, known = build.make_reader, dict[tuple[Any, ...], FileReading]()

    def read(batch: FileBatch) -> FileReading:
        key = batch.files, tuple(batch.known)
        if key not in known:
            known[key] = read_batch(batch)
        return known[key]

    build.make_reader = lambda: read
    try:
        yield
    finally:
        build.make_reader = make


def run_all(root: Path, given: argparse.Namespace) -> Iterator[tuple[str, Counter[str]]]:
    """Run the tries; yield the kind of each damage and what was found."""
    draw, pristine = random.Random(given.seed), Pristine(root, given.sentences, given.seed)
    names = [name for name, entry in pristine.table.items() if entry["bytes"]]
    print(f"{len(names)} arrays, {sum(entry['bytes'] for entry in pristine.table.values()) / 1e6:,.0f} MB", flush=True)
    apart = {n * given.tries // max(given.served, 1) for n in range(given.served)}
    for number in range(given.tries):
        place = Path(shutil.copytree(pristine.place, root / "place"))
        name, share = names[number % len(names)], draw.random()
        kind = draw.choice(IN_ARRAYS) if draw.random() < SHARE_OF_ARRAYS else draw.choice(TO_FILES)
        requests = pristine.requests(name, share, draw)
        kind(Damages(pristine, place, draw), name, share)
        started = time.monotonic()
        outcome = Trial(pristine, place, requests).run(number in apart, draw.random() < 0.5)
        if outcome["lost"] or outcome["tracebacks"] or outcome["wrong"] or outcome["500s"]:
            print(f"try {number}: {kind.__name__} of {name} at {share:.4f}: {dict(outcome)}", flush=True)
        yield kind.__name__.replace("_", " "), outcome + Counter(tries=1, seconds=round(time.monotonic() - started))
        shutil.rmtree(place)
        if (number + 1) % 20 == 0:
            print(f"{number + 1} of {given.tries} tries", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--sentences", type=int, default=200_000)
    parser.add_argument("--served", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as root, reading_once(), suppress(KeyboardInterrupt):
        for kind, outcome in run_all(Path(root), given):
            found[kind] += outcome
    whole = sum(found.values(), Counter[str]())
    rows = [(kind, *map(counts.__getitem__, COLUMNS)) for kind, counts in [*sorted(found.items()), ("all", whole)]]
    print_table(("damage", *COLUMNS), rows)
    return 1 if any(whole[column] for column in ("wrong", "500s", "tracebacks", "lost")) else 0


if __name__ == "__main__":
    sys.exit(main())
