"""Credit as a lever: limits on what distributors may order, payment, cut-off and bankruptcy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.channel.credit import pay_out_week
from salesim.columns import Distributors
from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

OVERDUE = 1e-6  # of a week's usual sales; less is a rounding and no debt


class CreditParameters(Parameters):
    """How distributors pay the brand, and what they earn."""

    limit_days: float = parameter(
        0.0,
        about="goods on credit, in days of a distributor's usual sales; 0 nobody asks for payment",
        unit="day",
        source="A",
        ge=0,
        le=365,
    )
    terms_days: float = parameter(
        30.0, about="days after which goods are to be paid", unit="day", source="A", ge=7, le=365
    )
    margin: float = parameter(
        0.12, about="distributors' margin, as a share of the street price", source="A", gt=-1, lt=1
    )
    cost_share: float = parameter(
        0.08, about="what running their business costs them, as a share of usual sales", source="A", ge=0, le=1
    )
    capital_days: float = parameter(
        20.0, about="their own money, in days of usual sales", unit="day", source="A", ge=0, le=365
    )
    patience_weeks: int = parameter(
        8, about="weeks without paying what is due after which the brand closes the account", unit="week", source="A",
        ge=1, le=104,
    )  # fmt: skip


class Credit(Lever):
    """Keeps distributors' accounts with the brand week by week. Without a limit nobody asks for payment."""

    order = 220
    sections = (Section("channel.credit", CreditParameters, "how distributors pay"),)

    def __init__(self, parameters: CreditParameters):
        self.parameters = parameters
        self.sold_before = np.zeros(0)
        self.rows: list[pd.DataFrame] = []

    def usual_sales(self, model: ModelView) -> np.ndarray:
        """Forecast sales of a day at street prices, (n,) money."""
        return (model.distributors.forecast * model.numbers.price).sum(axis=1)

    def open_week(self, model: ModelView) -> None:
        p, d = self.parameters, model.distributors
        if p.limit_days == 0.0 or len(self.sold_before):
            return
        d.cash[:] = p.capital_days * self.usual_sales(model)
        d.owed[:] = 0.0
        self.sold_before = d.quarter_sales.copy()
        self.received_before = model.supply.received.copy()
        self.earned_before = model.supply.earned.copy()

    def close_week(self, model: ModelView) -> None:
        """Sales come in, what is due goes out; whoever cannot pay for too long is closed."""
        p, d = self.parameters, model.distributors
        if p.limit_days == 0.0:
            return
        begun_anew = d.quarter_sales < self.sold_before  # a quarter's sums begin at zero
        sales = d.quarter_sales - np.where(begun_anew, 0.0, self.sold_before)
        self.sold_before = d.quarter_sales.copy()
        received = model.supply.received - self.received_before
        self.received_before = model.supply.received.copy()
        d.cash[:] += model.supply.earned - self.earned_before
        self.earned_before = model.supply.earned.copy()
        unpaid = pay_out_week(
            d.cash, d.owed, sales, received, 7.0 * self.usual_sales(model), p.terms_days, p.cost_share
        )
        d.overdue_weeks[:] = np.where(unpaid > OVERDUE * 7.0 * self.usual_sales(model), d.overdue_weeks + 1, 0)
        for row in np.flatnonzero((d.overdue_weeks >= p.patience_weeks) & (d.closed == 0)):
            self._end_account(model, int(row))
        self.rows.append(
            pd.DataFrame(
                {
                    "week": model.week - model.first_week,
                    "distributor": d.distributor,
                    "cash": d.cash.copy(),
                    "owed": d.owed.copy(),
                    "unpaid": unpaid,
                    "closed": d.closed.copy(),
                }
            )
        )

    def _end_account(self, model: ModelView, row: int) -> None:
        """The account is closed: the neighbor takes stock and customers; what is owed beyond the stock is lost."""
        d, c = model.distributors, model.columns
        heirs = [other for other in np.argsort(self._distance(d, row)) if other != row and not d.closed[other]]
        if not heirs:
            return
        heir = int(heirs[0])
        worth = float((d.stock[row].sum(axis=0) * model.supply.wholesale).sum())
        model.ledger.add_money(lost_goods=max(d.owed[row].item() - worth, 0.0))
        d.stock[heir] += d.stock[row]
        d.grey[heir] += d.grey[row]
        d.arriving[heir] += d.arriving[row]
        d.in_transit[heir] += d.in_transit[row]
        d.forecast[heir] += d.forecast[row]
        d.stock[row] = d.grey[row] = d.arriving[row] = d.in_transit[row] = 0
        d.forecast[row] = 0.0
        d.owed[row] = 0.0
        d.closed[row] = 1
        d.neighbor[d.neighbor == row] = heir
        c.distributor[c.distributor == row] = heir
        model.record("distributor closed", detail=str(int(d.distributor[row])))

    def _distance(self, d: Distributors, row: int) -> np.ndarray:
        return np.hypot(d.x_km - d.x_km[row], d.y_km - d.y_km[row])

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``accounts``, one row for each distributor and week, if there is a limit."""
        return {"accounts": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
