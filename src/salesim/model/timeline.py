"""Where in its quarter and year a week lies, and what seasons that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.weeks import QUARTER, YEAR

if TYPE_CHECKING:
    from salesim.scenario.scenario import Scenario


class Timeline:
    """Questions about the week in which a model is."""

    week: int  # since week 0, burn-in included
    season: np.ndarray  # (52,) factors of mean 1 of what is sold
    plan_season: np.ndarray  # (52,) the same as quotas are planned
    config: Scenario

    @property
    def quarter(self) -> int:
        """Quarters since week 0, burn-in included."""
        return self.week // QUARTER

    @property
    def quarter_passed(self) -> float:
        """Share of the quarter's season that has passed before this week."""
        return self._share_passed(self.season, self.week % QUARTER)

    @property
    def plan_passed(self) -> float:
        """Share of the quarter's quota that was planned for the weeks before this one."""
        return self._share_passed(self.plan_season, self.week % QUARTER)

    @property
    def plan_done(self) -> float:
        """Share of the quarter's quota that was planned for the weeks up to this one's end."""
        return self._share_passed(self.plan_season, self.week % QUARTER + 1)

    def _share_passed(self, season: np.ndarray, weeks: int) -> float:
        """Share of the quarter's ``season`` (52,) in its first weeks."""
        quarter = season[self._first_of_quarter :][:QUARTER]
        return 1.0 - float(quarter[weeks:].sum()) / float(quarter.sum())

    def plan_of_quarter(self) -> float:
        """Sum of the quota plan's season factors over the current quarter."""
        return float(self.plan_season[self._first_of_quarter :][:QUARTER].sum())

    def season_of_quarter(self) -> float:
        """Sum of season factors over the current quarter."""
        return float(self.season[self._first_of_quarter :][:QUARTER].sum())

    def season_ahead(self, weeks: int) -> float:
        """Sum of season factors over the next ``weeks`` weeks, this one included."""
        return float(self.season[np.arange(self.week, self.week + weeks) % YEAR].sum())

    @property
    def first_quota_week(self) -> int:
        """First week with quotas; half the burn-in before it is the reference run that they come from."""
        return max(self.config.run.burn_in_weeks // 2 // QUARTER, 1) * QUARTER

    @property
    def has_quotas(self) -> bool:
        """Whether the reference run is over; during it everybody works at e0."""
        return self.week >= self.first_quota_week

    @property
    def _first_of_quarter(self) -> int:
        """Week of the year with which the current quarter begins."""
        return self.quarter % 4 * QUARTER
