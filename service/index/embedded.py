"""The embedded index: documents, their cuts, and the postings that find their sentences."""

from collections.abc import Sequence

from service.documents.document import Document
from service.index.compiled import Compiled, compile_segment
from service.index.corpus import Corpus, MemoryCorpus
from service.index.searcher import PARAGRAPH_WEIGHT, SMALL, Hit, Searcher
from service.index.segment import make_segment
from service.sentences.sentence import Cut

__all__ = ["PARAGRAPH_WEIGHT", "Hit", "Index"]


class Index(Searcher):
    """An immutable index and the corpus that its hits stand in."""

    def __init__(self, documents: Sequence[Document], cuts: Sequence[Cut], small: int = SMALL) -> None:
        """Index documents in memory."""
        self._begin(
            MemoryCorpus(documents, cuts),
            compile_segment(make_segment(zip(documents, cuts, strict=True))),
            small,
        )

    @classmethod
    def over(cls, corpus: Corpus, data: Compiled) -> "Index":
        """Search what was compiled before."""
        index = cls.__new__(cls)
        index._begin(corpus, data, SMALL)
        return index

    def _begin(self, corpus: Corpus, data: Compiled, small: int) -> None:
        self.corpus = corpus
        super().__init__(data, small)
