"""Words that set what a sentence tells apart from the plain fact: what was only foreseen, a part of it, a rate."""

from service.english.word_classes import MODALS, word_set

# What these tell of has not happened, or not yet.
UNREAL = (
    (MODALS - word_set("will can shall may must"))
    | {"if", "unless"}
    | word_set(
        """
        expected planned predicted forecast foresaw hoped intended aimed targeted budgeted proposed anticipated projected
        assumed supposed meant hope hopes plan plans expect expects target goal aim
        """
    )
)
# A figure beside one of these is of a part of what is spoken of, or of more than it.
PARTIAL = word_set(
    "those them whom among including includes included half another other others further extra additional"
)
# Verbs that say little of their own: one sentence may have "came to the fair" where another has "the fair drew".
PLAIN_VERBS = word_set(
    """
    come came comes draw drew drawn attract attracted attend attended visit visited take took taken go went have has had
    need needed require required cost costs pay paid charge charged use used get got give gave make made happen total reach
    reached
    """
)
# A figure for each of a period: "900 euros a month", "the yearly rent".
EACH = word_set("a an per each every")
RATES = word_set("hourly daily nightly weekly fortnightly monthly quarterly yearly annual annually")
# A preposition that tells where something went or when, not which one it is: "marched to the hall", "by Monday".
PASSING = word_set("to into through across along on onto by with after before during since until toward towards about")
