"""The decorator of compiled functions, and where their machine code is kept between runs.

numba notices an edit of the file that holds a cached function, but not an edit of a function that it calls from
another file. So machine code is kept under a hash of all that it can depend on: the file of the kernel, what that
imports from the package, and the records that kernels hand on. An edit there compiles these kernels anew and no others;
checkouts and versions with equal kernels share what is compiled.

numba is imported when the first kernel is called, so that a command that computes nothing does not wait for it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property, update_wrapper
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by
from salesim.sources import PACKAGE

IMPORT = re.compile(r"^from (salesim[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
RECORD = re.compile(r"^class \w+\(NamedTuple\):\n(?:[ \t].*\n|\n)*", re.MULTILINE)
EVERYWHERE = ("compiled.py", "columns/by_pointer.py", "columns/column_type.py")  # compiling, and taking columns


@cache
def package_sources() -> dict[str, str]:
    """Text of every file of the package, by its path in it."""
    return {file.relative_to(PACKAGE).as_posix(): file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py"))}


@cache
def imported_by(text: str) -> tuple[str, ...]:
    """Files that a file may import from the package at its top level; some of them there are not."""
    files: list[str] = []
    for module, names in IMPORT.findall(text):
        place = "/".join(module.split(".")[1:])
        files += [f"{place}.py", f"{place}/__init__.py".lstrip("/")]
        files += [f"{place}/{name}.py".lstrip("/") for name in re.findall(r"\w+", names)]
    return tuple(files)


def reached_from(files: Iterable[str], texts: Mapping[str, str]) -> list[str]:
    """Some files of ``texts`` and all that they import from the package at their top level, in order."""
    reached: set[str] = set()
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        if file not in reached:
            reached.add(file)
            waiting += [name for name in imported_by(texts[file]) if name in texts]
    return sorted(reached)


def kernel_files(texts: Mapping[str, str]) -> list[str]:
    """The files that define compiled functions."""
    return [file for file, text in texts.items() if "import compiled" in text]


def common_to_all(texts: Mapping[str, str]) -> str:
    """What all kernels depend on: versions, how they are compiled, and the records that they hand on.

    Kernels read the fields of a record by position, also where it is declared in a file that they do not import.
    """
    records = [record for file in reached_from(kernel_files(texts), texts) for record in RECORD.findall(texts[file])]
    return "\n".join([f"{version('numba')} {sys.version_info[:2]}", *(texts[file] for file in EVERYWHERE), *records])


def digest_of(file: str, texts: Mapping[str, str], common: str) -> str:
    """A hash of all that the kernels of a file can depend on; ``common`` is from `common_to_all`."""
    digest = hashlib.sha256(common.encode())
    for name in reached_from([file], texts):
        digest.update(f"{name}\n{texts[name]}".encode())
    return digest.hexdigest()[:16]


@cache
def package_digest(file: str) -> str:
    """`digest_of` for a file of the package as it is."""
    return digest_of(file, package_sources(), _package_common())


def mark_of_all() -> Path:
    """A file that stands once the kernels of the model, as they are now, have been compiled for this processor."""
    from llvmlite.binding import get_host_cpu_name

    digests = "".join(package_digest(file) for file in kernel_files(package_sources())) + get_host_cpu_name()
    return machine_code_folder() / f"compiled-{hashlib.sha256(digests.encode()).hexdigest()[:16]}"


@cache
def _package_common() -> str:
    return common_to_all(package_sources())


def cache_folder() -> Path:
    """The user's cache folder for salesim; a temporary one where none can be written to."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "salesim"
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


