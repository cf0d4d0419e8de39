"""The order desk: clerks who handle distributors' orders, by hand or through a portal. Things wait in line here.

A SimPy resource, because orders of part of a day compete for the same clerks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import simpy

from salesim.parameters import Parameters, parameter
from salesim.random.distributions import gamma_at
from salesim.random.generator import uniform

DESK_HOURS_PER_DAY = 8.0
DESK_HOURS_PER_WEEK = 40.0  # that a clerk is paid for
CLOSE_OF_DAY = 0.75  # part of the day at which distributors count and order; what arrives that day comes before it


class DeskParameters(Parameters):
    """How distributors' orders are handled."""

    portal: bool = parameter(False, about="distributors may order through a portal", source="A")
    clerks_per_100: float = parameter(
        16.0, about="clerks at the desk for 100 distributors (at least one)", source="A", gt=0, le=1000
    )
    manual_hours: float = parameter(
        4.0, about="mean time to handle an order by hand", unit="hour", source="V: the article", gt=0, le=80
    )
    portal_hours: float = parameter(
        0.25, about="mean time to handle an order through the portal", unit="hour", source="V: the article", gt=0, le=80
    )
    time_cv2: float = parameter(0.25, about="squared coefficient of variation of those times", source="A", gt=0, le=10)
    manual_error: float = parameter(0.02, about="share of order lines entered wrongly by hand", source="V", ge=0, le=1)
    portal_error: float = parameter(
        0.005, about="share of order lines wrong through the portal", source="V", ge=0, le=1
    )
    scrapped_share: float = parameter(
        0.2, about="share of wrongly delivered units that must be written off", source="A", ge=0, le=1
    )
    cut_off: float = parameter(
        0.9,
        about="part of the day after which a handled order leaves a day later; distributors order at three quarters",
        source="A",
        gt=CLOSE_OF_DAY,
        le=1,
    )
    adoption_weeks: float = parameter(
        8.0, about="mean weeks until a distributor uses the portal", unit="week", source="A", ge=0, le=520
    )
    license_cost_per_week: float = parameter(
        300.0, about="portal license and support for one distributor", unit="money/week", source="A", ge=0
    )
    clerk_cost_per_hour: float = parameter(
        60.0, about="cost of a clerk's hour, busy or idle", unit="money/hour", source="A", ge=0
    )


@dataclass(eq=False)
class DeskJob:
    """One order of one distributor on its way through the desk."""

    distributor: int
    number: int
    units: np.ndarray  # (n_sku,) int64
    placed: float  # days
    portal: bool
    touch_hours: float
    wrong: np.ndarray  # (n_sku,) bool: lines entered wrongly
    began: float | None = None  # days; None while it waits in line

    def remaining(self, now: float) -> DeskJob:
        """What is left to do at ``now``, for a model that goes on from here."""
        done = 0.0 if self.began is None else (now - self.began) * DESK_HOURS_PER_DAY
        return replace(self, touch_hours=max(self.touch_hours - done, 0.0), began=None)


@dataclass
class OrderDesk:
    """Handles orders one by one; ``release`` is called with the job when an order leaves the desk.

    Parameters
    ----------
    env : the model's clock, in days.
    keys : (time, error) stream keys.
    """

    env: simpy.Environment
    parameters: DeskParameters
    n_distributors: int
    keys: tuple[Any, Any]
    release: Callable[[DeskJob], None]
    clerks: simpy.Resource = field(init=False)
    n_clerks: int = field(init=False)
    waiting: list[DeskJob] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.n_clerks = max(1, round(self.parameters.clerks_per_100 * self.n_distributors / 100))
        self.clerks = simpy.Resource(self.env, capacity=self.n_clerks)

    def take(self, distributor: int, number: int, units: np.ndarray, portal: bool) -> None:
        """A distributor's order comes in; touch time and errors are drawn at the order's own address."""
        p = self.parameters
        shape = 1.0 / p.time_cv2
        mean = p.portal_hours if portal else p.manual_hours
        hours = mean * gamma_at(self.keys[0], distributor, number, shape) / shape
        error = p.portal_error if portal else p.manual_error
        draws = [uniform(self.keys[1], distributor, number * len(units) + sku) for sku in range(len(units))]
        wrong = np.array([u < error for u in draws]) & (units > 0)
        self.begin(DeskJob(distributor, number, units, self.env.now, portal, hours, wrong))

    def begin(self, job: DeskJob) -> None:
        """Put a job in the line."""
        self.waiting.append(job)
        self.env.process(self._handle(job))

    def _handle(self, job: DeskJob) -> Generator[simpy.Event, Any, None]:
        with self.clerks.request() as turn:
            yield turn
            job.began = self.env.now
            yield self.env.timeout(job.touch_hours / DESK_HOURS_PER_DAY)
        self.waiting.remove(job)
        self.release(job)


def ship_day(released: float, lead_days: int, cut_off: float) -> int:
    """Day of arrival of an order released at ``released`` (days): a missed cut-off costs a day."""
    day = int(released)
    late = released - day > cut_off
    return day + lead_days + (1 if late else 0)
