"""Which towns a word means, in the ways in which people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

import numpy as np
import pandas as pd
import scipy

from salesim.territory.travel import EARTH_RADIUS_KM
from salesim.world.gazetteer.spelling import ENDINGS, plain_name, without_umlauts
from salesim.world.gazetteer.tables import towns_of, units_of

WRITTEN_OUT = (  # abbreviations, in both directions
    (r"\bst\.?(?=[\s-])", "saint "),
    (r"\bste\.?(?=[\s-])", "sainte "),
    (r"\bsaint(?=[\s-])", "st "),
    (r"\bsainte(?=[\s-])", "ste "),
    (r"\bst\.?(?=[\s-])", "sankt "),
    (r"\bft\.?(?=[\s-])", "fort "),
    (r"\bmt\.?(?=[\s-])", "mount "),
    (r"\ba\.?\s?m\b\.?(?!\w)", "am main"),
    (r"\b([ns])\.?\s(?=\w)", lambda found: {"n": "north ", "s": "south "}[found[1].lower()]),
)
NOT_PART = re.compile(  # words beside a town's name that are not in the gazetteer
    r"\b(city of|town of|greater|metro|municipality of|cedex.*|\d+\s?(e|er|ème|eme|th|st|nd|rd)?( arr\w*\.?)?|city|"
    r"town|village|township|municipality|county|district|shi|xian|qu|ku)\b",
    re.IGNORECASE,
)
OTHER_NAME = 0.1  # what a town counts under a name that is not its first one: there are many, and some are odd
BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]")
PIECE = re.compile(r"[^市县区州盟旗郡町村區縣]{1,10}?(?:自治州|自治县|新区|[市县区州盟旗郡町村區縣])")
PREFIX = range(6, 1, -1)  # letters of a Chinese or Japanese address that may be a town's name


class TownIndex:
    """Towns by name.

    Parameters
    ----------
    towns : one row a town: name, names (plain, by ``|``), lon, lat, residents, unit (index)
    unit_names : names of the units
    """

    def __init__(self, towns: pd.DataFrame, unit_names: Sequence[str]):
        self.unit_names = unit_names
        self.lon, self.lat = towns["lon"].to_numpy(float), towns["lat"].to_numpy(float)
        self.residents, self.unit = towns["residents"].to_numpy(), towns["unit"].to_numpy()
        self.name = towns["name"].to_numpy(object)
        rows: dict[str, list[int]] = {}
        names = towns["names"].tolist()
        for row in np.argsort(-self.residents, kind="stable").tolist():
            for key in names[row].split("|"):
                rows.setdefault(key, []).append(row)
        self.rows = rows

    def _weight(self, row: int, key: str) -> float:
        """Residents of a town, fewer if the key is another name of it."""
        return float(self.residents[row]) * (1.0 if plain_name(self.name[row]) == key else OTHER_NAME)

    def unit_name(self, row: int) -> str:
        """Name of the unit that a town lies in."""
        return str(self.unit_names[self.unit[row]])

    def within(self, rows: list[int], units: tuple[int, ...], near_km: float) -> list[int]:
        """Those of some towns that lie in some units, or else near a town of theirs."""
        inside = [row for row in rows if self.unit[row] in units]
        if inside or not rows:
            return inside
        own = np.flatnonzero(np.isin(self.unit, units))
        if len(own) == 0:
            return []
        away = scipy.spatial.cKDTree(self.on_sphere[own]).query(self.on_sphere[rows])[0] * EARTH_RADIUS_KM
        return [row for row, km in zip(rows, away) if km <= near_km]

    @cached_property
    def on_sphere(self) -> np.ndarray:
        """(n, 3) positions on the unit sphere, whose chords are distances."""
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    def find(self, word: str) -> list[int]:
        """Rows of the towns that a word may mean, the largest first; one that has it as its first name counts more.

        >>> [town_index("DE").name[row] for row in town_index("DE").find("Muenchen")[:1]]
        ['Munich']
        """
        for text in spellings(word):
            found: list[int] = self.rows.get(text, [])
            if found:
                return sorted(found, key=lambda row: -self._weight(row, text)) if len(found) > 1 else found
        return []

    def find_pieces(self, address: str) -> list[list[int]]:
        """Rows for each piece of an address without blanks, 苏州市吴江区: the city's, then the district's."""
        pieces = PIECE.findall(address)
        found = [rows for rows in map(self.find, pieces) if rows]
        if found:
            return found
        key = plain_name(address)
        return [self.rows[key[:n]] for n in PREFIX if key[:n] in self.rows][:1]


@cache
def town_index(country: str) -> TownIndex:
    """A country's towns by name, loaded once."""
    return TownIndex(towns_of(country), units_of(country)["name"].tolist())


def spellings(word: str) -> Iterator[str]:
    """Keys under which a town may stand, likely ones first."""
    tried: dict[str, None] = {}
    forms = [word, BRACKETS.sub("", word)]
    forms += [NOT_PART.sub(" ", form) for form in forms]
    for form in forms:
        for pattern, other in WRITTEN_OUT:
            forms_of = re.sub(pattern, other, form, flags=re.IGNORECASE)
            if forms_of != form:
                tried.setdefault(plain_name(form))
                tried.setdefault(plain_name(forms_of))
        tried.setdefault(plain_name(form))
    if "/" in word:
        for part in word.split("/"):
            tried.setdefault(plain_name(part))
    for key in list(tried):
        tried.setdefault(ENDINGS.sub("", key))
        tried.setdefault(without_umlauts(key))
    return (key for key in tried if key)
