"""Families of plan letters in a search: their settings, what they cost at plan, and a budget for that."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from planted import Planted, planted_scenario
from pydantic import ValidationError

from salesim.errors import InputError
from salesim.letter import read_letter
from salesim.letter.outlook import SPREAD, cost_by_year, payouts
from salesim.pay.component import PayComponent
from salesim.pay.curve import empty_curves
from salesim.pay.lines import Line
from salesim.pay.plan import PayParameters, add_plan_to_curve
from salesim.pay.value import expected_pay
from salesim.policy.draws import DrawParameters
from salesim.scenario import apply_policy, overlay
from salesim.search import Number, Space, load_space, search
from salesim.search.at_plan import N_RESULTS, AtPlan, Usual, even_draws
from salesim.search.check import check_space
from salesim.search.moves import middle, moved
from salesim.search.plans import letters_of, priced, with_plans
from salesim.search.proposal import own_proposals, proposed
from salesim.search.repair import cost_of

QUOTA = 900_000.0
AT_PLAN = AtPlan(
    quota=QUOTA,
    usual={"visits": Usual(mean=250, sd=60), "new_customers": Usual(mean=4, sd=2, with_sales=0.4)},
)
FAMILIES = ("as_today", "accelerator", "quota_bonus", "hunter", "tiers_whole")
ABOVE = "sales_force.pay.plan_settings.accelerator.above"


def space_of(plans=FAMILIES, budget=None, **more) -> Space:
    space = Space(layouts=("unit",), plans=list(plans), budget=budget, at_plan=AT_PLAN, **more)
    return priced(with_plans(space, planted_scenario()), planted_scenario())


def drawn(space: Space, plan: str, **settings) -> dict:
    values = {"layout": "unit", "plan": plan}
    values |= {name: middle(space, name, False) for name in space.numbers if space.is_active(name, values)}
    return values | {f"sales_force.pay.plan_settings.{plan}.{name}": value for name, value in settings.items()}


def force(pay: PayParameters, draw: DrawParameters | None = None) -> SimpleNamespace:
    return SimpleNamespace(pay=pay, draw=draw or DrawParameters())


def test_a_plan_s_settings_are_numbers_of_its_family_only():
    space = space_of()
    assert space.numbers[ABOVE].model_dump(exclude={"log"}) == {
        "low": 0.01, "high": 0.06, "step": 0.001, "when": {"plan": "accelerator"}, "money": True, "default": 0.025,
    }  # fmt: skip
    assert not space.is_money(ABOVE.replace("above", "starts"))
    assert space.is_active(ABOVE, {"layout": "unit", "plan": "accelerator"})
    assert not space.is_active(ABOVE, {"layout": "unit", "plan": "hunter"})
    (alone,) = [space_of(["accelerator"])]
    assert "plan" not in alone.names and alone.changes({ABOVE: 0.03})["sales_force"]["pay"]["plan"] == "accelerator"


def test_ranges_and_fixed_values_of_the_space_come_before_the_letter_s(tmp_path):
    file = tmp_path / "space.yaml"
    file.write_text(
        "plans: {as_today: , accelerator: {starts: {low: 70 %, high: 90 %, step: 5 %}}}\n"
        "fixed: {sales_force.pay.plan_settings.accelerator.base: 0.02}\nbudget: as_today\nat_plan: {quota: 900000}\n"
    )
    space = with_plans(load_space(file), planted_scenario())
    starts = space.numbers["sales_force.pay.plan_settings.accelerator.starts"]
    assert (starts.low, starts.high, starts.money) == (0.7, 0.9, False)
    assert "sales_force.pay.plan_settings.accelerator.base" not in space.numbers
    found = proposed(planted_scenario(), priced_as(space), drawn(priced_as(space), "accelerator"), "trial-1")
    assert found.policy.set["sales_force"]["pay"]["plan_settings"]["accelerator"]["base"] == 0.02


def priced_as(space: Space) -> Space:
    return priced(space.model_copy(update={"at_plan": AT_PLAN}), planted_scenario())


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        (["acelerator"], r"plans.acelerator: no such plan.*did you mean 'accelerator'"),
        (["spiff_week"], r"part deals_of_b cannot be simulated"),
        ({"hunter": {"abov": {"low": 0.01, "high": 0.02}}}, "plans.hunter.abov: .*no such setting.*mean 'above'"),
        ({"as_today": {"rate": {"low": 0, "high": 1}}}, "plans.as_today.rate: the baseline's pay has no settings"),
    ],
)
def test_families_that_do_not_fit_are_named(plans, words):
    with pytest.raises(InputError, match=words):
        with_plans(Space(plans=plans), planted_scenario())


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"budget": {"cost_at_plan": {}}}, "needs at_most or equal"),
        ({"budget": {"cost_at_plan": 1e5, "max_pay": 100.0}}, "cost_at_plan or max_pay"),
        ({"budget": {"max_pay": 100.0}}, "quota is missing"),
        ({"budget": {"cost_at_plan": 1e5, "quota": 5.0}}, "at_plan.quota says it"),
        ({"plans": ["hunter", "farmer"], "choices": {"plan": {"options": {"a": {}, "b": {}}}}}, "may not be called"),
    ],
)
def test_a_budget_says_one_thing(stated, words):
    with pytest.raises(ValidationError, match=words):
        Space(**stated)


PAIR = "settings: {rate: {default: 1 %, low: 0.5 %, high: 2 %}}\nparts:\n" + (
    "  - {part: commission, name: c, of: sales, tiers: [[0, rate]]}\n"
)


def own_plans(folder):
    """A scenario in whose folder lie plans of a firm's own."""
    (folder / "plans").mkdir()
    (folder / "pair.yaml").write_text(PAIR)
    (folder / "plans" / "q3.v2.yaml").write_text(PAIR)
    (folder / "plans" / "plain.yaml").write_text(PAIR.replace(", low: 0.5 %, high: 2 %", ""))
    scenario = planted_scenario()
    scenario._folder = folder
    return scenario


