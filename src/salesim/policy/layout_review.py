"""The quarterly review of the territories: unequal for long enough, they are rebalanced."""

from __future__ import annotations

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.territory.rebalance import rebalance


class LayoutReviewParameters(Parameters):
    """When territories are rebalanced."""

    enabled: bool = parameter(False, about="rebalance territories that stay unequal", source="A")
    threshold: float = parameter(
        0.2,
        about="deviation of output per head from the mean that counts as unequal",
        source="A: the article's 20 %",
        gt=0,
        le=5,
    )
    quarters: int = parameter(2, about="quarters running before anything is done", source="A: the article", ge=1, le=8)
    tolerance: float = parameter(
        0.1, about="deviation of workload from the mean that a rebalancing accepts", source="A", gt=0, le=5
    )
    share_unequal: float = parameter(
        0.25, about="share of territories beyond the threshold that sets it off", source="A", gt=0, le=1
    )


class LayoutReview:
    """Counts quarters with unequal output per head, then evens out the workload between neighbours.

    The price is paid in the run: whoever changes hands has a broken relationship, and prospects fall back a stage.
    """

    def __init__(self, parameters: LayoutReviewParameters):
        self.parameters = parameters
        self.unequal_quarters = 0

    def close_quarter(self, model) -> None:
        """Review the quarter's output per head, and act if it has been unequal for long enough."""
        p = self.parameters
        if not p.enabled:
            return
        output = model.reps.quarter_sales_cny[model.reps.open == 1]
        mean = output.mean()
        unequal = np.abs(output / mean - 1.0) > p.threshold if mean > 0 else np.zeros(len(output), bool)
        self.unequal_quarters = self.unequal_quarters + 1 if unequal.mean() >= p.share_unequal else 0
        if self.unequal_quarters < p.quarters:
            return
        self.unequal_quarters = 0
        today = model.territories.current()
        layout = rebalance(today, model.territories.sites(), p.tolerance)
        moved = float(np.mean(layout.territory_of != today.territory_of))
        model.territories.adopt(layout)
        model.record("layout_review", detail=f"{moved:.1%} of customers changed hands")