@cache
def machine_code_folder() -> Path:
    """Where kernels are kept: as numba's own variable says, else `cache_folder`."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or cache_folder())


@cache
def ready_numba() -> Any:
    """numba, once it knows where kernels are kept and how they take columns."""
    import numba
    from numba.core import caching

    from salesim.columns import column_type  # noqa: F401  (tells numba of its types)

    class Kept(KernelLocator, caching._CacheLocator):
        """numba asks for a subclass of its own."""

    # numba 0.61 gives the class that holds the list of locators a private name
    holder: Any = getattr(caching, "CacheImpl", None) or caching._CacheImpl  # type: ignore[attr-defined]
    holder._locator_classes.insert(0, Kept)
    numba.config.CACHE_DIR = str(machine_code_folder())  # type: ignore[attr-defined]
    return numba


class KernelLocator:
    """Where numba keeps a kernel of the package: a folder for each file, by its `digest_of`."""

    def __init__(self, file: str, line: int):
        self.line, self.digest = line, package_digest(file)
        name = file.removesuffix(".py").replace("/", ".")
        self.folder = machine_code_folder() / f"{name}-{self.digest}"

    def get_cache_path(self) -> str:
        return str(self.folder)

    def get_source_stamp(self) -> str:
        return self.digest

    def get_disambiguator(self) -> str:
        return str(self.line)

    @classmethod
    def from_function(cls, function: Any, file: str) -> KernelLocator | None:
        """For a function of the package; None for all others, which numba keeps in its own ways."""
        path = Path(file)
        if not path.is_relative_to(PACKAGE) or path.relative_to(PACKAGE).as_posix() not in package_sources():
            return None
        found = cls(path.relative_to(PACKAGE).as_posix(), function.__code__.co_firstlineno)
        try:
            found.ensure_cache_path()  # type: ignore[attr-defined]
        except OSError:
            return None
        return found


COMPILED, IN_PYTHON = property(attrgetter("dispatcher")), property(attrgetter("py_func"))  # what a call of a kernel is


class Kernel:
    """A compiled function: at its first call it is compiled, or read from disk.

    ``py_func`` is the kernel's own slow reference. All else is asked of numba's dispatcher, which a call reaches
    without a step through Python.
    """

    def __init__(self, function: Any):
        self.py_func = function
        update_wrapper(self, function)

    __call__ = COMPILED

    @cached_property
    def dispatcher(self) -> Any:
        """numba's dispatcher, which calls other kernels by `common_type`."""
        options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
        dispatcher: Any = ready_numba().njit(**options)(self.py_func)
        resolve = dispatcher.get_call_template
        dispatcher.get_call_template = lambda args, named: resolve(
            tuple(map(common_type, args)), {name: common_type(kind) for name, kind in named.items()}
        )
        return dispatcher

    @property
    def _numba_type_(self) -> Any:  # by which numba knows a kernel that another one calls
        return self.dispatcher._numba_type_

    @property
    def signatures(self) -> list[tuple[Any, ...]]:
        """Types of arguments that it has been compiled for so far."""
        made = self.__dict__.get("dispatcher")
        return made.signatures if made else []

    def __reduce__(self) -> str:  # by its name, as functions travel
        return self.__qualname__  # type: ignore[attr-defined]


@contextmanager
def few_calls() -> Iterator[None]:
    """Kernels run as the Python functions that they are, in a ``with``, unless numba is there already.

    For a few calls that numba is not worth importing for, such as those that check a pay plan. Other threads' kernels
    do so, too, which takes longer and gives the same.
    """
    if "numba" in sys.modules:
        yield
        return
    setattr(Kernel, "__call__", IN_PYTHON)  # noqa: B010  (to mypy a property is no method)
    try:
        yield
    finally:
        setattr(Kernel, "__call__", COMPILED)  # noqa: B010


def compiled(function: Any) -> Any:
    """Compile to machine code on first call and keep it on disk; the GIL is released while it runs.

    ``function.py_func`` stays available as the kernel's own slow reference.
    """
    return Kernel(function)


def common_type(given: Any) -> Any:
    """The type with which one kernel calls another: numba would compile once for each constant and width of integers.

    Integers compute as int64 in either case; single precision stays what it is.
    """
    from numba.core import types

    unliteral: Any = types.unliteral
    plain = unliteral(given)
    return types.int64 if isinstance(plain, types.Integer) and plain.name.startswith("int") else plain
