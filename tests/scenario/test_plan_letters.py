"""Plan letters by name in scenarios and policies."""

import pytest

from salesim.errors import InputError
from salesim.scenario import Scenario, load_scenario
from salesim.scenario.loading import parse_scenario
from salesim.scenario.overlay import apply_policy, overlay

TEXT = """
name: letters
sales_force: {pay: {plan: accelerator, salary_per_month: 5000}}
policies:
  current: {}
  drawn: {set: {sales_force.pay.plan: draw_for_new_hires}}
  own: {set: {sales_force.pay.plan: house}}
  short: {set: {sales_force.pay.commission_rate: 0.02}}
"""
HOUSE = "parts: [{part: commission, name: on_cash, of: cash, tiers: [[0, 2 %]]}]"


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "house.yaml").write_text(HOUSE)
    (tmp_path / "letters.yaml").write_text(TEXT)
    return load_scenario(tmp_path / "letters.yaml")


def test_a_plan_stands_for_its_parts_and_takes_the_place_of_the_short_form(scenario):
    pay = scenario.sales_force.pay
    assert (pay.plan, pay.commission_rate, pay.salary_per_month) == ("accelerator", 0.0, 5000)
    (commission,) = pay.components
    assert [(kink.at, kink.rate) for kink in commission.kinks] == [(0.8, 0.015), (1.0, 0.025)]


def test_policies_change_to_another_plan_a_firm_s_own_or_the_short_form(scenario):
    drawn, own, short = (apply_policy(scenario, name).sales_force for name in ("drawn", "own", "short"))
    assert drawn.draw.amount == 4000 and drawn.draw.who == "new_reps"
    assert own.pay.components[0].measure == "cash" and own.draw.amount == 0
    assert short.pay.plan == "" and short.pay.components == () and short.pay.commission_rate == 0.02


def test_a_draw_goes_with_its_plan(scenario):
    drawn = apply_policy(scenario, "drawn")
    assert overlay(drawn, {"sales_force.pay.plan": "hunter"}).sales_force.draw.amount == 0
    kept = overlay(drawn, {"sales_force.pay.plan": "hunter", "sales_force.draw.amount": 100.0})
    assert kept.sales_force.draw.amount == 100


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sales_force.pay.plan": "acelerator"}, "sales_force.pay.plan: no such plan.*did you mean 'accelerator'"),
        ({"sales_force.pay.plan": "acelerator.yaml"}, "no such plan.*one of accelerator, .*did you mean 'accelerator'"),
        ({"sales_force.pay.plan": "spiff_week"}, "without a deal whose fields"),
        ({"sales_force.pay.plan": "forecast_menu"}, "sales_force.wager.menu"),
        ({"sales_force.pay.plan": 5}, "sales_force.pay.plan: wrong type"),
        ({"sales_force.pay": {"plan": "hunter", "bonus": 5.0}}, "sales_force.pay.bonus: the plan states this"),
    ],
)
def test_what_the_model_cannot_see_is_named(changes, words):
    with pytest.raises(InputError, match=words):
        overlay(Scenario(name="x"), changes)


def test_an_unknown_plan_is_located_in_the_file(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("name: x\nsales_force:\n  pay:\n    plan: acelerator\n")
    with pytest.raises(InputError) as refused:
        load_scenario(file)
    assert (refused.value.line, refused.value.nearest) == (4, "accelerator")


def test_settings_of_a_plan_stand_by_its_name_and_go_with_it(scenario):
    def rates(changes):
        (commission,) = overlay(scenario, changes).sales_force.pay.components
        return [kink.rate for kink in commission.kinks]

    above = {"sales_force.pay.plan_settings.accelerator.above": 0.03}
    assert rates(above) == [0.015, 0.03]  # the plan that is there, set otherwise
    other = {
        **above,
        "sales_force.pay.plan_settings.hunter.above": "6 %",
        "sales_force.pay.plan": "straight_commission",
    }
    assert rates(other) == []  # of plans that are not in use
    again = overlay(overlay(scenario, above), {"sales_force.pay.plan_settings.accelerator.base": 0.02})
    assert [kink.rate for kink in again.sales_force.pay.components[0].kinks] == [0.02, 0.03]


def test_a_setting_leaves_a_draw_beside_the_plan_alone(scenario):
    drawn = overlay(apply_policy(scenario, "drawn"), {"sales_force.draw.amount": 100.0})
    settings = "sales_force.pay.plan_settings.draw_for_new_hires"
    assert overlay(drawn, {f"{settings}.rate": 0.05}).sales_force.draw.amount == 100
    assert overlay(drawn, {f"{settings}.topped_up_to": 3000}).sales_force.draw.amount == 3000


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("accelerator.abov", 1, "plan_settings.accelerator.abov: the plan has no such setting.*mean 'above'"),
        ("acelerator.above", 1, "plan_settings.acelerator: no such plan.*did you mean 'accelerator'"),
        ("accelerator.above", "much", "plan_settings.accelerator.above: this is no number"),
        ("accelerator", 1, "plan_settings.accelerator: wrong type"),
    ],
)
def test_settings_that_do_not_fit_are_named_by_their_path(scenario, path, value, words):
    with pytest.raises(InputError, match=words):
        overlay(scenario, {f"sales_force.pay.plan_settings.{path}": value})


