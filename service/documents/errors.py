"""The errors that prevent a collection, or a document of it, from being read."""


class CollectionError(Exception):
    """A collection cannot be served; the message is a sentence for whoever starts the service."""


class UnreadableError(Exception):
    """A file cannot be served; the message is the reason as a sentence."""


class EmptyError(UnreadableError):
    """A file holds no text."""


def system_reason(error: OSError) -> str:
    """Return the operating system's error as a sentence."""
    return f"It cannot be read: {error.strerror or type(error).__name__}."
