"""Where in its quarter and year a model's week lies, and what seasons that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.pay.periods import A_QUARTER, A_YEAR, sum_over

if TYPE_CHECKING:
    from salesim.model.timetable import Timetable
    from salesim.scenario.scenario import Scenario


class Timeline:
    """Questions about the week in which a model is."""

    week: int  # since week 0, burn-in included
    first_week: int  # the first reported week
    timetable: Timetable
    season: np.ndarray  # by week, factors of mean 1 of what is sold
    plan_season: np.ndarray  # by week, the same as quotas are planned
    config: Scenario

    @property
    def quarter(self) -> int:
        """Quarters begun since week 0, burn-in included, before this one."""
        return int(self.timetable.number[A_QUARTER, self.week])

    @property
    def quarter_of_year(self) -> int:
        """Quarter of the fiscal year, from 0."""
        return int(self.timetable.of_year[A_QUARTER, self.week])

    @property
    def opens_quarter(self) -> bool:
        """Whether a quarter begins with this week."""
        return self.timetable.opens(A_QUARTER, self.week)

    @property
    def closes_quarter(self) -> bool:
        """Whether a quarter ends with this week."""
        return self.timetable.closes(A_QUARTER, self.week)

    @property
    def opens_year(self) -> bool:
        """Whether a fiscal year begins with this week."""
        return self.timetable.opens(A_YEAR, self.week)

    @property
    def week_of_quarter(self) -> int:
        """Weeks of the quarter before this one."""
        return self.week - self._quarter[0]

    @property
    def weeks_left(self) -> int:
        """Weeks of the quarter that are left, this one included."""
        return self._quarter[1] - self.week + 1

    def reported_quarter(self, week: int | None = None) -> int:
        """Number of the quarter of a week, this one if left out, among those that are reported, from 0."""
        numbers = self.timetable.number[A_QUARTER]
        return int(numbers[self.week if week is None else week] - numbers[self.first_week])

    @property
    def quarter_passed(self) -> float:
        """Share of the quarter's season that has passed before this week."""
        return self._share_passed(self.season, self.week_of_quarter)

    @property
    def plan_passed(self) -> float:
        """Share of the quarter's quota that was planned for the weeks before this one."""
        return self._share_passed(self.plan_season, self.week_of_quarter)

    @property
    def plan_done(self) -> float:
        """Share of the quarter's quota that was planned for the weeks up to this one's end."""
        return self._share_passed(self.plan_season, self.week_of_quarter + 1)

    def _share_passed(self, season: np.ndarray, weeks: int) -> float:
        """Share of the quarter's ``season`` in its first weeks."""
        first, last = self._quarter
        return 1.0 - sum_over(season, first + weeks, last) / sum_over(season, first, last)

    def plan_of_quarter(self) -> float:
        """Sum of the quota plan's season factors over the current quarter."""
        return sum_over(self.plan_season, *self._quarter)

    def plan_of_year(self) -> float:
        """Sum of the quota plan's season factors over the current fiscal year."""
        return sum_over(self.plan_season, *self.timetable.span(A_YEAR, self.week))

    @property
    def weeks_of_year(self) -> int:
        """Weeks of the current fiscal year, 52 or 53."""
        first, last = self.timetable.span(A_YEAR, self.week)
        return last - first + 1

    def season_of_quarter(self) -> float:
        """Sum of season factors over the current quarter."""
        return sum_over(self.season, *self._quarter)

    def season_of_next_quarter(self) -> float:
        """Sum of season factors over the quarter after this one."""
        return sum_over(self.season, *self.timetable.span(A_QUARTER, self._quarter[1] + 1))

    def season_ahead(self, weeks: int) -> float:
        """Sum of season factors over the next ``weeks`` weeks, this one included."""
        return sum_over(self.season, self.week, self.week + weeks - 1)

    @property
    def first_quota_week(self) -> int:
        """First week with quotas; half the burn-in before it is the reference run that they come from."""
        half = self.config.run.burn_in_weeks // 2
        opens = int(self.timetable.first[A_QUARTER, half])
        return opens if opens > 0 else int(self.timetable.last[A_QUARTER, half]) + 1

    @property
    def has_quotas(self) -> bool:
        """Whether the reference run is over; during it everybody works at e0."""
        return self.week >= self.first_quota_week

    @property
    def _quarter(self) -> tuple[int, int]:
        """First and last week of this quarter."""
        return self.timetable.span(A_QUARTER, self.week)
