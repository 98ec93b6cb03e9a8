"""How many processes can work at the same time."""

import math
import os
import sys
from pathlib import Path

LIMIT = Path("/sys/fs/cgroup/cpu.max")  # of a container's share of the processors: microseconds in so many


def count_cores(limit: Path = LIMIT) -> int:
    """Count the cores that this process may use, of which a container may have fewer than the machine. At least 1."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        share, period = limit.read_text().split()
        return max(1, min(cores, math.ceil(int(share) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):  # there is no such limit
        return cores
