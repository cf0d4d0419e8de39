"""The call plan's view of customers: what the firm expects of each, from its books, renewed each quarter."""

from __future__ import annotations

from salesim.agents.call_plan import BY_WEIGHT, CoverageParameters
from salesim.agents.visit_value import expect_sales
from salesim.weeks import QUARTER


class Coverage:
    """Keeps the expectations that the rules ``value`` and ``response`` ask for; other rules need none."""

    def __init__(self, parameters: CoverageParameters):
        self.parameters = parameters

    def open_week(self, model) -> None:
        is_due = model.week % QUARTER == 0 or model.week == model.first_week
        if is_due and self.parameters.number != BY_WEIGHT:
            expect_sales(model.columns, model.week)
