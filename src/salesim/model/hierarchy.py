"""Who leads whom: a manager for each of the market's regions or, where levels are stated, for each of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.territory.layout import centers
from salesim.territory.levels import levels_of

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

SUMS = ["quota", "sales", "credited"]


class Hierarchy:
    """Keeps ``reps.team``, the manager who leads each seat, in step with the territories.

    Without levels that is the manager of the seat's region. With levels it is that of the lowest one, numbered as on
    maps and in lists; they are drawn anew whenever territories change. Who has no ground of their own is led where
    home is nearest.

    Attributes
    ----------
    groups : (n_levels, n_seats) group of each seat at each level, from 0, the lowest level first
    noted : the same for each quarter that has been closed
    """

    def __init__(self, model: SalesModel):
        self.model = model
        self.groups: np.ndarray = np.zeros((0, model.n_seats), np.int64)
        self.noted: list[np.ndarray] = []

    def regroup(self) -> None:
        """Find everybody's manager; managers who are new begin."""
        model, levels = self.model, self.model.config.sales_force.levels
        if not levels:
            self.groups = np.zeros((0, model.n_seats), np.int64)
            model.reps.team[:] = model.reps.region
            model.hire_managers(len(model.world.regions))
            return
        self.groups = self.groups_of_seats()
        model.reps.team[:] = self.groups[0]
        model.hire_managers(int(self.groups[0].max()) + 1)

    def groups_of_seats(self) -> np.ndarray:
        """(n_levels, n_seats) groups by the territories as they are now."""
        model, reps = self.model, self.model.reps
        layout, sites = model.territories.current(), model.territories.sites()
        frame = levels_of(layout, sites, model.config.sales_force.levels, is_fixed=False)
        seats, of = frame["territory"].to_numpy() - 1, frame.drop(columns="territory").to_numpy().T - 1
        x, y = centers(layout.territory_of, layout.n_numbers, sites.x_km, sites.y_km, sites.workload_hours)
        away = np.hypot(reps.home_x_km[:, None] - x[seats], reps.home_y_km[:, None] - y[seats])
        at = away.argmin(axis=1)
        at[seats] = np.arange(len(seats))
        return of[:, at]

    def close_quarter(self) -> None:
        """Remember who led whom as the quarter closed."""
        self.noted.append(self.groups.copy())

    def table(self, quarters: list[pd.DataFrame]) -> pd.DataFrame:
        """One row a quarter, level and group, numbered from 1 as on maps.

        ``quarters`` are seats' rows of each quarter; the last one may be one that has not been closed.
        """
        names = [level.name for level in self.model.config.sales_force.levels]
        groups = [*self.noted, self.groups][: len(quarters)]
        parts = [
            _sums(rows, name, group[i])
            for rows, group in zip(quarters, groups, strict=True)
            for i, name in enumerate(names[: len(group)])
        ]
        return pd.concat(parts, ignore_index=True)


def _sums(rows: pd.DataFrame, level: str, group: np.ndarray) -> pd.DataFrame:
    """What the seats of each group of a level brought in a quarter; ``group`` (n_seats,) from 0."""
    of = group[rows["seat"].to_numpy()] + 1
    sums, reps = rows[SUMS].groupby(of).sum(), rows["seat"].groupby(of).size()
    attained = np.divide(sums["credited"], sums["quota"], out=np.zeros(len(sums)), where=sums["quota"] > 0)
    table = pd.DataFrame({"quarter": rows["quarter"].iloc[0], "level": level, "group": sums.index, "reps": reps})
    return table.assign(**{name: sums[name] for name in SUMS}, attainment=attained)