def test_plans_in_files_are_choices_by_their_name(tmp_path):
    scenario = own_plans(tmp_path)
    space = Space(
        layouts=("unit",),
        plans=["as_today", "pair.yaml", "q3.v2"],
        numbers={"sales_force.visits.stays": {"low": 0.1, "high": 0.2, "when": {"plan": "pair.yaml"}}},
        fixed={"sales_force.pay.plan_settings.pair.rate": 0.015},
        budget="as_today",
        at_plan=AT_PLAN,
    )
    space = with_plans(space, scenario)
    assert list(space.all_choices["plan"].options) == ["as_today", "pair", "q3_v2"]
    drawn = {"layout": "unit", "plan": "q3_v2", "sales_force.pay.plan_settings.q3_v2.rate": 0.02}
    assert not space.is_active("sales_force.visits.stays", drawn)
    assert space.changes(drawn)["sales_force"]["pay"] == {"plan": "q3.v2", "plan_settings": {"q3_v2": {"rate": 0.02}}}
    pay = overlay(scenario, space.changes(drawn)).sales_force.pay
    assert pay.components[0].rate == 0.02
    pay = overlay(scenario, space.changes({"layout": "unit", "plan": "pair"})).sales_force.pay
    assert (pay.plan, pay.components[0].rate) == ("pair.yaml", 0.015)
    as_today = space.changes({"layout": "unit", "plan": "as_today"})
    assert overlay(scenario, as_today).sales_force.pay.components == scenario.sales_force.pay.components


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"plans": ["as_today", "pairs.yaml"]}, r"plans.pairs.yaml: no such plan.*or as_today for.*mean 'pair.yaml'"),
        ({"plans": ["as_tody", "pair.yaml"]}, r"plans.as_tody: no such plan.*mean 'as_today'"),
        ({"plans": ["straight_commision"]}, "did you mean 'straight_commission'"),
        ({"plans": ["plain"]}, "plans.plain: this plan alone leaves nothing.*settings a range, such as rate.*allowed"),
        ({"plans": ["spiff"]}, "plans.spiff: no such plan"),
        ({"plans": ["as_today"]}, "plans.as_today: this alone leaves nothing to choose: name a plan letter"),
        (
            {"plans": ["as_today", "pair.yaml"], "fixed": {"sales_force.pay.plan_settings.pair.rat": 0.01}},
            r"fixed.sales_force.pay.plan_settings.pair.rat: the plan has no such setting.*did you mean 'rate'",
        ),
        (
            {"plans": ["as_today", "hunter"], "fixed": {"sales_force.pay": {"plan_settings": {"hunter": {"x": 1}}}}},
            "fixed.sales_force.pay.plan_settings.hunter.x: the plan has no such setting",
        ),
        (
            {"plans": ["as_today", "hunter"], "fixed": {"sales_force.pay.plan_settings.hunter.rate": "lots"}},
            "plan_settings.hunter.rate: this is no number",
        ),
        (
            {"plans": ["as_today", "hunter"], "fixed": {"sales_force.pay.plan_settings.huntr.rate": 0.01}},
            "plan_settings.huntr: no such plan.*did you mean 'hunter'",
        ),
        (
            {"plans": ["as_today", "hunter"],
             "choices": {"a": {"options": {"b": {"sales_force.pay.plan_settings.hunter.rat": 0.01}, "c": {}}}}},
            "choices.a.options.b.sales_force.pay.plan_settings.hunter.rat: the plan has no such setting",
        ),
        (
            {"numbers": {"sales_force.pay.plan_settings.hunter.rat": {"low": 0.0, "high": 1.0}}},
            "numbers.sales_force.pay.plan_settings.hunter.rat: the plan has no such setting",
        ),
    ],
)  # fmt: skip
def test_plans_and_settings_that_there_are_not_are_named_before_anything_is_tried(tmp_path, stated, words):
    scenario = own_plans(tmp_path)
    with pytest.raises(InputError, match=words):
        check_space(with_plans(Space(layouts=("unit",), **stated), scenario), scenario, scenario)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plans: [as_today, hunter]\nbudget: lots\n", "x.yaml:2:9: budget: must be as_today, or a limit"),
        ("plans: [as_today, hunter]\nbudget: 120000\n", "x.yaml:2:9: budget: must be as_today, or a limit"),
        ("plans: [plans/a.yaml, b/a.yaml]\n", "plans: hold two of one name: plans/a.yaml, b/a.yaml"),
        ("plans: [hunter]\nbudget: {cost_at_plan: lots}\n", "budget.cost_at_plan.*allowed: a number or as_today"),
    ],
)
def test_a_space_s_plans_and_budget_that_make_no_sense_are_refused_in_their_line(tmp_path, text, words):
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(InputError, match=words):
        load_space(tmp_path / "x.yaml")


