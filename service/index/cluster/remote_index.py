"""The index of one version in a cluster: searches, document frequencies, spelling, kin."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from service.index.cluster.common_terms import NOWHERE, CommonTerms
from service.index.cluster.connection import Cluster
from service.index.cluster.holding import find_holding
from service.index.cluster.manifest import Manifest
from service.index.cluster.mapping import part_key, term_key, write_term
from service.index.cluster.packing import unpack_json
from service.index.cluster.paragraph_hits import (
    ROUNDING,
    FoundSentence,
    Frequency,
    Scales,
    SoughtTerm,
    describe_search,
    score_paragraphs,
)
from service.index.cluster.remote_corpus import STRIDE, RemoteCorpus, require
from service.index.holders import FIRST, Held, TextPlace
from service.index.kin import MOST, Kin, KinFinder
from service.index.scope import Scope
from service.index.searcher import PARAGRAPH_WEIGHT, Hit, KinTerm
from service.index.spelling import LONGEST, choose_closest, edits_allowed
from service.memory import ENTRY, Key, Memory, new_serial

_MORE = (1, 4, 16)  # times as many paragraphs are fetched until the best sentences must be among theirs
_FIRST = 12  # paragraphs more than sentences wanted
_AHEAD = 64  # documents of hits that are fetched with them
_SPELLINGS = 1000  # of a misspelt term, the most frequent ones
_COMMON_BYTES = 40 << 20  # of memory, below which the frequencies of common words would be fetched again and again
_TERM_BYTES, _KIN_BYTES = ENTRY + 120, ENTRY + 190 * MOST


class RemoteIndex:
    """An index in a cluster; see `service.index.interface.Index`. Immutable, and safe to use from many threads.

    Raises UnavailableIndexError whenever the cluster, or a part of it that is needed, does not answer in time.
    """

    def __init__(self, cluster: Cluster, index: str, manifest: Manifest, memory: Memory | None = None) -> None:
        self.memory = memory = Memory() if memory is None else memory
        self.serial = new_serial()
        self.name = index
        self._remote = RemoteCorpus(cluster, index, manifest, memory)
        self._cluster, self._scales = cluster, Scales(manifest)

    @property
    def corpus(self) -> RemoteCorpus:
        return self._remote

    def prepare(self) -> None:
        """Nothing: what searches need is in the cluster."""

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.known([term])[0]

    def known(self, terms: Iterable[str]) -> list[bool]:
        return [found is not None for found in self._frequencies(list(terms))]

    def idf(self, term: str) -> float:
        return self.idfs([term])[0]

    def idfs(self, terms: Iterable[str]) -> list[float]:
        return [self._scales.idf(found.sentences if found else 0) for found in self._frequencies(list(terms))]

    def _frequencies(self, terms: Sequence[str]) -> list[Frequency | None]:
        find = self._common.find if self.memory.limit >= _COMMON_BYTES else self._find_kept
        known = {term: find(term) or self._find_kept(term) for term in terms}
        missing = [term for term, found in known.items() if found is None]
        read = self._cluster.fetch(self.name, [term_key(term) for term in missing])
        for term, one in zip(missing, read, strict=True):
            known[term] = found = Frequency(one["held"], one["around"]) if one else NOWHERE
            self.memory.put(("term", self.serial, term), found, _TERM_BYTES)
        return [found if found is not None and found.sentences else None for found in (known[term] for term in terms)]

    def _find_kept(self, term: str) -> Frequency | None:
        found: Frequency | None = self.memory.get(("term", self.serial, term))
        return found

    def holds_within(self, terms: Sequence[str], starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        held = np.zeros((len(terms), len(starts)), dtype=bool)
        owners = np.array([self._remote.locate(int(start))[0] for start in starts], dtype=np.int64)
        for number in dict.fromkeys(owners.tolist()):
            inside = np.flatnonzero(owners == number)
            first, document = self._remote.first(number), self._remote.read(number)
            for row, term in zip(held, terms, strict=True):
                places = document.find(term) + first
                row[inside] = places.searchsorted(starts[inside]) < places.searchsorted(ends[inside])
        return held

    def holding(self, term: str, start: int, end: int) -> list[int]:
        number, place = self._remote.locate(start)
        positions = self._remote.read(number).find(term)
        first, last = positions.searchsorted((place, place + end - start)).tolist()
        return (positions[first:last] + (start - place)).tolist()

    def closest_term(self, term: str) -> str | None:
        if not term.isalpha() or len(term) > LONGEST:
            return None
        for edits in range(1, edits_allowed(len(term)) + 1):
            fuzzy = {"value": term, "fuzziness": edits, "max_expansions": _SPELLINGS, "rewrite": "constant_score"}
            asked = {"query": {"bool": {"filter": [{"fuzzy": {"term": fuzzy}}]}}, "size": _SPELLINGS}
            found = self._cluster.search(self.name, asked | {"sort": [{"held": "desc"}], "_source": ["term", "held"]})
            near = {one["_source"]["term"]: one["_source"]["held"] for one in found["hits"]["hits"]}
            if any(map(str.isalpha, near)):
                return choose_closest(term, near)
        return None

    def kin(self, terms: Iterable[str]) -> list[tuple[KinTerm, ...]]:
        finder, asked = self._common.kin, list(terms)
        found = self.memory.get_many([("kin", self.serial, term) for term in asked], _find_kin_with(finder), _KIN_BYTES)
        idfs = iter(self.idfs(kin.term for kins in found for kin in kins))  # of all together, in one request
        return [tuple(KinTerm(kin.term, kin.cosine, next(idfs)) for kin in kins) for kins in found]

    @property
    def _common(self) -> CommonTerms:
        def make() -> CommonTerms:
            found = require(self._cluster.fetch(self.name, [part_key("common")])[0])
            return CommonTerms(**unpack_json(found["packed"]))

        return self.memory.get_or_make(("common terms", self.serial), make, lambda made: ENTRY + made.nbytes)

    def sentences_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        found, complete = self._holding(terms, documents, "sentences.terms", self._block_of(start))
        wanted = set(map(write_term, terms))
        numbers = [
            first + one["first"] + place
            for one, first in found
            for place, sentence in enumerate(one["sentences"])
            if wanted.issubset(sentence["terms"].split())
        ]
        held = np.array(numbers, dtype=np.int64)
        return Held(held[held.searchsorted(self._remote.first(start[0]) + start[1]) :], complete)

    def paragraphs_with_all(
        self, terms: Sequence[str], documents: Collection[int] | None = None, start: TextPlace = FIRST
    ) -> Held:
        found, complete = self._holding(terms, documents, "terms", start)
        return Held(np.array([first + one["block"] for one, first in found], dtype=np.int64), complete)

    def _holding(
        self, terms: Sequence[str], documents: Collection[int] | None, field: str, start: TextPlace
    ) -> tuple[list[tuple[Mapping[str, Any], int]], bool]:
        """Return the paragraphs that hold every term, each with the number before its document's first, in order.

        They begin with the block at `start`. Tell, too, whether those are all.
        """
        if (documents is not None and not documents) or start[0] >= len(self._remote.ids):
            return [], True
        written = list(map(write_term, terms))
        runs, after = self._runs_of(documents), self._after(start)
        found, complete = find_holding(self._cluster, self.name, written, runs, field, after)
        ids = list(dict.fromkeys(one["document"] for one in found))
        numbers = dict(zip(ids, self._remote.ids.numbers(ids), strict=True))
        return [(one, self._remote.first(numbers[one["document"]])) for one in found], complete

    def _block_of(self, start: TextPlace) -> TextPlace:
        """Return the place of the block that the sentence at a place is in."""
        if start == FIRST or start[0] >= len(self._remote.ids):
            return start
        blocks = self._remote.segmentation(start[0]).blocks
        return start[0], bisect_right(blocks, start[1], key=attrgetter("last"))

    def _after(self, start: TextPlace) -> tuple[str, int] | None:
        """Return a place before the block at `start`, as a document's id and an offset, None for the beginning."""
        document, number = start
        if start == FIRST:
            return None
        blocks = self._remote.segmentation(document).blocks if number else ()
        offset = 0 if not number else blocks[number].start if number < len(blocks) else blocks[-1].end
        return self._remote.ids[document], offset - 1

    def count_by_document(self, sentences: np.ndarray) -> dict[int, int]:
        owners, counts = np.unique(sentences // STRIDE, return_counts=True)
        return dict(zip(owners.tolist(), counts.tolist(), strict=True))

    def locate_paragraph(self, number: int) -> tuple[int, int]:
        return self._remote.locate(number)

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        documents: Collection[int] | None = None,
        support: float = PARAGRAPH_WEIGHT,
    ) -> list[Hit]:
        wanted = {term: weight for term, weight in terms.items() if weight > 0}
        held = zip(wanted.items(), self._frequencies(list(wanted)), strict=True)
        sought = [self._scales.seek(term, weight, found) for (term, weight), found in held if found]
        if not sought or limit < 1 or (documents is not None and not documents):
            return []
        best = self._find_best(sought, limit, self._runs_of(documents), support)
        ids = list(dict.fromkeys(found.document for _, found in best))
        numbers = dict(zip(ids, self._remote.ids.numbers(ids), strict=True))
        self._remote.expect(list(numbers.values())[:_AHEAD])
        hits = [
            Hit(self._remote.first(numbers[one.document]) + one.position, score, one.sentence, one.paragraph)
            for score, one in best
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.number))[:limit]

    def _find_best(
        self, sought: Sequence[SoughtTerm], limit: int, runs: Sequence[tuple[str, str]] | None, support: float
    ) -> list[tuple[float, FoundSentence]]:
        """Fetch paragraphs until none that was not fetched can hold one of the best sentences.

        Equal ones come in document order, so that of many only the first need to be fetched.
        """
        scored: list[tuple[float, FoundSentence]] = []
        for times in _MORE:
            size = (limit + _FIRST) * times
            hits = self._cluster.search(self.name, describe_search(sought, size, support, runs))["hits"]["hits"]
            found = score_paragraphs(hits, sought, self._scales)
            scored = sorted(
                ((one.sentence + support * one.paragraph, one) for one in found),
                key=lambda pair: (-pair[0], pair[1].document, pair[1].position),
            )[:limit]
            if len(hits) < size or scored[-1][0] > hits[-1]["sort"][0] * (1 + ROUNDING):
                break
        return scored

    def _runs_of(self, documents: Collection[int] | None) -> list[tuple[str, str]] | None:
        """Return the runs of documents as their first and last ids."""
        if documents is None:
            return None
        scope = documents if isinstance(documents, Scope) else Scope((number, number + 1) for number in documents)
        ids = self._remote.ids
        return [(ids[start], ids[end - 1]) for start, end in zip(scope.starts, scope.ends, strict=True)]


def _find_kin_with(finder: KinFinder) -> Callable[[Key], tuple[Kin, ...]]:
    return lambda key: finder.find(str(key[-1]))