LOAN = """
title: Loan
period: quarter
parts:
  - {part: commission, name: commission, of: sales, tiers: [[0, 1.2 %]]}
  - {part: draw, name: pay, of: commission, amount: 60000, kind: non_recoverable}
"""


@pytest.mark.parametrize(
    "changes",
    [
        {"sales_force.pay.commission_rate": 0.012},
        {"sales_force.pay.plan": ""},
        {"sales_force.pay.plan": "accelerator"},
        {"sales_force.pay.components": [{"name": "wins", "measure": "new_customers", "rate": 100.0}]},
    ],
)
def test_what_a_letter_brings_goes_with_it(tmp_path, changes):
    (tmp_path / "loan.yaml").write_text(LOAN, "utf-8")
    text = "{name: x, sales_force: {pay: {plan: loan.yaml}}}"
    scenario = parse_scenario(text, folder=tmp_path)
    assert scenario.sales_force.draw.amount == 20_000  # a month
    assert overlay(scenario, changes).sales_force.draw.amount == 0
    kept = overlay(scenario, {**changes, "sales_force.draw.amount": 5.0})
    assert kept.sales_force.draw.amount == 5.0, "what stands beside it counts"
    assert overlay(scenario, {"sales_force.pay.on_costs": 0.4}).sales_force.draw.amount == 20_000


def test_a_plan_may_be_set_where_nothing_is_stated_of_pay():
    scenario = load_scenario("small_town", ["sales_force.pay.plan=accelerator"])
    assert scenario.sales_force.pay.components and scenario.sales_force.pay.commission_rate == 0
    with pytest.raises(InputError, match="the plan states this"):
        load_scenario("small_town", ["sales_force.pay.plan=accelerator", "sales_force.pay.commission_rate=0.02"])


@pytest.mark.parametrize(
    ("plan", "words", "near"),
    [
        ("hunter", r"named under sales_force.plans.*hunter: {plan: hunter, salary_per_month: 7000}", None),
        ("plans/house.yaml", r"house: {plan: plans/house.yaml, salary", None),
        ("huntr", "one of sales_force.plans, which has no such plan", "hunter"),
        ("newbusiness", "which has no such plan.*allowed: new_business", "new_business"),
    ],
)
def test_a_role_s_plan_that_is_not_among_the_plans_is_told_where_to_put_it(tmp_path, plan, words, near):
    roles = (
        "  roles:\n    - {name: f, reps: 4, customers: existing}\n"
        f"    - {{name: h, reps: 2, customers: prospects, plan: {plan}}}\n"
    )
    force = "sales_force:\n  team: {reps: 6}\n  plans: {new_business: {commission_rate: 0.01}}\n"
    with pytest.raises(InputError, match=words) as refused:
        parse_scenario(f"name: x\n{force}{roles}", "x.yaml")
    fault = refused.value
    assert (fault.field, fault.line, fault.nearest) == ("sales_force.roles.1.plan", 7, near)
    base = parse_scenario(f"name: x\n{force}", "x.yaml")
    with pytest.raises(InputError, match=words):
        overlay(base, {"sales_force.roles": [{"name": "h", "reps": 6, "plan": plan}]})
    stated = parse_scenario(f"name: x\n{force}{roles}".replace(plan, "new_business"), "x.yaml")
    assert stated.sales_force.roles[1].plan == "new_business"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            "{part: attainment, name: a, of: sales, quota: quota}, {part: contest, name: p, of: a, prizes: [5, 5, 5]}",
            r"cannot be simulated here: contest.prizes: holds more than there are reps, team.reps \(2\)",
        ),
        (
            "{part: draw, name: d, of: sales, amount: 4, recover: 0}",
            r"cannot be simulated here: draw.recover: out of range \(got 0.*more than 0",
        ),
    ],
)
def test_what_a_letter_brings_beside_pay_is_blamed_on_the_plan_that_is_named(tmp_path, parts, words):
    (tmp_path / "ours.yaml").write_text(f"parts: [{parts}]")
    text = "name: x\nsales_force:\n  team: {reps: 2}\n  pay:\n    plan: ours.yaml\n"
    with pytest.raises(InputError, match=words) as refused:
        parse_scenario(text, "x.yaml", folder=tmp_path)
    assert (refused.value.field, refused.value.line) == ("sales_force.pay.plan", 5)
    base = parse_scenario("{name: x, sales_force: {team: {reps: 2}}}", folder=tmp_path)
    with pytest.raises(InputError, match=words):
        overlay(base, {"sales_force.pay.plan": "ours.yaml"})
    with pytest.raises(InputError, match=r"^sales_force.contest.winners: is more"):
        overlay(base, {"sales_force.contest": {"enabled": True, "winners": 3}})
