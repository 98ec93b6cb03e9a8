"""Verify quotes against the documents of an index."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from weakref import WeakKeyDictionary

from service.documents.document import Document
from service.index.embedded import Index
from service.verify.altered import ALIKE, FEWEST, Altered
from service.verify.changes import compare_writing
from service.verify.pieces import Piece, is_elided, split_pieces
from service.verify.standing import SCANNED, Place, Standing
from service.verify.verdict import JUDGEMENTS, Judgement, Match, Verdict, worst
from service.verify.words import read_words, weigh

PLACES = 20  # named in one verdict

Chain = list[tuple[Piece, Place]]  # every piece of a quote, and a place for each, in order


class Verifier:
    """Says whether quotes stand in the documents of one index. It keeps nothing of the quotes."""

    def __init__(self, index: Index, scanned: int = SCANNED) -> None:
        """`scanned` is how many sentences a collection may have to be searched whole, not by its index."""
        self.index = index
        self._standing = Standing(index, scanned)
        self._altered = Altered(index)

    def verify(self, quote: str, documents: Collection[int] | None = None) -> Verdict:
        """Judge a quote, which must hold a letter or digit. `documents` are the numbers of those to stay within."""
        whole = Piece(quote, 0, len(quote))
        found = self._places([whole], documents)
        if found:
            return self._verdict(quote, False, found)
        pieces = split_pieces(quote)
        elided = is_elided(quote)
        if not pieces:
            return Verdict(quote, "not_found", elided, ())
        in_order = self._places(pieces, documents) if elided or pieces[0].text != quote else []
        if in_order:
            return self._verdict(quote, elided, in_order)
        matches = self._judge_apart(quote, pieces, documents)
        return self._limit(quote, self._judge_whole(quote, pieces, matches), elided, matches)

    def _places(self, pieces: Sequence[Piece], documents: Collection[int] | None) -> list[tuple[int, Chain]]:
        """Find every place where all the pieces stand in order, with the number of its document."""
        longest = max(pieces, key=lambda piece: len(piece.text))
        chains = (
            (number, chain)
            for number in self._standing.candidates(longest.text, documents)
            for chain in self._chains(pieces, self.index.corpus.documents[number])
        )
        found = list(islice(chains, PLACES * 10))
        return sorted(found, key=lambda item: _judge(item[1]) != "exact")

    def _chains(self, pieces: Sequence[Piece], document: Document) -> Iterator[Chain]:
        """Give each closest row of places for the pieces, in order and within their reach."""
        places = []
        for piece in pieces:
            places.append(self._standing.places(piece, document))
            if not places[-1]:
                return
        chains: dict[tuple[int, int], Chain] = {}
        for start in places[0]:
            chain = [(pieces[0], start)]
            for piece, following in zip(pieces[1:], places[1:], strict=True):
                end = chain[-1][1].end
                later = next((place for place in following if place.start >= end), None)
                if later is None or (piece.reach is not None and later.start - end > piece.reach):
                    break
                chain.append((piece, later))
            else:
                last = chain[-1][1]
                chains[last.start, last.end] = chain  # a later start with the same end is closer
        yield from chains.values()

    def _verdict(self, quote: str, elided: bool, found: list[tuple[int, Chain]]) -> Verdict:
        judgement = min((_judge(chain) for _, chain in found), key=JUDGEMENTS.index)
        return self._limit(
            quote,
            judgement,
            elided,
            [self._match(quote, number, piece, place) for number, chain in found for piece, place in chain],
        )

    def _match(self, quote: str, number: int, piece: Piece, place: Place) -> Match:
        document = self.index.corpus.documents[number]
        stretch = quote[piece.first : piece.last]
        first = piece.first + len(stretch) - len(stretch.lstrip())
        last = first + len(stretch.strip())
        diff = () if place.exact else compare_writing(quote, first, last, document.text, place.start, place.end)
        judgement: Judgement = "exact" if place.exact else "folded"
        return Match(document, number, place.start, place.end, first, last, judgement, 1.0, diff)

    def _judge_apart(self, quote: str, pieces: Sequence[Piece], documents: Collection[int] | None) -> list[Match]:
        """Find each piece by itself: as it stands, or altered."""
        matches: list[Match] = []
        for piece in pieces:
            found = self._places([piece], documents) if len(pieces) > 1 else []
            if found:
                matches += [self._match(quote, number, *chain[0]) for number, chain in found]
            else:
                matches += self._altered.find(quote, piece.first, piece.last, documents)
        return matches

    def _judge_whole(self, quote: str, pieces: Sequence[Piece], matches: Sequence[Match]) -> Judgement:
        """Judge a quote whose pieces do not stand in order: the worst piece's verdict.

        A piece too short to be known once altered says nothing by itself: with it, most of the quote must be there.
        """
        judged: list[Judgement] = ["altered"]
        found = total = 0.0
        for piece in pieces:
            words = read_words(quote, piece.first, piece.last)
            there = any(piece.first <= match.first < piece.last for match in matches)
            total += weigh(words)
            found += weigh(words) if there else 0.0
            if not there and sum(word.weight == 1 for word in words) >= FEWEST:
                judged.append("not_found")
        return worst(judged) if found >= ALIKE * total and matches else "not_found"

    def _limit(self, quote: str, judgement: Judgement, elided: bool, matches: Sequence[Match]) -> Verdict:
        return Verdict(quote, judgement, elided, tuple(matches[:PLACES]), len(matches) > PLACES)


def _judge(chain: Iterable[tuple[Piece, Place]]) -> Judgement:
    return "exact" if all(place.exact for _, place in chain) else "folded"


_verifiers: "WeakKeyDictionary[Index, Verifier]" = WeakKeyDictionary()


def verifier_of(index: Index) -> Verifier:
    """Give the verifier of an index, made once, with the folded texts that it keeps."""
    verifier = _verifiers.get(index)
    if verifier is None:
        verifier = _verifiers[index] = Verifier(index)
    return verifier