def test_a_budget_may_be_written_as_a_letter_has_its_amounts():
    assert Space(plans=["hunter"], budget={"cost_at_plan": {"at_most": "120k"}}).budget.cost_at_plan.at_most == 120_000


def test_draws_are_even_in_each_measure_and_in_pairs():
    for number in range(7):
        assert even_draws(number).mean() == pytest.approx(0, abs=1e-9)
        assert even_draws(number).std() == pytest.approx(1, abs=2e-3)
    pairs = np.corrcoef([even_draws(number) for number in range(7)])
    assert np.abs(pairs - np.eye(7)).max() < 0.03


@pytest.mark.parametrize(
    "terms",
    [
        {"commission_rate": 0.02},
        {"commission_rate": 0.01, "step_rate": 0.005, "step_from": 0.9},
        {"commission_rate": 0.0, "bonus": 9000.0, "bonus_at": 1.1},
        {"commission_rate": 0.03, "cap_at": 1.2},
    ],
)
def test_the_cost_of_a_plan_s_own_curve_is_its_closed_form(terms):
    plan = PayParameters(salary_per_month=5000.0, **terms)
    curve = empty_curves(1)
    add_plan_to_curve(plan, curve, 0)
    expected = expected_pay(*(array[0] for array in curve), 1.0, SPREAD, QUOTA, 1.0)
    assert AT_PLAN.cost(force(plan)) == pytest.approx(60_000 + 4 * expected, rel=1e-3)


@pytest.mark.parametrize("plan", ["accelerator", "quota_bonus", "tiers_whole", "straight_commission"])
def test_the_cost_of_a_letter_is_what_its_outlook_says(plan):
    pay = overlay(planted_scenario(), {"sales_force.pay.plan": plan}).sales_force.pay
    letter = read_letter(plan)
    given = {"quota": QUOTA} if "quota" in letter.given else {"sales": QUOTA}
    at_plan = cost_by_year(payouts(letter, given, "sales")).set_index("year").loc[1.0, "pay"]
    # the outlook reckons in steps of half a percent; months scatter more, and sell nothing at the least
    assert AT_PLAN.cost(force(pay)) - 12 * pay.salary_per_month == pytest.approx(4 * at_plan, rel=4e-3)


