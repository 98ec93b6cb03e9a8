"""The embedded index: documents, their cuts, and the postings that find their sentences."""

from collections.abc import Sequence

from service.documents.document import Document
from service.index.compiled import Compiled, compile_segment
from service.index.corpus import Corpus, MemoryCorpus
from service.index.searcher import PARAGRAPH_WEIGHT, SMALL, Hit, Searcher
from service.index.segment import make_segment
from service.memory import Memory
from service.sentences.sentence import Segmentation

__all__ = ["PARAGRAPH_WEIGHT", "Hit", "Index"]


class Index(Searcher):
    """An immutable index and the corpus that its hits stand in.

    `memory` holds whatever is worked out from it and may be needed again, at this stage and at every later one;
    `serial` tells its keys there from those of other indexes.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        segmentations: Sequence[Segmentation],
        small: int = SMALL,
        memory: Memory | None = None,
    ) -> None:
        """Index documents in memory."""
        data = compile_segment(make_segment(zip(documents, segmentations, strict=True)))
        self._begin(MemoryCorpus(documents, segmentations), data, small, memory)

    @classmethod
    def over(cls, corpus: Corpus, data: Compiled, memory: Memory | None = None) -> "Index":
        """Search what was compiled before."""
        index = cls.__new__(cls)
        index._begin(corpus, data, SMALL, memory)
        return index

    def _begin(self, corpus: Corpus, data: Compiled, small: int, memory: Memory | None) -> None:
        self.corpus = corpus
        super().__init__(data, small, memory)
