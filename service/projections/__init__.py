"""The reply of /ask in the formats of other tools."""
