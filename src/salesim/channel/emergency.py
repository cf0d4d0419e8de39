"""Emergencies (K2): stock about to run out becomes a task; how soon somebody acts decides what is lost until then."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import model_validator

from salesim.parameters import Parameters, parameter


class EmergencyParameters(Parameters):
    """What happens when stock is about to run out."""

    handled: Literal["no", "mail", "workflow"] = parameter(
        "no",
        about="whether anybody acts on such a stock before the next ordinary order arrives: nobody, whoever reads "
        "their mail, or a workflow that opens a task for sales, service and logistics together",
        source="A",
    )
    alarm_days: float = parameter(
        1.5, about="days of forecast demand, goods that arrive by then included, below which stock is an anomaly",
        unit="day", source="A", ge=0, le=30,
    )  # fmt: skip
    mail_hours: float = parameter(
        48.0, about="mean time until somebody acts by mail", unit="hour", source="V: the article", gt=0, le=720
    )
    workflow_hours: float = parameter(
        24.0, about="mean time until somebody acts by the workflow", unit="hour", source="V: the article", gt=0, le=720
    )
    time_shape: float = parameter(2.0, about="gamma shape of those times", source="A", gt=0, le=100)
    express_days: int = parameter(1, about="days that an express delivery takes", unit="day", source="A", ge=1, le=15)
    express_cover: float = parameter(
        5.0, about="days of forecast demand in an express delivery", unit="day", source="A", gt=0, le=60
    )
    express_share: float = parameter(
        0.08, about="cost of an express delivery, as a share of its value", source="A", ge=0, le=1
    )
    false_alarms: float = parameter(
        0.02, about="chance of a false alarm for each distributor and day", source="A", ge=0, le=1
    )
    interruption_min: float = parameter(
        45.0, about="field time that a task takes from a rep of the area", unit="min", source="A", ge=0, le=480
    )
    license_cost_per_week: float = parameter(
        50.0, about="workflow for one distributor", unit="money/week", source="A", ge=0
    )

    @model_validator(mode="after")
    def _is_faster(self) -> EmergencyParameters:
        if self.workflow_hours > self.mail_hours:
            raise ValueError(f"workflow_hours is above mail_hours ({self.mail_hours:g}): a workflow slower than mail")
        return self

    @property
    def mean_hours(self) -> float:
        """Mean time until somebody acts."""
        return self.workflow_hours if self.handled == "workflow" else self.mail_hours


def anomalies(stock: np.ndarray, arriving_soon: np.ndarray, forecast: np.ndarray, alarm_days: float) -> np.ndarray:
    """Where stock with what arrives soon does not cover ``alarm_days`` of forecast demand; all (n, sku).

    >>> anomalies(np.array([[3, 9]]), np.array([[0, 0]]), np.array([[4.0, 4.0]]), 1.5)
    array([[ True, False]])
    """
    return (forecast > 0) & (stock + arriving_soon < alarm_days * forecast)
