"""The pay plan: salary, commission, steps, bonus, cap, and further components. Its curve of the quarter's sales."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import model_validator

from salesim.compiled import few_calls
from salesim.parameters import ParametersOfLists, parameter
from salesim.pay.component import MAX_COMPONENTS, PayComponent
from salesim.pay.component_curve import add_component_to_curve
from salesim.pay.curve import Curve, add_jump, add_kink, empty_curves
from salesim.phrase import N_, Phrase, said_by


class PayParameters(ParametersOfLists):
    """What a rep is paid."""

    salary_per_month: float = parameter(7000.0, about="fixed salary", unit="money/month", source="A", ge=0)
    commission_rate: float = parameter(
        0.012, about="commission on every currency unit of sales", unit="money/money", source="A", ge=0, le=0.5
    )
    step_rate: float = parameter(
        0.0,
        about="rise of the commission rate for each further step of attainment over the base",
        unit="money/money",
        source="A: the article's step is .005",
        ge=0,
        le=0.1,
    )
    step_width: float = parameter(0.10, about="width of a step, as attainment", source="A", gt=0, le=1)
    step_from: float = parameter(1.0, about="attainment at which the steps begin", source="A", ge=0, le=3)
    step_count: int = parameter(5, about="number of steps", source="A", ge=1, le=10)
    bonus: float = parameter(0.0, about="bonus for reaching the quarter's quota", unit="money", source="A", ge=0)
    bonus_at: float = parameter(1.0, about="attainment at which the bonus is paid", source="A", gt=0, le=3)
    cap_at: float | None = parameter(
        None, about="attainment above which nothing more is earned; none: no cap", source="A", gt=0, le=5
    )
    on_costs: float = parameter(
        0.35,
        about="employer's contributions on top of all pay",
        source="A: social insurance and housing fund",
        ge=0,
        le=2,
    )

    credit_existing: float = parameter(
        1.0,
        about="credit for a currency unit of sales to customers older than a year",
        unit="money/money",
        source="A",
        ge=0,
        le=10,
    )
    credit_new: float = parameter(
        1.0,
        about="credit for a currency unit of sales to customers in their first year; quotas count credited sales",
        unit="money/money",
        source="A",
        ge=0,
        le=10,
    )
    plan: str = parameter(
        "",
        about="name or file of a plan letter, which takes the place of commission, steps, bonus and components",
        source="A",
        max_length=200,
    )
    plan_settings: dict[str, dict[str, float | str]] = parameter(
        {}, about="named figures of plan letters that differ from what these state, by plan and name", source="A"
    )
    figures: Mapping[str, float | str] = parameter(
        {},
        about="what figures of that letter are in the model: a number, the same for all, or a word for one of its "
        "measures, such as sales; the quota is quota",
        source="A",
    )
    pay_every_weeks: int = parameter(
        4, about="weeks between pay runs, counted from week 0", unit="week", source="A: a month", ge=1, le=13
    )
    payroll_cost: float = parameter(
        5.0, about="cost of a pay run for a rep, of those beyond one in four weeks", unit="money", source="A", ge=0
    )
    components: tuple[PayComponent, ...] = parameter(
        (), about="further pay curves beside commission, steps and bonus", source="A", max_length=MAX_COMPONENTS
    )

    @property
    def beside(self) -> tuple[PayComponent, ...]:
        """The components that are not part of the plan's own curve."""
        return tuple(one for one in self.components if not one.is_ordinary)

    @property
    def last_rate(self) -> float:
        """Pay for one more currency unit sold and collected, beyond all steps, at the higher of the two credits."""
        own = self.commission_rate + (self.step_count * self.step_rate) if self.cap_at is None else 0.0
        on_sales = own + sum(one.last_rate for one in self.components if one.measure == "sales")
        on_cash = sum(one.last_rate for one in self.components if one.measure == "cash")
        return on_sales * max(self.credit_existing, self.credit_new) + on_cash

    @model_validator(mode="after")
    def _components_differ(self) -> PayParameters:
        names = [one.name for one in self.components]
        if len(set(names)) < len(names):
            raise ValueError(Phrase("components hold two of one name: {names}", names=names))
        return self

    @model_validator(mode="after")
    def _pays_something(self) -> PayParameters:
        if self.salary_per_month or self.commission_rate:
            return self
        step = self.step_rate > 0 and self.step_from < 1.0
        bonus = self.bonus > 0 and self.bonus_at <= 1.0
        if not (step or bonus or any(one.pays_at_quota for one in self.components)):
            raise ValueError(
                "salary_per_month is 0 and nothing else is paid to everybody at quota: nobody would work for it"
            )
        return self

    @model_validator(mode="after")
    def _is_bounded(self) -> PayParameters:
        if self.credit_existing == 0 and self.credit_new == 0:
            raise ValueError("credit_existing and credit_new are both 0, so that no sale would ever count")
        if self.last_rate >= 1:
            message = N_(
                "commission_rate with its steps pays without bound: in the end {rate:.3g} for each 1 sold; a cap_at "
                "ends that"
            )
            if self.components:
                message = N_("components pay without bound: in the end {rate:.3g} for each 1 sold; a cap_at ends that")
            raise ValueError(Phrase(message, rate=self.last_rate))
        return self

    @model_validator(mode="after")
    @few_calls()
    def _fits_a_curve(self) -> PayParameters:
        if self.cap_at is not None and self.bonus > 0 and self.bonus_at > self.cap_at:
            raise ValueError(
                Phrase("bonus_at lies above cap_at ({cap_at:g}) and could never be earned", cap_at=self.cap_at)
            )
        if self.cap_at is not None and self.step_rate > 0 and self.step_from >= self.cap_at:
            raise ValueError(
                Phrase(
                    "step_from ({step_from:g}) does not lie below cap_at ({cap_at:g}), so that no step could be earned",
                    step_from=self.step_from,
                    cap_at=self.cap_at,
                )
            )
        try:
            add_plan_to_curve(self, empty_curves(1), 0)
        except ValueError as full:
            raise ValueError(Phrase("components are too many: {full}", full=said_by(full))) from None
        return self


def add_plan_to_curve(plan: PayParameters, curve: Curve, rep: int) -> None:
    """Add the plan's kinks and jumps to one rep's (empty) curve; its own cap does not bind further components."""
    slope = plan.commission_rate
    add_kink(curve, rep, 0.0, plan.commission_rate)
    if plan.step_rate > 0:
        for step in range(plan.step_count):
            at = plan.step_from + step * plan.step_width
            if plan.cap_at is not None and at >= plan.cap_at:
                break
            add_kink(curve, rep, round(at, 9), plan.step_rate)
            slope += plan.step_rate
    if plan.bonus > 0:
        add_jump(curve, rep, plan.bonus_at, plan.bonus)
    if plan.cap_at is not None:
        add_kink(curve, rep, plan.cap_at, -slope)
    for component in plan.components:
        if component.is_ordinary:
            add_component_to_curve(component, curve, rep)
