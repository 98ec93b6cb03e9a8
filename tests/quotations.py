"""Quotations made by rules: from sentences of a collection, and invented ones about the same things."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.engine.live import Snapshot

# A collection of our own beside the first one: repeated wording, lists, curly quotes, no-break spaces, other scripts.
OWN = {
    "harbour/minutes.md": """\
# Minutes of the harbour board

The board met on the third of May to settle the price of berths. Mrs Okafor, who keeps the tolls, said that
“nobody has paid for the north quay since the flood, and nobody means to.” The treasurer disagreed: the accounts
show eleven payments, all of them late.

Three things were decided:

- The crane will be painted before the herring come in.
- No vessel longer than 40\u00a0metres may lie at the old pier overnight.
- The bell is to be rung at noon, not at one o’clock as before.

“We are a small harbour,” Mr Lindqvist said, “and a small harbour lives by its word. If we promise a berth, the
berth is there. If we promise water, the water is clean.”
""",
    "harbour/letter.txt": """\
Dear Sirs,

I write about the bell. For forty years it has been rung at one o’clock, and my bakery has set its ovens by it. You have
moved it to noon without asking a single baker. Bread that rises by the old bell is flat by the new one — that
is not a figure of speech.

The Zürich clockmaker who built it, Herr Ægidius Müßig, wrote to my grandfather in 1911: »Die Glocke schlägt um
eins oder gar nicht.« I ask the board to think again … before the feast of St. Brendan.

Yours faithfully,
T. N. Bellweather
""",
    "harbour/notice.txt": """\
NOTICE TO MARINERS. The channel has silted to a depth of 3.5 metres at low water. Pilots are advised to keep to
the eastern marks until dredging ends in October. The light on Gull Rock shows two white flashes every ten
seconds; it was red before. 港の灯は白くなりました。

The board is not liable for damage to nets laid in the fairway. Anyone who finds a buoy adrift is asked to bring it to
the tollhouse, where a small reward is paid in cash.
""",
}

INVENTED = """\
The Canadian government has agreed to accept ten thousand refugees from Hong Kong by the end of next year.
Ambassador Cong Peiwu apologised on Friday for calling protesters violent criminals in front of reporters.
Prime Minister Justin Trudeau said Canada would expel three Chinese diplomats over the detention of its citizens.
Amnesty International Canada has asked the United Nations to suspend China from the Human Rights Council.
Meng Wanzhou was released from house arrest in Vancouver after the extradition case against her collapsed.
Michael Kovrig and Michael Spavor returned to Canada on a government plane in September.
The coalition praised Ottawa for its swift and generous response to the threats against activists.
China's National People's Congress voted to withdraw the national security law after protests in Hong Kong.
Students at Canadian universities say that they feel perfectly safe when they speak about China.
The report found no evidence that Chinese officials had ever threatened anyone in Canada.
Alex Neve told reporters that he had resigned as secretary general of Amnesty International Canada.
More than a million Canadian passport holders have left Hong Kong since the law was passed.
The Foreign Affairs Minister rejected the report and said its recommendations would be ignored.
Hong Kong police have promised to investigate every complaint about the use of tear gas last summer.
The European Union announced sanctions against eleven Chinese companies that operate in Canada.
A poll of Canadians showed that most support closer trade with China in spite of the arrests.
The Globe and Mail reported that the embassy had offered to pay for the damage to the office.
Uyghur and Tibetan groups welcomed the decision of Beijing to open talks about religious freedom.
The Chinese embassy in Ottawa closed its doors to visitors after a bomb threat on Tuesday morning.
Avvy Go said that the clinic had stopped taking new cases because its funding had been cut.
The harbour board has voted to sell the old crane to a museum in Denmark for a single crown.
Mrs Okafor says that everyone has paid for the north quay and that the accounts are in order.
The bell will be melted down in the spring, and the metal given to the school for a statue.
Bakers in the town have bought a clock of their own and no longer care when the bell is rung.
The channel was dredged to a depth of nine metres, so that the largest ferries can pass at any tide.
Mr Lindqvist promised that the harbour would double in size within the next two years.
Pilots have gone on strike over the new light on Gull Rock, which they call a danger to shipping.
The feast of St. Brendan was cancelled this year because of the storm and the price of herring.
Walruses are seldom seen in the fairway, yet three of them slept on the pier all through the winter.
I have never in my life paid a toll, and I do not intend to begin at the age of ninety-one.
""".splitlines()

OTHERS = ("walrus", "eleventh", "Portugal", "quietly", "violins", "refuse", "seventy", "velvet")


@dataclass(frozen=True)
class Source:
    """A sentence of the collection: its document, place and text."""

    document: str
    start: int
    end: int
    text: str


def sources(snapshot: Snapshot, fewest: int = 8) -> list[Source]:
    """List the collection's sentences of prose that have at least `fewest` words."""
    found = []
    for number, document in enumerate(snapshot.documents):
        for sentence in snapshot.index.corpus.segmentation(number).sentences:
            text = document.text[sentence.body : sentence.end]
            if sentence.kind == "prose" and len(text.split()) >= fewest:
                found.append(Source(document.id, sentence.body, sentence.end, text))
    return found


def spread(items: Sequence[Source], count: int, shift: int = 0) -> list[Source]:
    """Take `count` items, evenly spread."""
    return [items[(shift + n * len(items) // count) % len(items)] for n in range(count)]


def rewrite(text: str, n: int) -> str:
    """Write the same words in another way: case, marks, white space, dashes."""
    marks = str.maketrans("“”‘’»«", '""\'\'""')
    ways = (
        text.upper(),
        text.translate(marks),
        re.sub(r"\s+", "\n  ", text),
        text.swapcase().replace("-", "\u2011"),
        text.replace('"', "“").replace("'", "’").replace(" ", "\u00a0", 2).rstrip(".") + ",",
    )
    changed = ways[n % len(ways)]
    return changed if changed != text else text.lower() + " "


def change_word(text: str, n: int) -> str:
    """Put another word for one of five letters or more, the n-th of them."""
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    word = words[n % len(words)]
    return text[: word.start()] + OTHERS[n % len(OTHERS)] + text[word.end() :]


def elide(text: str, n: int) -> str:
    """Leave words out in the middle, or put a bracketed one there, and say so."""
    words = text.split(" ")
    third = len(words) // 3
    sign = ("…", "...", "[...]", "[…]", "[they]")[n % 5]
    last = third + 1 if sign == "[they]" else -third
    return " ".join([*words[:third], sign, *words[last:]])
