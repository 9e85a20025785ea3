"""How much memory a process took."""

from __future__ import annotations

import sys
from pathlib import Path


def peak_mib() -> float:
    """The most memory that this very process ever held, in MiB.

    Where /proc tells it: what the system counts for a process begins with the memory of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
