"""Check quotes against the documents of an index."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from service.documents.document import Document
from service.english.tokens import tokenize
from service.english.word_classes import turns_sense
from service.index.interface import Index
from service.verify.altered import FEWEST, Altered
from service.verify.changes import compare_writing
from service.verify.compared_words import read_words
from service.verify.folding import fold_quote
from service.verify.margins import without_margin
from service.verify.pieces import QuotePiece, is_elided, split_pieces
from service.verify.standing import SCANNED, Place, Standing
from service.verify.verdict import JUDGEMENTS, PLACES, Judgement, QuoteMatch, QuoteVerdict
from service.verify.work import Work

_NEAR = 600  # characters left out between two pieces that a reader takes for one statement
PIECES = 50  # of a quote at most; real ones have fewer

# Hyphens within words; those before a space, as a line's end leaves them where the line is copied.
_WITHIN_WORD = re.compile(r"(?<=[^\W\d_])[-‐‑][ ]?(?=[^\W\d_])")
_BEFORE_SPACE = re.compile(r"(?<=[^\W\d_])[-‐‑][ ](?=[^\W\d_])")
_END = 12  # characters at the end of a quote in which an ellipsis that closes it stands
_OPENS_ELIDED = re.compile(r"\W*(?:…|\.{3}|\. \. \.)")
_ENDS_ELIDED = re.compile(rf"(?:…|\.{{3}}|\. \. \.)\W{{0,{_END}}}\Z")
_BESIDE = 60  # characters before a quote or after it, in its sentence, that a leading or closing ellipsis leaves out
_STOP = re.compile(r"[.!?。！？][\s\"'”’)]|\n\s*\n")
_BROKEN = re.compile(r"[-‐][ \t]*+\r?\n[ \t]*+")

Chain = list[tuple[QuotePiece, Place]]  # the pieces of a quote in order, each with a place


class Verifier:
    """Checks whether quotes stand in the documents of one index. Cheap to make: folded texts are kept in the index's memory."""

    def __init__(self, index: Index, scanned: int = SCANNED, work: Work | None = None) -> None:
        """`scanned` is the number of sentences up to which a collection is scanned in full instead of searched.

        `work` counts what checking takes, over all quotes that it is given to, and raises TooMuchWorkError at its limit.
        """
        self.index = index
        self._standing = Standing(index, scanned, work)
        self._altered = Altered(index, work)

    def verify(self, quote: str, documents: Collection[int] | None = None) -> QuoteVerdict:
        """Judge a quote. One without a letter or digit is not found.

        `documents` are the numbers of the documents to search (default: all).
        """
        if not any(map(str.isalnum, quote)):
            return QuoteVerdict(quote, "not_found", False, ())
        whole = QuotePiece(quote, 0, len(quote))
        found = (
            self._places([whole], documents)
            or self._places_broken(quote, documents)
            or self._places_in_margin(quote, documents)
        )
        if found:
            return self._verdict(quote, False, found)
        pieces = split_pieces(quote)
        elided = is_elided(quote)
        if not 0 < len(pieces) <= PIECES:
            return QuoteVerdict(quote, "not_found", elided, ())
        in_order = self._places(pieces, documents) if elided or pieces[0].text != quote else []
        if in_order:
            return self._verdict(quote, elided, in_order)
        return self._judge_apart(quote, pieces, elided, documents)

    def _places(self, pieces: Sequence[QuotePiece], documents: Collection[int] | None) -> list[tuple[int, Chain]]:
        """Find every place where all pieces stand in order, each with the number of its document; exact ones first."""
        longest = max(pieces, key=lambda piece: len(piece.text))
        chains = (
            (number, chain)
            for number in self._standing.candidates(longest.text, documents)
            for chain in self._chains(pieces, self.index.corpus.documents[number])
        )
        found = list(islice(chains, PLACES * 10))
        return sorted(found, key=lambda item: _judge(item[1]) != "exact")

    def _places_broken(self, quote: str, documents: Collection[int] | None) -> list[tuple[int, Chain]]:
        """Find a quote of which a hyphenated word is broken at its hyphen here or in the document: "well-", "known" below."""
        kept = _BROKEN.sub("-", quote)
        if kept != quote and (found := self._places([QuotePiece(kept, 0, len(quote))], documents)):
            return _as_folded(found)
        texts = self.index.corpus.documents
        for joined in dict.fromkeys(hyphens.sub("", quote) for hyphens in (_BEFORE_SPACE, _WITHIN_WORD)):
            found = self._places([QuotePiece(joined, 0, len(quote))], documents) if joined != quote else []
            if broken := [item for item in found if _is_broken(texts[item[0]].text, item[1][0][1])]:
                return broken
        return []

    def _places_in_margin(self, quote: str, documents: Collection[int] | None) -> list[tuple[int, Chain]]:
        """Find a quote whose lines have a margin, such as "| ", without it."""
        kept = without_margin(quote)
        if kept == quote or not any(map(str.isalnum, kept)):
            return []
        return _as_folded(self._places([QuotePiece(kept, 0, len(quote))], documents))

    def _chains(self, pieces: Sequence[QuotePiece], document: Document) -> Iterator[Chain]:
        """Yield chains of places for the pieces, in order and within their reach, as close together as possible."""
        places: list[list[Place]] = []
        known: dict[tuple[str, bool, bool], list[Place]] = {}
        for piece in pieces:
            key = piece.text.strip(), piece.open_start, piece.open_end
            if key not in known:
                known[key] = self._standing.places(piece, document)
            places.append(known[key])
            if not places[-1]:
                return
        # From the last piece back: keep each place that the rest can follow, and link it to the nearest that does.
        rows: list[Chain] = [[(pieces[-1], place)] for place in places[-1]]
        for piece, following, standing in zip(pieces[-2::-1], pieces[:0:-1], places[-2::-1], strict=True):
            starts = [row[0][1].start for row in rows]
            reach = len(document.text) if following.reach is None else following.reach
            nearest = ((place, bisect_left(starts, place.end)) for place in standing)
            rows = [
                [(piece, place), *rows[row]]
                for place, row in nearest
                if row < len(rows) and starts[row] - place.end <= reach
            ]
        # Of chains with the same end, the one that starts last is the shortest.
        yield from {row[-1][1].start: row for row in rows}.values()

    def _verdict(self, quote: str, elided: bool, found: list[tuple[int, Chain]]) -> QuoteVerdict:
        judgement = min((_judge(chain) for _, chain in found), key=JUDGEMENTS.index)
        matches = [self._match(quote, number, piece, place) for number, chain in found for piece, place in chain]
        verdict = self._limit(quote, judgement, elided, matches)
        number, chain = found[0]
        return replace(verdict, dropped=_find_dropped(quote, self.index.corpus.documents[number].text, chain))

    def _match(self, quote: str, number: int, piece: QuotePiece, place: Place) -> QuoteMatch:
        document = self.index.corpus.documents[number]
        stretch = quote[piece.first : piece.last]
        first = piece.first + len(stretch) - len(stretch.lstrip())
        last = first + len(stretch.strip())
        diff = () if place.exact else compare_writing(quote, first, last, document.text, place.start, place.end)
        judgement: Judgement = "exact" if place.exact else "folded"
        return QuoteMatch(document, number, place.start, place.end, first, last, judgement, 1.0, diff)

    def _judge_apart(
        self, quote: str, pieces: Sequence[QuotePiece], elided: bool, documents: Collection[int] | None
    ) -> QuoteVerdict:
        """Judge a quote whose pieces do not stand in order: its verdict is that of the worst piece.

        Pieces too short to be recognised by themselves when altered are judged together with the others.
        """
        matches: list[QuoteMatch] = []
        missing, short = 0, 0
        for piece in pieces:
            found = self._find(quote, piece, documents)
            matches += found
            if not found:
                words = read_words(quote, piece.first, piece.last)
                missing += 1
                short += sum(word.weight == 1 for word in words) <= FEWEST
        if not missing:
            folded = len(pieces) == 1 and any(match.judgement != "altered" for match in matches)
            return self._limit(quote, "folded" if folded else "altered", elided, matches)
        together = self._altered.find(quote, 0, len(quote), documents) if missing == short < len(pieces) else []
        return self._limit(quote, "altered" if together else "not_found", elided, together or matches)

    def _find(self, quote: str, piece: QuotePiece, documents: Collection[int] | None) -> list[QuoteMatch]:
        """Find a piece by itself, unchanged or altered."""
        found = self._places([piece], documents)
        if found:
            return [self._match(quote, number, *chain[0]) for number, chain in found[: PLACES + 1]]
        altered = self._altered.find(quote, piece.first, piece.last, documents)
        return [_without_margin_there(match, quote[piece.first : piece.last]) for match in altered]

    def _limit(self, quote: str, judgement: Judgement, elided: bool, matches: Sequence[QuoteMatch]) -> QuoteVerdict:
        return QuoteVerdict(quote, judgement, elided, tuple(matches[:PLACES]), len(matches) > PLACES)


