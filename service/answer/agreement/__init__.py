"""Which other documents say what an answer says, and which give another figure, date or name.

corroboration.py     find_agreement: the best sentence of each other document that bears on the answer
claims.py            two sentences compared: the same wording, the same claim, or one that differs in a single point
amounts.py           numbers and dates by value, so that "300,000" equals "three hundred thousand"
"""