def test_components_on_other_measures_cost_what_is_usual_of_them():
    def cost(**stated):
        component = PayComponent(name="c", **stated)
        return AT_PLAN.cost(force(PayParameters(salary_per_month=5000.0, commission_rate=0.0, components=(component,))))

    assert cost(measure="visits", rate=10.0) == pytest.approx(60_000 + 4 * 2500, rel=1e-3)
    assert cost(measure="visits", rate=10.0, period="month") == pytest.approx(60_000 + 4 * 2500, rel=1e-3)
    gate = {"measure": "new_customers", "quota": 4.0}
    open_half = cost(measure="sales", rate=0.01, gate=gate) - 60_000
    shut_half = cost(measure="sales", rate=0.01, gate=gate | {"below": True}) - 60_000
    assert open_half + shut_half == pytest.approx(4 * 9000, rel=1e-6)  # a gate and its opposite pay all
    # E[A; Z > 0] = 1/2 + r sd phi(0): who sells more wins more
    assert open_half == pytest.approx(4 * 9000 * (0.5 + 0.4 * SPREAD * 0.39894), rel=3e-3)
    both = cost(measure="sales", rate=0.01, gate=gate, also={"measure": "visits", "quota": 250.0}) - 60_000
    assert both == pytest.approx(open_half / 2, rel=3e-2)  # visits have no part in sales here
    factor = {"measure": "visits", "quota": 250.0, "levels": [[0.9, 0.0], [1.1, 2.0]], "how": "line"}
    assert cost(measure="sales", rate=0.01, factor=factor) - 60_000 == pytest.approx(4 * 9000, rel=1e-2)
    assert cost(measure="cash", rate=0.01) == pytest.approx(cost(measure="sales", rate=0.01), rel=1e-3)
    parts = [{"measure": "sales", "weight": 0.6}, {"measure": "data_quality", "weight": 0.4, "quota": 0.9}]
    index = cost(measure="index", index=parts, target_incentive=1000.0, rate=1.0)
    assert index == pytest.approx(60_000 + 4 * 1000, rel=1e-3)


def test_a_draw_that_is_not_recovered_costs_what_it_adds():
    plan = PayParameters(salary_per_month=5000.0, commission_rate=0.02)
    lent = AT_PLAN.cost(force(plan, DrawParameters(amount=5000.0)))
    given = AT_PLAN.cost(force(plan, DrawParameters(amount=5000.0, kind="non_recoverable")))
    earned = 0.02 * QUOTA * (1 + SPREAD * even_draws(0))
    assert lent == AT_PLAN.cost(force(plan))
    assert given - lent == pytest.approx(4 * np.maximum(15_000 - earned, 0).mean(), rel=1e-9)


def test_what_is_usual_is_measured_where_it_is_not_stated():
    rows = pd.DataFrame(
        {
            "full_quarter": [1, 1, 1, 0],
            "quota": [100.0, 100.0, 130.0, 9.0],
            "attainment": [0.9, 1.0, 1.1, 5.0],
            "visits": [10, 20, 30, 99],
            "new_customers": [0, 0, 0, 9],
        }
    )
    found = AtPlan(usual={"visits": AT_PLAN.usual["visits"]}).measured(rows)
    assert found.quota == 110 and found.usual["visits"].mean == 250
    assert found.usual["new_customers"] == Usual(mean=0, sd=0)
    assert AtPlan().measured(rows).usual["visits"].with_sales == pytest.approx(1)
    with pytest.raises(InputError, match="no whole quarter"):
        AtPlan().measured(rows[rows["full_quarter"] == 0])


@pytest.mark.parametrize("plan", FAMILIES)
def test_same_money_other_plan(plan):
    space = space_of(budget="as_today")
    scenario = planted_scenario()
    today = own_proposals(scenario, space)[0].cost_at_plan
    found = proposed(scenario, space, drawn(space, plan), "trial-1")
    assert not found.refused and found.cost_at_plan == pytest.approx(today, rel=1e-5)
    assert found.repairs == (() if plan == "as_today" else ("budget",))


