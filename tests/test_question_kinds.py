"""What questions in the words of rules, price lists and manuals ask for."""

import pytest

from service.query.question import read_question

ASKED = {
    ("yes_no", None): """
        Can't I bring a dog? | Can I not park here? | Isn't smoking allowed on the terrace? | Are children under 12 free?
        Is there parking on site? | Am I allowed to sublet? | Do I have to be home when the fitter comes?
        Have they repaired the bridge? | Are dogs allowed where people eat? | Does the fee include breakfast?
        """,
    ("amount", "money"): """
        How much is the deposit? | How much are tickets? | What does a child ticket cost? | What did the repair cost?
        price of a family ticket | Ticket price? | How high is the fine? | How expensive is a locker? | cost of parking
        What do guests pay? | What will delivery cost? | how big a deposit must I pay? | What does the deposit amount to?
        """,
    ("what", "money"): """
        What's the fee for late return? | What is the price of a pass? | What is the maximum fine? | What is the deposit?
        """,
    ("amount", "number"): """
        How much flour do I need? | How much water does the tank hold? | How much does the boiler weigh?
        How much power does it draw?
        """,
    ("what", "number"): "What is the voltage? | What is the weight of the pump? | What is the maximum?",
    ("duration", "duration"): """
        How much notice must I give? | how much time do I have to object? | How long is the lease? | How often is it read?
        For how long is it valid?
        """,
    (
        "measure",
        "measure",
    ): "How far is the station? | How tall is the tower? | How big is the pitch? | How heavy is it?",
    ("how", None): """
        How do I reset the meter? | How can a member object? | How to reset the meter | What do I do if the lamp blinks?
        What should a tenant do when the boiler fails? | What is the procedure for objecting? | steps to register
        What's the best way to clean the filter? | What are the steps to register?
        """,
    ("definition", None): "What is a deposit? | What is a premium? | What is the keelson?",
    ("who", "person"): "Could you tell me who wrote it?",
}
ROWS = [
    (question.strip(), *wanted)
    for wanted, questions in ASKED.items()
    for line in questions.strip().splitlines()
    for question in line.split("|")
    if question.strip()
]


@pytest.mark.parametrize(("question", "kind", "answer_type"), ROWS)
def test_kind_and_type_of_a_question(question: str, kind: str, answer_type: str | None) -> None:
    read = read_question(question)
    assert (read.kind, read.answer_type) == (kind, answer_type)
