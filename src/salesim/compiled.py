"""The decorator of compiled functions, and where their machine code is kept between runs.

numba notices an edit of the file that holds a cached function, but not an edit of a function that it calls from
another file. So the cache folder carries a hash of every source that machine code can depend on: the files that
define compiled functions and what these import. An edit there starts a fresh cache, an edit elsewhere keeps it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba.core import types

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by

PACKAGE = Path(__file__).parent
IMPORT = re.compile(r"^\s*from (salesim[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)


def kernel_sources() -> dict[Path, str]:
    """Text of every file that defines compiled functions and of all that these import from the package, in order."""
    texts = {source: source.read_text("utf-8") for source in PACKAGE.rglob("*.py")}
    waiting = [source for source, text in texts.items() if "import compiled" in text]
    reached: set[Path] = set()
    while waiting:
        source = waiting.pop()
        if source in reached:
            continue
        reached.add(source)
        for module, names in IMPORT.findall(texts[source]):
            place = PACKAGE.joinpath(*module.split(".")[1:])
            imported = [place.with_suffix(".py"), place / "__init__.py"]
            imported += [place / f"{name}.py" for name in re.findall(r"\w+", names)]
            waiting += [file for file in imported if file in texts]
    return {source: texts[source] for source in sorted(reached)}


def cache_folder() -> Path:
    """User cache / salesim / hash of the kernels' sources and of numba's version."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for source, text in kernel_sources().items():
        digest.update(source.relative_to(PACKAGE).as_posix().encode())
        digest.update(text.encode())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "salesim" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="salesim-cache-"))


def check_folder(stated: str) -> None:
    """Refuse a cache folder of the user's own that cannot be used, before numba trips over it."""
    try:
        Path(stated).mkdir(parents=True, exist_ok=True)
        if os.access(stated, os.W_OK):
            return
        reason: str = Phrase("no permission to write")
    except (OSError, ValueError) as fault:
        reason = said_by(fault)
    raise InputError(
        Phrase("no folder for machine code: {reason}", reason=reason),
        "NUMBA_CACHE_DIR",
        stated,
        "a folder to write to, or unset",
    )


if os.environ.get("NUMBA_CACHE_DIR"):
    check_folder(os.environ["NUMBA_CACHE_DIR"])
else:
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def compiled(function: Any) -> Any:
    """Compile to machine code on first call and keep it on disk; the GIL is released while it runs.

    ``function.py_func`` stays available as the kernel's own slow reference.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    dispatcher: Any = numba.njit(**options)(function)
    resolve = dispatcher.get_call_template
    dispatcher.get_call_template = lambda args, named: resolve(
        tuple(map(common_type, args)), {name: common_type(kind) for name, kind in named.items()}
    )
    return dispatcher


def common_type(given: Any) -> Any:
    """The type with which one kernel calls another: numba would compile once for each constant and width of integers.

    Integers compute as int64 in either case; single precision stays what it is.
    """
    unliteral: Any = types.unliteral
    plain = unliteral(given)
    return types.int64 if isinstance(plain, types.Integer) and plain.name.startswith("int") else plain
