"""What is known of English stands in one place, and the stages that use it agree."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from conftest import ROOT

from service.answer.attribution import patterns
from service.answer.ranking.analysis import AnalysedSentence
from service.english import (
    calendar,
    common_verbs,
    numbers_and_units,
    place_names,
    question_words,
    titles_and_names,
    verbs_of_saying,
    word_classes,
)
from service.english.entities import find_spans
from service.english.forms import past_tense, plural, present_participle, spellings, third_person
from service.english.person_names import find_names, gender
from service.english.proper_names import find_proper_names, read_words
from service.english.tokens import STOP_WORDS, tokenize
from service.english.word_classes import is_negation
from service.index.identity import READING
from service.query.analysed_text import AnalysedText
from service.query.question import read_question

SERVICE = ROOT / "service"
FEWEST = 6  # words that make a list
BELOW = ("documents", "sentences")  # they stand below english and know their own few words
MODULES = (
    question_words,
    calendar,
    common_verbs,
    numbers_and_units,
    place_names,
    titles_and_names,
    verbs_of_saying,
    word_classes,
)

# Lists that share most of their words with a class, and why they are not taken from it: {(file, a word of it): reason}.
ALLOWED = {
    ("query/anaphora.py", "ones"): "the kinds of thing that a word points at, not the words that do",
    ("query/anaphora.py", "become"): "words that may stand between an empty 'it' and what it stands for",
    ("query/anaphora.py", "newest"): "the adjectives whose noun is left out",
    ("query/coreference.py", "duration"): "the kinds of question, no words of a text",
    ("query/classification.py", "chatter"): "the kinds of question, a type and no words of a text",
}


@cache
def classes() -> dict[str, frozenset[str]]:
    """Name every class of words that `english` offers."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, frozenset) and len(value) >= FEWEST and all(isinstance(word, str) for word in value)
    }


@cache
def lists_of(path: Path) -> tuple[tuple[int, frozenset[str]], ...]:
    """List the lists of words in a file, each with its line: strings that are split, collections of words, `a|b|c` patterns."""
    return tuple(
        (line, words) for line, words in _iterate_lists(ast.parse(path.read_text("utf-8"))) if len(words) >= FEWEST
    )


