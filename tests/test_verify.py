"""Verifying quotes: what is exact, folded, altered or not found, and where it stands."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS, examples
from hypothesis import given, settings
from hypothesis import strategies as st
from quotations import INVENTED, OWN, Source, change_word, elide, rewrite, sources, spread

from service.engine.live import Snapshot, build_snapshot
from service.verify.folding import Folded, cuts_word, fold_word
from service.verify.pieces import INSERTION_REACH, split_pieces
from service.verify.verdict import QuoteMatch, QuoteVerdict
from service.verify.verifier import PLACES, Verifier

Verify = Callable[[str], QuoteVerdict]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The first collection and our own texts, as one."""
    folder = tmp_path_factory.mktemp("collection")
    for seed in SEEDS.iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    for name, text in OWN.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return build_snapshot(folder)


@pytest.fixture(scope="module", params=[1_000_000, 0], ids=["searched whole", "searched by its index"])
def verify(request: pytest.FixtureRequest, collection: Snapshot) -> Verify:
    return Verifier(collection.index, request.param).verify


@pytest.fixture
def verify_in(tmp_path: Path) -> Callable[[str, str], QuoteVerdict]:
    """Give a function that verifies a quote against one text."""

    def verify(text: str, quote: str) -> QuoteVerdict:
        (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
        return Verifier(build_snapshot(tmp_path).index).verify(quote)

    return verify


def stands_at(match: QuoteMatch, source: Source) -> bool:
    return match.document.id == source.document and match.start < source.end and source.start < match.end


def is_at(verdict: QuoteVerdict, *places: Source) -> bool:
    return all(any(stands_at(match, place) for match in verdict.matches) for place in places)


# A text as it stands on a page, and the words that one quotes from it.
ON_THE_PAGE = [
    ("The founda-\ntions were laid in May by the guild.", "The foundations were laid in May by the guild."),
    ("The damage was struc -\r\n  tural, said the engineer.", "The damage was structural, said the engineer."),
    ("The inter\u00ad\nnational commission of Elm met.", "The international commission of Elm met."),
    ("The roof of the mill was re\u2010\npaired in May.", "The roof of the mill was repaired in May."),
    ("A well-\nknown mason built the bridge at last.", "A well-known mason built the bridge at last."),
    ("The bridge opened.[^1] It was red.[4] Nobody came.[a]", "The bridge opened. It was red. Nobody came."),
    (
        "The bridge opened[12] in May, it is said.[citation needed] Then it fell.",
        "The bridge opened in May, it is said. Then it fell.",
    ),
    ("Nobody was hurt.1 The end came in the autumn.", "Nobody was hurt. The end came in the autumn."),
    (
        "The bridge opened.[1]–[3] It was red.[4, 5] Nobody came.[note 2] It rained.",
        "The bridge opened. It was red. Nobody came. It rained.",
    ),
    (
        "The bridge opened.<sup>1</sup> It was red.† Nobody came¹ at all.(2) It rained.",
        "The bridge opened. It was red. Nobody came at all. It rained.",
    ),
    ("The **lamp** is [lit](https://a.example/b) at *dusk*, _always_.", "The lamp is lit at dusk, always."),
    ("> The keeper said that the boats\n> came home at dawn.\n", "The keeper said that the boats came home at dawn."),
    (">> The keeper said\r\n>> that the boats came home.\n", "The keeper said that the boats came home."),
]


@pytest.mark.parametrize(("text", "quote"), ON_THE_PAGE)
def test_what_belongs_to_the_page_is_no_change_of_the_words(
    verify_in: Callable[[str, str], QuoteVerdict], text: str, quote: str
) -> None:
    assert verify_in(text, quote).judgement == "folded"
    assert verify_in(quote, text).judgement == "folded"  # copied with all that, from a page without
    assert verify_in(text, text.strip()).judgement == "exact"


@pytest.mark.parametrize(
    "quote", ["founda- tions of the co-op", "foundations of the co-op", "founda-\ntions of the co-op"]
)
def test_a_word_copied_with_the_hyphen_of_its_line_is_folded(
    verify_in: Callable[[str, str], QuoteVerdict], quote: str
) -> None:
    assert verify_in("The founda-\r\ntions of the co-op", quote).judgement == "folded"
    assert verify_in("The founda-tions of the co-op", "founda- tions of the co-op").judgement != "folded"


NO_FOLDING = [
    ("He paid 5*3 pounds for the snake_case of a re-\nsult.", "He paid 53 pounds for the snake_case of a result."),
    ("They were wellknown in the town of Elm.", "They were well-known in the town of Elm."),
    ("The order[s] came on the fifth of May.", "The order came on the fifth of May."),
    ("Version 2.1 The new one came in May.", "Version 2. The new one came in May."),
]


@pytest.mark.parametrize(("text", "quote"), NO_FOLDING)
def test_what_may_be_part_of_the_words_is_kept(
    verify_in: Callable[[str, str], QuoteVerdict], text: str, quote: str
) -> None:
    assert verify_in(text, quote).judgement in ("altered", "not_found")


def test_every_exact_quote_is_found(collection: Snapshot, verify: Verify) -> None:
    for source in spread(sources(collection), 40):
        verdict = verify(source.text)
        assert (verdict.judgement, is_at(verdict, source)) == ("exact", True), source
        assert any((m.start, m.end) == (source.start, source.end) for m in verdict.matches)


def test_every_folded_quote_is_found(collection: Snapshot, verify: Verify) -> None:
    for n, source in enumerate(spread(sources(collection), 40, 1)):
        quote = rewrite(source.text, n)
        verdict = verify(quote)
        assert (verdict.judgement, is_at(verdict, source)) == ("folded", True), (quote, verdict)


def test_every_elided_quote_is_found_in_pieces(collection: Snapshot, verify: Verify) -> None:
    for n, source in enumerate(spread(sources(collection, 12), 20)):
        verdict = verify(elide(source.text, n))
        assert (verdict.judgement, verdict.elided) == ("exact", True), (elide(source.text, n), verdict)
        assert [stands_at(match, source) for match in verdict.matches[:2]].count(True) == 2 or is_at(verdict, source)


def test_quotes_with_one_word_changed_are_altered_at_the_right_place(collection: Snapshot, verify: Verify) -> None:
    wrong = []
    for n, source in enumerate(spread(sources(collection), 40, 2)):
        verdict = verify(change_word(source.text, n))
        if verdict.judgement != "altered" or not is_at(verdict, source):
            wrong.append((change_word(source.text, n), verdict))
        else:
            changes = [c for match in verdict.matches if stands_at(match, source) for c in match.diff]
            assert {c.operation for c in changes if c.operation != "equal"} == {"replace"}
    assert wrong == []


def test_sentences_joined_from_apart_are_altered_at_both_places(collection: Snapshot, verify: Verify) -> None:
    found = sources(collection)
    wrong = []
    for first, second in zip(spread(found, 30), spread(found, 30, len(found) // 2), strict=True):
        verdict = verify(f"{first.text} {second.text}")
        if verdict.judgement != "altered" or not is_at(verdict, first, second):
            wrong.append((first, second, verdict))
    assert wrong == []


def test_no_invented_quote_is_called_anything_but_not_found(verify: Verify) -> None:
    assert len(INVENTED) == 30
    for quote in INVENTED:
        assert verify(quote) == QuoteVerdict(quote, "not_found", False, ()), quote


FOLDINGS = [
    ("The Bell tolled.", "the bell TOLLED.", "folded"),
    ("He said “no”.", 'He said "no".', "folded"),
    ("He said “no” to it.", "He said no to it.", "folded"),
    ("one\r\n two\u00a0three", "one two three", "folded"),
    ("well-known — so", "well\u2011known – so", "folded"),
    ("wait … now", "wait ... now", "folded"),
    ("co\u00adoperate fully", "cooperate fully", "folded"),
    ("the café closed", "the cafe\u0301 closed", "folded"),
    ("Straße nach Süden", "STRASSE NACH SÜDEN", "folded"),
    ("It closed, they say.", "It closed.", "folded"),
    ("“It closed,” they say.", "“It closed,”", "exact"),
    ("It closed, they say.", "“It closed, they say.”", "exact"),
    ("not (to) grant", "not (to) grant", "exact"),
    ("the café closed", "the cafe closed", "not_found"),
    ("It’s here", "Its here", "not_found"),
    ("a party of art", "art", "exact"),
    ("the party", "art", "not_found"),
    ("some 300,000 people", "00,000 people", "not_found"),
    ("some 300,000 people", "300 people", "not_found"),
    ("up 1.5 per cent", "5 per cent", "not_found"),
    ("up 1.5 per cent", "up 1", "not_found"),
    ("cafe\u0301 open", "cafe", "not_found"),
    ("港の灯は白くなりました。", "灯は白く", "exact"),
    ("a. b", "...", "not_found"),
    ("a. b", "?", "not_found"),
]


@pytest.mark.parametrize(("text", "quote", "judgement"), FOLDINGS)
def test_what_counts_as_the_same_words(
    verify_in: Callable[[str, str], QuoteVerdict], text: str, quote: str, judgement: str
) -> None:
    assert verify_in(text, quote).judgement == judgement


TALE = """\
The mayor of Harrow said that she would open the new library before winter. The old library, which burned in March,
had stood for ninety years. Nobody was hurt. She thanked the firemen by name, one after the other.

In spring the council voted on the money. The mayor of Harrow said that the vote had been fair.
"""
ELISIONS = [
    ("The mayor ... said that she would open the new library", "exact", 2),
    ("The mayor [...] SAID that she would […] open", "folded", 3),
    ("[T]he old library ... had stood for ninety years", "exact", 2),
    ("…had stood for ninety years…", "exact", 1),
    ("[she] would open the new library", "exact", 1),
    ("She thanked [them] by name", "exact", 2),
    ("had [stood] for ninety years", "exact", 2),
    ("She thank[s] the firemen", "exact", 2),
    ("had stood for ninety years ... The mayor of Harrow said that she would open", "altered", 2),
    ("The old library, which burned in March ... had sunk for ninety years", "altered", 1),
    ("The mayor of Harrow ... said that [she] would open the new library", "exact", 3),
    ("The old library ... will be rebuilt by volunteers from the fishing villages", "not_found", 1),
    ("Nobody was hurt [at all, as far as the council knows] one after the other", "exact", 2),
    ("The mayor of Harrow [she] that the vote had been fair", "exact", 2),
]


@pytest.mark.parametrize(("quote", "judgement", "pieces"), ELISIONS)
def test_pieces_are_checked_one_by_one_in_order(
    verify_in: Callable[[str, str], QuoteVerdict], quote: str, judgement: str, pieces: int
) -> None:
    verdict = verify_in(TALE, quote)
    assert verdict.judgement == judgement, verdict
    assert verdict.elided
    assert len({match.first for match in verdict.matches}) == pieces
    if judgement in ("exact", "folded"):
        places = [(m.start, m.end) for m in verdict.matches[:pieces]]
        assert places == sorted(places)


# A quote of LEFT_OUT, and which of the words that it leaves out turn what is said.
LEFT_OUT = """The council did not approve the budget. Nobody denied that the lamp was lit. The mayor hardly spoke, and she never
left. It cannot be repaired before spring."""
DROPPED = [
    ("The council did ... approve the budget", ("not",)),
    ("The council did <...> approve the budget", ("not",)),
    ("The council did (…) approve . . . budget", ("not",)),
    ("... denied that the lamp was lit", ("nobody",)),
    ("[…] that the lamp was lit", ("nobody", "denied")),
    ("The mayor … spoke, and she ... left", ("hardly", "never")),
    ("The council did ...", ("not",)),
    ("It ... be repaired", ("cannot",)),
    ("The council ... the budget", ("not",)),
    ("denied that the lamp was lit", ()),
    ("The council did not approve ... budget", ()),
    ("... the budget.", ("not",)),
    ("The mayor ...", ("hardly", "never")),
]


@pytest.mark.parametrize(("quote", "dropped"), DROPPED)
def test_a_negation_that_is_left_out_is_named(
    verify_in: Callable[[str, str], QuoteVerdict], quote: str, dropped: tuple[str, ...]
) -> None:
    assert verify_in(LEFT_OUT, quote).dropped == dropped


def test_an_insertion_reaches_only_so_far(verify_in: Callable[[str, str], QuoteVerdict]) -> None:
    far = "The crane fell down. " + "Rain came. " * (INSERTION_REACH // 8) + "Nobody saw it."
    assert verify_in(far, "The crane fell down. [And] Nobody saw it.").judgement == "altered"
    assert verify_in(far, "The crane fell down. ... Nobody saw it.").judgement == "exact"


def test_pieces_must_stand_in_one_document(collection: Snapshot, verify: Verify) -> None:
    first, second = "nobody has paid for the north quay", "Pilots are advised to keep to\nthe eastern marks"
    verdict = verify(f"{first} ... {second}")
    assert (verdict.judgement, verdict.elided) == ("altered", True)
    assert {match.document.id for match in verdict.matches} == {"harbour/minutes.md", "harbour/notice.txt"}


def test_pieces_know_their_place_in_the_quote() -> None:
    quote = "[T]he bell ... was rung [by her] at noon"
    pieces = split_pieces(quote)
    assert [(p.text.strip(), quote[p.first : p.last].strip()) for p in pieces] == [
        ("The bell", "[T]he bell"),
        ("was rung", "was rung"),
        ("at noon", "at noon"),
    ]
    assert [p.reach for p in pieces] == [None, None, INSERTION_REACH]


def test_every_place_is_named_up_to_a_bound(verify_in: Callable[[str, str], QuoteVerdict]) -> None:
    verdict = verify_in("The bell rang. " * 12 + "the bell rang.", "The bell rang.")
    assert [m.judgement for m in verdict.matches] == ["exact"] * 12 + ["folded"]
    assert not verdict.truncated
    verdict = verify_in("The bell rang. " * (PLACES + 1), "The bell rang.")
    assert len(verdict.matches) == PLACES and verdict.truncated


def test_it_stays_within_the_documents_asked_for(collection: Snapshot) -> None:
    verifier = Verifier(collection.index)
    number = collection.numbers["harbour/notice.txt"]
    assert verifier.verify("nobody has paid for the north quay", [number]).judgement == "not_found"
    assert verifier.verify("a depth of 3.5 metres", [number]).judgement == "exact"
    assert verifier.verify("Pilots are advised to stray from the eastern marks", [number]).judgement == "altered"


def test_a_diff_puts_quote_and_document_together_again(collection: Snapshot, verify: Verify) -> None:
    for n, source in enumerate(spread(sources(collection), 20, 5)):
        quote = change_word(source.text, n)
        for match in verify(quote).matches:
            quoted = " ".join(c.quoted for c in match.diff if c.quoted)
            standing = " ".join(c.standing for c in match.diff if c.standing)
            assert words_of(quoted) == words_of(quote[match.first : match.last])
            assert words_of(standing) == words_of(match.document.text[match.start : match.end])


def words_of(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_nothing_is_answered_differently_the_second_time(collection: Snapshot) -> None:
    quotes = [change_word(source.text, 3) for source in sources(collection)[:10]]
    one, other = Verifier(collection.index), Verifier(collection.index)
    assert [one.verify(q) for q in quotes] == [other.verify(q) for q in reversed(quotes)][::-1]


HOSTILE = [
    "a" + " " * 4900 + "b",
    "Canada ... " * 45,
    "the " * 1200,
    "a b c d e f g " * 350,
    "[" * 5000,
    "..." * 1600,
    "“" * 5000,
    "Hong Kong " * 500,
    "ß\u0301" * 2500,
]


@pytest.mark.parametrize("quote", HOSTILE, ids=lambda quote: quote[:6])
def test_hostile_quotes_are_judged(verify: Verify, quote: str) -> None:
    assert verify(quote).judgement in ("not_found", "altered", "folded", "exact")


ODD = st.text(st.sampled_from("aA bß\u00a0\u00ad\n“”'’…-–.ée\u0301İ\u200b港1,"), max_size=40)


@settings(deadline=None)
@given(ODD)
def test_a_folded_text_leads_back_to_the_original(text: str) -> None:
    folded = Folded(text)
    for start in range(len(folded.text)):
        begin, end = folded.place(start, start + 1)
        assert 0 <= begin < end <= len(text)
        assert Folded(text[begin:end]).text.strip(" '") in Folded(text).text
    if folded.text:
        begin, end = folded.place(0, len(folded.text))
        assert Folded(text[begin:end]).text == folded.text


def test_no_letter_beyond_the_basic_plane_folds_to_several() -> None:
    """Folding looks for those that do in that plane only."""
    assert [c for c in map(chr, range(0x10000, sys.maxunicode + 1)) if len(c.casefold()) > 1] == []


@examples(60)
@given(before=ODD, quote=ODD, after=ODD)
def test_what_stands_apart_is_found_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, before: str, quote: str, after: str
) -> None:
    quote = quote.strip()
    text = f"x. {before} | {quote} | {after}"
    if any(map(str.isalnum, quote)) and not any(cuts_word(text, text.find(quote) + n) for n in (0, len(quote))):
        folder = tmp_path_factory.mktemp("odd")
        (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
        verdict = Verifier(build_snapshot(folder).index).verify(quote)
        assert verdict.judgement == "exact"
        assert all(m.document.text[m.start : m.end] == quote for m in verdict.matches if m.judgement == "exact")


@given(st.text(st.sampled_from("aAzZ09'’.,-_!“”…ßée\u0301\u00ad港"), min_size=1, max_size=12))
def test_a_word_is_folded_as_any_text_is(word: str) -> None:
    assert fold_word(word) == re.sub(r"\A[\W_]+|[\W_]+\Z", "", Folded(word).text)


MARGINS = ["> ", ">> ", "> > ", ">", "  > ", "\t> ", ">\t", "| ", ": ", "% ", "Ann> ", "A>> ", "> * ", "#> "]
SAILED = ["The night ferry to Lerwick carries", "six hundred and twelve passengers", "and sails at nine every evening"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("margin", MARGINS)
def test_the_margin_of_a_quoting_mail_is_no_difference(
    verify_in: Callable[[str, str], QuoteVerdict], margin: str, end: str
) -> None:
    plain, quoted = " ".join(SAILED), end.join(margin + line for line in SAILED)
    for text, quote in (
        (plain, quoted),
        (f"Ann wrote:{end}{end}{quoted}{end}", plain),
        (quoted, f"{SAILED[0]}\n:: {SAILED[1]}"),
    ):
        verdict = verify_in(text, quote)
        assert verdict.judgement == "folded", (text, quote)
        assert all(match.judgement == "folded" for match in verdict.matches)


@pytest.mark.parametrize(
    ("text", "quote"), [("It held that 5 > 4 for all ships.", "It held that 5 < 4 for all ships.")]
)
def test_a_sign_between_words_is_no_margin(
    verify_in: Callable[[str, str], QuoteVerdict], text: str, quote: str
) -> None:
    assert verify_in(text, quote).judgement == "altered"
