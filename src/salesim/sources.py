"""A hash of the package's own sources and data: what was computed by other ones is not taken for today's."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
AFTER_THE_MODEL = (
    "experiment",
    "search",
    "calibrate",
    "report",
    "testing.py",
    "simulate.py",
    "cli",
    "written.py",
)  # cannot change a result


@cache
def source_hash(left_out: tuple[str, ...] = AFTER_THE_MODEL) -> str:
    """Hash of the package's sources and data, by default as far as they can change a result."""
    digest = hashlib.sha256()
    for source in sorted(PACKAGE.rglob("*")):
        name = source.relative_to(PACKAGE)
        if name.parts[0] not in left_out and "__pycache__" not in name.parts and source.is_file():
            digest.update(name.as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()
