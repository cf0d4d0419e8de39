"""What simulated reps are paid in a quarter is what their letter says for the measures they reached, to the cent."""

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.letter import plan_library, read_letter
from salesim.letter.in_model import in_model
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.pay.measures import Measure
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy, overlay

OWN = {
    "half_credit": """
period: quarter
parts:
  - {part: credit, name: half, of: sales, share: 50 %}
  - {part: commission, name: on_half, of: half, quota: quota, tiers: [[0, 1 %], [0.5, 3 %]]}
  - {part: cap, name: most, of: visits, at: 200}
  - {part: per_unit, name: on_visits, of: most, amount: 5}
  - {part: total, name: pay, of: [on_half, on_visits]}
""",
    "capped": """
period: quarter
parts:
  - {part: commission, name: on_sales, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}
  - {part: per_unit, name: on_visits, of: visits, amount: 12}
  - {part: gate, name: won, of: new_customers, at: 2, passes: 800}
  - {part: total, name: earned, of: [on_sales, on_visits, won]}
  - {part: cap, name: pay, of: earned, at: 6500, beyond: 20 %}
""",
    "scores": """
period: quarter
parts:
  - {part: attainment, name: sold, of: sales, quota: quota}
  - {part: attainment, name: seen, of: visits, quota: 150}
  - {part: total, name: score, of: [sold, seen], weights: [0.7, 0.3]}
  - {part: prorate, name: kpi, of: 3000, share: score}
  - {part: gate, name: reached, of: sold, at: 1, passes: 2000}
  - {part: total, name: pay, of: [kpi, reached]}
""",
    "factors": """
period: quarter
parts:
  - {part: commission, name: base, of: sales, quota: quota, tiers: [[0, 1 %], [1, 2 %]]}
  - {part: modifier, name: by_visits, of: base, by: visits, how: line, table: [[60, 0.5], [200, 1.3]]}
  - {part: gate, name: lines, of: new_customers, at: 1, passes: by_visits, fails: base}
  - {part: gate, name: two, of: new_customers, at: 2, passes: base, also: {of: visits, at: 100}}
  - {part: gate, name: either, of: new_customers, at: 3, passes: base, either: {of: visits, at: 120}}
  - {part: total, name: pay, of: [lines, two, either]}
""",
    "matrix": """
period: quarter
parts:
  - {part: attainment, name: sold, of: 销售额, quota: 目标}
  - {part: attainment, name: seen, of: 拜访, quota: 150}
  - part: matrix
    name: grid
    row: sold
    col: seen
    rows: [0.7, 0.9, 1.1]
    cols: [0, 0.8, 1.1]
    cells: [[100, 200, 300], [400, 500, 700], [800, 1000, 1500]]
  - {part: commission, name: soft, of: 销售额, tiers: [[0, 1 %]]}
  - {part: cap, name: capped, of: soft, at: 1500, beyond: 30 %}
  - {part: total, name: pay, of: [grid, capped]}
""",
}
PLANS = ("accelerator", "quota_bonus", "tiers_whole", "hunter", "farmer", "salary_and_mbo", *OWN)


@pytest.fixture(scope="module")
def paid_by(small, world, tmp_path_factory):
    """A simulated quarter under a plan: its letter, the reps' quarter, and their components by name and seat."""
    folder = tmp_path_factory.mktemp("plans")
    for name, text in OWN.items():
        (folder / f"{name}.yaml").write_text(text)

    def quarter(name):
        plan = str(folder / f"{name}.yaml") if name in OWN else name
        plans = {"run.weeks": 13, "policies.own": {"set": {"sales_force.pay.plan": plan}}}
        result = run_arm(world, overlay(small(), plans), Arm("unit", "own"), 0)
        reps = result.rep_quarters.query("quarter == 0 and full_quarter == 1").set_index("seat")
        assert len(reps) >= 8
        return read_letter(plan), reps, result.tables.get("components")

    return quarter


@pytest.mark.parametrize("name", PLANS)
def test_a_quarter_is_paid_as_the_letter_says(paid_by, name):
    letter, reps, components = paid_by(name)
    cent = 0.0051 if components is None else 0.0051 * components["component"].nunique()  # each is paid in cents
    for seat, rep in reps.iterrows():
        reached = {one: rep[one] for one in ("sales", "quota", "new_customers")}
        reached["visits"] = rep["visits"] + rep["falsified_visits"]  # visits that are reported
        reached |= {"销售额": reached["sales"], "目标": reached["quota"], "拜访": reached["visits"]}
        if "data_quality" in letter.given:
            recorded = components.query("seat == @seat and component == 'on_objectives'")["attainment"]
            reached["data_quality"] = 0.9 * float(recorded.iloc[0])
        pay = letter.pay(**{one: float(reached[one]) for one in letter.given})
        assert rep["variable_pay"] == pytest.approx(float(pay), abs=cent), (seat, reached)


