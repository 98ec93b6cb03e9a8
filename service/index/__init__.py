"""Terms -> hits: BM25 over sentences, supported by their paragraphs; built from a folder and kept on disk.

    interface.py     Index: what the later stages ask of any index
    unusable.py      what is raised where an index cannot be used
    embedded.py      EmbeddedIndex: the corpus and its postings, with the memory for everything derived from them
      searcher.py      search(terms, limit) -> hits, over compiled postings
        term_runs.py     a term, and where its postings stand
        paragraph_runs.py  its paragraphs, made of its sentences
        exhaustive.py    every text that holds a term, scored
        topk.py          the best few texts without scoring all of them (MaxScore)
        places.py        where numbers stand in runs of postings
        window_search.py  the same hits with compiled code, where numba is installed:
          maxscore.py      the best few sentences, window by window
          posting_lists.py  best_kept.py  mark_table.py  what it reads and keeps
          machine_code.py  its compilation
      near_duplicates.py  documents that are one source, and hits in them
      holders.py       every text that holds all of some terms
      scope.py         the documents to search, as runs of their numbers
      spelling.py      the term nearest to a misspelt one
      corpus.py        documents and sentences by number, in memory
      mapped.py        the same over an index on disk
      looking_around.py  what stands around sentences, as far as their places tell
    compiled.py      a segment -> postings, with:
      bm25.py          the formula, which is rank_bm25's
      postings.py      terms -> the sentences and paragraphs that hold them
      repeated.py      boilerplate by repetition
      splice.py        new postings from old ones of which little changed
      vocabulary.py    the terms in order
    segment.py       documents segmented and counted, as flat arrays
      counted_words.py, columns.py, strings.py, fingerprints.py
      joining.py       several segments -> one
      shared_terms.py  those of several processes under one vocabulary
    build.py         update_index: brings an index folder up to date with a folder of documents
      file_batches.py  files read together
      collection_size.py  how many documents and sentences it may hold
      neighbours.py    files of a doubtful encoding, read as those beside them
      news.py          what reading changed files told; how files are noted
      store.py         the index on disk, replaced atomically
        arrays.py        many arrays in one memory-mapped file, with a checksum for each page
      freed_memory.py  what was freed, given back to the system
      salvage.py       what of a damaged index can be used again
      refresher.py     the process that does it beside the service
      workers.py       processes that read documents, and what becomes of them
      cores.py         how many processes can work at the same time
    cluster/         the same in an OpenSearch cluster
    identity.py      names the version of the code

It is built by hand because it must give the scores of rank_bm25 exactly, for a million sentences in milliseconds. rank_bm25
itself visits every sentence in Python, 1.4 s a question at that size, and keeps a dictionary a sentence, 0.8 GB; other
libraries have scores of their own, and none supports a sentence by its paragraph.
"""
