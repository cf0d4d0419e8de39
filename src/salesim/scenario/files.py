"""The files that a scenario names: customers, layouts, travel times."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE_FIELDS = ("file", "table", "towns")  # fields that hold a path, wherever they stand


def named_files(stated: Any, folder: Path) -> Iterator[Path]:
    """Files in a scenario's plain data; ``folder`` is where relative paths begin.

    >>> [str(file) for file in named_files({"layouts": {"today": {"file": "crm.csv"}}}, Path("data"))]
    ['data/crm.csv']
    """
    if isinstance(stated, list | tuple):
        for item in stated:
            yield from named_files(item, folder)
    elif isinstance(stated, dict):
        for name, value in stated.items():
            if name in FILE_FIELDS and isinstance(value, str):
                yield folder / value
            else:
                yield from named_files(value, folder)


def with_file_contents(stated: Any, folder: Path) -> Any:
    """A scenario's plain data in which every path of a file that exists is replaced by a hash of the file.

    ``folder`` is where relative paths begin.
    """
    if isinstance(stated, list):
        return [with_file_contents(item, folder) for item in stated]
    if not isinstance(stated, dict):
        return stated
    contents = {}
    for key, value in stated.items():
        if key in FILE_FIELDS and isinstance(value, str) and (folder / value).is_file():
            contents[key] = "sha256:" + hashlib.sha256((folder / value).read_bytes()).hexdigest()
        else:
            contents[key] = with_file_contents(value, folder)
    return contents
