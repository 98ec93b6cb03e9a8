"""Serve a folder of hostile files, and print what each gave.

    python -m tests.benchmarks.corpus [--large]

`--large` adds a line of 100 MB, which is named, two of 5 MB, and 100,000 tiny files. Exits with 1 if a file was lost in silence,
did not end as it should, took more than ten seconds of a core, or if a quote is not verbatim. Of each PDF that is served the
first page is drawn too.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from service.documents.collection import read_file
from service.documents.document import Document, Skipped
from service.documents.errors import UnreadableError
from service.documents.file_names import escape_name
from service.documents.page_images import draw_apart, want_page
from service.engine.engine import Engine
from service.sentences.segmentation import segment_text
from service.wire.replies import Reply
from tests.benchmarks.hostile_files import HostileFile, make_files

SLOWEST = 10.0  # seconds of a core for one file: what else the machine does must not count
TINY = 100_000
QUESTIONS = (
    "When did the northern pier of Brenna close?",
    "Who said that it would open again?",
    "What opened on Monday?",
)
WIDTH = 90


class Given(NamedTuple):
    """What a file gave: its documents, what was skipped, and the seconds of a core that reading and segmenting took, and drawing."""

    documents: list[Document]
    skipped: list[Skipped]
    seconds: float

    @property
    def end(self) -> str:
        return "both" if self.documents and self.skipped else "served" if self.documents else "named"


def lay_out(folder: Path, files: list[HostileFile]) -> None:
    """Write the files, and what is no regular file."""
    folder.mkdir(parents=True)
    for file in files:
        path = os.path.join(os.fsencode(folder), os.fsencode(file.name))
        with open(path, "wb") as written:
            written.write(file.data)
    os.mkfifo(folder / "fifo.txt")
    (folder / "out.txt").symlink_to("/etc/hostname")
    (folder / "loop").symlink_to(".")
    (folder / "gone.txt").symlink_to("nothing")
    (folder / "folder.txt").mkdir()


def read_each(folder: Path, files: list[HostileFile]) -> dict[str, Given]:
    """Read every file alone."""
    given = {}
    for file in files:
        id, begin = os.fsdecode(file.name), spent()
        found = read_file(folder, id)
        documents = [item for item in found if isinstance(item, Document)]
        for document in documents:
            segment_text(document.text, document.front_matter)
            draw_first_page(document, file.data)
        skipped = [item for item in found if isinstance(item, Skipped)]
        given[id] = Given(documents, skipped, spent() - begin)
    return given


def spent() -> float:
    """Return the seconds of a core that this process has used, and those that read and draw for it, alive or not."""
    ticks = 0
    for pid in Path("/proc/self/task", str(os.getpid()), "children").read_text().split():
        with suppress(OSError):
            ticks += sum(map(int, Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[11:13]))
    return sum(os.times()[:4]) + ticks / os.sysconf("SC_CLK_TCK")


def draw_first_page(document: Document, data: bytes) -> None:
    """Draw the first page of a PDF with all of its words boxed, if it is one that can be drawn."""
    if document.reader == "pdf" and data.startswith((b"%PDF", b"junk")):
        with suppress(UnreadableError):
            draw_apart(data, want_page(document, 1, (0, len(document.text))), len(data))


def find_faults(
    files: list[HostileFile], given: dict[str, Given], engine: Engine, slowest: float = SLOWEST
) -> Iterator[str]:
    """Say what is not as it should be."""
    assert engine.snapshot is not None
    served, named = set(engine.snapshot.numbers), {skip.id for skip in engine.snapshot.skipped}
    for file in files:
        id = os.fsdecode(file.name)
        found, shown = given[id], escape_name(id)
        below = f"{id}/"
        ends = {"served"} if any(s == id or s.startswith(below) for s in served) else set()
        ends |= {"named"} if any(s == shown or s.startswith(f"{shown}/") for s in named) else set()
        ended = "both" if len(ends) == 2 else next(iter(ends), "hidden")
        if ended == "hidden" and file.end != "hidden":
            yield f"{shown} is lost in silence."
        elif ended != file.end and not (file.end == "both" and ended != "hidden"):
            yield f"{shown} is {ended}; expected {file.end}."
        if found.seconds > slowest:
            yield f"{shown} took {found.seconds:.1f} seconds of a core."
    texts = {document.id: document.text for found in given.values() for document in found.documents}
    for id, text in texts.items():
        if id in served and engine.snapshot.documents[engine.snapshot.numbers[id]].text != text:
            yield f"{id} has another text when it is read again."
    for question in QUESTIONS:
        yield from find_misquotes(engine.ask(question, limit=20, min_confidence=0.0), texts)


def find_misquotes(reply: Reply, texts: dict[str, str]) -> Iterator[str]:
    cited = (*reply.citations, *reply.nearest)
    if not cited:
        yield f"Nothing was found for {reply.question!r}."
    for passage in cited:
        if texts.get(passage.document.id, "")[passage.start : passage.end] != passage.quote:
            yield f"{passage.document.id} is misquoted at {passage.start}."


def describe(file: HostileFile, found: Given) -> str:
    """Return the row of a file in the table."""
    name = escape_name(os.fsdecode(file.name))
    name = name if len(name) <= 28 else f"{name[:27]}…"
    said = []
    if found.documents:
        first = found.documents[0]
        size = sum(len(document.text) for document in found.documents)
        said.append(f"{len(found.documents)} x {first.reader}/{first.encoding}, {size:,} characters")
        said += [warning for document in found.documents for warning in document.warnings][:1]
    said += [skip.reason for skip in found.skipped][:1]
    ended = file.end if file.end == "hidden" else found.end
    return f"{name:28} {len(file.data):>11,} {ended:7} {found.seconds:5.1f}  {'; '.join(said)[:WIDTH]}"


def large_files() -> list[HostileFile]:
    word = b"the harbour and the pier of the town, "
    return [
        HostileFile("line-100mb.txt", word * (100_000_000 // len(word)), "named"),
        HostileFile("line-5mb.txt", word * (5_000_000 // len(word))),
        HostileFile("word-5mb.txt", b"a" * 5_000_000),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        raise SystemExit(1 if run(Path(place), given.large) else 0)


def run(place: Path, large: bool) -> list[str]:
    """Lay the files out below a folder, read and serve them, print the table, and return the faults."""
    files = make_files() + (large_files() if large else [])
    folder = place / "documents"
    lay_out(folder, files)
    given = read_each(folder, files)
    for file in files:
        print(describe(file, given[os.fsdecode(file.name)]))
    if large:
        (folder / "tiny").mkdir()
        for number in range(TINY):
            (folder / "tiny" / f"{number}.txt").write_text(f"Note {number} is short.")
    begin, spent_before = time.perf_counter(), spent()
    with Engine(folder, index=place / "index", processes=None if large else 1) as engine:
        snapshot = engine.start()
        print(f"\nServed {len(snapshot.documents):,} documents of {len(files):,} files", end="")
        took, cores = time.perf_counter() - begin, spent() - spent_before
        print(f", named {len(snapshot.skipped):,}, in {took:.1f} seconds, {cores:.1f} of a core.")
        faults = list(find_faults(files, given, engine))
    for fault in faults:
        print(f"FAULT: {fault}")
    return faults


if __name__ == "__main__":
    main()
