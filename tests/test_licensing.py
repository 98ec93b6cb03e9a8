"""A span is licensed if it belongs to what is asked about: the noun counted, the role held, the act done, the thing priced."""

import pytest
from feature_rows import gather

from service.answer.ranking.licensing import best_licence

# (question, sentence, the span that is licensed; None if none is)
COUNTS = [
    ("How many swans nested?", "In spring 40 grey swans nested by 3 lakes.", "40"),
    ("How many herons nested?", "In spring 40 swans nested by the lake.", None),
    ("How many swans nested?", "Of the 90 swans, 40 nested here.", "40"),
    ("How many swans nested?", "Forty of the 90 swans nested here.", "Forty"),
    ("How many looms run?", "It has 300 looms, of which 24 run.", "24"),
    ("How many engines run?", "It has 300 looms, of which 24 run.", None),
    ("How many weeks did the swans nest?", "The 90 swans did nest for 6 weeks.", "6"),
    ("How many people watched the swans?", "A crowd of 90 watched the swans.", "90"),
    ("How many boats sank?", "Two crews lost 1,870 boats that sank.", "1,870"),
    ("How many pups were counted?", "They counted 310 seals, of which 75 were pups.", "75"),
    ("How many pups were counted?", "They counted 310 seals, 75 of them pups.", "75"),
    ("How many members voted against?", "Of the 58 members, 31 voted for the rules and 12 against.", "12"),
    ("How many members voted?", "The club has 58 members and 3 boats that voted.", "58"),
]
ROLES = [
    ("Who is the treasurer?", "Ann Lee, the treasurer, met Bo Dunn.", "Ann Lee"),
    ("Who is the treasurer?", "The treasurer, Ann Lee, met Bo Dunn.", "Ann Lee"),
    ("Who is the treasurer?", "The treasurer is Ann Lee.", "Ann Lee"),
    ("Who is the treasurer?", "Treasurer: Ann Lee", "Ann Lee"),
    ("Who is the treasurer?", "The club named Ann Lee as treasurer.", "Ann Lee"),
    ("Who is the treasurer?", "Last year Ann Lee became treasurer.", "Ann Lee"),
    ("Who is the seller?", "It is made between Ann Lee, of Dale (the seller), and Bo Dunn (the buyer).", "Ann Lee"),
    ("Who is the buyer?", "It is made between Ann Lee, of Dale (the seller), and Bo Dunn (the buyer).", "Bo Dunn"),
    ("Who is the valuer?", "Present were Ann Lee (chair), Bo Dunn, Cy Orr (valuer)", "Cy Orr"),
    ("Who is the executor?", "My niece by Bo Dunn, Ann Lee (the Executor), signed.", "Ann Lee"),
    ("Who is the mayor of Dale?", "The mayor of Dale, Ann Lee, met Bo Dunn.", "Ann Lee"),
    ("Who is the mayor of Dale?", "The mayor of Holm, Ann Lee, met guests from Dale.", None),
    ("Who is Dale's captain?", "They beat Holm's captain, Ann Lee, in Dale.", None),
    ("Who is the music teacher?", "The head teacher, Ann Lee, spoke.", None),
]
ACTS = [
    ("Who designed the mill?", "The mill was designed by Ann Lee for Bo Dunn.", "Ann Lee"),
    ("Who designed the mill?", "Last year Ann Lee designed the mill for Bo Dunn.", "Ann Lee"),
    ("Who burned the mill?", "The mill was designed by Ann Lee.", None),
    ("Who beat Bo Dunn?", "Last year Ann Lee beat Bo Dunn.", "Ann Lee"),
    ("Who beat Ann Lee?", "Last year Ann Lee beat Bo Dunn.", None),
    ("Who did Ann Lee beat?", "Last year Ann Lee beat Bo Dunn.", "Bo Dunn"),
    ("Who succeeded Bo Dunn?", "Bo Dunn was succeeded by Ann Lee.", "Ann Lee"),
    ("Who was the mill sold to?", "The mill was sold by Bo Dunn to Ann Lee.", "Ann Lee"),
    ("Who directed the opera?", "The play was directed by Bo Dunn and the opera by Ann Lee.", "Ann Lee"),
    ("Who painted the mill?", "American painter Ann Lee painted the mill.", "Ann Lee"),
]
AMOUNTS = [
    ("How much did the calf weigh?", "The calf weighed 41 kg at birth; its mother weighed 560 kg.", "41 kg"),
    ("How much is the deposit?", "The deposit is £90, due on 5 May.", "90"),
    ("How much is the deposit for the boat?", "The rent for the boat is £90, due on 5 May.", None),
    ("How much do children pay?", "Adults pay £9, children under 16 pay £4.", "4"),
    ("How much is a boat for a week?", "A boat costs £20 a day, £75 a week.", "75"),
    ("How much does the bell weigh?", "The bell weighs 600 pounds.", "600 pounds"),
    ("How much does the bell weigh?", "The bell cost £90 and weighs 40 kg.", "40 kg"),
    ("How wide is the viaduct?", "The viaduct is 31 metres high.", None),
    ("How long does the lamp last?", "The lamp is charged in 55 minutes and lasts 3 hours.", "3 hours"),
    ("What is the fee for juniors?", "The fee for juniors is £40.", "40"),
    ("How much does a monthly ticket cost?", "A weekly ticket costs £16.", None),
]
DATES = [
    ("When did the mill burn?", "The mill burned in 1911 and the barn was sold in 1920.", "1911"),
    ("When did the barn burn?", "The mill burned in 1911.", None),
    ("When does the shop open?", "The shop will open at 7.15 pm.", "7.15 pm"),
    ("When does the shop open?", "The shop will open at noon.", "noon"),
    ("When did the chapel open?", "The market opened at 9 pm in the old chapel.", None),
    ("When was the old mill built?", "The new mill was built in 1911.", None),
]
OWNERS = [
    ("Who is the president of Peru?", "President Ann Lee of Peru flew to Chile.", "President Ann Lee of Peru"),
    ("Who is the president of Chile?", "President Ann Lee of Peru flew to Chile.", None),
    ("Who is the president of Chile?", "The envoy refuted President Ann Lee's remarks that Chile is to blame.", None),
    ("Who is the Chilean minister?", "The Chilean minister, Ann Lee, was absent.", "Ann Lee"),
    ("Who is the chair of the county council?", "The parish council elected Ann Lee as its chair.", None),
    ("Who is the chair of the parish council?", "The parish council elected Ann Lee as its chair.", "Ann Lee"),
    ("Who is the chair of the board?", "The union's chair, Ann Lee, spoke.", None),
    ("Who is the Licensee?", 'Between Ann Lee ("the Licensor") and Tom Ray ("the Licensee").', "Tom Ray"),
]
OTHERS = [
    ("How many boats were seized?", "On Sunday 38 men were seized at sea, and 12 boats were turned back.", None),
    ("How many men were seized?", "On Sunday 38 men were seized at sea, and 12 boats were turned back.", "38"),
    ("How many Danish shops closed?", "Here are 300 Danish passport holders and shops that closed.", None),
    ("What is the fee for a small tent?", "The fee for a small tent is £9, the fee for a large tent £16.", "9"),
    ("How many beds has the south ward?", "The north ward has 48 beds.", None),
]


@pytest.mark.parametrize(("question", "text", "wanted"), COUNTS + ROLES + ACTS + AMOUNTS + DATES + OWNERS + OTHERS)
def test_only_the_span_asked_for_is_licensed(question: str, text: str, wanted: str | None) -> None:
    best = best_licence(gather(question, (text,)), 0)
    found = None
    if best is not None and best.standing == "licensed":
        tokens = gather(question, (text,)).candidates[0].analysis.tokens
        found = text[tokens[best.span.first].start : tokens[best.span.last - 1].end]
    assert found == wanted
