"""Agreement: what other documents say to an answer is told right, and nothing that they do not say."""

import pytest
from conftest import SEEDS

from service.answer.agreement.corroboration import Agreement, find_agreement
from service.answer.ranking.contexts import read_sentences
from service.answer.ranking.evidence import Candidate
from service.documents.collection import read_collection
from service.documents.contents import make_document
from service.index.embedded import Hit, Index
from service.index.near_duplicates import copies
from service.sentences.segmentation import segment_text


def build(*texts: str) -> Index:
    documents = [make_document(f"{number}.txt", text, "utf-8") for number, text in enumerate(texts)]
    return Index(documents, [segment_text(document.text) for document in documents])


def candidates(index: Index) -> list[Candidate]:
    """Every sentence of a collection as a candidate, in document order."""
    numbers = range(len(index.corpus))
    readings = zip(numbers, read_sentences(index, numbers), strict=True)
    return [Candidate(Hit(number, 1.0, 1.0, 0.0), *reading[:4], reading.analysis) for number, reading in readings]


def compare(answer: str, *others: str) -> list[Agreement]:
    """What the other texts say to the answer, in a collection that speaks of other things too."""
    endings = ("Ravens nest here.", "Snow fell early.", "Nobody came.")
    index = build(*(f"{text} {end}" for text, end in zip((answer, *others), endings, strict=False)), *FILLERS)
    found = candidates(index)
    return find_agreement(found[0], found[1:], index)


def say(answer: str, other: str) -> tuple[str, str | None] | None:
    found = compare(answer, other)
    return (found[0].role, found[0].relation) if found else None


FILLERS = [
    "The library opens at nine. Loans last three weeks, and a fine is ten cents a day.",
    "A heron stood by the weir. Rain fell on the hills, and the river rose in the night.",
    "Members of the choir sang two hymns. The organ was mended in spring.",
]

