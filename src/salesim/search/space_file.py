"""A search space from a YAML file."""

from __future__ import annotations

from pathlib import Path

from salesim.errors import InputError
from salesim.scenario.document import read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.loading import read_text
from salesim.search.space import Space


def load_space(file: str | Path) -> Space:
    """Read and check a space; see `salesim.search.space` for what the file says.

    Raises
    ------
    InputError : with file, line and column of everything that is wrong
    """
    document = read_yaml(read_text(Path(file)), str(file))
    try:
        return checked(Space, document.data)
    except InputError as found:
        raise document.located(found) from None
