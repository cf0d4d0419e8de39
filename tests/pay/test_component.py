"""A component's curve against the component worked out by hand; what makes no sense is refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from reference_pay import any_component, pay_by_hand

from salesim.errors import InputError
from salesim.pay.component import Bonus, Kink, PayComponent
from salesim.pay.component_curve import add_component_to_curve, falls_at
from salesim.pay.curve import curve_pay, empty_curves
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.scenario.loading import load_scenario, parse_scenario


def pay(component: PayComponent, value: float, quota: float) -> float:
    curve = empty_curves(1)
    add_component_to_curve(component, curve, 0)
    return curve_pay(*(array[0] for array in curve), value, quota)


def test_an_accelerator_and_a_decelerator():
    """200 a visit, 500 above the quota, 100 above 150 %, a bonus at the quota."""
    component = PayComponent(
        name="visits",
        measure="visits",
        quota=10.0,
        rate=200.0,
        kinks=(Kink(at=1.0, rate=500.0), Kink(at=1.5, rate=100.0)),
        bonuses=(Bonus(at=1.0, amount=1000.0),),
        cap_at=2.0,
    )
    assert [pay(component, visits, 10.0) for visits in (0, 5, 10, 12, 15, 20, 40)] == pytest.approx(
        [0.0, 1000.0, 3000.0, 4000.0, 5500.0, 6000.0, 6000.0]
    )


@settings(max_examples=200, deadline=None)
@given(component=any_component(), value=st.floats(0.0, 500.0))
def test_any_component_equals_the_component_pay_by_hand(component, value):
    assert pay(component, value, 100.0) == pytest.approx(pay_by_hand(component, value, 100.0), rel=1e-9, abs=1e-6)


def test_a_component_on_the_quarters_own_sales_is_part_of_the_plans_curve():
    accelerator = PayComponent(name="accelerator", kinks=(Kink(at=1.0, rate=0.01),))
    others = [
        PayComponent(name="year", period="year", bonuses=(Bonus(at=1.0, amount=9000.0),)),
        PayComponent(name="team", team="region", rate=0.001),
        PayComponent(name="visits", measure="visits", rate=2.0),
        PayComponent(name="packet", rate=0.001, paid="at_once"),
    ]
    plan = PayParameters(commission_rate=0.01, components=(accelerator, *others))
    assert plan.beside == tuple(others)
    curve = empty_curves(1)
    add_plan_to_curve(plan, curve, 0)
    assert curve_pay(*(array[0] for array in curve), 1.5e5, 1e5) == pytest.approx(1500.0 + 500.0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "would never pay"),
        ({"kinks": [{"at": 1.2, "rate": 0.01}, {"at": 1.0, "rate": 0.02}]}, "kinks must rise"),
        ({"bonuses": [{"at": 1.0, "amount": 1.0}, {"at": 1.0, "amount": 2.0}]}, "bonuses must rise"),
        ({"bonuses": [{"at": 1.3, "amount": 1.0}], "cap_at": 1.2}, "bonuses at 1.3 lie above cap_at"),
        ({"rate": 0.01, "kinks": [{"at": 1.3, "rate": 0.02}], "cap_at": 1.2}, "kinks at 1.3 lie above cap_at"),
        ({"measure": "visits", "bonuses": [{"at": 1.0, "amount": 1.0}]}, "quota is missing"),
        ({"measure": "new_customers", "rate": 9.0, "cap_at": 2.0}, "quota is missing"),
        ({"measure": "conversion", "rate": 9.0, "quota": 30.0}, "must be a share between 0 and 1"),
        ({"measure": "conversion", "rate": 9.0, "quota": 0.3, "paid": "at_once"}, "paid must be period_end"),
        ({"rate": 0.01, "team": "region", "paid": "at_once"}, "paid must be period_end"),
        ({"rate": 0.01, "frame": "loss"}, "frame loss needs bonuses"),
        ({"rate": 0.01, "period": "year", "who": "new_reps"}, "who new_reps needs"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, message):
    as_python = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    with pytest.raises(ValidationError, match=message):
        PayComponent(name="odd", **as_python)


@pytest.mark.parametrize(
    ("pay", "field", "says"),
    [
        ("components: [{name: a, rate: .01}, {name: a, rate: .02}]", "pay.components", "two of one name"),
        ("components: [{name: a, measure: visits, rate: 1, quota: -5}]", "components.0.quota", "more than 0"),
        ("components: [{name: a, measure: visit, rate: 1}]", "components.0.measure", "did you mean 'visits'"),
        ("components: [{name: a, measure: visits, bonuses: [{at: 1, amount: 9}]}]", "0.quota", "no quota"),
        ("components: [{name: a, kinks: [{at: 1, rate: 1.2}]}]", "pay.components", "without bound"),
        ("components: [{name: a, measure: cash, rate: 1.2}]", "pay.components", "without bound"),
        ("{commission_rate: 0.2, credit_new: 6.0}", "pay.commission_rate", "without bound"),
        ("{credit_existing: 0, credit_new: 0}", "pay.credit_existing", "no sale would ever count"),
    ],
)
def test_bad_input_is_named_in_one_message(pay, field, says):
    text = f"{{name: odd, sales_force: {{pay: {pay if pay.startswith('{') else '{' + pay + '}'}}}}}"
    with pytest.raises(InputError) as fault:
        parse_scenario(text, "odd.yaml")
    assert len(fault.value.faults) == 1
    assert field in str(fault.value) and says in str(fault.value) and "odd.yaml:1" in str(fault.value)


def test_a_cap_bounds_any_accelerator():
    unbounded = {"name": "wild", "kinks": (Kink(at=1.0, rate=1.2),)}
    with pytest.raises(ValidationError, match="without bound"):
        PayParameters(components=(PayComponent(**unbounded),))
    PayParameters(components=(PayComponent(**unbounded, cap_at=1.1),))


def test_more_knots_than_a_curve_holds_are_refused():
    kinks = tuple(Kink(at=0.5 + k / 10, rate=0.01 * (k + 1)) for k in range(10))
    later = tuple(Kink(at=kink.at + 0.05, rate=kink.rate) for kink in kinks)
    many = (PayComponent(name="one", kinks=kinks), PayComponent(name="two", kinks=later))
    PayParameters(components=many[:1])
    with pytest.raises(ValidationError, match="components are too many"):
        PayParameters(components=many)


def test_lists_will_do_in_a_notebook():
    component = PayComponent(name="visits", measure="visits", quota=9.0, kinks=[Kink(at=1.0, rate=2.0)], bonuses=[])
    assert component == PayComponent(name="visits", measure="visits", quota=9.0, kinks=(Kink(at=1.0, rate=2.0),))
    points = [[0.5, 0.0], [1.0, 1.0]]
    plan = PayParameters(components=[component, {"name": "line", "target_incentive": 9000, "points": points}])
    assert plan.components[0] is component and plan.components[1].points == ((0.5, 0.0), (1.0, 1.0))
    with pytest.raises(ValidationError, match="kinks must rise"):
        PayParameters(components=[{"name": "odd", "kinks": [{"at": 1.2, "rate": 0.1}, {"at": 1.0, "rate": 0.2}]}])


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"rate": 0.01, "kinks": [{"at": 1.0, "rate": 0.005}]}, []),
        ({"rate": 0.01, "kinks": [{"at": 1.0, "rate": 0.005}], "cap_at": 1.5}, []),
        ({"rate": 0.01, "how": "whole", "kinks": [{"at": 1.0, "rate": 0.02}, {"at": 1.2, "rate": 0.01}]}, [1.2]),
        ({"target_incentive": 9e3, "points": [[0.0, 0.0], [1.0, 1.0], [1.2, 0.8], [1.3, 0.9], [1.3, 0.7]]}, [1.0, 1.3]),
    ],
)
def test_where_more_earns_less(fields, places):
    assert falls_at(PayComponent(name="one", **fields)) == places


def test_pay_that_falls_is_allowed_with_a_warning_where(tmp_path):
    file = tmp_path / "falls.yaml"
    whole = "{name: tiers, rate: .02, how: whole, kinks: [{at: 1.1, rate: .01}]}"
    gated = "{name: small, rate: .01, gate: {measure: sales, at: 1.3, below: true}}"
    levels = "{measure: visits, quota: 100, levels: [[0, 1], [0.9, 1.2], [1.1, 0.5]]}"
    times = f"{{name: times, rate: .01, factor: {levels}}}"
    plan = f"name: falls\nsales_force: {{pay: {{components: [{whole}, {gated}, {times}]}}}}\n"
    file.write_text(plan, encoding="utf-8")
    with pytest.warns(UserWarning) as found:
        load_scenario(file)
    said = [str(one.message) for one in found]
    assert any("components.0 ('tiers') pays less for more from attainment 1.1" in one for one in said)
    assert any("components.1 ('small') is lost to who reaches attainment 1.3 of sales" in one for one in said)
    assert any("components.2 ('times') pays less to who reaches 110 of visits" in one for one in said)
