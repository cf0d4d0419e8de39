"""The files that a scenario names: customers, layouts, travel times."""

from __future__ import annotations

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
