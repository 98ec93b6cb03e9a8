"""The highlight is the shortest span that answers: the name, the whole date, the sum with its sign; or none."""

import pytest
from feature_rows import gather

from service.answer.highlight import find_highlight

# (question, the sentence that answers, what is highlighted of it)
HIGHLIGHTS = [
    ("When did the mill burn?", "The mill burned on 3 May 1911 at dawn.", "3 May 1911"),
    ("When did the mill burn?", "The mill burned on Monday, 3 May 1911.", "Monday, 3 May 1911"),
    ("When did the mill burn?", "The mill burned in 1911.", "1911"),
    ("When did the mill burn?", "On Monday, 3 May 1911, the mill burned.", "Monday, 3 May 1911"),
    ("When did the mill burn?", "1911 saw the mill burn.", "1911"),
    ("When did the mill burn?", "In 1911 may the mill have burned.", "1911"),
    ("When did the mill burn?", "In 1911 Ada Crane burned the mill.", "1911"),
    ("When did the mill burn?", "In 44 BC the mill burned.", "44 BC"),
    ("How much did the mill cost?", "The mill did cost 4,000 pounds.", "4,000 pounds"),
    ("Who burned the mill?", "The mill was burned by Ada Crane.", "Ada Crane"),
    ("Where did the mill burn?", "The mill burned in Port Hallan.", "Port Hallan"),
    ("How many boats sank?", "In the gale 45 boats sank.", "45"),
    ("How much did the mill cost?", "The mill did cost £4,000 to mend.", "£4,000"),
    ("What percentage of boats sank?", "Of all boats 12% sank.", "12%"),
    ("Which town sold the mill?", "The mill was sold in Brack by Tom Birch.", "Brack"),
    ("When did the mill burn?", "The mill burned fast.", None),
    ("Why did the mill burn?", "The mill burned because Ada Crane dropped a lamp in 1911.", None),
    ("Who said the mill burned?", "The mill burned, Ada Crane said.", None),
    ("What is a heckle?", "A heckle is a comb, used by Ada Crane.", None),
    ("What is the phone number of the mill?", "Call the mill at 555-0184 at noon.", "555-0184"),
    ("What is the phone number of the mill?", "Call the mill at +44 (0)20 555 0184, ext. 12.", "+44 (0)20 555 0184"),
    ("What is the e-mail address of the mill?", "Ask the mill: ada@mill.example or call 555-0184.", "ada@mill.example"),
    ("What is the website address of the mill?", "The mill is at https://mill.example/1911 now.", "https://mill.example/1911"),
    ("What is the phone number of the mill?", "The mill has no phone.", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "marked"), HIGHLIGHTS)
@pytest.mark.parametrize("before", ["", "It rained.\n\n"])
def test_what_answers_is_marked_in_the_documents_offsets(
    question: str, text: str, marked: str | None, before: str
) -> None:
    evidence = gather(question, (before + text,))
    found = next(n for n, c in enumerate(evidence.candidates) if c.analysis.text == text)
    span = find_highlight(evidence, found)
    assert (span and (before + text)[span.start : span.end]) == marked


def test_of_two_dates_the_one_beside_the_words_asked_about_is_marked() -> None:
    text = "The pier was built in 1892, and after a long and quiet time without repairs the mill burned in 1911."
    span = find_highlight(gather("When did the mill burn?", (text,)), 0)
    assert span and text[span.start : span.end] == "1911"
