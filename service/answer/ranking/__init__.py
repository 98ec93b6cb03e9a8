"""The sentences that may answer a question, in order, and the probability that the first one does.

candidates.py     correct_spelling, find_candidates (search), rank_candidates: the way through this chamber
term_weights.py   what each term of the question weighs, before the search and in every feature
shortlist.py      which hits are worth reading, told by the index alone
contexts.py       a sentence with its surroundings: the ones beside it, its paragraph, title, heading, lead-in
analysis.py       a sentence analysed: tokens, terms and their places, spans of dates, names and numbers
known.py          once: what is computed of a sentence or of the evidence is kept with it
evidence.py       what each candidate and its surroundings hold of the question, as matrices
nearness.py       what the earlier turns say for or against a candidate of a follow-up
features.py       one number a candidate for everything that speaks for or against it; FEATURES is the list
  weighed.py        how much of the question's weight is held, missing, or filled in from around, by kinds of terms
  relative.py       features of how a candidate compares with the best one
  phrasing.py       features of wording: runs, order and nearness of words, negation
  answer_types.py   features of the type of answer asked for: a date, a person, a reason
  rule_answers.py   which sentences say what is allowed, or how to do a thing
linear.py         linear models
model.py          weights.json -> a score for each candidate, and the confidence in the best one
"""
