"""What the data say of the buying model itself, and what it says of each customer.

Rival models, whether frequency goes with spend, whether kinds of customers differ, a forecast of each customer,
cohorts, and how well the model foresees who orders no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from salesim.calibrate.backtest import Backtest
from salesim.calibrate.churn_warning import Warnings, churn_warnings
from salesim.calibrate.cohorts import Cohorts, cohorts
from salesim.calibrate.covariates import Correlation, Covariate, correlation, covariates
from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.customer_forecast import CustomerForecast, Horizon, forecast_customers
from salesim.calibrate.order_values import OrderValues
from salesim.calibrate.rivals import Rivals, rival_models
from salesim.calibrate.traits import groupings
from salesim.export.read import Export


@dataclass(frozen=True)
class CustomerModels:
    """Each None (or empty) where there is too little to tell."""

    rivals: Rivals | None
    correlation: Correlation | None
    covariates: list[Covariate]
    forecast: CustomerForecast | None
    cohorts: Cohorts | None
    warnings: Warnings | None

    def to_json(self) -> dict[str, Any]:
        """As plain values; the table of customers is a file of its own."""
        return {
            "rivals": [] if self.rivals is None else self.rivals.frame().to_dict("records"),
            "correlation": None if self.correlation is None else self.correlation._asdict(),
            "covariates": [one.to_json() for one in self.covariates],
            "horizon": None if self.forecast is None else self.forecast.horizon._asdict(),
            "cohorts": [] if self.cohorts is None else self.cohorts.plain().to_dict("records"),
            "warnings": [] if self.warnings is None else self.warnings.leads.to_dict("records"),
        }


def customer_models(
    export: Export,
    base: CustomerBase,
    days: pd.DataFrame,
    values: OrderValues,
    tested: Backtest | None,
    horizon: Horizon,
    seed: int,
) -> CustomerModels:
    """All of it, for a base's customers; ``days`` from `days_of_orders`, ``tested`` the backtest if there is one."""
    return CustomerModels(
        rivals=rival_models(base, days, tested),
        correlation=correlation(base, values.spending),
        covariates=covariates(base, groupings(export, base)),
        forecast=forecast_customers(export.keys, base, values, horizon, seed),
        cohorts=cohorts(base, days, tested),
        warnings=None if tested is None else churn_warnings(tested, days),
    )
