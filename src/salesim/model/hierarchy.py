"""Who leads whom: a manager for each of the market's regions or, where levels are stated, for each of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.territory.layout import centers
from salesim.territory.levels import levels_of

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

SUMS = ["quota", "credited"]


class Hierarchy:
    """Keeps ``reps.team``, the manager who leads each seat, in step with the territories.

    Without levels that is the manager of the seat's region. With levels it is that of the lowest one, numbered as on
    maps and in lists; they are drawn anew whenever territories change. Who has no ground of their own is led where
    home is nearest.

    Attributes
    ----------
    groups : (n_levels, n_seats) group of each seat at each level, from 0, the lowest level first
    sold_minor : (n_seats,) what the seats' customers were billed in the quarter so far, vacant seats included
    noted : groups and what was billed in each quarter that has been closed
    """

    def __init__(self, model: SalesModel):
        self.model = model
        self.groups: np.ndarray = np.zeros((0, model.n_seats), np.int64)
        self.sold_minor = np.zeros(model.n_seats, np.int64)
        self.noted: list[tuple[np.ndarray, np.ndarray]] = []

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

    def close_week(self) -> None:
        """Add up what was billed."""
        before, billed = self.sold_minor, self.model.billed_minor
        self.sold_minor = billed + np.append(before, np.zeros(len(billed) - len(before), np.int64))

    def close_quarter(self) -> None:
        """Remember who led whom as the quarter closed; a new sum begins."""
        self.noted.append((self.groups.copy(), self.sold_minor))
        self.sold_minor = np.zeros(self.model.n_seats, np.int64)

    def table(self, quarters: list[dict[str, np.ndarray]]) -> pd.DataFrame:
        """One row a quarter, level and group, numbered from 1 as on maps.

        ``quarters`` are columns of seats of each quarter; the last one may be one that has not been closed.
        """
        names = [level.name for level in self.model.config.sales_force.levels]
        money, noted = self.model.ledger.currency.from_minor, [*self.noted, (self.groups, self.sold_minor)]
        parts = [
            _sums(pd.DataFrame(rows), name, groups[i], money(sold))
            for rows, (groups, sold) in zip(quarters, noted[: len(quarters)], strict=True)
            for i, name in enumerate(names)
        ]
        return pd.concat(parts, ignore_index=True)


def _sums(rows: pd.DataFrame, level: str, group: np.ndarray, sold: np.ndarray) -> pd.DataFrame:
    """What the seats of each group of a level brought in a quarter.

    ``group`` (n_seats,) is from 0, ``sold`` (n_seats,) what they were billed; ``rows`` has those that were open.
    """
    of = group[rows["seat"].to_numpy()] + 1
    sums, reps = rows[SUMS].groupby(of).sum(), rows["seat"].groupby(of).size()
    billed = np.bincount(group[: len(sold)] + 1, weights=sold, minlength=int(of.max()) + 1)[sums.index]
    return pd.DataFrame(
        {
            "quarter": rows["quarter"].iloc[0],
            "level": level,
            "group": sums.index,
            "reps": reps,
            "quota": sums["quota"],
            "sales": billed,
            "credited": sums["credited"],
            "attainment": np.divide(sums["credited"], sums["quota"], out=np.zeros(len(sums)), where=sums["quota"] > 0),
        }
    )