def test_only_what_is_too_dear_is_cut_and_what_cannot_be_is_refused():
    scenario = planted_scenario()
    cheap = space_of(budget={"cost_at_plan": {"at_most": 300_000.0}})
    assert proposed(scenario, cheap, drawn(cheap, "accelerator"), "t").repairs == ()
    tight = space_of(budget={"cost_at_plan": {"at_most": 135_000.0}})
    dear = drawn(tight, "accelerator", above=0.03, base=0.02, below=0.01)
    cut = proposed(scenario, tight, dear, "t")
    rates = [cut.drawn[f"sales_force.pay.plan_settings.accelerator.{name}"] for name in ("below", "base", "above")]
    assert cut.cost_at_plan == pytest.approx(135_000, rel=1e-5)
    assert np.allclose(np.divide(rates, (0.01, 0.02, 0.03)), rates[0] / 0.01, rtol=1e-5)
    assert cut.drawn["sales_force.pay.plan_settings.accelerator.starts"] == dear[ABOVE.replace("above", "starts")]
    for amount in (95_000.0, 20_000.0):  # below the ranges, and below the salary
        poor = space_of(budget={"cost_at_plan": {"at_most": amount}})
        refused = proposed(scenario, poor, drawn(poor, "accelerator"), "t").refused
        assert refused.field == "budget.cost_at_plan" and "costs more than the budget" in refused.message
    below_salary = space_of(budget={"cost_at_plan": 20_000.0})
    assert "cannot be brought" in proposed(scenario, below_salary, drawn(below_salary, "hunter"), "t").refused.message


def test_the_scenario_s_own_plans_are_told_by_what_would_be_drawn_for_them():
    scenario = overlay(planted_scenario(), {"policies.current.set": {"sales_force.pay.plan": "accelerator"}})
    space = with_plans(Space(plans=["accelerator", "hunter"], at_plan=AT_PLAN), scenario)
    drawn_for_it = own_proposals(scenario, space)[0].drawn
    assert drawn_for_it["plan"] == "accelerator" and drawn_for_it[ABOVE] == 0.025
    other = moved(space, ("unit",), frozenset(), drawn_for_it | {"layout": "unit"}, np.random.default_rng(0))
    assert set(other) >= {"layout", "plan"}


def test_a_search_over_families_says_what_each_costs():
    scenario = planted_scenario()
    space = Space(
        layouts=("unit",), plans=["as_today", "accelerator", "hunter"], budget="as_today", at_plan=AT_PLAN,
        numbers={"sales_force.coverage.prospect_weight": Number(low=1, high=4)},
    )  # fmt: skip
    found = search(scenario, space, trials=10, replications=4, confirm_best=3, seed=1, runner=Planted(), jobs=1)
    today = found.facts["at_plan"]["baseline"]
    assert np.allclose(found.finalists["cost_at_plan"], today, rtol=1e-4)  # not "high", which costs more
    assert found.facts["at_plan"]["budget"]["equal"] == pytest.approx(today)
    trials = found.trials.set_index("policy")["cost_at_plan"]
    assert trials["high"].max() > 1.2 * today
    assert letters_of(space, scenario).keys() == {"accelerator", "hunter"}


def test_an_unknown_option_in_a_condition_is_refused_and_a_plan_may_be_one():
    number = Number(low=0.0, high=1.0, when={"plan": "hunter"})
    Space(plans=["hunter", "farmer"], numbers={"sales_force.quotas.x": number})
    with pytest.raises(ValidationError, match="no such earlier choice"):
        Space(plans=["farmer", "accelerator"], numbers={"sales_force.quotas.x": number})
    scenario = planted_scenario()
    check_space(space_of(), scenario, apply_policy(scenario, "current"))
    assert len(even_draws(0)) == N_RESULTS and cost_of(scenario, space_of(), {"layout": "unit"}) > 0


def test_a_plan_on_a_product_line_costs_what_that_line_s_share_of_the_quota_brings():
    """3 % of a fourth of the quota; a bonus at that fourth's quota is earned by every second rep."""
    lines = [Line("Pumps", 0.2, 0.75, None), Line("Spare parts", 0.6, 0.25, None)]

    def cost(**stated):
        component = PayComponent(name="x", **stated)
        plan = PayParameters(salary_per_month=5000.0, commission_rate=0.0, components=(component,))
        return AT_PLAN.cost(force(plan), lines) - 60_000.0

    whole = cost(measure="sales", rate=0.03, quota=1.0)
    assert cost(measure="sales of Spare parts", rate=0.03) == pytest.approx(0.25 * whole)
    assert cost(measure="margin of Spare parts", rate=0.03) == pytest.approx(0.15 * whole)
    assert cost(measure="sales of Pumps + Spare parts", rate=0.03) == pytest.approx(whole)
    assert cost(measure="sales of Pumps", bonuses=({"at": 1.0, "amount": 800.0},)) == pytest.approx(4 * 400.0, rel=0.01)
