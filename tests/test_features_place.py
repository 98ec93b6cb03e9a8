"""Each feature of a sentence's surroundings, place and kind tells apart what it is there to tell apart."""

from feature_rows import Row, as_parameters, check

STORM = "Why did the ferry sink?"

SURROUNDINGS = [
    Row(
        "missing_around",
        "a word in the next sentence is not missed",
        STORM,
        "[The ferry left Brack.] Soon it came home.",
        "[The ferry left Brack.] Soon it sank.",
    ),
    Row(
        "missing_in_document",
        "a word far down in the document is not missed",
        STORM,
        "A year\n\n[The ferry left Brack.]\n\nIt rained.\n\nIt snowed.\n\nIt froze.\n\nAt noon she came home.",
        "A year\n\n[The ferry left Brack.]\n\nIt rained.\n\nIt snowed.\n\nIt froze.\n\nAt noon she sank.",
    ),
    Row(
        "heaviest_missing_around",
        "the weightiest word, nowhere near, is missed",
        STORM,
        "[The ferry left Brack.] Soon it came home.",
        "[The ferry left Brack.] Soon it sank.",
    ),
    Row(
        "filled_by_sentence_before",
        "the sentence before may hold what this one lacks",
        STORM,
        "The ferry left Brack. [Off the head a gale made it sink.]",
        "The donkey left Brack. [Off the head a gale made it sink.]",
    ),
    Row(
        "filled_by_sentence_after",
        "the sentence after may hold what this one lacks",
        STORM,
        "[The ferry left Brack.] Soon it sank.",
        "[The ferry left Brack.] Soon it came home.",
    ),
    Row(
        "filled_by_paragraph",
        "the paragraph may hold what this sentence lacks",
        STORM,
        "[The ferry left Brack.] It rained. It snowed. Soon it sank.",
        "[The ferry left Brack.] It rained. It snowed. Soon it came home.",
    ),
    Row(
        "filled_from_above",
        "the heading may hold what the sentence lacks",
        STORM,
        "A year in Brack\n\nThe old ferry\n\n[A gale that nobody was ready for made the hull sink.]",
        "A year in Brack\n\nThe old donkey\n\n[A gale that nobody was ready for made the hull sink.]",
    ),
    Row(
        "covered_with_above",
        "what a line below the title says counts for all below",
        STORM,
        "A year in Brack\n\nSubject: The old ferry\n\n[A gale made the hull sink.]",
        "A year in Brack\n\nSubject: The old donkey\n\n[A gale made the hull sink.]",
    ),
    Row(
        "covered_with_above_behind_best",
        "the best is behind nobody, one below another title by a word",
        STORM,
        "A year in Brack\n\nSubject: The old ferry\n\n[A gale made the hull sink.]",
        "A year in Brack\n\nSubject: The old donkey\n\n[A gale made the hull sink.]",
    ),
    Row(
        "labelled_as_asked",
        "a label by which such questions are answered counts",
        "Where did the choir meet?",
        "Spring term\n\nChoir: Larks\n[Venue: the old mill]",
        "Spring term\n\nChoir: Larks\n[Leader: the old miller]",
        values=(0.7, 0.0),
    ),
    Row(
        "defined_by_label",
        "a term above its definition is what is defined",
        "What is a weir?",
        "Words\n\nWeir\n: [A low dam that holds up a stream.]",
        "Words\n\nLeat\n: [A ditch that leads from a weir to a mill.]",
        values=(1.0, 0.0),
    ),
    Row(
        "pronoun_filled_before",
        "a pronoun points back to the sentence before, where another noun does not",
        STORM,
        "The ferry left Brack. [It did sink off the head.]",
        "The ferry left Brack. [A raft did sink off the head.]",
    ),
    Row(
        "begins_with_pronoun",
        "a sentence that begins with a pronoun is told from one that names its subject",
        STORM,
        "The ferry left Brack. [It did sink off the head.]",
        "The ferry left Brack. [A raft did sink off the head.]",
        values=(1.0, 0.0),
    ),
]

LONG = "The ferry sank " + "near the head and the weir and the mill " * 5 + "at noon."

PLACE_AND_KIND = [
    Row(
        "place_in_paragraph",
        "the third sentence of a paragraph is two tenths down",
        STORM,
        "It rained. It snowed. [The ferry sank.]",
        "[The ferry sank.] It rained. It snowed.",
        values=(0.2, 0.0),
    ),
    Row(
        "opens_paragraph",
        "the first sentence of a paragraph is told from the third",
        STORM,
        "[The ferry sank.] It rained. It snowed.",
        "It rained. It snowed. [The ferry sank.]",
        values=(1.0, 0.0),
    ),
    Row(
        "heading",
        "a heading is told from a sentence",
        STORM,
        "A year in Brack\n\n[The ferry sinks]\n\nIt rained all day and all night.",
        "A year in Brack\n\nIt snowed\n\n[The ferry did sink in the rain.]",
        values=(1.0, 0.0),
    ),
    Row("length", "a long sentence is told from a short one", STORM, LONG, "The ferry sank at noon."),
    Row(
        "very_short",
        "four words are very short, five are not",
        STORM,
        "The old ferry sank.",
        "The old ferry sank fast.",
        values=(1.0, 0.0),
    ),
    Row(
        "very_long",
        "from the thirty-sixth word on a sentence is very long",
        STORM,
        LONG,
        "The ferry sank at noon.",
        values=(15 / 35, 0.0),
    ),
    Row(
        "says_something_new",
        "words that the question does not hold are news",
        STORM,
        "The ferry sank in a gale with salt and sheep.",
        "The ferry sank in a gale.",
        values=(0.3, 0.1),
    ),
    Row(
        "says_nothing_new",
        "a sentence that repeats the question is told from one that answers",
        STORM,
        "Why did the ferry sink?",
        "The ferry sank in a gale with salt and sheep.",
        values=(1.0, 0.0),
    ),
]

ROWS = [*SURROUNDINGS, *PLACE_AND_KIND]


@as_parameters(ROWS)
def test_a_feature_of_place_keeps_its_promise(row: Row) -> None:
    check(row)
