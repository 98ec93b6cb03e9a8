"""Make the weights of the ranking and of the confidence from labelled questions.

examples      folders of data -> each question's candidates with their features, and which of them answer
misleading    answerable questions -> questions that mislead
example_file  examples kept in files
learning      linear models, fitted by Newton's method
ranking_fit   the ranking
confidence    the confidence and the threshold
held_out      all of it, judged by collections that were left out
fit           the command: prints the figures, writes the weights
"""
