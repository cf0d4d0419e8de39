"""Markets that have been built and found sound: whoever checks a scenario again unchanged does not wait for it.

Only what was built without a note, of customers who are drawn, by builders that come with salesim, is remembered: as a
hash of all that it depends on, in the user's cache folder. Removing the file ``sound.txt`` there forgets them all.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from salesim.compiled import cache_folder
from salesim.errors import InputError
from salesim.scenario.files import with_file_contents
from salesim.scenario.overlay import NAMES_A_LETTER
from salesim.scenario.scenario import Scenario
from salesim.sources import source_hash
from salesim.territory.builder import own_builders
from salesim.written import replaced

LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "numba", "holidays")  # that worlds and layouts are made with
REMEMBERED = 200


def hash_of_market(scenario: Scenario) -> str | None:
    """What stands for a scenario's world and layouts; None for one that is built whenever it is checked."""
    is_drawn = scenario.market.customers.file is None
    text = scenario.model_dump_json()
    if not is_drawn or type(scenario) is not Scenario or own_builders(scenario.layouts) or NAMES_A_LETTER.search(text):
        return None
    made_with = [source_hash(), *map(version, LIBRARIES)]
    stated = with_file_contents(json.loads(text), scenario.folder)
    return hashlib.sha256(json.dumps([made_with, stated], sort_keys=True).encode()).hexdigest()


def is_sound(market: str) -> bool:
    """Whether a market was found sound before."""
    return market in _remembered(_file())


def remember_sound(market: str) -> None:
    """Note that a market is sound; where nothing can be written, it is built again the next time."""
    file = _file()
    try:
        with replaced(file) as aside:
            aside.write_text("\n".join([*_remembered(file), market][-REMEMBERED:]), encoding="utf-8")
    except InputError:
        pass


def _file() -> Path:
    return cache_folder() / "sound.txt"


def _remembered(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return []
