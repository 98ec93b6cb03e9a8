"""A sentence is read once: its terms and where they stand, its related words, its runs, what it says of speech and reasons."""

import pytest

from service.answer.ranking.analysis import AnalysedSentence
from service.english.related_words import families
from service.english.tokens import stem

TEXT = "The old mill, which Ada Crane established, never burned: the mill stands."


@pytest.fixture(scope="module")
def view() -> AnalysedSentence:
    return AnalysedSentence(TEXT, 100)


MATCHES = [
    ("mill", 1.0, (2, 10)),
    ("crane", 1.0, (5,)),
    ("founded", 0.6, (6,)),
    ("established", 1.0, (6,)),
    ("weir", 0.0, ()),
]


@pytest.mark.parametrize(("word", "closeness", "places"), MATCHES)
def test_a_term_is_held_itself_or_by_kin_at_its_places(
    view: AnalysedSentence, word: str, closeness: float, places: tuple[int, ...]
) -> None:
    assert view.match(stem(word)) == (closeness, places)


def test_several_terms_match_as_each_alone(view: AnalysedSentence) -> None:
    terms = [stem(word) for word, _, _ in MATCHES]
    assert view.match_all([(term, families(term)) for term in terms]) == [view.match(term) for term in terms]


def test_content_is_the_terms_that_are_no_stop_words(view: AnalysedSentence) -> None:
    assert view.content == {"old", "mill", "ada", "crane", "establish", "burn", "stand"}
    assert all(view.holds_any(frozenset((term,))) for term in view.content)


RUNS = [(("the", "old", "mill"), True), (("the", "mill"), True), (("old", "crane"), False), (("weir",), False)]


@pytest.mark.parametrize(("run", "held"), RUNS)
def test_a_run_is_held_where_its_terms_follow_each_other(
    view: AnalysedSentence, run: tuple[str, ...], held: bool
) -> None:
    assert view.holds_run(run) == held


def test_runs_are_four_folded_words(view: AnalysedSentence) -> None:
    assert ("the", "old", "mill", "which") in view.list_runs()
    assert len(view.list_runs()) == len(view.tokens) - 3
    assert AnalysedSentence("Too short here", 0).list_runs() == set()


# (sentence, property, whether it has it)
PROPERTIES = [
    ("It closed because of rain.", "gives_reason", True),
    ("It closed in order to save money.", "gives_reason", True),
    ("It closed in May.", "gives_reason", False),
    ("She crossed by raft.", "gives_means", True),
    ("She crossed at noon.", "gives_means", False),
    ("Crane insisted on it.", "reports_speech", True),
    ("According to Crane it rained.", "reports_speech", True),
    ("Crane sat on it.", "reports_speech", False),
    ("At noon Ada Crane came.", "named", True),
    ("Crane came.", "named", False),
    ("At noon it came.", "named", False),
]


@pytest.mark.parametrize(("text", "name", "has"), PROPERTIES)
def test_a_sentence_is_known_by_its_words(text: str, name: str, has: bool) -> None:
    assert getattr(AnalysedSentence(text, 0), name) is has


PLACES = [
    ("Nobody said that it does not rain, nor that it can’t.", "negations", [5, 7, 10]),
    ("Nobody said that it rains, but one told me.", "speech_verbs", [1, 7]),
    ("In 1911 they had 300 boats.", "number_ends", [2, 5]),
    ("It rains.", "negations", []),
]


@pytest.mark.parametrize(("text", "name", "places"), PLACES)
def test_places_count_tokens(text: str, name: str, places: list[int]) -> None:
    assert sorted(getattr(AnalysedSentence(text, 0), name)) == places


def test_reading_ahead_changes_nothing() -> None:
    ahead, later = AnalysedSentence(TEXT, 0), AnalysedSentence(TEXT, 0)
    ahead.read()
    assert ahead.worded_spans == later.worded_spans and ahead.related == later.related


def test_a_view_of_nothing_holds_nothing() -> None:
    view = AnalysedSentence("—", 0)
    assert view.match("mill") == (0.0, ()) and not view.named and view.spans == [] and not view.content


def test_places_of_a_long_sentence_are_in_order() -> None:
    view = AnalysedSentence("The mill of a mill-owner, " + "and the mill " * 300, 0)
    assert view.positions["mill"][:3] == (1, 4, 8) and len(view.tokens) > 900
    assert all(view.tokens[place].term == "mill" for place in view.positions["mill"])
    assert list(view.positions["mill"]) == sorted(view.positions["mill"])
    assert view.positions["millown"] == (4,)
