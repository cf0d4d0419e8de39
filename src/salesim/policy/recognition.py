"""Badges for the quarter's best reps."""

from __future__ import annotations

import numpy as np

from salesim.agents.recognition import RecognitionParameters


class Badges:
    """Awards a badge to the top share of each quarter by attainment.

    A badge that many get is worth less, and who gets none feels it.
    """

    def __init__(self, parameters: RecognitionParameters):
        self.parameters = parameters

    def close_quarter(self, model) -> None:
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero(reps.full_quarter)
        if not p.badges or len(seats) == 0:
            return
        attainment = reps.quarter_sales_cny[seats] / reps.target_cny[seats]
        n = max(1, int(p.top_share * len(seats)))
        winners = seats[np.argsort(-attainment, kind="stable")[:n]]
        reps.recognition[winners] += (1.0 - p.top_share) ** p.crowding
        others = np.setdiff1d(seats, winners)
        reps.recognition[others] -= p.envy * len(winners) / max(len(others), 1)
        model.ledger.add_cny(recognition=p.cost_cny * len(winners))