def _as_folded(found: list[tuple[int, Chain]]) -> list[tuple[int, Chain]]:
    return [(number, [(piece, replace(place, exact=False)) for piece, place in chain]) for number, chain in found]


def _without_margin_there(match: QuoteMatch, piece: str) -> QuoteMatch:
    """Judge a passage folded if only the margin that its lines have in the document makes it differ from the quote."""
    standing = match.document.text[match.start : match.end]
    kept = without_margin(standing)
    same = kept != standing and fold_quote(without_margin(piece)) == fold_quote(kept)
    return replace(match, judgement="folded", share=1.0) if same else match


def _find_dropped(quote: str, text: str, chain: Chain) -> tuple[str, ...]:
    """Find the negations between the pieces of a quote, each once; what lies far apart was not left out of a sentence.

    An ellipsis at either end of the quote leaves out what its sentence has beside it there.
    """
    gaps = [text[a.end : b.start] for (_, a), (_, b) in pairwise(chain) if b.start - a.end <= _NEAR]
    first, last = chain[0][1].start, chain[-1][1].end
    if _OPENS_ELIDED.match(quote):
        gaps.insert(0, _STOP.split(text[max(0, first - _BESIDE) : first])[-1])
    if _ENDS_ELIDED.search(quote, max(0, len(quote) - _END)):
        gaps.append(_STOP.split(text[last : last + _BESIDE])[0])
    words = (token for gap in gaps for token in tokenize(gap) if turns_sense(token.word))
    return tuple(dict.fromkeys(token.word for token in words))


def _is_broken(text: str, place: Place) -> bool:
    return bool(_BROKEN.search(text, place.start, place.end))


def _judge(chain: Iterable[tuple[QuotePiece, Place]]) -> Judgement:
    return "exact" if all(place.exact for _, place in chain) else "folded"
