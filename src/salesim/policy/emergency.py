"""Emergencies as a lever (K2): a stock anomaly opens a task on SimPy's clock; acting on it costs freight and time."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import simpy
from pydantic import model_validator

from salesim.channel.emergency import anomalies
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.random import Stream
from salesim.random.distributions import gamma_at
from salesim.random.generator import uniform

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COLUMNS = ["day", "distributor", "sku", "reaction_hours", "units", "false_alarm"]


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
            raise ValueError(
                Phrase(
                    "workflow_hours is above mail_hours ({mail_hours:g}): a workflow slower than mail",
                    mail_hours=self.mail_hours,
                )
            )
        return self

    @property
    def mean_hours(self) -> float:
        """Mean time until somebody acts."""
        return self.workflow_hours if self.handled == "workflow" else self.mail_hours


class Emergencies(Lever):
    """Looks at all stock each evening and opens a task for each anomaly; tasks of the burn-in end with it."""

    order = 240
    sections = (Section("channel.emergency", EmergencyParameters, "what happens when stock is about to run out"),)

    def __init__(self, parameters: EmergencyParameters):
        self.parameters = parameters
        self.open_tasks: set[tuple[int, int]] = set()  # (distributor, sku)
        self.minutes = np.zeros(0)  # (n_seats,) field time that last week's tasks take from reps
        self.rows: list[tuple[int, int, int, float, int, int]] = []

    def open_week(self, model: ModelView) -> None:
        """Whoever saw to tasks last week has that much less time in the field."""
        p = self.parameters
        if p.handled == "no":
            return
        if len(self.minutes):
            model.reps.report_min[: len(self.minutes)] += self.minutes
        self.minutes = np.zeros(model.n_seats)
        if p.handled == "workflow":
            model.ledger.add_money(license=p.license_cost_per_week * len(model.distributors.stock))
        served = model.columns.distributor >= 0
        n = len(model.distributors.stock)
        shares = np.zeros((n, model.n_seats))
        np.add.at(shares, (model.columns.distributor[served], model.columns.seat[served]), 1.0)
        self.seat_of = shares.argmax(axis=1)  # who has most customers of the area sees to its tasks

    def close_day(self, model: ModelView, day: int) -> None:
        """Open a task for each anomaly that has none, and now and then one for nothing; ``day`` since week 0."""
        p, d = self.parameters, model.distributors
        if p.handled == "no":
            return
        ring = d.arriving.shape[1]
        soon = d.arriving[:, (day + 1 + np.arange(int(p.alarm_days) + 1)) % ring].sum(axis=1)
        found = anomalies(d.stock.sum(axis=1), soon, d.forecast, p.alarm_days) & (d.closed == 0)[:, None]
        for row, sku in zip(*np.nonzero(found), strict=True):
            if (int(row), int(sku)) not in self.open_tasks:
                self.open_tasks.add((int(row), int(sku)))
                model.clock.process(self._task(model, int(row), int(sku)))
        key = model.key(Stream.FALSE_ALARM)
        for row in range(len(d.stock)):
            if uniform(key, row, day) < p.false_alarms:
                self.minutes[self.seat_of[row]] += p.interruption_min
                self.rows.append((day, row, -1, 0.0, 0, 1))

    def _task(self, model: ModelView, row: int, sku: int) -> Generator[simpy.Event, Any, None]:
        """Somebody reacts after a while, and sends goods by express."""
        p, d, opened = self.parameters, model.distributors, int(model.clock.now)
        # by distributor, class and day: another option's tasks meet the same random numbers
        occurrence = opened * d.forecast.shape[1] + sku
        hours = gamma_at(model.key(Stream.EMERGENCY), row, occurrence, p.time_shape) * p.mean_hours / p.time_shape
        yield model.clock.timeout(hours / 24.0)
        wanted = np.zeros(d.forecast.shape[1], np.int64)
        wanted[sku] = np.ceil(p.express_cover * d.forecast[row, sku])
        sent = model.supply.send_express(row, wanted, int(model.clock.now) + p.express_days)
        model.ledger.add_money(support=p.express_share * float((sent * model.numbers.price).sum()))
        self.minutes[self.seat_of[row]] += p.interruption_min
        self.rows.append((opened, row, sku, hours, int(sent.sum()), 0))
        self.open_tasks.discard((row, sku))

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``emergencies``, one row a task or false alarm, if they are handled."""
        if self.parameters.handled == "no":
            return {}
        rows = pd.DataFrame(self.rows, columns=COLUMNS)
        rows["day"] -= 7 * model.first_week
        return {"emergencies": rows}
