"""Numbers with their nouns."""


def count_of(number: int, noun: str) -> str:
    """Write a number with its noun: "1 question", "2 questions"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
