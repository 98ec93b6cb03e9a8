"""Is this quoted right? A quote -> exact, folded, altered or not found, and every place where it stands.

verifier.py            Verifier.verify: the way through the room, from a quote to its verdict
pieces.py              a quote split at its omissions and insertions: "...", "[...]", "[he]"
standing.py            where a piece stands in the documents, to the letter or folded
margins.py             the marks that mail puts before each line that it quotes
folding.py             texts folded for comparison, with a way back to the original offsets
altered.py             the passages that an altered quote was made from, by search and alignment
  alignment.py           two sequences of words aligned (Smith and Waterman)
  compared_words.py      the words that are aligned
  changes.py             an alignment -> a match with its word-level diff
surroundings.py        the passage and the quotation around a place
quotations_in_text.py  the quotations in a text to be checked
work.py                the steps that checking takes, counted and bounded
verdict.py             what comes out: QuoteVerdict, QuoteMatch, Edit
"""
