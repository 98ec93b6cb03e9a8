"""Text -> Segmentation: where its blocks, sentences and quotations begin and end.

segmentation.py   segment_text: the way through the room
blocks.py         paragraphs, list items, headings, captions, table rows, code, boilerplate
  kinds.py          boilerplate, captions and headings, recognised by their form
  lists.py          list markers
stops.py          where sentences end inside a block
  punkt.py          the decision on a single full stop: nltk's Punkt
  punkt_words.py    the English words that Punkt is given, by punkt_model.py;  nltk_parts.py: how nltk is imported
bounds.py         text without stops, cut to the length of a quote
quotations.py     quotations, across sentences and paragraphs
questions.py      the question that a sentence answers
outline.py        which headings a heading stands below
table_rows.py     the head and the rows of a table
speaker_turns.py   the speakers' labels of an interview or a transcript
line_labels.py    labels and tags before a line: "Q:", "<summary>"
context.py        the heading above a sentence, and the lead-in of its list
sentence.py       what comes out: Segmentation, Sentence, Block, Quotation
"""
