"""The decorator of compiled functions, and where their machine code is kept between runs.

numba notices an edit of the file that holds a cached function, but not an edit of a function that it calls from
another file. So the cache folder carries a hash of all the package's sources: any edit starts a fresh cache, and
files may be split as it suits the reader.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba

PACKAGE = Path(__file__).parent


def cache_folder() -> Path:
    """User cache / salesim / hash of the package's sources and of numba's version."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for source in sorted(PACKAGE.rglob("*.py")):
        digest.update(source.relative_to(PACKAGE).as_posix().encode())
        digest.update(source.read_bytes())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "salesim" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="salesim-cache-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def compiled(function: Any) -> Any:
    """Compile to machine code on first call and keep it on disk; the GIL is released while it runs.

    ``function.py_func`` stays available as the kernel's own slow reference.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
