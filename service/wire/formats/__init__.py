"""A reply in other tools' formats."""