SAME_WORDING = [
    (
        "“The pier is old and it will not stand another winter,” Ann Quill said on Monday.",
        'Quill told the board that "the pier is old, and it will not stand another winter."',
    ),
    (
        "The board voted on Tuesday to close the harbour to all boats over ten metres.",
        "The board voted on Tuesday to close the harbour to all boats over ten metres.",
    ),
    (
        "The board voted on Tuesday to close the harbour to all boats over ten metres.",
        "The Board voted on Tuesday to close the harbour to all boats over ten metres, its clerk said.",
    ),
]
SAME_CLAIM = [
    (
        "There are 4,200 people living in Aberlow who hold a fishing licence.",
        "The minister spoke of the safety of those 4,200 fishing licence holders in Aberlow.",
    ),
    (
        "The Tarn bridge was built in 1887 and closed in 1954.",
        "Built in 1887, the old bridge at Tarn was closed to traffic in 1954.",
    ),
    (
        "Fire destroyed three hundred thousand books in the Aberlow library.",
        "Some 300,000 books were destroyed by the fire in the library at Aberlow.",
    ),
    (
        "About 300 boats use the harbour at Aberlow.",
        "The harbour at Aberlow is used by 312 boats.",
    ),
]
DIFFERS = [
    (
        "There are currently 300,000 people residing in Aberlow who hold fishing licences.",
        "Some 250,000 people in Aberlow hold fishing licences.",
    ),
    (
        "The fire at the Aberlow cannery killed 40 people.",
        "The Aberlow cannery fire killed 35 people.",
    ),
    (
        "The Tarn bridge was opened to trains on 3 May 1887.",
        "The Tarn bridge was opened to trains on 4 May 1887.",
    ),
    (
        "The old bridge at Tarn was opened to trains in 1887.",
        "The old bridge at Tarn was opened to trains in 1889.",
    ),
    (
        "The Tarn bridge was designed by Ann Quill.",
        "The Tarn bridge was designed by Tom Reed.",
    ),
    (
        "The repair of the sea wall will cost $4.2 million, the board said.",
        "The repair of the sea wall will cost $5.1 million, the board said.",
    ),
    (
        "The poet Ann Quill was born in Aberlow.",
        "The poet Ann Quill was born in Tarn.",
    ),
]
# Different events, different subjects, facts that go together, figures that do not clash.
NO_DIFFERENCE = [
    ("The fire at the Aberlow cannery killed 40 people.", "The fire at the Tarn mill killed 35 people."),
    ("In 2019 the fair in Aberlow drew 300 people.", "In 2020 the fair in Aberlow drew 250 people."),
    ("Aberlow has 300 boats.", "Aberlow has 250 nets."),
    ("Aberlow has 300 boats.", "Tarn has 250 boats."),
    ("More than 300 boats use the harbour at Aberlow.", "The harbour at Aberlow is used by 412 boats."),
    ("About 300 boats use the harbour at Aberlow.", "The harbour at Aberlow is used by 312 boats."),
    ("Fire destroyed 300,000 books in the library.", "Fire destroyed three hundred thousand books in the library."),
    ("40 people died in the north wing of the hotel.", "35 people died in the south wing of the hotel."),
    ("The storm killed 40 people.", "The storm killed 35 people in Tarn."),
    ("The ferry takes 40 men and 12 cars.", "The ferry takes 40 men and 3 horses."),
    ("The council met on 3 May 2020.", "The council met on 10 May 2020."),
    ("The council of Aberlow met in May 2019.", "The council of Aberlow met in June 2020."),
    ("Ann Quill voted for the plan to mend the pier.", "Tom Reed voted for the plan to mend the pier."),
    ("The plan was praised by Ann Quill.", "The plan was praised by Tom Reed."),
    ("The Tarn bridge was designed by Ann Quill.", "The Tarn bridge was designed by the engineer Ann Quill."),
    ("The Tarn bridge was designed by Ann Quill.", "The Tarn tunnel was designed by Tom Reed."),
    ("The bridge is 40 metres long.", "The bridge is 12 metres wide."),
    ("The bridge is 40 metres long.", "The bridge took 12 months to build."),
    ("The price of bread rose by 4 percent in March.", "The price of fish rose by 7 percent in March."),
    ("The price of bread rose by 4 percent in March.", "The price of bread rose by 7 percent in April."),
    ("In the first game the team scored 4 goals.", "In the second game the team scored 3 goals."),
    ("Last year the school had 300 pupils.", "This year the school had 280 pupils."),
    ("The board employs 40 women in Aberlow.", "The board employs 55 men in Aberlow."),
    ("The board did not sell 40 boats in May.", "The board did sell 35 boats in May."),
    ("The ticket costs $4 for children.", "The ticket costs $9 for adults."),
    ("The population of Aberlow is 4,000.", "The population of Tarn is 3,000."),
    ("Quill was 34 when the harbour opened.", "Reed was 41 when the harbour opened."),
    ("The pier lost 4 percent of its visitors.", "The pier lost 9 percent of its income."),
    ("The harbour has 12 moorings for visiting boats.", "The harbour has 3 moorings for fishing boats."),
]
NOTHING = [
    ("The fire at the Aberlow cannery killed 40 people.", "The Aberlow cannery opens at nine on Sundays."),
    ("Ann Quill welcomed the plan.", "Ann Quill sold the boat to the museum in Tarn."),
    ("The board will close the pier in Aberlow in May.", "The board will not close the pier in Aberlow in May."),
    ("The library in Aberlow is open on Mondays.", "The organ in the church was mended by Tom Reed in spring."),
    ("Fire destroyed 300 houses in Aberlow.", "The harbour of Aberlow has room for 300 boats."),
    ("The board spent $300 on paint in Aberlow.", "The museum in Aberlow sold 300 tickets."),
    ("Yes.", "Yes."),
]


@pytest.mark.parametrize("answer, other", SAME_WORDING)
def test_the_same_words_are_told(answer, other):
    assert say(answer, other) == ("corroboration", "same_wording")


@pytest.mark.parametrize("answer, other", SAME_CLAIM)
def test_the_same_claim_in_other_words_is_told(answer, other):
    assert say(answer, other) == ("corroboration", "same_claim")


