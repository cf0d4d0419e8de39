"""The rep as a Mesa agent: a seat's cells read like attributes, decisions are methods that may be overridden."""

from __future__ import annotations

import math
from typing import Any

import mesa

from salesim.agents.cell import ColumnCell
from salesim.agents.effort import WEEKS_PER_QUARTER, forecast_attainment, forecast_sigma
from salesim.agents.reps_view import week_address
from salesim.pay.wager import WagerParameters, wager_value
from salesim.random import Stream
from salesim.random.distributions import normal_at
from salesim.random.generator import uniform

FORECAST_NOISE = 0.5  # share of a rep's forecast error that is a mistake of the moment (A)
LEAST_SIGMA = 0.02  # nobody is surer of the own quarter than this (A)


class Rep(mesa.Agent):
    """One seat of the sales force and the person in it.

    Weekly decisions run compiled for all reps at once; a subclass that overrides `choose_effort` or `stays` is asked
    in their place, rep by rep. Wagers are chosen here, by every rep, each quarter.
    """

    present = ColumnCell("reps", "1 somebody works here, 0 vacant")
    region = ColumnCell("reps", "index of the region")
    effort = ColumnCell("reps", "effort this week")
    skill = ColumnCell("reps", "factor on visit quality")
    target_cny = ColumnCell("reps", "target of the quarter")
    quarter_sales_cny = ColumnCell("reps", "sales credited this quarter")
    baseline_sales_cny = ColumnCell("reps", "own forecast of weekly sales, season taken out")
    marginal_pay = ColumnCell("reps", "expected pay for one more yuan of sales")
    optimism = ColumnCell("reps", "relative bias of the own forecast")
    wager = ColumnCell("reps", "entry of the menu taken this quarter; 0 none")
    hired_week = ColumnCell("reps", "week in which the person began")
    visits = ColumnCell("reps", "visits made this week")

    def __init__(self, model: Any, seat: int):
        super().__init__(model)
        self.seat = seat

    def uniform(self, occurrence: int = 0) -> float:
        """Luck for decisions of your own, uniform on (0, 1); a week's draws are numbered 0, 1, 2, ... up to 63."""
        return uniform(self.model.key(Stream.OWN_REP), self.seat, week_address(self.model.week, occurrence))

    @property
    def attainment(self) -> float:
        """Sales of the quarter so far over its target."""
        return self.quarter_sales_cny / self.target_cny if self.target_cny else 0.0

    def choose_effort(self) -> float:
        """Effort of this week. The default is what the compiled rule has just chosen from the pay curve."""
        return self.effort

    def stays(self, quit_drawn: bool) -> bool:
        """Whether the rep stays this week; ``quit_drawn`` is what the hazard and the rep's luck say."""
        return not quit_drawn

    def choose_wager(self, wager: WagerParameters) -> int:
        """Entry of the menu to take this quarter, counted from 1; 0 takes none.

        The rep sees the own attainment as normal around the own forecast, biased by optimism, values each entry by
        prospect theory and chooses with probability proportional to exp(V / tau).
        """
        reps, seat, model = self.model.reps, self.seat, self.model
        mean, sigma = self.expected_attainment()
        mean = mean * (1.0 + self.optimism) + wager.challenge_lift
        target = self.target_cny
        # one unit is a quarter's commission at target
        unit = max(model.reference_rate * target, 1e-9)
        commission = model.config.sales_force.pay.commission_rate * target / unit
        person = (
            reps.risk_gain[seat],
            reps.loss_aversion[seat],
            reps.probability_weight[seat],
            wager.loss_probability_curvature,
        )
        values = [0.0]
        for terms in wager.menu:
            stakes = (terms.win_at, terms.bonus_cny / unit, terms.floor_at, terms.claw_back, commission)
            value, _, _ = wager_value(mean, sigma, *stakes, *person)
            values.append(value + wager.symbolic)
        highest = max(values)
        weights = [math.exp((value - highest) / wager.temperature) for value in values]
        left = uniform(model.key(Stream.WAGER_CHOICE), seat, model.quarter) * sum(weights)
        for option, weight in enumerate(weights):
            left -= weight
            if left < 0.0:
                return option
        return 0

    def expected_attainment(self) -> tuple[float, float]:
        """The rep's own forecast of the quarter's attainment and its standard deviation."""
        model, baseline, target = self.model, self.baseline_sales_cny, self.target_cny
        error = model.config.sales_force.effort.forecast_error
        noise = normal_at(model.key(Stream.WAGER_FORECAST), self.seat, model.quarter)
        mean = forecast_attainment(0.0, baseline, model.season_of_quarter(), 0.0, target)
        weekly_cv = model.reps.weekly_cv[self.seat].item()
        sigma = forecast_sigma(WEEKS_PER_QUARTER, weekly_cv, baseline, target, error, 0.0)
        return mean * (1.0 + FORECAST_NOISE * error * noise), max(sigma, LEAST_SIGMA)
