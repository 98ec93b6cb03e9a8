"""Which other documents say the same, and which give another figure, date or name."""
