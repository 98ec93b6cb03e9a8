"""Words and phrases -> every sentence that holds them, in the order of the documents.

wanted.py      what a search is for: words, as the index has them, and phrases in quotation marks
every_hit.py   the sentences that hold all of it, counted, a page at a time
marking.py     where in a sentence the words and phrases stand
"""
