"""What to go on with after an answer: questions that the documents answer, and names in it that stand elsewhere too."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from service.engine.example_questions import ASKING, Place, is_answered, make_question
from service.engine.live import Snapshot
from service.english.proper_names import ProperName, find_proper_names, opens_sentence, read_words
from service.english.tokens import fold
from service.query.turns import Exchange, Provenance
from service.wire.replies import Citation, Reply

DOCUMENTS = 3  # of those cited last
NEAR = 200  # sentences read of each before what was cited, and after it
AROUND = 1_500  # characters on either side of what was cited in which people are named
TRIED = 8  # questions asked
QUESTIONS = 3
SURE = 0.6  # the least confidence
NAMES = 8
READ = 2_000  # characters of what was cited that names are looked for in

Answer = Callable[[str], Reply]


class NextQuestion(NamedTuple):
    """A question, and what tells whether a citation answers it."""

    question: str
    fits: Callable[[Citation], bool]


def suggest_questions(
    snapshot: Snapshot, exchanges: Sequence[Exchange], examples: Sequence[str], answer: Answer
) -> tuple[str, ...]:
    """Make up to `QUESTIONS` questions, from the documents cited last or else out of `examples`.

    Each was asked by `answer`, in the light of the exchanges, and is kept only if the reply is an answer, that fits it, and
    that nobody has read yet.
    """
    asked = {fold(exchange.question) for exchange in exchanges}
    read = [excerpt.place for exchange in exchanges for excerpt in exchange.excerpts if excerpt.place]
    found: list[str] = []
    for candidate in islice(_candidates(snapshot, exchanges[-1], examples, asked), TRIED):
        reply = answer(candidate.question)
        best = reply.citations[0] if reply.citations and reply.confidence >= SURE else None
        if best and candidate.fits(best) and not _is_read(best, read):
            found.append(candidate.question)
            read.append(Provenance(best.document.id, best.start, best.end))
        if len(found) == QUESTIONS:
            break
    return tuple(found)


def _candidates(snapshot: Snapshot, last: Exchange, examples: Sequence[str], asked: set[str]) -> Iterator[NextQuestion]:
    """Yield the questions that are worth trying, each once: those of sentences, of people, and the examples."""
    seen = set(asked)
    cited = _cited_documents(last)
    for candidate in (*_of_sentences(snapshot, cited), *_of_people(snapshot, cited), *map(_of_example, examples)):
        if fold(candidate.question) not in seen:
            seen.add(fold(candidate.question))
            yield candidate


def _cited_documents(last: Exchange) -> Sequence[Provenance]:
    """Return where the answer stands in each document that it cites."""
    first: dict[str, Provenance] = {}
    for excerpt in last.excerpts:
        if excerpt.place:
            first.setdefault(excerpt.place.document, excerpt.place)
    return [*first.values()][:DOCUMENTS]


def _of_sentences(snapshot: Snapshot, cited: Sequence[Provenance]) -> Sequence[NextQuestion]:
    """Make questions of sentences near to what was cited: one of each pattern, then a second one, so that they differ."""
    made: list[tuple[int, NextQuestion]] = []
    counts: dict[int, int] = {}
    for place, text in (found for one in cited for found in _sentences_near(snapshot, one)):
        if question := make_question(text):
            number = question[0]
            counts[number] = counts.get(number, 0) + 1
            made.append((counts[number], NextQuestion(question[1], partial(_stands_at, place, number < ASKING))))
    return [candidate for _, candidate in sorted(made, key=lambda pair: pair[0])][: TRIED // 2]


def _sentences_near(snapshot: Snapshot, cited: Provenance) -> Iterator[tuple[Place, str]]:
    """Yield the place and the text of sentences outside what was cited, those nearest to it first."""
    number = snapshot.numbers[cited.document]
    text = snapshot.documents[number].text
    sentences = snapshot.index.corpus.segmentation(number).sentences
    place = bisect_left(sentences, cited.start, key=attrgetter("start"))
    near = (s for s in sentences[max(0, place - NEAR) : place + NEAR] if s.kind in ("prose", "heading"))
    others = [s for s in near if s.end <= cited.start or s.start >= cited.end]
    for sentence in sorted(others, key=lambda s: abs(s.start - cited.start)):
        yield (cited.document, sentence.start, sentence.end), " ".join(text[sentence.body : sentence.end].split())


def _stands_at(place: Place, asks: bool, citation: Citation) -> bool:
    return is_answered(place, asks, [citation])


def _of_people(snapshot: Snapshot, cited: Sequence[Provenance]) -> Iterator[NextQuestion]:
    for one in cited:
        text = snapshot.documents[snapshot.numbers[one.document]].text
        near = _names_in(text, max(0, one.start - AROUND), min(len(text), one.end + AROUND))
        people = dict.fromkeys(text[n.start : n.end] for n in near if len(n.words) in (2, 3) and not n.is_group)
        for person in [*people][: TRIED // 4]:
            yield NextQuestion(f"What did {person} say?", partial(_is_said_by, person.split()[-1]))
            yield NextQuestion(f"Who is {person}?", partial(_tells_of, person.split()[-1]))


def _is_said_by(name: str, citation: Citation) -> bool:
    return citation.speaker is not None and name in citation.speaker.name


def _tells_of(name: str, citation: Citation) -> bool:
    return name in citation.quote


def _of_example(question: str) -> NextQuestion:
    return NextQuestion(question, lambda _: True)


def _is_read(citation: Citation, read: Sequence[Provenance]) -> bool:
    own = citation.document.id
    return any(place.document == own and place.start < citation.end and citation.start < place.end for place in read)


def find_names(snapshot: Snapshot, exchange: Exchange, count: Callable[[str], int]) -> tuple[str, ...]:
    """Return up to `NAMES` names in what was cited that `count` finds in other sentences too."""
    names: dict[str, None] = {}
    for place in (excerpt.place for excerpt in exchange.excerpts if excerpt.place):
        text = snapshot.documents[snapshot.numbers[place.document]].text
        found = _names_in(text, place.start, min(place.end, place.start + READ))
        names |= dict.fromkeys(text[name.start : name.end] for name in found)
    return tuple(name for name in [*names][:NAMES] if count(name) > 1)


def _names_in(text: str, start: int, end: int) -> Iterator[ProperName]:
    """Yield the names in a range of a text, but for single words that may have their capital from the sentence they open."""
    words = read_words(text, start, end)
    for name in find_proper_names(text, words):
        written = text[name.start : name.end]
        opens = len(name.words) == 1 and opens_sentence(text, words, name.first)
        if not opens and '"' not in written and written.isprintable():
            yield name