def test_bonuses_to_date_are_paid_in_full_and_taken_back(small, world, tmp_path):
    """Half a year: what is paid together is the bonus of who has reached the quota to date, once."""
    plan = tmp_path / "to_date.yaml"
    plan.write_text(
        "period: quarter\nparts:\n"
        "  - {part: bonus, name: to_date, of: sales, quota: quota, steps: [[0.9, 1000], [1, 4000]], cumulative: true}\n"
    )
    plans = {"run.weeks": 26, "policies.own": {"set": {"sales_force.pay.plan": str(plan)}}}
    result = run_arm(world, overlay(small(), plans), Arm("unit", "own"), 0)
    reps = result.rep_quarters.query("full_quarter == 1")
    stood = result.tables["components"].set_index(["seat", "quarter"])["attainment"]
    both = reps.groupby("seat").filter(lambda one: len(one) == 2)
    assert len(both) >= 16
    for (seat, quarter), rep in both.set_index(["seat", "quarter"]).iterrows():
        due = [1000.0 * (stood[seat, q] >= 0.9) + 3000.0 * (stood[seat, q] >= 1.0) for q in range(quarter + 1)]
        assert rep["variable_pay"] == pytest.approx(due[-1] - (due[-2] if quarter else 0.0), abs=0.011)
    assert {0.0, 4000.0} <= set(both["variable_pay"])


def test_months_are_paid_by_the_month(paid_by):
    """Three months of marginal tiers: each from its first unit, and together the quarter's pay and sales."""
    letter, reps, components = paid_by("tiers_marginal")
    for _, months in components.groupby("seat"):
        rep = reps.loc[months["seat"].iloc[0]]
        sales = months["attainment"] * 50_000
        assert len(months) == 3 and sales.sum() == pytest.approx(rep["sales"])
        assert rep["variable_pay"] == pytest.approx(sum(float(letter.pay(sales=float(one))) for one in sales), abs=0.02)


def test_cash_that_came_late_is_paid_less(paid_by):
    letter, reps, components = paid_by("commission_on_cash")
    for _, of_seat in components.groupby("seat"):
        rep = reps.loc[of_seat["seat"].iloc[0]]
        cash = float(of_seat["attainment"].iloc[0] * rep["quota"])
        soon, late = (float(letter.pay(cash=cash, days_to_collect=days)) for days in (30, 70))
        assert min(abs(rep["variable_pay"] - soon), abs(rep["variable_pay"] - late)) < 0.0051


def quarters_of(small, world, tmp_path, text, weeks=13, **settings):
    """Reps' quarters and tables of a run under a letter."""
    plan = tmp_path / "own.yaml"
    plan.write_text(text)
    plans = {"run.weeks": weeks, "policies.own": {"set": {"sales_force.pay.plan": str(plan), **settings}}}
    result = run_arm(world, overlay(small(), plans), Arm("unit", "own"), 0)
    return result.rep_quarters, result.tables


def test_a_share_of_a_team_s_sales_is_paid_on_all_of_them(small, world, tmp_path):
    """A manager's override, and a tier by the team's attainment, by the region's sales, not their mean."""
    text = """period: quarter
parts:
  - {part: commission, name: override, of: team_sales, tiers: [[0, 0.5 %]]}
  - {part: commission, name: above, of: team_sales, tiers: [[0, 0], [400000, 1 %]]}
  - {part: attainment, name: reached, of: team_sales, quota: team_quota}
  - {part: commission, name: tiers, of: team_sales, by: reached, how: whole, tiers: [[0, 0.1 %], [0.9, 0.4 %]]}
  - {part: total, name: pay, of: [override, above, tiers]}
"""
    reps, _ = quarters_of(small, world, tmp_path, text)
    letter, paid = read_letter(str(tmp_path / "own.yaml")), 0
    for _, team in reps.groupby("region"):
        if (team["full_quarter"] == 1).all():  # who left within the quarter was of the team, too
            due = letter.pay(team_sales=float(team["sales"].sum()), team_quota=float(team["quota"].sum()))
            assert team["team_pay"].to_numpy() == pytest.approx(float(due), abs=0.016)
            paid += len(team)
    assert paid >= 4 and reps["team_pay"].max() > 1000


def test_a_cap_on_pay_of_several_measures_is_felt(small, world):
    """Who is far above the cap gains nothing by more of either measure; who is far below feels what there is."""

    def felt(amount):
        visits = {"name": "visits", "measure": "visits", "rate": 15.0}
        changes = {"sales_force.pay.components": [visits], "sales_force.pay_cap": {"amount": amount}}
        scenario = apply_policy(small(policies={"current": {}, "capped": {"set": changes}}), "capped")
        model = SalesModel(world, scenario)
        model.step()
        present = model.reps.present == 1
        return model.reps.marginal_pay[present], model.reps.measure_pay[present, Measure.VISITS]

    free, far_below, far_above = felt(None), felt(1e7), felt(50.0)
    for of_free, of_below, of_above in zip(free, far_below, far_above, strict=True):
        assert of_below == pytest.approx(of_free, rel=1e-6)
        assert (of_above < 0.05 * of_free).all()


