"""What is raised where an index cannot be used; each message is a sentence for whoever asked."""


class UnusableIndexError(Exception):
    """An index cannot be used at the moment, or not at all."""


class UnavailableIndexError(UnusableIndexError):
    """An index is out of reach: its cluster does not answer, answers too late, or has lost part of it."""


class UnansweredError(UnavailableIndexError):
    """A node of a cluster, or all of it, did not answer in time."""


class UnreachableError(UnavailableIndexError):
    """A node of a cluster cannot be reached, or broke the connection."""


class PartialIndexError(UnavailableIndexError):
    """Part of an index does not answer, or is too busy to."""


class GoneIndexError(UnavailableIndexError):
    """An index is no longer there: another version has taken its place."""


class RefusedIndexError(UnavailableIndexError):
    """An index is there and will not be had by asking again: its certificate is not trusted, or it refuses the password."""


class AuthorityError(Exception):
    """A file with certificates to trust cannot be read; the message is a sentence."""


class TakenError(Exception):
    """Something in a cluster was made or changed by another process first."""
