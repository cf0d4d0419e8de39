"""What the simulator knows and nobody in it does: what each seat would have sold, and why it sold less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.potential import ATTACKED, CARED, N_POTENTIALS, USUAL, potential_of_seats
from salesim.agents.review import Cause
from salesim.model.workday import closing_push, usual_push
from salesim.parameters import NO_MONEY

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

PARTS = ("competitor", "execution", "quota", "chance")  # in the order of `Cause`


class Shortfalls:
    """Takes every seat's shortfall against its quota apart into true causes.

    With T the quota planned for the weeks so far, S sales, P what the seat's customers of the quarter's start would
    buy if they were looked after as they were when the year's quota was set and nobody attacked:

    - quota: T - P, what was asked for beyond that: quota errors, ratchet, wrong season weights, lost relationships
    - competitor: the share of P under attack x (1 - rate factor), less what support took away
    - execution: P x (1 - goodwill's response against the year's start x closing push against the usual one)
    - chance: the rest: orders that came or did not, customers who came and went, orders moved in time

    It watches the model and writes nothing into it.
    """

    def __init__(self, model: SalesModel):
        self.model = model
        self.usual_response = np.ones(model.n_seats)  # goodwill's response when the year's quota was set
        self.opening_response = np.ones(model.n_seats)  # the same at the quarter's start
        self.usual_push = usual_push(model)  # of the quarter's first holders, at usual effort
        self.potential = np.zeros(model.n_seats)  # P of the whole quarter
        self._begin_quarter()

    def open_year(self) -> None:
        self.usual_response = self._response(self._potential(np.arange(self.model.n_seats)))

    def open_quarter(self) -> None:
        model = self.model
        self._make_room()
        stand = self._potential(np.arange(model.n_seats))
        self.opening_response = self._response(stand)
        self.usual_push = usual_push(model)
        self.potential = stand[:, USUAL] * self.usual_response * self.usual_push * model.season_of_quarter()
        self._begin_quarter()

    def close_week(self) -> None:
        """Remember where competitors attacked this week, who was supported against them, and the closing push."""
        model = self.model
        self.attacked += model.season_now * model.attack
        self.season_so_far += model.season_now
        reps = model.reps
        self._make_room()
        self.supported += model.season_now * np.where(reps.support_until > model.week, reps.support, 0.0)
        self.pushed += model.season_now * closing_push(model) / self.usual_push

    def parts(self, seats: np.ndarray) -> np.ndarray:
        """True parts of the shortfall of some seats up to this week, (n, 4) as shares of the quota so far."""
        model, reps = self.model, self.model.reps
        planned = np.maximum(reps.quota[seats] * model.plan_passed, NO_MONEY)
        potential = self.potential[seats] * model.quarter_passed
        stand, season = self._potential(seats), max(self.season_so_far, 1e-9)
        attacked = stand[:, ATTACKED] / np.maximum(stand[:, CARED], 1e-9)
        spared = 1.0 - self.supported[seats] / season
        # goodwill moves slowly: on average the quarter so far had the mean of its two ends
        response = 0.5 * (self.opening_response[seats] + self._response(stand)) / self.usual_response[seats]
        push = self.pushed[seats] / season
        competitor = potential * attacked * spared * (1.0 - model.config.market.competitors.rate_factor)
        execution = potential * (1.0 - response * push)
        quota = planned - potential
        chance = planned - reps.quarter_sales[seats] - competitor - execution - quota
        return np.column_stack([competitor, execution, quota, chance]) / planned[:, None]

    def true_causes(self, parts: np.ndarray) -> np.ndarray:
        """The largest part of each shortfall, (n,) of `Cause`."""
        return parts.argmax(axis=1) + int(Cause.COMPETITOR)

    def _begin_quarter(self) -> None:
        self.attacked = np.zeros_like(self.model.attack_ends, np.float64)  # season-weighted weeks
        self.supported = np.zeros(self.model.n_seats)
        self.pushed = np.zeros(self.model.n_seats)
        self.season_so_far = 0.0

    def _potential(self, seats: np.ndarray) -> np.ndarray:
        """What the seats' customers would buy in a usual week, (n, N_POTENTIALS) money."""
        model, market = self.model, self.model.config.market
        potential = np.zeros((len(seats), N_POTENTIALS))
        potential_of_seats(
            seats,
            model.territories.start,
            model.columns,
            self.attacked / max(self.season_so_far, 1e-9),
            model.mean_goodwill,
            market.goodwill.elasticity,
            market.churn.decline_weeks,
            model.week,
            potential,
        )
        return potential

    @staticmethod
    def _response(potential: np.ndarray) -> np.ndarray:
        """Goodwill's response over all of a seat's customers, by sales; 1 at mean goodwill."""
        usual = potential[:, USUAL]
        return np.divide(potential[:, CARED], usual, out=np.ones(len(usual)), where=usual > 0)

    def _make_room(self) -> None:
        """Seats that were opened since begin as usual ones."""
        more = self.model.n_seats - len(self.usual_response)
        if more > 0:
            self.potential = np.append(self.potential, np.zeros(more))
            for name in ("usual_response", "opening_response", "usual_push"):
                setattr(self, name, np.append(getattr(self, name), np.ones(more)))
        more = self.model.n_seats - len(self.supported)
        if more > 0:
            self.supported = np.append(self.supported, np.zeros(more))
            self.pushed = np.append(self.pushed, np.zeros(more))
