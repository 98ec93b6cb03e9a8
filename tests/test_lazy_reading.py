"""What is read of a document only as far as it is needed is the same as if all of it were read."""

import re

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.answer.ranking import topic_lines
from service.answer.ranking.label_search import find_lines
from service.documents.document import Document, hash_text
from service.english.tokens import extract_terms
from service.index.columns import KEPT, LazyRows
from service.index.embedded import Index
from service.index.segment import SENTENCES
from service.sentences.line_labels import end_of_label, is_keyed
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Segmentation, Sentence

TEXT = "\n\n".join(f"Boat {n} left. It sank." for n in range(KEPT))
ROWS = segment_text(TEXT).sentences


@pytest.fixture(scope="module")
def lazy() -> LazyRows[Sentence]:
    return LazyRows(SENTENCES, SENTENCES.encode(ROWS))


def test_rows_are_those_that_were_stored(lazy):
    assert lazy == tuple(ROWS) and tuple(ROWS) == lazy
    assert lazy != tuple(ROWS[1:])
    assert len(lazy) == len(ROWS)
    for place in (0, 15, 16, len(ROWS) - 1, -1, -len(ROWS), *range(0, len(ROWS), 7)):
        assert lazy[place] == ROWS[place]
    for place in (len(ROWS), -len(ROWS) - 1):
        with pytest.raises(IndexError):
            lazy[place]


def test_no_more_rows_are_kept_than_its_bytes_allow_for(lazy):
    assert [lazy[n] for n in range(len(lazy))] == list(ROWS)
    assert len(lazy._decoded) <= KEPT


def test_rows_that_hold_a_value_are_told_without_decoding_them(lazy):
    for kind in dict.fromkeys(row.kind for row in ROWS):
        assert lazy.holding("kind", kind, 50).tolist() == [row.kind == kind for row in ROWS[:50]]


def test_few_rows_are_all_decoded_once_many_are_wanted():
    few = LazyRows(SENTENCES, SENTENCES.encode(ROWS[:80]))
    assert few[3] == ROWS[3] and few[-1] == ROWS[79] and len(few._decoded) == 2
    assert [few[place] for place in range(80)] == list(ROWS[:80])
    assert few._decoded == tuple(ROWS[:80])
    with pytest.raises(IndexError):
        few[80]


@given(
    st.integers(-5, len(ROWS) + 5), st.integers(-5, len(ROWS) + 5), st.integers(-2, len(TEXT) + 2) | st.just(1 << 40)
)
def test_rows_are_searched_and_cut_as_a_tuple(lazy, first, last, offset):
    assert lazy[first:last] == ROWS[first:last]
    plain, stored = Segmentation(ROWS, (), ()), Segmentation(lazy, (), ())
    assert stored.count_sentences(offset) == plain.count_sentences(offset)
    if 0 <= first <= last:
        for name in Sentence._fields:
            assert stored.column(name, first, last) == plain.column(name, first, last)


@given(st.text(st.sampled_from("AZbé9 :：.-*_(\t'\n"), max_size=60))
def test_keys_are_found_as_by_a_pattern_that_tries_everything(line):
    key = r"[*_]{0,3}[A-Z](?:[\w()/&'’. -]{0,40}(?<! ) ?[:：][*_]{0,3}[ \t]+|[\w()/&'’-]*(?: [\w()/&'’-]+){0,4}(?: {3,}|\t+|[. ]{5,}))"
    assert is_keyed(line, 0, len(line)) == bool(re.match(rf"{key}(?=\S)", line))


LINES = [
    "# Dates of the fair", "Date: 3 May", "- Date and place: Dunley", "**Place:** the quay", "Place      the pier",
    "The date of the fair was moved.", "Re: the fair", "*Subject:* Boats", "subject: nets", "Topic : the quay", "There: no", "",
    "Opening-date: 4 May", "E-mail address: a@b.c", "Thread： sails",
]  # fmt: skip


def labels_of(text: str, segmentation: Segmentation) -> dict[str, list[int]]:
    """Read the terms of all labels and headings of a text."""
    found: dict[str, list[int]] = {}
    for position, sentence in enumerate(segmentation.sentences):
        line = text[sentence.body : min(sentence.end, sentence.body + 60)]
        heads = sentence.kind == "heading" and sentence.end - sentence.body <= 60
        if heads or (sentence.kind in ("prose", "item") and is_keyed(text, sentence.body, sentence.end)):
            for term in dict.fromkeys(extract_terms(line if heads else line[: max(0, end_of_label(line))])):
                found.setdefault(term, []).append(position)
    return found


@examples(50)
@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=14), st.sampled_from(["\n", "\n\n"]))
def test_lines_are_found_by_their_labels_as_if_all_labels_were_read(lines, separator):
    texts = [separator.join(part) + "\n" for part in (lines, lines[::-1], ["Boats sank."])]
    documents = [Document(f"{n}.md", text, hash_text(text)) for n, text in enumerate(texts)]
    cuts = [segment_text(text) for text in texts]
    index = Index(documents, cuts)
    for number, (document, cut) in enumerate(zip(documents, cuts, strict=True)):
        labels = labels_of(document.text, cut)
        for term in (*labels, "none"):
            found = [n - index.corpus.first(number) for n in find_lines(index, number, [term])]
            assert found == labels.get(term, [])


@given(st.lists(st.sampled_from(LINES * 2 + ["We left."] * 30), min_size=2, max_size=90), st.data())
def test_the_header_above_is_the_last_of_all_that_is_near(lines, data):
    text = "\n\n".join(lines) + "\n"
    cut = segment_text(text)
    headers = [n for n, s in enumerate(cut.sentences) if topic_lines._HEADER.match(text, s.body, s.end)]
    position = data.draw(st.integers(0, max(0, len(cut.sentences) - 1)))
    near = [n for n in headers if position - topic_lines._FAR < n < position]
    stored = Segmentation(LazyRows(SENTENCES, SENTENCES.encode(cut.sentences)), cut.blocks, cut.quotations)
    for one in (cut, stored):
        assert topic_lines._find_header(text, one, position) == (near[-1] if near else None)
