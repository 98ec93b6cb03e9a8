"""One search engine over one text, in a process of its own: builds, searches, prints what it cost as JSON.

    python -m tests.benchmarks.contenders ENGINE SENTENCES QUERIES CLOCK [FOLDER]

ENGINE is quoth, quoth+paragraphs, rank_bm25, bm25s, each but the third also with +numba, tantivy or sqlite. Without FOLDER, the text is
made up by Zipf's law. All engines are given the same terms (cut and stemmed before), five a query, and asked for the
best 50.
"""

import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.measure import CLOCKS, own_mb, peak_mb, points_of, time_each
from tests.benchmarks.texts import IN_A_DOCUMENT, IN_A_PARAGRAPH, VOCABULARY, Zipf

LIMIT = 50
Search = Callable[[list[str]], object]


@dataclass
class Text:
    """Sentences of term numbers, their paragraphs, and queries."""

    words: list[str]
    tokens: np.ndarray
    lengths: np.ndarray
    paragraph_of: np.ndarray
    queries: list[list[str]]

    def sentences(self) -> list[list[str]]:
        ends = np.cumsum(self.lengths)
        words = np.array(self.words, dtype=object)
        return [words[self.tokens[e - n : e]].tolist() for e, n in zip(ends, self.lengths, strict=True)]


def make_text(sentences: int, queries: int) -> Text:
    zipf = Zipf(1)
    words = [f"w{number:06d}" for number in range(VOCABULARY)]
    tokens, lengths = zipf.sentences(sentences)
    owners = np.arange(sentences, dtype=np.int32) // IN_A_PARAGRAPH
    asked = [[words[number] for number in query] for query in zipf.queries(queries)]
    return Text(words, tokens, lengths, owners, asked)


def read_text(folder: Path, sentences: int, queries: int) -> Text:
    """Cut real documents until there are enough sentences; queries are five terms of one sentence."""
    from service.documents.collection import read_collection
    from service.index.segment import make_segment
    from service.sentences.segmentation import segment_text

    read, count = [], 0
    for document in read_collection(folder).documents:
        read.append((document, segment_text(document.text, document.front_matter)))
        count += len(read[-1][1].sentences)
        if count >= sentences:
            break
    segment = make_segment(read)
    words = list(segment.vocabulary)
    owners = np.repeat(segment.blocks.ends[:-1], np.diff(segment.sentences.ends)) + segment.sentences.values[:, 3]
    generator = np.random.default_rng(1)
    ends = np.cumsum(segment.lengths.values)
    long = np.flatnonzero(segment.lengths.values >= 8)
    asked = []
    for number in generator.choice(long, queries).tolist():
        held = np.unique(segment.tokens.values[ends[number] - segment.lengths.values[number] : ends[number]])
        asked.append([words[term] for term in generator.permutation(held)[:5].tolist()])
    return Text(words, segment.tokens.values, segment.lengths.values, owners.astype(np.int32), asked)


def quoth(text: Text, place: Path, support: float, compiled: bool) -> tuple[Search, Callable[[], Search]]:
    from service.index import machine_code
    from service.index.compiled import compile_all
    from service.index.searcher import Searcher
    from service.index.segment import EMPTY, Ragged, Segment
    from service.index.store import lock_folder, open_store, write_store
    from service.index.vocabulary import Vocabulary

    if compiled:
        import numba  # noqa: F401  # where it is missing, that is the result
    else:
        machine_code.find_spec = lambda name: None
    vocabulary = Vocabulary.of(text.words)
    number_of = {term: number for number, term in enumerate(vocabulary)}
    tokens = np.array([number_of[word] for word in text.words], dtype=np.int32)[text.tokens]
    documents = np.arange(0, len(text.lengths) + IN_A_DOCUMENT, IN_A_DOCUMENT).clip(max=len(text.lengths))
    paragraphs = np.append(text.paragraph_of[documents[:-1]], text.paragraph_of[-1] + 1).astype(np.int64)
    data = compile_all(vocabulary, tokens, text.lengths, text.paragraph_of, documents, paragraphs)
    none = {name: Ragged(rows, np.zeros(1, dtype=np.int64)) for name, rows in EMPTY.items()}
    none["sentences"] = Ragged(EMPTY["sentences"], documents)
    none["blocks"] = Ragged(EMPTY["blocks"], paragraphs)
    with lock_folder(place):
        write_store(place, {}, Segment((), vocabulary=vocabulary, **none), lambda: data, {})

    def opened(check: bool = False) -> Search:
        store = open_store(place)
        assert store is not None
        searcher = Searcher(store.compiled)
        searcher.prepare()  # as `quoth serve` does, which also checks all pages in the background
        for _ in store.check() if check else ():
            pass
        return lambda terms: searcher.search(dict.fromkeys(terms, 1.0), LIMIT, support=support)

    return opened(check=True), opened


