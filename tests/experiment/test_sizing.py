"""How many reps: a planted response is found again, intervals hold, and what makes no sense is refused."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.experiment.sizing import Curve, fit_curve, size, sizes_between
from salesim.experiment.statistics import simultaneous_factor
from salesim.metrics.money import COSTS, INCOME
from salesim.report.sizing import sizing_table, years_table
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

SALES, MARGIN, FIXED = 3e8, 0.3, 4e6
FLOWS = ("sales", "cost_of_sales", *COSTS, *INCOME)


@dataclass(frozen=True)
class Planted:
    """Sales 3e8 (n / 60)^e x noise common to all headcounts x a little of each; a rep costs c; a year is like another.

    The closed form: e x margin x sales(n) = c n.
    """

    elasticity: float = 0.2
    rep_cost: float = 250_000.0
    noise: float = 0.05
    own_noise: float = 0.002

    def __call__(self, scenario, replication, arms):
        return {arm: SimpleNamespace(tables=self.tables(scenario, replication, arm)) for arm in arms}

    def tables(self, scenario, replication, arm):
        n = scenario.policies[arm.policy].headcount or 60
        z = np.random.default_rng([replication, 0]).standard_normal() * self.noise
        z += np.random.default_rng([replication, n]).standard_normal() * self.own_noise
        sales = SALES * (n / 60) ** self.elasticity * np.exp(z)
        books = dict.fromkeys(FLOWS, 0.0) | {
            "sales": sales,
            "cost_of_sales": (1 - MARGIN) * sales,
            "fixed_pay": 0.7 * self.rep_cost * n,
            "overhead": 0.3 * self.rep_cost * n,
            "desk": FIXED,
        }
        weeks = scenario.run.weeks
        ledger = pd.DataFrame({f"{name}_minor": [round(100 * value / 52)] * weeks for name, value in books.items()})
        return {"summary": pd.DataFrame([{"value_created": 1.0}]), "ledger": ledger.assign(week=range(weeks))}

    def best(self) -> float:
        return 60 * (self.elasticity * MARGIN * SALES / (self.rep_cost * 60)) ** (1 / (1 - self.elasticity))


@pytest.fixture(scope="module")
def firm():
    return Scenario(name="firm")


@pytest.mark.parametrize("planted", [Planted(), Planted(0.3, 400_000.0), Planted(0.15, 260_000.0)])
def test_the_best_number_is_that_of_the_closed_form(firm, planted):
    """Within 5 %, from 20 replications whose sales are uncertain by 5 %; the true one lies in the interval."""
    found = size(firm, 40, 90, replications=20, runner=planted)
    last = found.years.iloc[-1]
    assert last["best"] == pytest.approx(planted.best(), rel=0.05)
    assert last["best_low"] <= planted.best() <= last["best_high"]
    assert last["elasticity"] == pytest.approx(planted.elasticity, abs=0.01)
    assert last["rep_cost"] == pytest.approx(planted.rep_cost, rel=1e-3)
    brings = last["elasticity"] * MARGIN * SALES * (last["best"] / 60) ** last["elasticity"] / last["best"]
    assert brings == pytest.approx(last["rep_cost"], rel=0.05), "elasticity x margin = cost at the best number"
    assert f"about {round(last['best'])} reps" in found.sentence


def test_contributions_are_those_of_the_books(firm):
    found = size(firm, 50, 70, 10, replications=3, runner=Planted(noise=0.0, own_noise=0.0))
    points = found.points.query("year == 2").set_index("reps")
    expected = {n: MARGIN * SALES * (n / 60) ** 0.2 - 250_000.0 * n - FIXED for n in (50, 60, 70)}
    assert points["contribution"].to_dict() == pytest.approx(expected, rel=1e-6)
    assert points.loc[50, "difference"] == pytest.approx(expected[50] - expected[60], rel=1e-4)
    assert points.loc[60, "difference"] == 0.0


def test_intervals_hold_for_all_years_and_headcounts_at_a_time(firm):
    """In about 95 of 100 studies all true differences lie inside; each alone would miss some in far more of them."""
    planted, missed = Planted(noise=0.03, own_noise=0.004), 0
    true = {
        n: MARGIN * SALES * ((n / 60) ** 0.2 - 1.0) * np.exp(0.5 * 0.03**2) - 250_000.0 * (n - 60) for n in (50, 70)
    }
    for study in range(60):
        shifted = replace_replications(planted, 1000 * study)
        points = size(firm, 50, 70, 10, replications=10, weeks=52, runner=shifted).points.set_index("reps")
        missed += any(not points.loc[n, "low"] <= true[n] <= points.loc[n, "high"] for n in (50, 70))
    assert missed <= 9


def replace_replications(planted, by):
    return lambda scenario, replication, arms: planted(scenario, replication + by, arms)


def test_one_of_one_is_students_factor_and_more_need_more():
    values = np.random.default_rng(3).standard_normal((12, 6))
    assert simultaneous_factor(values[:, :1]) == pytest.approx(2.201, abs=0.05)
    assert 2.8 < simultaneous_factor(values) < 3.4
    assert simultaneous_factor(np.repeat(values[:, :1], 6, axis=1)) == pytest.approx(2.201, abs=0.05)


def test_where_more_never_pay_or_always_do(firm):
    assert Curve(-0.1, 1e8, 1e5, 60.0).best == 0.0 and Curve(1.1, 1e8, 1e5, 60.0).best == np.inf
    few = size(firm, 40, 80, 20, replications=4, runner=Planted(0.02))
    assert "does not pay even at 40 reps" in few.sentence and not few.years["within"].any()
    many = size(firm, 40, 80, 20, replications=4, runner=Planted(0.6))
    assert "still pays at 80 reps" in many.sentence


def test_a_curve_goes_through_points_on_it():
    headcounts = np.array([40, 50, 60, 80])
    margin = 9e7 * (headcounts / 60) ** 0.25
    curve = fit_curve(margin, margin - 1e6 - 2.4e5 * headcounts, headcounts, 60)
    assert curve[:3] == pytest.approx((0.25, 9e7, 2.4e5))


def test_today_is_always_among_the_headcounts(firm):
    assert sizes_between(firm, 50, 70, 8) == [50, 58, 60, 66, 70]
    assert sizes_between(firm, 70, 90, None) == [60, 70, 73, 76, 79, 82, 85, 88, 90]


def test_the_same_folder_is_gone_on_with(firm, tmp_path):
    log = []

    def tell(done, total):
        log.append((done, total))

    runner = Planted()
    first = size(firm, 50, 70, 10, replications=3, runner=runner, out=tmp_path, progress=tell)
    again = size(firm, 50, 70, 10, replications=5, runner=runner, out=tmp_path, progress=tell)
    assert first.folder == again.folder and log[-1] == (5, 5)
    assert again.to_json() == size(firm, 50, 70, 10, replications=5, runner=runner).to_json()


def test_tables_name_todays_headcount(firm):
    found = size(firm, 50, 70, 10, replications=3, runner=Planted())
    assert sizing_table(found).row_count == 3 and years_table(found).row_count == 3
    assert sizing_table(found, "zh").row_count == 3


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((80, 40), "from: the headcounts are out of order .*less than 40"),
        ((0, 40), "from: a whole number is needed .*got 0"),
        ((40, 7501), "to: every rep needs a customer .*1 to 7500"),
        ((40, 80, 0), "step: a whole number is needed"),
        ((1, 1000, 1), "step: these are 1,?000 headcounts"),
    ],
)
def test_headcounts_that_make_no_sense_are_refused(firm, asked, message):
    with pytest.raises(InputError, match=message):
        size(firm, *asked, replications=2, runner=Planted())


def test_a_policy_with_a_headcount_of_its_own_is_refused(firm):
    scenario = overlay(firm, {"policies.more": {"headcount": 66}})
    with pytest.raises(InputError, match=r"policies\.more\.headcount: sets a headcount itself"):
        size(scenario, 50, 70, under="unit/more", replications=2, runner=Planted())
    with pytest.raises(InputError, match="weeks: years are counted"):
        size(firm, 50, 70, weeks=40, replications=2, runner=Planted())
