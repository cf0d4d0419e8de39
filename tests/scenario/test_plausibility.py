"""A pay plan that in the end pays more than a sale brings in is allowed, and said."""

import warnings

import pytest

from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.plausibility import warnings_about
from salesim.scenario.scenario import Scenario

STEEP = {"name": "steep", "kinks": [{"at": 1.0, "rate": 0.28}]}


@pytest.mark.parametrize(
    ("pay", "says"),
    [
        ({}, None),
        ({"components": [STEEP]}, "paid 0.394,"),  # (.012 + .28) x 1.35
        ({"components": [{**STEEP, "cap_at": 1.5}]}, None),
        ({"components": [{**STEEP, "measure": "cash"}]}, "paid 0.394,"),
        ({"components": [{**STEEP, "measure": "visits", "quota": 100.0}]}, None),
        ({"commission_rate": 0.05, "credit_new": 6.0}, "paid 0.405,"),
    ],
)
def test_paying_more_than_the_margin_is_said(pay, says):
    found = list(
        warnings_about(overlay(Scenario(name="odd"), {"policies": {"rich": {"set": {"sales_force.pay": pay}}}}))
    )
    assert len(found) == (says is not None)
    assert all(says in one and "policy 'rich'" in one for one in found)


def test_a_scenario_that_is_read_is_doubted(tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text("name: odd\nsales_force: {pay: {commission_rate: 0.3}}\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="policy 'current'"):
        load_scenario(file)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_scenario("yangtze_delta")


LETTER = """parts:
  - {part: commission, name: base, of: sales, tiers: [[0, 1 %]]}
  - part: commission
    name: more
    of: cash
    how: whole
    tiers: [[0, 2 %], [500000, 1 %]]
  - {part: total, name: pay, of: [base, more]}
"""


def test_what_a_letter_hardly_means_is_told_with_its_file_line_and_amounts(tmp_path, monkeypatch):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "ours.yaml").write_text(LETTER)
    (tmp_path / "firm.yaml").write_text("name: firm\nsales_force: {pay: {plan: ours}}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.warns(UserWarning) as found:
        load_scenario("firm.yaml")
    assert [str(one.message) for one in found] == [
        "policy 'current': plans/ours.yaml:3: part more: pay falls when cash reaches 500,000"
    ]


def test_components_and_plans_of_roles_are_told_by_their_paths_and_amounts():
    whole = {"name": "w", "rate": 0.02, "how": "whole", "kinks": [{"at": 1.2, "rate": 0.01}]}
    changes = {
        "sales_force.pay.components": [{**whole, "quota": 400_000.0}],
        "sales_force.plans.second": {"components": [whole]},
    }
    assert list(warnings_about(overlay(Scenario(name="odd"), changes))) == [
        "policy 'current': sales_force.pay.components.0 ('w') pays less for more from 480,000 of sales on",
        "policy 'current': sales_force.plans.second.components.0 ('w') pays less for more from attainment 1.2 of sales "
        "on",
    ]
