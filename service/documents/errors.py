"""What stops a collection, or one document of it, from being read."""


class CollectionError(Exception):
    """A collection that cannot be served; its message is a sentence for whoever starts the service."""


class UnreadableError(Exception):
    """A file that cannot be served; its message is the reason as a sentence."""


def system_reason(error: OSError) -> str:
    """Say in a sentence what the system answered."""
    return f"It cannot be read: {error.strerror or type(error).__name__}."
