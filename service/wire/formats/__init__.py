"""A reply in other tools' formats; `formats` chooses by name, `sources` says what they all say of a citation."""
