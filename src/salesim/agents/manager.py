"""The manager as a Mesa agent: reviews a region every fortnight on noisy data, concludes a cause, acts."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from salesim.agents.review import Cause, ReviewParameters, conclude
from salesim.random import Stream
from salesim.random.distributions import normal_at


class Manager(mesa.Agent):
    """Leads one region."""

    def __init__(self, model: Any, region: int):
        super().__init__(model)
        self.region = region
        self.reported_visits = np.zeros(len(model.reps.seat), np.int64)  # as of the last review
        self.usual_visits = 1.0

    def review_fortnight(self, review: ReviewParameters) -> None:
        """Look at every territory of the region that is far below its phased target for long enough, and act."""
        model, reps = self.model, self.model.reps
        phased = reps.target_cny * model.quarter_passed
        mine = (reps.region == self.region) & (reps.full_quarter == 1)
        behind = mine & (phased > 0) & (reps.quarter_sales_cny < (1.0 - review.alert_gap) * phased)
        # reported visits, fakes included: the manager cannot tell them apart
        self.reported_visits = reps.quarter_visits + reps.quarter_fakes
        self.usual_visits = max(float(self.reported_visits[mine].mean()), 1.0) if mine.any() else 1.0
        for seat in np.flatnonzero(behind).tolist():
            model.record("alert", seat=seat)
            if reps.below_weeks[seat] >= review.weeks_below:
                self.act(seat, self.find_cause(seat, review), review)

    def find_cause(self, seat: int, review: ReviewParameters) -> Cause:
        """The likeliest cause from three noisy signals: news of attacks, reported visits, and the rep's own record.

        Each signal is about 1 where its cause is at work: a quarter of sales under attack, a quarter fewer visits than
        the region's mean, a target a quarter above what the rep usually sells.
        """
        model, key = self.model, self.model.key(Stream.REVIEW_NOISE)
        attacked = model.territories.attacked_share(seat) / 0.25
        fewer = (1.0 - self.reported_visits[seat].item() / self.usual_visits) / 0.25
        too_high = (model.reps.target_cny[seat].item() / self.record_of(seat) - 1.0) / 0.25
        noise = [review.signal_noise * normal_at(key, seat, model.week * 4 + signal) for signal in range(3)]
        return Cause(conclude(attacked + noise[0], fewer + noise[1], too_high + noise[2]))

    def record_of(self, seat: int) -> float:
        """What the rep usually sells in such a quarter, by the own record, in yuan."""
        return max(self.model.reps.baseline_sales_cny[seat].item() * self.model.season_of_quarter(), 1.0)

    def act(self, seat: int, cause: Cause, review: ReviewParameters) -> None:
        """Support against a competitor, coaching for execution, a reset for a target; each has its cost."""
        model, reps = self.model, self.model.reps
        until = model.week + review.action_weeks
        if cause is Cause.COMPETITOR:
            reps.support[seat] = review.support
            reps.support_until[seat] = until
        elif cause is Cause.EXECUTION:
            reps.coaching_until[seat] = until
        elif reps.wager[seat] == 0 and reps.target_resets[seat] < review.resets_per_quarter:
            # the target that somebody bet on stands
            reps.target_resets[seat] += 1
            reset = 1.0 + review.target_reset * (self.record_of(seat) / reps.target_cny[seat] - 1.0)
            reps.target_cny[seat] *= reset
            reps.target_factor[seat] *= reset
        model.record("conclusion", seat=seat, detail=cause.name.lower())
