"""What a layout may name: towns, anchor sites, industries, files."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase, either
from salesim.territory.travel import Projection


@dataclass(frozen=True)
class Ground:
    """The market around the customers; all empty where a layout is drawn outside of a world.

    Parameters
    ----------
    town_names : (n_towns,) names of each town, such as its own, the English and the Chinese one
    town_x_km, town_y_km : (n_towns,) [km]
    anchor_names : (n_anchors,) sites that customers gather around, such as hospitals
    anchor_x_km, anchor_y_km : (n_anchors,) [km]
    industries : names behind the customers' industry
    units : names behind the customers' province, unit, county and region, where they are known
    projection : degrees to kilometers; None if positions have none
    folder : where files that a layout names are looked for
    """

    town_names: tuple[tuple[str, ...], ...] = ()
    town_x_km: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0))
    town_y_km: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0))
    anchor_names: tuple[str, ...] = ()
    anchor_x_km: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0))
    anchor_y_km: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0))
    industries: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    projection: Projection | None = None
    folder: Path = Path()

    @cached_property
    def towns_by_name(self) -> dict[str, list[int]]:
        """Rows of the towns that a name may mean."""
        rows: dict[str, list[int]] = {}
        for row, names in enumerate(self.town_names):
            for name in {_plain(name) for name in names}:
                rows.setdefault(name, []).append(row)
        return rows

    def find_place(self, place: str | Sequence[float], field: str) -> tuple[float, float]:
        """Kilometers east and north of a place given as a town's name or as [lon, lat]."""
        if not isinstance(place, str):
            if self.projection is None:
                raise InputError("longitude and latitude need a market's map", field=field, value=list(place))
            x_km, y_km = self.projection.to_km(np.array([place[0]]), np.array([place[1]]))
            return float(x_km[0]), float(y_km[0])
        rows = self.towns_by_name.get(_plain(place), [])
        if not rows:
            known = [name for names in self.town_names for name in names]
            allowed = Phrase("a town of the market, or [lon, lat]")
            near = nearest_name(place, known)
            raise InputError("no such town", field=field, value=place, allowed=allowed, nearest=near)
        if len(rows) > 1:
            raise InputError(
                Phrase("{n} towns have this name", n=len(rows)), field=field, value=place, allowed=self._degrees(rows)
            )
        return float(self.town_x_km[rows[0]]), float(self.town_y_km[rows[0]])

    def _degrees(self, rows: list[int]) -> str:
        if self.projection is None:
            return "[lon, lat]"
        lon, lat = self.projection.to_degrees(self.town_x_km[rows], self.town_y_km[rows])
        return either(f"[{a:.3f}, {b:.3f}]" for a, b in zip(lon, lat, strict=True))


EMPTY = Ground()


def _plain(name: str) -> str:
    """A town's name as people may type it: without case, spaces, apostrophes, and the kind of unit it is."""
    letters = "".join(c for c in name.casefold() if c.isalnum())
    return letters[:-1] if len(letters) > 2 and letters[-1] in "市县区镇" else letters
