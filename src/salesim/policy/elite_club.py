"""The elite club (I2): last quarter's best reps get training that others don't."""

from __future__ import annotations

import numpy as np

from salesim.agents.training import EliteClubParameters, trained


class EliteClub:
    """Trains its members one day a week, and books the days.

    Membership is by attainment, so a generous quota makes members, too.
    """

    def __init__(self, parameters: EliteClubParameters):
        self.parameters = parameters

    def open_week(self, model) -> None:
        """A member's training day: it costs money and a day in the field; what was trained before fades a little."""
        p, reps = self.parameters, model.reps
        reps.training[:] *= 0.5 ** (1.0 / p.half_life_weeks)
        if not p.enabled or model.working_days == 0:
            return
        time = model.config.sales_force.time
        seats = np.flatnonzero((reps.training_days > 0) & (reps.present == 1))
        for seat in seats.tolist():
            reps.training[seat] = trained(reps.training[seat].item(), p.gain_per_day, p.ceiling)
        reps.training_days[seats] -= 1
        reps.training_min[seats] += time.day_min * time.field_share
        model.ledger.add_money(hiring=p.day_cost * len(seats))

    def close_quarter(self, model) -> None:
        """The best of the quarter are members of the next."""
        p, reps = self.parameters, model.reps
        reps.training_days[:] = 0
        seats = np.flatnonzero(reps.full_quarter)
        if not p.enabled or len(seats) == 0:
            return
        attainment = reps.quarter_sales[seats] / reps.quota[seats]
        n = max(1, round(p.top_share * len(seats)))
        for seat in seats[np.argsort(-attainment, kind="stable")[:n]].tolist():
            reps.training_days[seat] = p.days
            model.record("elite_club", seat)
