"""The corners of every curve on offer, where reps stand on them, and the pictures."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesim.report.pay_curves import OWN_CURVE, PaidOn, pay_curves_data, pay_figure
from salesim.report.pay_plans import component_curves, pay_at, pay_curves, pay_table, simulated_plans, write_pay_plans
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

COMPONENTS = [
    {"name": "accelerator", "kinks": [{"at": 1.1, "rate": 0.01}]},
    {"name": "annual", "period": "year", "bonuses": [{"at": 1.0, "amount": 12000.0}]},
    {"name": "packets / 红包", "measure": "new_customers", "rate": 200.0, "paid": "at_once"},
    {"name": "days", "measure": "days_to_collect", "quota": 40.0, "rate": 50.0},
]
SETTINGS = {
    "market.places.units": ["Jiaxing", "Huzhou"],
    "market.customers": {"count": 200, "prospects": 60},
    "sales_force.team.reps": 4,
    "channel.network.distributors": 2,
    "layouts": {"unit": {"builder": "unit"}},
    "policies": {"current": {}, "rich": {"set": {"sales_force.pay.components": COMPONENTS}}},
    "run": {"weeks": 26, "burn_in_weeks": 26},
}


@pytest.fixture(scope="module")
def scenario():
    return overlay(Scenario(name="plans"), SETTINGS)


def test_a_component_on_the_quarters_sales_bends_the_own_curve(scenario):
    points = pay_curves(scenario, ["current", "rich"], "current", 1e5)
    at = points[points["policy"] == "rich"].set_index("attainment")["pay"]
    assert at[1.8] - at[1.1] == pytest.approx(0.7e5 * (0.012 + 0.01))
    steady = {"sales_force.pay.components": COMPONENTS[1:]}
    same = overlay(scenario, {"policies": {"current": {}, "rich": {"set": steady}}})
    assert set(pay_curves(same, ["current", "rich"], "current", 1e5)["policy"]) == {"current"}


def test_every_other_component_has_a_curve_of_its_own(scenario):
    annual, packets, days = component_curves(scenario, ["current", "rich"], 1e5)
    assert annual.paid_on == PaidOn("annual", "sales", "year")
    assert [pay_at(annual, "rich", a) for a in (0.99, 1.0, 1.5)] == [0.0, 12000.0, 12000.0]
    assert packets.paid_on.in_units and pay_at(packets, "rich", 7.0) == pytest.approx(1400.0)
    assert pay_at(days, "rich", 1.0) == pytest.approx(2000.0)
    assert annual.standing is packets.standing is days.standing is None
    per_unit = pay_curves_data(packets.points, packets.paid_on)
    assert per_unit["marginal"].tolist() == pytest.approx([200.0])


def test_policies_with_one_component_share_its_picture(scenario):
    dearer = {"sales_force.pay.components": [{**COMPONENTS[2], "rate": 500.0}]}
    both = overlay(scenario, {"policies.dearer": {"set": dearer}})
    curves = component_curves(both, ["current", "rich", "dearer"], 1e5)
    assert len(curves) == 3 and set(curves[1].points["policy"]) == {"rich", "dearer"}


def test_the_reps_of_a_run_stand_on_the_curves(scenario, tmp_path):
    curves, runs = simulated_plans(scenario, ["current", "rich"])
    assert [curve.paid_on.component for curve in curves] == ["", "annual", "packets / 红包", "days"]
    for curve in curves:
        assert curve.standing["share"].sum() == pytest.approx(1.0)
    table = pay_table(curves, runs).set_index(["policy", "component"])
    packets = runs["rich"].components.query("component == 'packets / 红包'")
    assert table.loc[("rich", "packets / 红包"), "earned"] == pytest.approx(packets["earned"].mean())
    assert packets["earned"].sum() == pytest.approx(200.0 * packets["attainment"].sum())
    assert table.loc[("rich", ""), "earned"] > table.loc[("current", ""), "earned"] > 21000.0
    files = write_pay_plans(curves, tmp_path, "zh")
    assert [file.name for file in files] == ["pay.png", "pay-annual.png", "pay-packets___红包.png", "pay-days.png"]
    assert all(file.stat().st_size > 5000 for file in files)


def test_pictures_say_what_is_counted(scenario):
    for curve, label in zip(
        component_curves(scenario, ["rich"], 1e5),
        ["销售额：年度目标达成率", "季度新客户", "回款周期（越短越好）：季度目标达成率"],
        strict=True,
    ):
        figure = pay_figure(curve, "zh")
        assert figure.axes[-1].get_xlabel() == label
        assert curve.paid_on.component in figure.axes[0].get_title(loc="left")
        plt.close(figure)
    assert pay_figure(component_curves(scenario, ["rich"], 1e5)[0]).axes[0].get_title(loc="left").startswith("annual: ")


def test_two_names_that_make_one_file_name_keep_two_files(scenario, tmp_path):
    curve = component_curves(scenario, ["rich"], 1e5)[1]
    other = type(curve)(PaidOn("packets ? 红包", "visits", in_units=True), curve.points, curve.currency)
    files = write_pay_plans([curve, other], tmp_path)
    assert len(set(files)) == 2 and all(file.is_file() for file in files)


def test_the_own_curve_is_on_the_quarters_sales():
    assert PaidOn() == OWN_CURVE
    data = pay_curves_data(pd.DataFrame({"policy": "p", "attainment": [0.0, 2.0], "pay": [0.0, 400.0]}))
    assert data["marginal"].tolist() == pytest.approx([2.0])
