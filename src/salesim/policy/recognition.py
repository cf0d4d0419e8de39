"""Badges for the quarter's best reps, and a public rank of all."""

from __future__ import annotations

import numpy as np

from salesim.agents.recognition import RecognitionParameters, badge_value, rank_value
from salesim.pay.measures import measure_of


class Recognition:
    """Awards badges to the top share of each quarter and publishes ranks.

    A badge that many get is worth less, and who gets none feels it; the last of a public list feel that, too.
    """

    def __init__(self, parameters: RecognitionParameters):
        self.parameters = parameters

    def close_quarter(self, model) -> None:
        p, reps = self.parameters, model.reps
        if p.badges:
            for measure in p.measures:
                self.award(model, result_of(reps, measure))
        seats = np.flatnonzero(reps.full_quarter)
        if p.public_rank and len(seats) > 1:
            order = np.argsort(result_of(reps, "attainment")[seats], kind="stable")
            for at, seat in enumerate(seats[order].tolist()):
                reps.recognition[seat] += rank_value(at / (len(seats) - 1), p.rank_pride, p.rank_shame)

    def award(self, model, result: np.ndarray) -> None:
        """Badges for one measure by its result, (n_seats,); NaN takes no part."""
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero((reps.full_quarter == 1) & np.isfinite(result))
        if len(seats) == 0:
            return
        n = max(1, int(p.top_share * len(seats)))
        winners = seats[np.argsort(-result[seats], kind="stable")[:n]]
        for seat in winners.tolist():
            reps.recognition[seat] += badge_value(reps.recognition[seat].item(), p.top_share, p.crowding, p.habituation)
        others = np.setdiff1d(seats, winners)
        reps.recognition[others] -= p.envy * len(winners) / max(len(others), 1)
        model.ledger.add_money(recognition=p.cost * len(winners))


def result_of(reps, measure: str) -> np.ndarray:
    """The quarter's result on a measure of badges, (n_seats,); NaN where there was nothing to measure."""
    if measure == "attainment":
        return reps.quarter_sales / np.maximum(reps.quota, 1e-9)
    m = measure_of(measure)
    done, base = reps.measure_sum[:, m], reps.measure_base[:, m]
    if measure == "new_customers":
        return done.copy()
    return np.divide(done, base, out=np.full(len(done), np.nan), where=base > 0)
