"""What a policy changes in the course of a run: pay, quotas, tools, terms, territories, each on its day.

A change takes effect at the start of its week, before anything else happens. Reps learn of it on that day and do not
anticipate it. Whatever has been promised is kept: a contest under way and the quarter's wagers end by the terms that
they began with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from salesim.columns import State
from salesim.parameters import NO_MONEY
from salesim.pay.plan import PayParameters
from salesim.pay.plans import PayPlans
from salesim.policy.guarantees import Guarantees
from salesim.policy.plan_change import begin, settle, who_changes
from salesim.policy.quotas import QuotaSetting, asked_for, change_quotas, share_left, usual_sales
from salesim.scenario.phases import Phase
from salesim.territory.layout import Layout
from salesim.territory.resize import resize

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel
    from salesim.scenario.scenario import Scenario


def firm_plans(config: Scenario) -> list[PayParameters]:
    """The plans of pay that a scenario states, the firm's own first, then those of roles."""
    return [config.sales_force.pay, *config.sales_force.plans.values()]


class Headcount:
    """How many reps the firm wants, and those who are hired and have not begun.

    Fewer are let go at once. For more, people are looked for; all of a date begin together, and only then territories
    are split for them, so that no customer waits for somebody who is yet to be found.
    """

    def __init__(self, changes: Changes, wanted: int | None = None):
        self.changes = changes
        self.wanted = wanted
        self.begins: int | None = None  # week in which those begin who are hired

    def open_week(self) -> None:
        """Who was hired for this week begins."""
        week = self.changes.model.week
        if week == self.changes.model.first_week and self.wanted is not None:
            self.want(self.wanted)
        if self.begins == week:
            self.resize()

    def want(self, reps: int) -> None:
        """From this week on the firm wants so many reps; who was hired by an earlier decision comes with the others."""
        model, self.wanted, self.begins = self.changes.model, reps, None
        lead = model.config.sales_force.turnover.hiring_weeks
        if reps > model.reps.open.sum() and lead > 0:
            self.begins = model.week + lead
        else:
            self.resize()

    def resize(self) -> None:
        """Split territories, or dissolve some, until there are as many as are wanted."""
        model, self.begins = self.changes.model, None
        assert self.wanted is not None
        first, before = model.n_seats, model.territories.current()
        after = resize(before, model.territories.sites(), self.wanted, first)
        if after is before:
            return
        self.changes.realign(after, hired=True)
        for seat in range(first, model.n_seats):
            model.staff.begin(seat)
        model.record("headcount", detail=str(self.wanted))


class Changes:
    """The changes that are still to come, who is about to begin, and the plans of pay that some keep until a week."""

    def __init__(self, model: SalesModel, later: Iterable[Phase], headcount: int | None = None):
        self.model = model
        self.headcount = Headcount(self, headcount)
        self.later = list(later)
        self.kept_until: dict[int, int] = {}  # by number of a plan, the week in which it ends

    def open_week(self) -> None:
        """Let begin what is due this week, and let end what some have kept."""
        model = self.model
        self.headcount.open_week()
        phase = None
        if self.later and self.later[0].week == model.week - model.first_week:
            phase = self.later.pop(0)
        ended = [plan for plan, week in self.kept_until.items() if week == model.week]
        if phase is None and not ended:
            return
        plans, number = model.plans, model.reps.plan.copy()
        for plan in ended:
            number[number == plan] = plans.base[plan]
        if phase is not None:
            plans, number = self.plans_after(phase, number)
        seats = who_changes(model, plans, number)
        settle(model, seats, plans, number)
        if phase is not None:
            self.begin_phase(phase, seats)
            number = np.append(number, np.zeros(model.n_seats - len(number), number.dtype))
        begin(model, seats, plans, number)

    def plans_after(self, phase: Phase, number: np.ndarray) -> tuple[PayPlans, np.ndarray]:
        """The plans from a phase on, and who is paid by which, (n_seats,), where it was ``number`` until now.

        Who keeps a plan is given a number of its own for it; a change that nobody is kept from ends what was kept of
        that plan before.
        """
        reps, change, plans = self.model.reps, phase.change, self.model.plans
        assert change is not None
        own = firm_plans(phase.config)
        each, base, number = [*own, *plans.each[len(own) :]], list(plans.base), number.copy()
        for plan, (old, new) in enumerate(zip(plans.each, own)):
            if old == new:
                continue
            if change.keeps == "present":
                number[(number == plan) & (reps.present == 1)] = len(each)
                if change.keeps_weeks is not None:
                    self.kept_until[len(each)] = self.model.week + change.keeps_weeks
                each.append(old)
                base.append(plan)
            else:
                number[np.array(base)[number] == plan] = plan
        return PayPlans(each, base=base, lines=plans.lines), number

    def begin_phase(self, phase: Phase, seats: np.ndarray) -> None:
        """Everything but pay as it is from a phase on; pay changes for ``seats`` (n,)."""
        model, change = self.model, phase.change
        assert change is not None
        if change.guarantee is not None:
            model.lever(Guarantees).promise(model, seats, change.guarantee)
        old, new = model.config.sales_force.quotas, phase.config.sales_force.quotas
        begins_anew = not model.has_quotas or model.opens_year or model.week == model.first_week
        if old == new or begins_anew:
            model.take(phase.config)
        else:
            before, passed = asked_for(model, old), model.plan_passed
            model.take(phase.config)
            change_quotas(model, model.lever(QuotaSetting).parameters, before, passed)
        if change.layout is not None:
            self.realign(model.world.layouts[change.layout])
        if phase.headcount is not None:
            self.headcount.want(phase.headcount)
        if model.week > model.first_week:
            model.record("policy_changed", detail=str(change.day or change.week))

    def realign(self, layout: Layout, hired: bool = False) -> None:
        """Divide the territories by a layout; within a quarter, what is left of its quotas goes with the customers."""
        model = self.model
        if not model.has_quotas or model.opens_quarter or model.week == model.first_week:
            model.territories.apply(layout, hired)
            return
        columns, reps = model.columns, model.reps
        known = (columns.state >= State.HEALTHY) & (columns.state < State.GONE)
        weight, before = np.zeros(len(columns.place)), np.empty(len(columns.place), np.int64)
        weight[columns.place] = np.where(known, columns.reference_sales * columns.relationship, 0.0)
        before[columns.place] = columns.seat
        left = share_left(model) * reps.quota / reps.season_share
        of_seat = np.maximum(np.bincount(before, weights=weight, minlength=model.n_seats), NO_MONEY)
        model.territories.apply(layout, hired)
        reps, after = model.reps, layout.territory_of
        moved = before != after
        goes = (left / of_seat)[before[moved]] * weight[moved]
        gained = np.bincount(after[moved], weights=goes, minlength=model.n_seats)
        lost = np.bincount(before[moved], weights=goes, minlength=model.n_seats)
        new_seats = np.zeros(model.n_seats - len(left))
        now = np.append(left, new_seats) + gained - lost
        reps.quota[:] = np.maximum(reps.quota + gained - lost, NO_MONEY)
        # who fills a vacant seat gets what the customers are still to bring
        vacant = (reps.present == 0) & (now > NO_MONEY)
        reps.season_share[vacant] = (reps.quota * share_left(model) / np.maximum(now, NO_MONEY))[vacant]
        reps.usual_sales[:] = usual_sales(model, model.lever(QuotaSetting).parameters)
