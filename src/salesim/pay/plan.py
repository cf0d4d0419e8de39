"""The ordinary pay plan: salary, commission, steps, bonus, cap. Turned into a curve for each rep and quarter."""

from __future__ import annotations

from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.pay.curve import MAX_KNOTS, Curve, add_jump, add_kink


class PayParameters(Parameters):
    """What a rep is paid."""

    salary_cny_month: float = parameter(7000.0, about="fixed salary", unit="CNY/month", source="A", ge=0)
    commission_rate: float = parameter(
        0.012, about="commission on every yuan of sales", unit="CNY/CNY", source="A", ge=0, le=0.5
    )
    step_rate: float = parameter(
        0.0,
        about="rise of the commission rate for each further step of attainment over the base",
        unit="CNY/CNY",
        source="A: the article's step is .005",
        ge=0,
        le=0.1,
    )
    step_width: float = parameter(0.10, about="width of a step, as attainment", source="A", gt=0, le=1)
    step_from: float = parameter(1.0, about="attainment at which the steps begin", source="A", ge=0, le=3)
    step_count: int = parameter(5, about="number of steps", source="A", ge=1, le=10)
    bonus_cny: float = parameter(
        0.0, about="bonus for reaching the quarter's target", unit="CNY", source="A", ge=0, le=1e7
    )
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

    @model_validator(mode="after")
    def _fits_a_curve(self) -> PayParameters:
        if self.step_rate > 0 and self.step_count + 2 > MAX_KNOTS:
            raise ValueError(f"at most {MAX_KNOTS - 2} steps fit a pay curve")
        if self.cap_at is not None and self.bonus_cny > 0 and self.bonus_at > self.cap_at:
            raise ValueError(f"bonus_at ({self.bonus_at}) lies above cap_at ({self.cap_at}) and could never be earned")
        return self


def draw_plan(plan: PayParameters, curve: Curve, rep: int) -> None:
    """Add the plan's kinks and jumps to one rep's (empty) curve."""
    slope = plan.commission_rate
    add_kink(curve, rep, 0.0, plan.commission_rate)
    if plan.step_rate > 0:
        for step in range(plan.step_count):
            at = plan.step_from + step * plan.step_width
            if plan.cap_at is not None and at >= plan.cap_at:
                break
            add_kink(curve, rep, round(at, 9), plan.step_rate)
            slope += plan.step_rate
    if plan.bonus_cny > 0:
        add_jump(curve, rep, plan.bonus_at, plan.bonus_cny)
    if plan.cap_at is not None:
        add_kink(curve, rep, plan.cap_at, -slope)
