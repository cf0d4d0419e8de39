"""Metrics: declared once, they make the summary, add up to the value created, and read well everywhere."""

import numpy as np
import pytest

import salesim
from salesim.experiment.outcomes import FUTURE_PARTS, PARTS, Outcome, phrase
from salesim.metrics import COLUMNS, METRICS, heading, meaning, metric, unit_of, written
from salesim.wording.text import N_


@pytest.fixture(scope="module")
def run():
    """A run of 16 weeks, so that the horizon cuts a quarter and pay is owed."""
    scenario = salesim.overlay(salesim.load_scenario("small_town"), {"run.weeks": 16, "run.burn_in_weeks": 26})
    return salesim.simulate(scenario, policy="wager")


def test_the_summary_has_every_metric_and_nothing_else(run):
    assert list(run.tables["summary"].columns) == list(METRICS)


def test_parts_add_up_to_the_value_created(run):
    row = run.outcomes
    assert sum(one.part * row[name] for name, one in PARTS.items()) == pytest.approx(row["value_created"], abs=0.01)
    now = [one.part * row[name] for name, one in PARTS.items() if name not in FUTURE_PARTS]
    assert sum(now) == pytest.approx(row["contribution"], abs=0.01)


def test_money_in_the_summary_is_what_the_ledger_booked_and_owes(run):
    row, ledger = run.outcomes, run.tables["ledger"]
    assert row["sales"] == ledger["sales_minor"].sum() / 100
    owed = row["variable_pay"] - ledger["variable_pay_minor"].sum() / 100
    assert owed > 0  # three weeks of a quarter that the horizon cuts
    pays = sum(row[name] for name in PARTS if name.endswith("_pay")) - row["wager_recovered"]
    assert row["pay"] == pytest.approx(pays + row["on_costs"])


def test_figures_are_finite_and_shares_of_something_lie_between_0_and_1(run):
    row = run.outcomes
    assert all(np.isfinite(row[name]) for name in METRICS)
    bounded = [name for name, one in METRICS.items() if one.unit == "share" and one.adds_up == "ratio"]
    assert all(0.0 <= row[name] <= 1.0 for name in bounded)


def test_every_metric_says_what_it_is():
    for name, one in METRICS.items():
        assert one.text and one.about and one.unit, name
        assert one.part in (-1, 0, 1) and (one.unit == "money" or not one.part), name
    assert not set(METRICS) & set(COLUMNS)


def test_two_metrics_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two metrics are called sales"):
        metric("sales", N_("Sales"), "money", adds_up="sum", about="again")(lambda run: 0.0)


def test_an_outcome_knows_its_direction():
    assert not Outcome("travel_cost").higher_is_better and Outcome("retention").higher_is_better
    assert Outcome("my_own").higher_is_better and not Outcome("sales", higher_is_better=False).higher_is_better


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_headings_and_phrases_read_in_both_languages(lang):
    assert heading("retention", lang) == {"en": "Customer retention", "zh": "客户留存率"}[lang]
    assert phrase("value_created", lang) == {"en": "value created", "zh": "创造价值"}[lang]
    assert heading("my_own_score", lang) == "my own score"
    assert meaning("quota", lang) and unit_of("quota") == "money"


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("sales", 12_345_678.0, "12.3 M KWD"),
        ("retention", 0.8642, "86.4%"),
        ("visits", 1213, "1,213"),
        ("correlation", 0.9, "0.90"),
        ("sales", float("nan"), "–"),
    ],
)
def test_figures_are_written_as_their_unit_wants(column, value, shown):
    assert written(column, value, "KWD") == shown
