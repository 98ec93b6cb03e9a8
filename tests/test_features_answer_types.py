"""Each feature of the wanted answer tells apart what it is there to tell apart."""

from feature_rows import Row, as_parameters, check

BURN = "When did the mill burn?"
SINK = "How many boats sank?"
CLOSE = "Why did the mill close?"
MAYOR = "Who is the mayor of Brack?"
HOLM = "What did Holm say about the pier?"
NEAR, FAR = (
    "The mill burned in May 1911.",
    "The mill burned to the ground with all its oats and wheels and stones and its roof, as a poem told in May 1911.",
)

ROWS = [
    Row(
        "type_found",
        "where a date is asked for, a sentence with a date beats one without",
        BURN,
        "The mill burned in May 1911.",
        "The mill burned in high wind.",
        values=(1.0, 0.0),
    ),
    Row(
        "type_found",
        "a date that the question itself gives is no answer",
        "When in May 1911 did the mill burn?",
        "The mill burned on 3 June 1925.",
        "The mill burned in May 1911.",
        values=(1.0, 0.0),
    ),
    Row(
        "type_missing",
        "where a date is asked for, a sentence without one is marked",
        BURN,
        "The mill burned in high wind.",
        "The mill burned in May 1911.",
        values=(1.0, 0.0),
    ),
    Row(
        "number_missing",
        "where a number is asked for, a sentence without one is marked",
        SINK,
        "The boats sank in fog.",
        "Near the weir 12 boats sank.",
        values=(1.0, 0.0),
    ),
    Row(
        "date_missing",
        "where a date is asked for, none is worse than any",
        BURN,
        "The mill burned in high wind.",
        "The mill burned in May 1911.",
        values=(1.0, 0.0),
    ),
    Row(
        "place_missing",
        "where a place is asked for, a sentence without one is marked",
        "Where did the mill burn?",
        "The mill burned in high wind.",
        "The mill burned at Brack.",
        values=(1.0, 0.0),
    ),
    Row(
        "place_missing",
        "where a town is asked for, a sentence without one is marked",
        "Which town sold the mill?",
        "The mill was sold in high summer.",
        "The mill was sold at Brack.",
        values=(1.0, 0.0),
    ),
    Row(
        "name_missing",
        "where a person is asked for, a sentence without a name is marked",
        "Who burned the mill?",
        "The thieves burned the mill.",
        "The mill was burned by Ada Crane.",
        values=(1.0, 0.0),
    ),
    Row(
        "several_found",
        "where several towns are asked for, two beat one",
        "Which towns sold salt?",
        "Salt was sold in Tarn and at Brack.",
        "Salt was sold in Tarn.",
        values=(1.0, 0.0),
    ),
    Row("support", "a date beside the words asked about beats one far from them", BURN, NEAR, FAR),
    Row("support_behind_best", "the best supported is behind nobody", BURN, NEAR, FAR),
    Row(
        "number_of_focus",
        "a number before the things to be counted beats one elsewhere",
        SINK,
        "Near the weir 12 boats sank.",
        "The boats that sank were seen by 12 men.",
        values=(1.0, 0.0),
    ),
    Row(
        "name_of_focus",
        "a name that holds the noun asked for beats a name further off",
        "Which academy did Crane attend?",
        "As a girl Crane did attend Brack Academy.",
        "As a girl Crane did attend an academy not far from Brack.",
        values=(1.0, 0.0),
    ),
    Row(
        "reason_given",
        "where a reason is asked for, a sentence with “because” beats one without",
        CLOSE,
        "The mill did close because its roof fell.",
        "The mill did close in May.",
        values=(1.0, 0.0),
    ),
    Row(
        "reason_missing",
        "where a reason is asked for, a sentence without one is marked",
        CLOSE,
        "The mill did close in May.",
        "The mill did close because its roof fell.",
        values=(1.0, 0.0),
    ),
    Row(
        "reason_missing",
        "where none is asked for, none is missed",
        BURN,
        "The mill burned in May.",
        "The mill burned because a lamp fell.",
        values=(0.0, 0.0),
    ),
    Row(
        "means_given",
        "where the way is asked for, a sentence that says by what beats one that does not",
        "How did Crane cross the river?",
        "She did cross the river by raft.",
        "She did cross the river at noon.",
        values=(1.0, 0.0),
    ),
    Row(
        "defines",
        "“a heckle is” explains a heckle, a purchase does not",
        "What is a heckle?",
        "A heckle is a comb for flax.",
        "Crane bought a heckle.",
        values=(1.0, 0.0),
    ),
    Row(
        "defines",
        "an explanation may stand between commas",
        "What is a heckle?",
        "She sold a heckle, a comb for flax.",
        "Crane bought a heckle.",
        values=(0.7, 0.0),
    ),
    Row(
        "role_named",
        "a name beside the office asked for beats the office alone",
        MAYOR,
        "Rita Holm, the mayor of Brack, wept.",
        "The mayor of Brack wept.",
        values=(1.0, 0.0),
    ),
    Row(
        "role_named",
        "a name in another sentence part is not the office holder's",
        MAYOR,
        "The mayor of Brack is Rita Holm.",
        "The mayor of Brack wept; nobody else in the whole hall did, said Tom Birch.",
        values=(1.0, 0.0),
    ),
    Row(
        "role_unnamed",
        "an office without a name beside it is marked",
        MAYOR,
        "The mayor of Brack wept.",
        "Rita Holm, the mayor of Brack, wept.",
        values=(1.0, 0.0),
    ),
    Row(
        "role_named_fully",
        "the mayor of another town is not the one asked for",
        MAYOR,
        "Rita Holm, the mayor of Brack, wept.",
        "Tom Birch, the mayor of Tarn, wept.",
        values=(1.0, 0.0),
    ),
    Row(
        "speaker_named",
        "the name beside a word of saying beats the name elsewhere",
        HOLM,
        "Holm said that the pier was rotten.",
        "The pier was rotten when, after a night of heavy rain, Holm saw it.",
        values=(1.0, 0.0),
    ),
    Row(
        "reports_speech",
        "where a statement is asked for, one that is reported beats a fact",
        HOLM,
        "Holm insisted that the pier was rotten.",
        "Holm walked along the pier at dawn.",
        values=(1.0, 0.0),
    ),
    Row(
        "quotation_for_saying",
        "where a statement is asked for, one in quotation marks beats one retold",
        HOLM,
        "“The pier is rotten,” Holm said.",
        "Holm said that the pier was rotten.",
        values=(1.0, 0.0),
    ),
]


@as_parameters(ROWS)
def test_a_feature_of_the_wanted_answer_keeps_its_promise(row: Row) -> None:
    check(row)
