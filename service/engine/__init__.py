"""The product without the web: the collection in service, kept fresh, and what is asked of it."""
