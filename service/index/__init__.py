"""Terms -> hits: BM25 over sentences with the support of their paragraphs."""
