"""The order desk: clerks who handle distributors' orders, by hand or through a portal. Things wait in line here.

`OrderDesk` is a SimPy resource, because orders of part of a day compete for the same clerks, and can be derived from.
Where nobody does, the same line is worked off without a clock: see `desk_line`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import simpy

from salesim.compiled import compiled
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


class DeskNumbers(NamedTuple):
    """Numbers that handling an order needs; one constructor keeps their types fixed."""

    portal: int  # distributors may order through it
    manual_hours: float
    portal_hours: float
    time_shape: float
    manual_error: float
    portal_error: float
    time_key: np.uint64
    error_key: np.uint64


def desk_numbers(p: DeskParameters, keys: tuple[np.uint64, np.uint64]) -> DeskNumbers:
    """The numbers of a desk, from its parameters and its (time, error) stream keys."""
    hours, errors = (p.manual_hours, p.portal_hours), (p.manual_error, p.portal_error)
    return DeskNumbers(int(p.portal), *hours, 1.0 / p.time_cv2, *errors, *keys)


@compiled
def draw_work(distributor, number, units, portal, n, wrong):
    """Hours that an order takes, drawn at its own address; writes which of its lines are entered wrongly, (sku,)."""
    mean = n.portal_hours if portal else n.manual_hours
    error = n.portal_error if portal else n.manual_error
    for sku in range(units.shape[0]):
        drawn = uniform(n.error_key, distributor, number * units.shape[0] + sku)
        wrong[sku] = units[sku] > 0 and drawn < error
    return mean * gamma_at(n.time_key, distributor, number, n.time_shape) / n.time_shape


def clerks_at(p: DeskParameters, n_distributors: int) -> int:
    """How many clerks handle the orders of ``n_distributors``."""
    return max(1, round(p.clerks_per_100 * n_distributors / 100))


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
        self.n_clerks = clerks_at(self.parameters, self.n_distributors)
        self.clerks = simpy.Resource(self.env, capacity=self.n_clerks)

    def take(self, distributor: int, number: int, units: np.ndarray, portal: bool) -> None:
        """A distributor's order comes in; touch time and errors are drawn at the order's own address."""
        wrong = np.zeros(len(units), np.bool_)
        hours = draw_work(distributor, number, units, portal, desk_numbers(self.parameters, self.keys), wrong)
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
