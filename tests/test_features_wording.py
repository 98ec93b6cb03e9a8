"""Each feature of wording tells apart what it is there to tell apart."""

from feature_rows import Row, as_parameters, check

SALT = "Who owns the salt mill?"
HIT = "Did the ferry hit the bridge?"
NEAR, FAR = (
    "The ferry was seen to hit the bridge.",
    "The ferry, which had carried salt and sheep and letters from one shore to the other for years, did hit the bridge.",
)

ROWS = [
    Row(
        "bigrams",
        "two words side by side as in the question beat the same words apart",
        SALT,
        "Crane owns the salt mill.",
        "Crane owns the mill and its salt.",
    ),
    Row(
        "trigrams",
        "of the runs of three words, those that stand in the sentence count",
        SALT,
        "Crane owns the salt mill.",
        "Crane owns the mill and its salt.",
        values=(2 / 3, 0.0),
    ),
    Row(
        "pairs",
        "words of the question near each other and in its order beat the same words far apart",
        HIT,
        NEAR,
        FAR,
    ),
    Row(
        "pairs",
        "words that stand just as in the question are worth everything",
        HIT,
        "The ferry hit the bridge.",
        "The bridge was hit by a ferry.",
        values=(1.0, 1 / (1 + 0.35 * 5)),
    ),
    Row(
        "pairs",
        "of a word's several places the nearest counts",
        HIT,
        "The ferry, the old ferry, hit the bridge.",
        "The bridge was hit by a ferry.",
        values=(1.0, 1 / (1 + 0.35 * 5)),
    ),
    Row("window", "all words within a dozen beat the same words wider apart", HIT, NEAR, FAR),
    Row(
        "order",
        "words in the order of the question beat the reverse",
        HIT,
        "The ferry hit the bridge.",
        "The bridge hit the ferry.",
        values=(1.0, 1 / 3),
    ),
    Row(
        "negation_differs",
        "a sentence that denies what is asked is told from one that says it",
        "When did the board sell the pier?",
        "The board did not sell the pier.",
        "The board did sell the pier.",
        values=(1.0, 0.0),
    ),
    Row(
        "negation_differs",
        "where the answer is yes or no, a sentence that denies is as good",
        "Did the board sell the pier?",
        "The board did not sell the pier.",
        "The board did sell the pier.",
        values=(0.0, 0.0),
    ),
    Row(
        "negation_differs",
        "where the question denies, the sentence that does not is the odd one",
        "Why did the board never sell the pier?",
        "The board did sell the pier.",
        "The board did not sell the pier.",
        values=(1.0, 0.0),
    ),
    Row(
        "negation_differs",
        "a negation far from the words asked about denies something else",
        "When did the board sell the pier?",
        "The board will not sell.",
        "The board did sell the pier, and after a long summer of rain and wind nobody wept.",
        values=(1.0, 0.0),
    ),
    Row(
        "quoted_missing",
        "words in quotation marks are to stand in the sentence as they are",
        "Who wrote “the drowned bell”?",
        "Crane wrote of a bell that drowned.",
        "Birch wrote the drowned bell.",
        values=(1.0, 0.0),
    ),
    Row(
        "modifier_differs",
        "an envoy of another place is not the one asked about",
        "When did the Tarn ambassador leave?",
        "In May the Brack ambassador did leave.",
        "In May the Tarn ambassador did leave.",
    ),
    Row(
        "modifier_differs",
        "a fire of another year is not the one asked about",
        "When did the 1911 fire start?",
        "In May the 1925 fire did start.",
        "In May the 1911 fire did start.",
    ),
    Row(
        "modifier_differs",
        "where no name is given, none is another",
        "When did the old ambassador leave?",
        "In May the Brack ambassador did leave.",
        "In May the Tarn ambassador did leave.",
        values=(0.0, 0.0),
    ),
    Row(
        "opposite_present",
        "a sentence that says the opposite is told from one that says neither",
        "When was the captain released?",
        "The captain was imprisoned in May.",
        "The captain was promoted in May.",
    ),
    Row(
        "opposite_present",
        "where the answer is yes or no, the opposite is as good",
        "Was the captain released?",
        "The captain was imprisoned in May.",
        "The captain was promoted in May.",
        values=(0.0, 0.0),
    ),
    Row(
        "number_differs",
        "another year than the one asked about is told from none",
        "What burned in 1911?",
        "The mill burned in 1925.",
        "The mill burned at night.",
        values=(1.0, 0.0),
    ),
    Row(
        "name_differs",
        "another's name in place of the one asked about is told from no name",
        "What did Ada Crane sell?",
        "At the fair Tom Birch did sell boats.",
        "At the fair the widow did sell boats.",
        values=(1.0, 0.0),
    ),
    Row(
        "name_differs",
        "another's name beside the one asked about is no fault",
        "What did Ada Crane sell?",
        "At the fair Tom Birch did sell boats.",
        "At the fair Ada Crane did sell boats to Tom Birch.",
        values=(1.0, 0.0),
    ),
    Row(
        "bigrams_behind_best",
        "the best is behind nobody in neighbouring words",
        SALT,
        "Crane owns the salt mill.",
        "Crane owns the mill and its salt.",
    ),
    Row("pairs_behind_best", "the best is behind nobody in nearness", HIT, NEAR, FAR),
    Row("window_behind_best", "the best is behind nobody within a dozen words", HIT, NEAR, FAR),
]


@as_parameters(ROWS)
def test_a_feature_of_wording_keeps_its_promise(row: Row) -> None:
    check(row)
