"""Which plan pays whom: the plans of a firm by number, and what each of them is to the seats that it pays.

``reps.plan`` holds the number of every seat's plan. Plan 0 is the firm's own, ``sales_force.pay``; most firms have no
other.

>>> plans = PayPlans((PayParameters(salary_per_month=7000.0), PayParameters(salary_per_month=9000.0)))
>>> plans.by_plan("salary_per_month")
array([7000., 9000.])
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from salesim.columns import Reps
from salesim.pay.component import PayComponent
from salesim.pay.components import Components, components_for, in_kernels, is_entitled
from salesim.pay.curve import Curve, empty_curves, take_reps
from salesim.pay.lines import Line
from salesim.pay.plan import PayParameters, add_plan_to_curve


class PayPlans:
    """The plans of a firm, by number.

    Parameters
    ----------
    each : the plans, the firm's own first.
    names : of the plans, to tell components of one name apart; their numbers if left out.
    lines : the firm's product lines.

    Attributes
    ----------
    parts : the components `in_kernels` of all plans; one that several plans have alike is one component, so that a
        team is one whichever plans pay its members
    components : the same by names that are distinct
    base : for each plan, the number of the plan that its seats' next holders get: the plan itself, unless it is kept
        only by who has it
    """

    def __init__(
        self,
        each: Sequence[PayParameters],
        names: Sequence[str] = (),
        base: Sequence[int] = (),
        lines: Sequence[Line] = (),
    ):
        self.each, self.lines = tuple(each), tuple(lines)
        self.base = tuple(base) or tuple(range(len(self.each)))
        self._names = tuple(names) or tuple(str(number) for number in range(len(self.each)))
        self._arrays: dict[str, np.ndarray] = {}
        found: list[PayComponent] = []
        for plan in self.each:
            found += [one for one in in_kernels(plan.components) if one not in found]
        self._has = np.array([[one in plan.components for plan in self.each] for one in found], np.bool_)
        self._has = self._has.reshape(len(found), len(self.each))
        self.parts = tuple(found)
        self.components = self._named(found)

    def _named(self, components: list[PayComponent]) -> tuple[PayComponent, ...]:
        """Components whose names are distinct: what another plan has of one name is called after that plan."""
        taken: set[str] = set()
        named = []
        for one, has in zip(components, self._has, strict=True):
            name = one.name
            if name in taken:
                name = f"{one.name} ({self._names[int(has.argmax())]})"
                one = one.model_copy(update={"name": name})
            taken.add(name)
            named.append(one)
        return tuple(named)

    def by_plan(self, name: str) -> np.ndarray:
        """A number of every plan, (n_plans,): its field ``name``."""
        if name not in self._arrays:
            self._arrays[name] = np.array([getattr(plan, name) for plan in self.each], np.float64)
        return self._arrays[name]

    def by_seat(self, name: str, reps: Reps) -> np.ndarray:
        """The same number for every seat, (n_seats,): that of the plan that pays it."""
        return self.by_plan(name)[reps.plan]

    @cached_property
    def _curves(self) -> Curve:
        curves = empty_curves(len(self.each))
        for number, plan in enumerate(self.each):
            add_plan_to_curve(plan, curves, number)
        return curves

    def curves(self, reps: Reps, seats: np.ndarray | slice = slice(None)) -> Curve:
        """The plans' own curves for some seats, all if left out, as arrays of their own."""
        return take_reps(self._curves, reps.plan[seats])

    def same_curve(self, old: int, others: PayPlans, new: int) -> bool:
        """Whether a plan of these has the same own curve as one of others, whatever else tells them apart."""
        return all(np.array_equal(one[old], two[new]) for one, two in zip(self._curves, others._curves, strict=True))

    def components_for(self, reps: Reps, week: int, emerging: np.ndarray) -> Components:
        """As `pay.components.components_for`: paid to the seats whose plan has them."""
        components = components_for(self.components, reps, week, emerging, self.lines)
        components.entitled[:] *= self._has[:, reps.plan]
        return components

    def entitled(self, reps: Reps, week: int, emerging: np.ndarray) -> np.ndarray:
        """Who is paid which component from this week on, (n_components, n_seats): the seats whose plan has it."""
        entitled = [is_entitled(one, reps, week, emerging) for one in self.components]
        return np.array(entitled, np.int8).reshape(self._has.shape[0], len(reps.seat)) * self._has[:, reps.plan]

    def on_costs(self, reps: Reps, pay: np.ndarray) -> float:
        """What on-costs are as a share of ``pay`` (n_seats,), which may be nothing."""
        rates = self.by_seat("on_costs", reps)
        total = float(pay.sum())
        same = len(set(self.by_plan("on_costs").tolist())) == 1 or total == 0.0
        return float(rates[0]) if same else float((rates * pay).sum()) / total