def rank_bm25(text: Text, place: Path) -> tuple[Search, None]:
    from service.index.bm25 import PositiveBM25

    bm25 = PositiveBM25(text.sentences(), k1=0.9, b=0.3)
    return lambda terms: np.argsort(-bm25.get_scores(terms), kind="stable")[:LIMIT], None


def bm25s(text: Text, place: Path, backend: str) -> tuple[Search, Callable[[], Search]]:
    import bm25s as library

    ends = np.cumsum(text.lengths)[:-1]
    ids = [piece.tolist() for piece in np.split(text.tokens, ends)]
    model = library.BM25(k1=0.9, b=0.3, method="lucene", backend=backend)
    model.index((ids, {word: number for number, word in enumerate(text.words)}), show_progress=False)
    model.save(str(place))

    def searched_by(model: Any) -> Search:
        return lambda terms: model.retrieve([terms], k=LIMIT, show_progress=False)

    def opened() -> Search:
        model = library.BM25.load(str(place), mmap=True)
        model.backend = backend
        return searched_by(model)

    return searched_by(model), opened


def tantivy(text: Text, place: Path) -> tuple[Search, Callable[[], Search]]:
    import tantivy as library

    schema = library.SchemaBuilder().add_text_field("text", stored=False, tokenizer_name="whitespace").build()
    index = library.Index(schema, path=str(place))
    writer = index.writer(heap_size=500_000_000)
    for sentence in text.sentences():
        writer.add_document(library.Document(text=" ".join(sentence)))
    writer.commit()
    writer.wait_merging_threads()

    def opened() -> Search:
        index = library.Index.open(str(place))
        searcher = index.searcher()

        def search(terms: list[str]) -> object:
            parts = [(library.Occur.Should, library.Query.term_query(schema, "text", term)) for term in terms]
            return searcher.search(library.Query.boolean_query(parts), LIMIT).hits

        return search

    return opened(), opened


def sqlite(text: Text, place: Path) -> tuple[Search, Callable[[], Search]]:
    made = sqlite3.connect(place / "index.db")
    made.execute("CREATE VIRTUAL TABLE sentences USING fts5(text, content='', detail=full)")
    made.executemany("INSERT INTO sentences(text) VALUES (?)", ((" ".join(s),) for s in text.sentences()))
    made.execute("INSERT INTO sentences(sentences) VALUES ('optimize')")
    made.commit()
    made.close()

    def opened() -> Search:
        base = sqlite3.connect(place / "index.db")
        query = "SELECT rowid, rank FROM sentences WHERE sentences MATCH ? ORDER BY rank LIMIT ?"
        return lambda terms: base.execute(query, (" OR ".join(f'"{t}"' for t in terms), LIMIT)).fetchall()

    return opened(), opened


ENGINES: dict[str, Callable[[Text, Path], tuple[Search, Callable[[], Search] | None]]] = {
    "quoth": lambda text, place: quoth(text, place, 0.0, False),
    "quoth+numba": lambda text, place: quoth(text, place, 0.0, True),
    "quoth+paragraphs": lambda text, place: quoth(text, place, 0.6, False),
    "quoth+paragraphs+numba": lambda text, place: quoth(text, place, 0.6, True),
    "rank_bm25": rank_bm25,
    "bm25s": lambda text, place: bm25s(text, place, "numpy"),
    "bm25s+numba": lambda text, place: bm25s(text, place, "numba"),
    "tantivy": tantivy,
    "sqlite": sqlite,
}


def main(engine: str, sentences: str, queries: str, clock: str, folder: str | None = None) -> None:
    count = int(queries)
    text = read_text(Path(folder), int(sentences), count) if folder else make_text(int(sentences), count)
    place = Path(tempfile.mkdtemp(prefix="quoth-benchmark-"))
    before, now = peak_mb(), CLOCKS[clock]
    started = now()
    try:
        search, open_again = ENGINES[engine](text, place)
        built = now() - started
        result = {"sentences": len(text.lengths), "index_s": built, "peak_mb": peak_mb() - before}
        result["size_mb"] = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
        for query in text.queries[: max(1, count // 10)]:
            search(query)
        times = time_each([lambda query=query: search(query) for query in text.queries], clock)  # type: ignore[misc]
        result |= points_of(times)
        if open_again:
            del search
            private, started = own_mb(), time.perf_counter()
            open_again()(text.queries[0])
            result["open_s"] = time.perf_counter() - started
            result["open_own_mb"] = own_mb() - private
    finally:
        shutil.rmtree(place)
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
