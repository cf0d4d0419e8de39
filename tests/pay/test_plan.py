"""The plan's curve against the plan worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from salesim.pay.component import PayComponent
from salesim.pay.curve import curve_pay, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve

QUOTA = 400_000.0


def pay(plan: PayParameters, attainment: float) -> float:
    curve = empty_curves(1)
    add_plan_to_curve(plan, curve, 0)
    return curve_pay(*(array[0] for array in curve), attainment * QUOTA, QUOTA)


def by_hand(plan: PayParameters, attainment: float) -> float:
    """Commission slice by slice, each slice at its own rate; then the bonus."""
    earning = attainment if plan.cap_at is None else min(attainment, plan.cap_at)
    total = plan.commission_rate * earning
    for step in range(plan.step_count):
        total += plan.step_rate * max(earning - plan.step_from - step * plan.step_width, 0.0)
    return total * QUOTA + (plan.bonus if attainment >= plan.bonus_at else 0.0)


def test_commission():
    plan = PayParameters(commission_rate=0.02)
    assert [pay(plan, a) for a in (0.0, 0.5, 1.0, 2.0)] == pytest.approx([0.0, 4000.0, 8000.0, 16000.0])


def test_steps_of_the_article():
    """Each 10 % over the quota adds half a point: 1 %, then 1.5 %, then 2 %."""
    plan = PayParameters(commission_rate=0.01, step_rate=0.005)
    slices = [4000.0, 4000.0 + 600.0, 4000.0 + 600.0 + 800.0]
    assert [pay(plan, a) for a in (1.0, 1.1, 1.2)] == pytest.approx(slices)
    # after the fifth step the rate stays: 1 % + 5 x .5 points
    assert pay(plan, 3.0) - pay(plan, 2.0) == pytest.approx(0.035 * QUOTA)


def test_bonus_is_paid_at_its_threshold_and_once():
    plan = PayParameters(commission_rate=0.0, bonus=6000.0)
    assert [pay(plan, a) for a in (0.999999, 1.0, 2.0)] == [0.0, 6000.0, 6000.0]
    assert pay(PayParameters(commission_rate=0.0, bonus=0.5), 1.0) == 0.5  # in a currency of large units
    with pytest.raises(ValidationError, match="could never be earned"):
        PayParameters(bonus=0.5, bonus_at=1.3, cap_at=1.2)


def test_nothing_is_earned_beyond_a_cap():
    plan = PayParameters(commission_rate=0.01, step_rate=0.005, cap_at=1.15, bonus=1000.0)
    assert pay(plan, 1.15) == pytest.approx(4000.0 + 600.0 + 400.0 + 1000.0)
    assert pay(plan, 2.5) == pytest.approx(pay(plan, 1.15))


def test_a_bonus_above_the_cap_is_refused():
    with pytest.raises(ValidationError, match="could never be earned"):
        PayParameters(bonus=1000.0, bonus_at=1.3, cap_at=1.2)
    at_the_cap = PayParameters(commission_rate=0.01, bonus=1000.0, bonus_at=1.2, cap_at=1.2)
    assert pay(at_the_cap, 1.2) == pytest.approx(4800.0 + 1000.0)
    PayParameters(bonus=0.0, bonus_at=1.3, cap_at=1.2)  # no bonus, no contradiction


def test_steps_at_and_above_the_cap_pay_nothing():
    """Steps at 1, 1.1 and 1.2 under a cap at 1.1: only the first one earns."""
    plan = PayParameters(commission_rate=0.01, step_rate=0.005, step_count=3, cap_at=1.1)
    assert pay(plan, 1.1) == pay(plan, 1.5) == pytest.approx(4000.0 + 600.0)


@pytest.mark.parametrize("cap_at", [0.9, 1.0])
def test_steps_that_no_cap_lets_begin_are_refused(cap_at):
    with pytest.raises(ValueError, match="no step could be earned"):
        PayParameters(step_rate=0.005, cap_at=cap_at)
    PayParameters(step_rate=0.0, cap_at=cap_at)  # no steps, no contradiction
    PayParameters(step_rate=0.005, step_from=0.8, cap_at=cap_at)


def test_the_last_rate_by_hand():
    """Commission and all steps, or nothing past a cap; sales at the higher credit, cash as it comes."""
    plan = {"commission_rate": 0.01, "step_rate": 0.005, "step_count": 4}
    assert PayParameters(**plan).last_rate == pytest.approx(0.03)
    assert PayParameters(**plan, cap_at=1.5).last_rate == 0.0
    beside = (
        PayComponent(name="sales", rate=0.002),
        PayComponent(name="cash", measure="cash", rate=0.004),
        PayComponent(name="visits", measure="visits", rate=5.0),
    )
    assert PayParameters(**plan, components=beside).last_rate == pytest.approx(0.036)
    for credits in ({"credit_new": 2.0}, {"credit_existing": 2.0}):
        assert PayParameters(**plan, components=beside, **credits).last_rate == pytest.approx(2 * 0.032 + 0.004)
    assert PayParameters(**plan, cap_at=1.5, components=beside).last_rate == pytest.approx(0.006)


def test_a_plan_from_a_file_is_the_plan_in_python():
    components = ({"name": "a", "rate": 0.01}, {"name": "b", "rate": 0.02})
    read = PayParameters.model_validate({"bonus": 500.0, "components": components})
    assert read == PayParameters(bonus=500.0, components=tuple(PayComponent(**one) for one in components))


def test_pay_without_bound_and_sales_without_credit_are_refused():
    PayParameters(commission_rate=0.45, step_rate=0.05, step_count=10)
    with pytest.raises(ValidationError, match="commission_rate with its steps pays without bound: in the end 1 for"):
        PayParameters(commission_rate=0.5, step_rate=0.05, step_count=10)
    for credits in ({"credit_new": 0.0}, {"credit_existing": 0.0}):
        PayParameters(**credits)  # one kind of sales may count for nothing, but not both
    with pytest.raises(ValidationError, match="no sale would ever count"):
        PayParameters(credit_existing=0.0, credit_new=0.0)


@settings(max_examples=200, deadline=None)
@given(
    plan=st.builds(
        PayParameters,
        commission_rate=st.floats(0.0, 0.1),
        step_rate=st.sampled_from([0.0, 0.005, 0.01]),
        step_width=st.sampled_from([0.05, 0.1, 0.25]),
        step_from=st.sampled_from([0.0, 0.8, 1.0]),
        step_count=st.integers(1, 10),
        bonus=st.sampled_from([0.0, 5000.0]),
        cap_at=st.sampled_from([None, 1.05, 1.3, 2.0]),
    ),
    attainment=st.floats(0.0, 4.0),
)
def test_any_plan_equals_the_plan_by_hand(plan, attainment):
    assert pay(plan, attainment) == pytest.approx(by_hand(plan, attainment), rel=1e-7, abs=1e-3)