def _iterate_lists(tree: ast.AST) -> Iterator[tuple[int, frozenset[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            texts = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            yield node.lineno, frozenset(text for text in texts if text.isalpha())
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            text = node.func.value.value if isinstance(node.func.value, ast.Constant) else ""
            yield node.lineno, frozenset(text.split() if isinstance(text, str) else ())
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            for alternatives in re.findall(r"(?:[\w']+\|)+[\w']+", node.value):
                yield node.lineno, frozenset(alternatives.lower().split("|"))


def outside() -> list[Path]:
    rooms = {path: path.relative_to(SERVICE).parts[0] for path in sorted(SERVICE.rglob("*.py"))}
    return [path for path, room in rooms.items() if room != "english" and room not in BELOW]


@cache
def overlap(words: frozenset[str]) -> list[str]:
    """Name the classes that hold most of a list's words."""
    return [name for name, known in classes().items() if 2 * len(words & known) > len(words)]


def test_no_stage_lists_a_class_of_words_itself() -> None:
    wrong = [
        f"{path.relative_to(SERVICE).as_posix()}, line {line} lists words of {overlap(words)}: {sorted(words)}."
        for path in outside()
        for line, words in lists_of(path)
        if overlap(words) and not any((path.relative_to(SERVICE).as_posix(), word) in ALLOWED for word in words)
    ]
    assert wrong == []


def test_every_excuse_is_needed() -> None:
    needed = {
        (path.relative_to(SERVICE).as_posix(), word)
        for path in outside()
        for _, words in lists_of(path)
        if overlap(words)
        for word in words
    }
    assert ALLOWED.keys() <= needed


@pytest.mark.parametrize(
    "line",
    [
        """X = frozenset("he she it they we you".split())""",
        """X = {"not", "never", "no", "nor", "none", "cannot"}""",
        """X = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")""",
        """X = re.compile(r"\b(?:said|says|told|asked|wrote|argued)\b")""",
    ],
)
def test_a_list_of_its_own_would_be_found(line: str) -> None:
    assert [overlap(words) for _, words in _iterate_lists(ast.parse(line)) if len(words) >= FEWEST] != []
    assert all(overlap(words) for _, words in _iterate_lists(ast.parse(line)) if len(words) >= FEWEST)


def test_no_class_is_defined_twice() -> None:
    same = [(one, two) for (one, a), (two, b) in combinations(classes().items(), 2) if a == b]
    defined = {name for name in classes() if name.partition(".")[2] in source_names(name.partition(".")[0])}
    assert [pair for pair in same if set(pair) <= defined] == []


def source_names(module: str) -> set[str]:
    """Name what a module of english itself assigns, not what it imports."""
    tree = ast.parse((SERVICE / "english" / f"{module}.py").read_text("utf-8"))
    targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def test_an_index_is_known_by_all_that_cuts_its_terms() -> None:
    wanted, seen = ["tokens"], set[str]()
    while wanted:
        module = wanted.pop()
        if module not in seen:
            seen.add(module)
            text = (SERVICE / "english" / f"{module}.py").read_text("utf-8")
            wanted += re.findall(r"^from service\.english\.(\w+)", text, re.MULTILINE)
    assert {f"english/{module}.py" for module in seen} <= set(READING)


# Forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "third", "past", "participle"),
    [
        ("say", "says", "said", "saying"),
        ("deny", "denies", "denied", "denying"),
        ("write", "writes", "wrote", "writing"),
        ("read", "reads", "read", "reading"),
        ("stress", "stresses", "stressed", "stressing"),
        ("echo", "echoes", "echoed", "echoing"),
        ("admit", "admits", "admitted", "admitting"),
        ("begin", "begins", "began", "beginning"),
    ],
)
def test_verbs_are_inflected(verb: str, third: str, past: str, participle: str) -> None:
    assert (third_person(verb), past_tense(verb), present_participle(verb)) == (third, past, participle)


def test_both_spellings_are_known() -> None:
    assert spellings("criticized") == {"criticized", "criticised"}
    assert spellings("labeled") == {"labeled", "labelled"}
    assert spellings("said") == {"said"}


def test_nouns_are_put_in_the_plural() -> None:
    assert [plural(noun) for noun in ("city", "church", "woman", "poet", "fisherman")] == [
        "cities", "churches", "women", "poets", "fishermen",
    ]  # fmt: skip


# Stages agree -----------------------------------------------------------------------------------------------------------


def test_stages_agree_on_verbs_of_saying() -> None:
    verbs = sorted(verbs_of_saying.SAYING | verbs_of_saying.QUOTING)
    assert [verb for verb in verbs if not reports_speech(verb)] == []
    assert [verb for verb in verbs if names_attributed(verb) != [("lindqvist",)]] == []


def reports_speech(verb: str) -> bool:
    return bool(AnalysedSentence(f"The bridge is safe, Lindqvist {verb}.", 0).reports_speech)


def names_attributed(verb: str) -> list[object]:
    quoted = f"Lindqvist {verb}: “The bridge is safe.”"
    masked = patterns.MaskedText(quoted, 0, len(quoted), [(quoted.index("“"), len(quoted))])
    return [a.name and a.name.words for a in patterns.find_attributions(masked)]


@pytest.mark.parametrize("asked", ["say", "announce", "deny", "think", "promise", "tell them"])
def test_what_somebody_says_is_asked_with_any_such_verb(asked: str) -> None:
    assert read_question(f"What did Ida Holm {asked} about the bridge?").kind == "said_what"


@pytest.mark.parametrize(("told", "kind"), [("said", "who_said"), ("insists", "who_said"), ("wrote", "who")])
def test_who_said_it_is_asked_with_any_such_verb(told: str, kind: str) -> None:
    assert read_question(f"Who {told} that the bridge is safe?").kind == kind


@pytest.mark.parametrize("word", sorted(word_classes.NEGATIONS | word_classes.NEGATED_AUXILIARIES))
def test_stages_agree_on_negations(word: str) -> None:
    assert is_negation(word)
    assert AnalysedSentence(f"It is {word} so.", 0).negations == [2]
    assert read_question(f"Why is it {word} so?").negated


@pytest.mark.parametrize(("written", "pronoun"), [("Mrs Okafor", "she"), ("Emma Stone", "she"), ("Sir Holm", "he")])
def test_query_and_attribution_agree_on_genders(written: str, pronoun: str) -> None:
    text = f"The board met {written} there."
    (name,) = find_names(text)
    assert gender(name, [AnalysedText(text)]) == pronoun
    (proper,) = find_proper_names(text, read_words(text, 0, len(text)))
    assert proper.gender == pronoun


@pytest.mark.parametrize("group", sorted(titles_and_names.GROUPS))
def test_stages_agree_on_groups(group: str) -> None:
    text = f"They joined the Harrow {group.title()} then."
    (span,) = [span for span in find_spans(text, tokenize(text)) if span.type not in ("number", "date")]
    (proper,) = find_proper_names(text, read_words(text, 0, len(text)))
    assert (span.type, proper.is_group) == ("organization", True)


@pytest.mark.parametrize("opener", ["Residents", "However", "Officials", "Poets", "Meanwhile"])
def test_a_plain_word_that_opens_a_sentence_is_no_name_anywhere(opener: str) -> None:
    text = f"{opener} saw the bridge."
    assert find_spans(text, tokenize(text)) == []
    assert list(find_proper_names(text, read_words(text, 0, len(text)))) == []


@pytest.mark.parametrize("text", ["Jean-Luc’s co-op sold 300,000 U.S. eggs.", "the Müller-Thurgau of ’98, don’t ask"])
def test_words_of_names_are_the_tokens_of_a_search(text: str) -> None:
    starts = {token.start for token in tokenize(text)}
    ends = {token.end for token in tokenize(text)}
    for word in read_words(text, 0, len(text)):
        assert word.start in starts
        assert word.end in ends or word.possessive


def test_stop_words_are_made_of_classes() -> None:
    assert {"the", "themselves", "could", "isn't", "between", "because", "whose", "not"} <= STOP_WORDS
    assert not STOP_WORDS & (verbs_of_saying.SAYING | titles_and_names.TITLES | calendar.MONTHS - {"may"})


@pytest.mark.parametrize(
    ("written", "type"), [("1,150", "number"), ("2,019", "number"), ("1150", "year"), ("2019", "year")]
)
def test_a_number_with_grouped_digits_is_no_year(written: str, type: str) -> None:
    text = f"they counted {written} of them"
    assert [span.type for span in find_spans(text, tokenize(text))] == [type]
