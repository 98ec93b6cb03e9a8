"""What is asked for is told by the question, whichever sentence is judged."""

from dataclasses import replace

from feature_rows import Row, as_parameters, check

MILL = ("Ada Crane opened the mill in 1850.", "Ada Crane did not open the mill at Rena.")


def asked(feature: str, question: str, value: float = 1.0) -> Row:
    return Row(feature, f"{value:g} for {question}", question, *MILL, values=(value, value))


ROWS = [
    asked("asks_for_person", "Who opened the mill?"),
    asked("asks_for_person", "When was the mill opened?", 0.0),
    asked("asks_for_date", "When was the mill opened?"),
    asked("asks_for_date", "Who opened the mill?", 0.0),
    asked("asks_for_place", "Where did Crane open a mill?"),
    asked("asks_for_place", "Who opened the mill?", 0.0),
    asked("asks_for_amount", "How many mills did Crane open?"),
    asked("asks_for_amount", "Who opened the mill?", 0.0),
    asked("asks_what", "What did Crane open?"),
    asked("asks_what", "Who opened the mill?", 0.0),
    asked("asks_why", "Why did Crane open the mill?"),
    asked("asks_why", "Who opened the mill?", 0.0),
    asked("asks_how", "How did Crane open the mill?"),
    asked("asks_how", "Who opened the mill?", 0.0),
    asked("asks_whether", "Did Crane open the mill?"),
    asked("asks_whether", "Who opened the mill?", 0.0),
    asked("asks_for_no_type", "Why did Crane open the mill?"),
    asked("asks_for_no_type", "When was the mill opened?", 0.0),
    asked("asks_what_is_not", "Which mill did Crane not open?"),
    asked("asks_what_is_not", "Which mill did Crane open?", 0.0),
    Row("denial_missing", "a denial is asked for", "What did Crane not open?", *MILL, values=(1.0, 0.0)),
    Row("denial_missing", "none is asked for", "What did Crane open?", *MILL, values=(0.0, 0.0)),
    Row(
        "extreme_missing",
        "the first is asked for",
        "Who opened the first mill?",
        "Ada Crane opened the mill.",
        "Tom Birch opened the first mill.",
        values=(1.0, 0.0),
    ),
    replace(asked("extreme_missing", "Who opened the mill?", 0.0), promise="nothing is singled out"),
]


@as_parameters(ROWS)
def test_what_is_asked_is_a_feature(row: Row) -> None:
    check(row)
