"""A question and the conversation before it -> the question as it would stand alone, and what it took over.

turns     an earlier question, and the words that its answer cited
leaning   which words of a question point back: pronouns, "ones", "there", a question of two words
names     the names in a text, and whether one names a person
topic     what an earlier question was about
follow    the question, with what it points at put in
"""
