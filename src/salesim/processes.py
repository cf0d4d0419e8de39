"""Which process did something, and whether it is still there: a number of a process is used again."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

UNKNOWN = "unknown"
START_FIELD = 18  # of /proc/PID/stat, behind the state: starttime, in ticks since the machine began
MARK = re.compile(r"([0-9a-f]{8})-(\d{1,10})-(\w+)")


def start_of_process(pid: int) -> str:
    """When a process of this machine began, in the system's own count; another text if it is not there.

    A number of a process is used again, with another beginning. `UNKNOWN` where the system does not tell.
    """
    if not Path("/proc/self/stat").exists():
        return UNKNOWN
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return "gone"
    state, *fields = stat.rpartition(")")[2].split()  # the name before may hold spaces and brackets
    return "gone" if state in "ZX" else fields[START_FIELD]


def mark_of_process() -> str:
    """What tells this process from all others, on any machine: fit to be part of a file's name."""
    return f"{_machine()}-{os.getpid()}-{start_of_process(os.getpid())}"


def has_ended(mark: str) -> bool:
    """Whether the process of a `mark_of_process` is known to be gone: one of another machine never is."""
    found = MARK.fullmatch(mark)
    if not found or found[1] != _machine() or found[3] == UNKNOWN:
        return False
    return start_of_process(int(found[2])) != found[3]


def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
