"""Who is speaking: the name behind a quotation or a reported statement, and the words that say so.

speakers.py           Attributor.find_speaker: from a stretch of a document to its speaker, or None unless sure
quotation_frames.py   the words around a quotation that name its speaker, or say that it has none
reported_clauses.py   whether an attribution reports a sentence without quotation marks
dialogue.py           who is expected to speak next: who was asked, who made a gesture
antecedents.py        whom "he", "it" or "the minister" refers to in the sentences before
patterns.py           attributions in a masked text: "Smith said", "according to the minister"
relays.py             words passed on by another: "quoted Smith as saying"
subjects.py           who is the subject of a verb of saying
factivity.py          whether something was said, or denied, doubted, supposed
masked_text.py        a stretch of text with its quotations hidden
"""