def test_a_deposit_is_lost_or_comes_back_with_the_prize(small, world, tmp_path):
    text = """period: quarter
parts:
  - {part: bonus, name: prize, of: sales, quota: quota, steps: [[1, 3000]]}
  - {part: less, name: pay, of: prize, minus: 1000}
"""
    reps, tables = quarters_of(small, world, tmp_path, text)
    full = reps.query("full_quarter == 1")
    due = np.where(full["sales"] >= full["quota"], 2000.0, -1000.0)
    assert full["variable_pay"].to_numpy() == pytest.approx(due, abs=0.006) and len(set(due)) == 2
    assert (tables["ledger"]["variable_pay_minor"] >= 0).all()


def test_three_instalments_are_paid_in_their_weeks(small, world, tmp_path):
    text = """period: quarter
parts:
  - {part: commission, name: c, of: sales, tiers: [[0, 3 %]]}
  - {part: schedule, name: pay, of: c, shares: [50 %, 30 %, 20 %], after: [0, 1, 2]}
"""
    _, tables = quarters_of(small, world, tmp_path, text, 44)
    ledger = tables["ledger"]
    earned = ledger["variable_pay_minor"].to_numpy()
    paid = ledger["variable_paid_minor"].to_numpy()
    first, second = earned[12], earned[25]
    assert paid[12 + 4] == pytest.approx(0.5 * first, rel=1e-3)
    late = paid[25 + 4] - 0.5 * second  # but of who has left meanwhile
    assert 0.2 * first < late <= 0.3 * first + 100 and 0.1 * first < paid[38 + 4] - 0.5 * earned[38] - 0.25 * second


# What figures of the library's plans stand for where the model has none of that name: five members of a pool with alike
# points, and what everybody has chosen before the quarter.
FIGURES = {
    "team_pool": {"points": 1, "all_points": 5},
    "quarter_wager": {"wager": 1},
    "forecast_menu": {"forecast": "110 % of quota"},
    "overlay_specialist": {"deals": "sales"},
}
LINES = [{"name": "A", "price": 600, "share": 0.6, "margin": 0.2}, {"name": "B", "price": 150, "share": 0.4}]
NOT_SIMULATED = {
    "car_dealer": "a period in the model begins without what lies over from the one before",
    "rates_by_product": "in the model a level counts as soon as it is reached",
    "salary_percent": "reps in the model have no salary",
    "spiff_week": "customers in the model buy without a deal whose fields could be looked at",
}
OF_LINES = ("overlay_specialist",)


def test_which_plans_of_the_library_cannot_be_simulated_and_why():
    """By name and reason: a dealer's cars and a SPIFF's deals, a bonus that is salary, a rate for each kind of deal."""
    refused = {}
    for name in plan_library():
        try:
            in_model(read_letter(name), FIGURES.get(name), {"A": 0.2, "B": 0.4})
        except InputError as reason:
            refused[name] = str(reason)
    assert refused.keys() == NOT_SIMULATED.keys()
    for name, reason in NOT_SIMULATED.items():
        assert reason in refused[name]


@pytest.mark.slow
@pytest.mark.parametrize("of_lines", [False, True])
def test_no_plan_of_the_library_sells_less_than_a_salary_alone(small, of_lines):
    """Whatever is paid for beside sales, half a year of the same world sells as much as without any variable pay."""
    plans = [name for name in plan_library() if name not in NOT_SIMULATED and (name in OF_LINES) == of_lines]
    assert len(plans) == (len(OF_LINES) if of_lines else 13)
    policies = {"none": {"set": {"sales_force.pay.commission_rate": 0.0}}}
    for name in plans:
        own = {"sales_force.pay.plan": name, "sales_force.pay.figures": FIGURES.get(name, {})}
        policies[name] = {"set": own}
    lines = {"channel.network.products": LINES} if of_lines else {}
    scenario = small(**lines, **{"run.weeks": 26, "policies": policies, "run.baseline.policy": "none"})
    opened = opening(scenario)
    sold = {name: run_arm(opened, scenario, Arm("unit", name), 0).rep_quarters["sales"].sum() for name in policies}
    assert min(sold[name] / sold["none"] for name in plans) > 0.99, sold


def test_an_entry_that_everybody_has_chosen_is_paid(small, world, tmp_path):
    """A small wager: its prize or the loss of its stake; and a forecast above the quota."""
    for name, figures in (("quarter_wager", {"wager": 1}), ("forecast_menu", {"forecast": "110 % of quota"})):
        own = {"sales_force.pay.plan": name, "sales_force.pay.figures": figures}
        scenario = overlay(small(), {"run.weeks": 13, "policies.own": {"set": own}})
        result = run_arm(world, scenario, Arm("unit", "own"), 0)
        letter, reps = read_letter(name), result.rep_quarters.query("full_quarter == 1")
        assert len(reps) >= 8
        for _, rep in reps.iterrows():
            given = {"sales": float(rep["sales"]), "quota": float(rep["quota"])}
            given |= {"wager": 1.0} if name == "quarter_wager" else {"forecast": 1.1 * given["quota"]}
            assert rep["variable_pay"] == pytest.approx(float(letter.pay(**given)), abs=0.016)
