"""Who is speaking: the name behind a quotation or a reported statement, and the words that say so.

speakers.py      Attributor.find_speaker: from a stretch of a document to its speaker, or None unless sure
patterns.py      attributions in a sentence whose quotations are masked: "Smith said", "according to the minister"
antecedents.py   whom "he", "it" or "the minister" refers to in the sentences before
"""
