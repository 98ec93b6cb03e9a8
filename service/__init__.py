"""Answer questions from a folder of documents, in the documents' own words.

    documents -> sentences -> index --+
                 terms ------^        +-> answer -> reply -> app | cli
                 terms -> question ---+

Imports run from right to left only; `tests/test_architecture.py` holds them to it.
"""
