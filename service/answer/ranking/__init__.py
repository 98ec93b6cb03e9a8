"""Which sentences may answer, in what order, and how sure the first one is."""
