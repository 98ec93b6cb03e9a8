"""Make the weights of the ranking and of the confidence from labelled questions.

examples    folders of data -> each question's candidates with their features, and which of them answer
learning    the two models, fitted by Newton's method
fit         the command: cross-validates, prints the figures, writes the weights
"""
