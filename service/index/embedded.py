"""The embedded index: documents, their segmentations, and the postings that find their sentences."""

from collections.abc import Sequence

from service.documents.document import Document
from service.index.compiled import Compiled, compile_segment
from service.index.corpus import Corpus, MemoryCorpus, mark_repeated
from service.index.searcher import PARAGRAPH_WEIGHT, SMALL, Hit, Searcher
from service.index.segment import make_segment
from service.memory import Memory
from service.sentences.sentence import Segmentation

__all__ = ["PARAGRAPH_WEIGHT", "Hit", "Index"]


class Index(Searcher):
    """An immutable index with the corpus that its hits refer to.

    `memory` keeps what this stage and the later ones compute from the index, and may be shared with other indexes. `serial`
    identifies this index in the keys there.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        segmentations: Sequence[Segmentation],
        small: int = SMALL,
        memory: Memory | None = None,
    ) -> None:
        """Index documents in memory.

        `segmentations` are theirs, `small` see Searcher. By default, the index has a memory of its own.
        """
        data = compile_segment(make_segment(zip(documents, segmentations, strict=True)))
        marked = mark_repeated(segmentations, data.repeated.tolist())
        self._begin(MemoryCorpus(documents, marked), data, small, memory)

    @classmethod
    def over(cls, corpus: Corpus, data: Compiled, memory: Memory | None = None) -> "Index":
        """Make an index of a corpus and its compiled postings."""
        index = cls.__new__(cls)
        index._begin(corpus, data, SMALL, memory)
        return index

    def _begin(self, corpus: Corpus, data: Compiled, small: int, memory: Memory | None) -> None:
        self.corpus = corpus
        super().__init__(data, small, memory)