@pytest.mark.parametrize("answer, other", DIFFERS)
def test_the_same_claim_with_another_figure_differs(answer, other):
    assert say(answer, other) == ("differs", None)
    assert say(other, answer) == ("differs", None)


@pytest.mark.parametrize("answer, other", NO_DIFFERENCE)
def test_what_does_not_clash_does_not_differ(answer, other):
    for found in (say(answer, other), say(other, answer)):
        assert found is None or found[0] == "corroboration"


@pytest.mark.parametrize("answer, other", NOTHING)
def test_what_bears_on_something_else_is_left_out(answer, other):
    assert say(answer, other) is None


def test_offsets_are_the_sentences_own():
    text = "It rained.\n\n1. The board voted on Tuesday to close the harbour.\n2. It rained again."
    index = build("The board voted on Tuesday to close the harbour.", text)
    found = candidates(index)
    (agreement,) = find_agreement(found[0], found[1:], index)
    assert text[agreement.start : agreement.end] == "The board voted on Tuesday to close the harbour."


def test_a_document_is_cited_once_by_its_best():
    answer, other = SAME_CLAIM[0]
    found = compare(answer, f"{other} It rained. {answer}")
    assert [(a.candidate.document, a.relation) for a in found] == [(1, "same_wording")]


def test_the_answers_own_document_is_passed_over():
    index = build(f"{SAME_CLAIM[0][0]} {SAME_CLAIM[0][1]}", *FILLERS)
    found = candidates(index)
    assert find_agreement(found[0], found[1:], index) == []


WIRE = (
    "The pier at Aberlow will close in May. “It will not stand another winter,” Ann Quill said. "
    "The board voted on Tuesday. Repairs may take three years. Fishermen have protested."
)


def test_a_copy_is_no_corroboration():
    assert compare(WIRE, WIRE.replace("“", '"').replace("”", '"') + " Our reporter adds this.") == []


def test_copies_of_each_other_corroborate_once():
    answer = "Visitors heard that the pier at Aberlow will close in May."
    found = compare(answer, WIRE, WIRE + " Subscribe to our letter.")
    assert [a.candidate.document for a in found] == [1]


def test_copies_share_four_fifths_of_the_smallers_sentences():
    four, three = WIRE.replace("Repairs may", "Works will"), WIRE.replace("Repairs may", "Works will")
    three = three.replace("The board voted", "Members agreed")
    longer = WIRE + " One more is here. Another is here. A third is here. And a fourth."
    index = build(WIRE, four, three, longer, "It rained.", "It rained.", "It rained. It snowed.")
    assert copies(0, [0, 1, 2, 3, 3, 4], index) == [1, 3]
    assert copies(4, [5, 6], index) == [5]


def test_boilerplate_makes_no_copies():
    text = "{}\n\nPlease enter your comment!\n\nPlease enter your name here\n\nSubscribe to our newsletter"
    index = build(text.format("The pier will close."), text.format("The library will open."))
    assert copies(0, [1], index) == []


def test_the_first_collection_reports_one_event_twice():
    documents = read_collection(SEEDS).documents
    index = Index(documents, [segment_text(d.text, d.front_matter) for d in documents])
    found = candidates(index)
    texts = {n: documents[c.document].text[c.sentence.body : c.sentence.end] for n, c in enumerate(found)}

    def agree(begins: str) -> list[tuple[str, str | None, str]]:
        (answer,) = [found[n] for n, text in texts.items() if text.startswith(begins)][:1]
        return [
            (a.role, a.relation, documents[a.candidate.document].id[:3] + " " + a.candidate.analysis.text[:20])
            for a in find_agreement(answer, found, index)
        ]

    assert agree("“We strongly urge") == [("corroboration", "same_wording", '002 "We strongly urge th')]
    assert agree("There are currently 300,000") == [("corroboration", "same_claim", '002 "So if the Canadian ')]
    assert agree("Trudeau on Tuesday") == [("corroboration", "same_wording", '002 "We will remain abso')]
    for n in texts:
        assert not [a for a in find_agreement(found[n], found, index) if a.role == "differs"], texts[n]
    assert all(not copies(n, range(len(documents)), index) for n in range(len(documents)))
