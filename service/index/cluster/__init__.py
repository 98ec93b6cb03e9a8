"""The index in an OpenSearch cluster: the same interface and scores as those of the embedded index.

    address.py         opensearch://host:9200/name, read
    connection.py      requests, and what their failures mean
      attempts.py        one request, put to one host after the other, or to two at once
      lookout.py         which nodes are silent
    mapping.py         what the cluster is told of the fields
    packing.py         documents -> what is stored of them, and back
    paragraph_hits.py  paragraphs found -> sentences with the scores of the embedded index
    remote_corpus.py   documents and sentences by number, fetched when they are needed
    common_terms.py    the frequencies of common words, kept by every service
    remote_index.py    search, document frequencies, spelling, kin
    manifest.py        what is said of a whole version
    edges.py           which sentences are boilerplate by repetition
    loading.py         a folder -> a new version, by any number of workers
      shares.py          which worker loads which files, recorded in the cluster
      finishing.py       vocabulary, ids and manifest; the swap

A version of a collection is an index NAME-VERSION, which never changes once the alias NAME points to it. It holds
paragraphs, each with its sentences as nested objects of terms that were cut by our own functions; every document once,
packed with its segmentation and terms; and the terms with their frequencies. OpenSearch finds the paragraphs that may hold
the best sentences; their scores are then computed here, from what is stored, as the embedded index computes them.
"""
