"""The manager as a Mesa agent: reviews the own reps every fortnight on noisy data, concludes a cause, acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from salesim.agents.columns_view import week_address
from salesim.agents.review import Action, Cause, Evidence, ReviewParameters, conclude, explained
from salesim.parameters import NO_MONEY
from salesim.pay.wager import is_bet
from salesim.random import Stream, sequence_key_array
from salesim.random.distributions import normal_array
from salesim.random.generator import uniform

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

N_SIGNALS = 4  # positions of noise in a week; three are used
USUAL_ACTION = {"none": Cause.CHANCE, "support": Cause.COMPETITOR, "coaching": Cause.EXECUTION, "reset": Cause.QUOTA}


class Manager(mesa.Agent):
    """Leads the seats whose ``reps.team`` is this manager's: a region, or a district where levels are stated.

    A subclass may see, conclude or act in its own way; all take many seats at once.
    """

    def __init__(self, model: ModelView, team: int):
        super().__init__(model)
        self.model: ModelView
        self.team = team
        self.closer = 1.0  # factor on the shortfall that starts a check, of a team behind on the board

    def remove(self) -> None:
        """Refuse Mesa's word for leaving: reps without a manager would not be reviewed."""
        raise TypeError("a manager cannot be removed; a subclass whose review_fortnight does nothing will do")

    def review_fortnight(self, review: ReviewParameters) -> None:
        """Look at every territory of the own that is far below its phased quota or has been for long, and act."""
        model, reps = self.model, self.model.reps
        phased = reps.quota * model.plan_passed
        mine = (reps.team == self.team) & (reps.full_quarter == 1) & (phased > 0)
        far = mine & (reps.quarter_sales < (1.0 - self.closer * review.alert_gap) * phased)
        long = mine & (reps.below_weeks >= review.weeks_below)
        for seat in np.flatnonzero(far).tolist():
            model.record("alert", seat=seat)
        seats = np.flatnonzero({"both": far & long, "weeks": long, "alert": far}[review.check_on])
        if len(seats) == 0:
            return
        evidence = self.see(seats, np.flatnonzero(mine), review)
        if review.seek_cause:
            reps.report_min[seats] += 60.0 * review.check_hours
            causes = model.decisions.causes(self, evidence, review)
        else:
            causes = np.full(len(seats), USUAL_ACTION[review.usual_action])
        model.note_diagnoses(evidence, causes)
        model.note_actions(model.decisions.actions(self, seats, causes, review))

    def see(self, seats: np.ndarray, mine: np.ndarray, review: ReviewParameters) -> Evidence:
        """What is known of some seats, beside all that are led; falsified visits stand among reported ones."""
        model, reps = self.model, self.model.reps
        pace = (reps.quarter_visits + reps.quarter_falsified) / np.maximum(reps.usual_visits, 1.0)
        colleagues_pace = max(float(pace[mine].mean()), 1e-9)
        quota = reps.quota[seats]
        return Evidence(
            seats=seats,
            shortfall=1.0 - reps.quarter_sales[seats] / (quota * model.plan_passed),
            attack_reports=model.territories.reported_attacks(seats, review),
            colleagues_reports=model.territories.colleagues_reports(seats, mine, review),
            visit_gap=1.0 - pace[seats] / colleagues_pace,
            quota_gap=quota / self.usual_sales(seats) - 1.0,
        )

    def find_causes(self, evidence: Evidence, review: ReviewParameters) -> np.ndarray:
        """What explains most of each shortfall, (n,) of `Cause`, from evidence that the manager misreads a little."""
        keys = sequence_key_array(self.model.key(Stream.REVIEW_NOISE), evidence.seats)
        noise = [normal_array(keys, self.model.week * N_SIGNALS + signal) for signal in range(3)]
        return conclude(explained(evidence, review), review.signal_noise * np.stack(noise))

    def uniform(self, occurrence: int = 0) -> float:
        """A random number for a decision of your own, uniform on (0, 1); a week has draws 0 to 63."""
        return uniform(self.model.key(Stream.OWN_MANAGER), self.team, week_address(self.model.week, occurrence))

    def usual_sales(self, seats: np.ndarray) -> np.ndarray:
        """What the seats usually sell in such a quarter, by the books, (n,) money."""
        return np.maximum(self.model.reps.booked_sales[seats] * self.model.season_of_quarter(), NO_MONEY)

    def act(self, seats: np.ndarray, causes: np.ndarray, review: ReviewParameters) -> np.ndarray:
        """Support against a competitor, coaching for execution, a reset for a quota: (n,) of `Action`."""
        model, reps = self.model, self.model.reps
        until = model.week + review.action_weeks
        actions = np.zeros(len(seats), np.int64)
        attacked, slack = causes == Cause.COMPETITOR, self.time_to_coach(seats, causes == Cause.EXECUTION, review)
        # the quota that somebody bet on stands
        may_reset = ~is_bet(model.menu, reps.wager[seats]) & (reps.quota_resets[seats] < review.resets_per_quarter)
        too_high = (causes == Cause.QUOTA) & may_reset
        actions[attacked], actions[slack], actions[too_high] = Action.SUPPORT, Action.COACHING, Action.RESET
        reps.support[seats[attacked]] = review.support
        reps.support_until[seats[attacked]] = until
        reps.coaching_until[seats[slack]] = until
        self.reset_quotas(seats[too_high], review.quota_reset)
        return actions

    def time_to_coach(self, seats: np.ndarray, wanted: np.ndarray, review: ReviewParameters) -> np.ndarray:
        """Whom of the ``wanted`` (n,) a manager has time to coach, (n,): who is coached, then the furthest behind."""
        reps = self.model.reps
        mine = (reps.team == self.team) & (reps.present == 1)
        coached = reps.coaching_until > self.model.week
        places = max(1, round(review.coached_share * int(mine.sum()))) - int((mine & coached).sum())
        new = np.flatnonzero(wanted & ~coached[seats])
        attained = reps.quarter_sales[seats[new]] / reps.quota[seats[new]]
        chosen = wanted & coached[seats]
        chosen[new[np.argsort(attained, kind="stable")[: max(places, 0)]]] = True
        return chosen

    def reset_quotas(self, seats: np.ndarray, share: float) -> None:
        """Move this quarter's quotas a share of the way to what the books say the seats usually sell.

        The year's plan stands: what was reset is asked for again in the next quarter.
        """
        reps = self.model.reps
        factor = 1.0 + share * (self.usual_sales(seats) / reps.quota[seats] - 1.0)
        reps.quota_resets[seats] += 1
        reps.quota[seats] *= factor
