"""Joint visits at a change of rep: the old and the new one call on a customer together as one takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

JOINT_VISIT = 1.5  # length of a joint visit with its road, in visits (A)
WORKING_DAYS = 5.0  # of a usual week


class HandoverParameters(Parameters):
    """Joint visits to customers whom a change of territories gives to another rep."""

    joint_visits: int = parameter(
        0,
        about="visits that the old and the new rep make together to each customer who is reassigned; 0: the customer "
        "meets the new rep alone",
        source="A",
        ge=0,
        le=12,
    )
    share: float = parameter(
        1.0,
        about="share of the reassigned customers, those with most sales first, who get them",
        source="A",
        gt=0,
        le=1,
    )
    keeps: float = parameter(
        0.5,
        about="share of what is left of the break with the old rep that each joint visit bridges",
        source="A: Shi, Sridhar, Grewal & Lilien (2017, Journal of Marketing 81(2)) find that the loss hangs on how "
        "alike the new rep is to the old; of joint visits there is no estimate",
        ge=0,
        lt=1,
    )
    weeks: int = parameter(
        4, about="in which they are made, from the week after the change on", unit="week", source="A", ge=1, le=26
    )
    time_share: float = parameter(
        0.3,
        about="most of their working time that both reps give to joint visits in those weeks; who finds no time for a "
        "customer leaves it at none, those with least sales first",
        source="A",
        gt=0,
        le=1,
    )


class Handover(Lever):
    """Makes joint visits wherever customers are reassigned and both reps are there.

    The price is the time of both. Seats that are vacant, closed, or yet to be filled introduce nobody, and nobody is
    introduced to them.
    """

    order = 176
    sections = (Section("sales_force.handover", HandoverParameters, "joint visits to customers who are reassigned"),)

    def __init__(self, parameters: HandoverParameters):
        self.parameters = parameters
        self.minutes: dict[int, np.ndarray] = {}  # by week, of each seat

    def open_week(self, model: ModelView) -> None:
        """The week's joint visits take time."""
        due = self.minutes.pop(model.week, None)
        if due is not None:
            model.reps.report_min[: len(due)] += due * model.reps.present[: len(due)]

    def wanted(self, sales: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """How many joint visits the customers marked as ``moved`` are to get, (n,), by their ``sales`` (n,)."""
        p, visits = self.parameters, np.zeros(len(sales), np.int64)
        rows = np.flatnonzero(moved)
        largest = rows[np.argsort(-sales[rows], kind="stable")[: round(p.share * len(rows))]]
        visits[largest] = p.joint_visits
        return visits

    def introduce(
        self,
        model: ModelView,
        visits: np.ndarray,
        bond: np.ndarray,
        before: np.ndarray,
        owner: np.ndarray,
        there: np.ndarray,
    ) -> int:
        """Both reps visit customers together: part of the bond holds, both spend the time.

        Parameters
        ----------
        visits, bond : (n,) by row, joint visits that are wanted and the relationship before the change
        before, owner : (n,) seats that gave the customers and took them
        there : (n_seats,) booleans, in which of them somebody works from now on

        Returns
        -------
        customers who are introduced
        """
        p, c, force = self.parameters, model.columns, model.config.sales_force
        visits = np.where(there[before] & there[owner], visits, 0)
        minutes = visits * JOINT_VISIT * force.time.visit_min
        room = p.time_share * p.weeks * WORKING_DAYS * force.time.day_min
        visits = np.where(with_time(minutes, c.reference_sales, before, owner, room), visits, 0)
        if not visits.any():
            return 0
        lost = (1.0 - model.config.market.churn.handover_factor) * (1.0 - p.keeps) ** visits
        kept = np.where(visits > 0, np.minimum(bond, 1.0 - lost), 0.0)
        c.relationship[:] = np.maximum(c.relationship, kept)
        minutes = np.where(visits > 0, minutes, 0.0) / p.weeks
        a_week = sum(np.bincount(of, weights=minutes, minlength=model.n_seats) for of in (before, owner))
        for week in range(model.week + 1, model.week + 1 + p.weeks):
            due = self.minutes.get(week, np.zeros(0))
            self.minutes[week] = a_week + np.append(due, np.zeros(model.n_seats - len(due)))
        return int(np.count_nonzero(visits))


def with_time(minutes: np.ndarray, sales: np.ndarray, before: np.ndarray, owner: np.ndarray, room: float) -> np.ndarray:
    """For whom both reps find the time, (n,) booleans: those with most ``sales`` first, until ``room`` is used up."""
    rows = np.flatnonzero(minutes > 0.0)
    rows = rows[np.argsort(-sales[rows], kind="stable")]
    fits = np.zeros(len(minutes), np.bool_)
    used: dict[int, float] = {}
    for row, takes, one, other in zip(rows, minutes[rows], before[rows].tolist(), owner[rows].tolist(), strict=True):
        if max(used.get(one, 0.0), used.get(other, 0.0)) + takes <= room:
            fits[row] = True
            used[one], used[other] = used.get(one, 0.0) + takes, used.get(other, 0.0) + takes
    return fits
