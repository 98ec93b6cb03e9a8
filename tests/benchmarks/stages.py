"""Tell where the time of whole answers goes: milliseconds a question in each stage.

    python -m tests.benchmarks.stages FOLDER [--index FOLDER] [--questions FILE] [--count 1000] [--json FILE]

Without `--questions` (lines of JSON with a `question`), different questions are made of words that stand together in the
documents. Each is asked once, of an engine that has been opened anew, as the first time is what most questions cost. Stages
are timed by the process's own time, without what they call of other stages; the clock adds some 0.1 ms a question.
"""

import argparse
import importlib
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any

from service.engine.live import Snapshot, open_snapshot
from tests.benchmarks.measure import points_of, print_table

# Functions by the stage whose time they are, each in the module that calls it.
STAGES: dict[str, tuple[str, ...]] = {
    "question": ("engine.engine:follow",),
    "spelling": ("answer.answering:correct_spelling",),
    "term weights": ("answer.ranking.candidates:weigh_terms",),
    "search": ("answer.ranking.candidates:find_candidates",),
    "search for kin": ("answer.ranking.candidates:kin_weights",),
    "labels": ("answer.ranking.candidates:find_labelled", "answer.ranking.candidates:restore_capitals"),
    "analysis": ("answer.ranking.contexts:AnalysedSentence",),
    "places": ("answer.ranking.contexts:_find_places", "answer.ranking.evidence:_find_below"),
    "evidence": ("answer.ranking.candidates:gather_evidence",),
    "score": ("answer.ranking.candidates:rank_candidates", "answer.answering:rank_candidates"),
    "unmentioned": ("answer.answering:find_unmentioned", "answer.answering:write_words"),
    "citing": ("answer.answering:cite", "answer.answering:cite_answer"),
    "highlight": ("answer.citing:find_highlight",),
    "speaker": ("answer.citing:_attributor_of",),
    "passage": ("answer.citing:find_passage", "answer.citing:find_quote"),
    "agreement": ("answer.answering:cite_agreement", "answer.answering:find_further"),
    "word matches": ("answer.answering:match_words",),
    "checking quotes": ("engine.engine:keep_verbatim",),
    "shaping": ("engine.engine:Engine._shaper",),
}
PROPERTIES = "spans of sentences"
FORMS = (
    "What is the {0} of {1}?",
    "Who {0} the {1} {2}?",
    "When was {0} {1}?",
    "How many {0} does {1} {2}?",
    "Where can the {0} {1} be found?",
    "Why does {0} {1} {2}?",
    "How do you {0} a {1} {2}?",
    "Does {0} {1} the {2} {3}?",
)


class Stages:
    """The time spent in each stage so far, in seconds, without that of the stages it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._inner = [0.0]

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts the time of its calls for a stage."""
        inner, spent, calls, now = self._inner, self.spent, self.calls, time.process_time

        @wraps(call)
        def timed(*arguments: Any, **named: Any) -> Any:
            inner.append(0.0)
            started = now()
            try:
                return call(*arguments, **named)
            finally:
                taken = now() - started
                spent[stage] += taken - inner.pop()
                calls[stage] += 1
                inner[-1] += taken

        return timed

    def install(self) -> None:
        """Time the stages from now on, in this process."""
        for stage, places in STAGES.items():
            for place in places:
                owner, name, call = find_place(place)
                setattr(owner, name, self.timed(stage, call))
        self._install_features()

    def _install_features(self) -> None:
        features = importlib.import_module("service.answer.ranking.features")
        for group, functions in features.FEATURES.items():
            features.FEATURES[group] = tuple(self.timed(f"features: {group}", one) for one in functions)
        analysis = importlib.import_module("service.answer.ranking.analysis")
        analysis.find_spans = self.timed(PROPERTIES, analysis.find_spans)


def find_place(place: str) -> tuple[Any, str, Callable[..., Any]]:
    """Return what holds a function, its name there, and the function; a place is "module:name" or "module:Class.name"."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(f"service.{module}")
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    return owner, name, getattr(owner, name)


def make_questions(snapshot: Snapshot, count: int) -> list[str]:
    """Make different questions of the content words of sentences, chosen alike over the collection."""
    from service.english.tokens import tokenize

    corpus, random = snapshot.index.corpus, Random(1)
    found: dict[str, None] = {}
    while len(found) < count:
        document, position = corpus.locate(random.randrange(len(corpus)))
        sentence = corpus.segmentation(document).sentences[position]
        text = corpus.documents[document].text[sentence.body : sentence.end]
        words = [text[token.start : token.end] for token in tokenize(text) if not token.stop and token.word.isalpha()]
        form = FORMS[len(found) % len(FORMS)]
        needed = form.count("{")
        if len(set(words)) >= needed:
            first = random.randrange(len(words) - needed + 1)
            found[form.format(*words[first : first + needed])] = None
    return list(found)


def ask_all(folder: Path, index: Path, questions: list[str]) -> tuple[Stages, list[float]]:
    """Ask questions one by one; returns the stages' times, and each answer's in milliseconds."""
    from service.commands.common import spare_collections
    from service.engine.engine import Engine

    stages, times = Stages(), []
    engine = Engine(folder, index=index)
    stages.install()
    engine.start()
    spare_collections()  # as `quoth serve` does
    engine.ask("What is this?")
    ask = stages.timed("the rest", engine.ask)
    stages.spent.clear()
    stages.calls.clear()
    for text in questions:
        started = time.process_time()
        ask(text)
        times.append((time.process_time() - started) * 1e3)
    return stages, times


def rows_of(stages: Stages, count: int) -> Iterator[tuple[str, float, float, float]]:
    """Yield each stage with its milliseconds a question, its share of all, and its calls a question; dearest first."""
    total = sum(stages.spent.values())
    for stage, spent in sorted(stages.spent.items(), key=lambda item: -item[1]):
        yield stage, spent / count * 1e3, spent / total, stages.calls[stage] / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quoth-benchmark-") as made:
        index = given.index or Path(made)
        if given.questions:
            lines = given.questions.read_text("utf-8").splitlines()
            questions = [str(json.loads(line)["question"]) for line in lines][: given.count]
        else:
            questions = make_questions(open_snapshot(given.folder, index), given.count)
        stages, times = ask_all(given.folder, index, questions)
    rows = list(rows_of(stages, len(questions)))
    points = points_of(times) | {"mean": sum(times) / len(times)}
    print_table(("stage", "ms a question", "share", "calls a question"), rows)
    print(", ".join(f"{name} {value:.2f} ms" for name, value in points.items()))
    if given.json:
        given.json.write_text(json.dumps({"stages": rows, "answers": points}, indent=1))


if __name__ == "__main__":
    main()
