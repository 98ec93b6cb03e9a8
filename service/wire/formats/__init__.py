"""Replies in other tools' formats: `formats` picks one by name, `sources` describes citations for all of them."""
