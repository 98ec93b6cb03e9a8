"""Count the refreshes of a collection, and remember why the latest failed."""

import time
from dataclasses import dataclass


@dataclass
class Refreshes:
    """How many refreshes were done and how many failed. `failure` is why the latest did, None if it did not.

    `changed_at` is when what is served was loaded or changed last, `looked_at` when the latest refresh ended, in seconds
    since 1970.
    """

    done: int = 0
    failed: int = 0
    failure: str | None = None
    changed_at: float = 0.0
    looked_at: float = 0.0

    def succeed(self) -> None:
        self.done, self.failure, self.looked_at = self.done + 1, None, time.time()

    def fail(self, error: BaseException) -> str:
        """Note a failure, and return the reason as a sentence."""
        # Files that cannot be read are named and make nothing fail: what the system refuses is to write the index.
        refused = error.strerror if isinstance(error, OSError) else None
        self.failure = f"The index cannot be written: {refused}." if refused else str(error)
        self.failed, self.looked_at = self.failed + 1, time.time()
        return self.failure

    def change(self) -> None:
        """Note that something else is served from now on."""
        self.changed_at = time.time()
