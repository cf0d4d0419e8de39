"""Orders are moved over a period's end for a gate that sales open, and for an index that sales are part of."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from salesim.agents.period_ends import sides_of, sums_of_components
from salesim.pay.component import PayComponent
from salesim.pay.curve import empty_curves
from salesim.pay.either_side import gain_of_moving
from salesim.pay.measures import Measure, pair_of

sys.path.insert(0, str(Path(__file__).parent))
from test_period_ends import QUOTA, WEEKLY, P, bonus, paying, pays, people, weeks_of_moving

VISITS = int(Measure.VISITS)
OPENED_BY_SALES = {"measure": "sales"}
OF_VISITS = {"measure": "visits", "quota": 50.0, "bonuses": [{"at": 0.5, "amount": 30_000.0}]}
INDEX = ({"measure": "sales", "weight": 0.8}, {"measure": "visits", "weight": 0.2, "quota": 50.0})


def gains(plan, x, r=0.0, week=12):
    """Pay for a unit of ``x`` more sales before the week's end, and after it."""
    reps = people(week)
    reps.measure_sum[:, VISITS], reps.measure_rate[:, VISITS], reps.measure_noise[:, VISITS] = 24.0, 2.0, 3.0
    reps.measure_noise[:, Measure.SALES] = (0.3 * WEEKLY) ** 2
    reps.measure_covariance[:, pair_of(int(Measure.SALES), VISITS)] = r * np.sqrt(3.0) * 0.3 * WEEKLY
    components, pay = paying(reps, week, plan), pays(week)
    none = empty_curves(1)
    sides = sides_of(reps, 0, none, none, components, *sums_of_components(reps, components, pay), np.zeros(1), pay, 0.2)
    return gain_of_moving(sides, x)


def doubt(weeks, rate, noise, quota, more=0.0):
    variance = weeks * noise + (weeks * P.forecast_error * rate) ** 2 + (P.crediting_error * quota) ** 2
    return np.hypot(np.sqrt(variance) / quota, more)


def test_what_sales_have_no_part_in_moves_nothing():
    assert weeks_of_moving(PayComponent(name="visits", **OF_VISITS)) == []
    shut = {"measure": "new_customers", "quota": 50.0}
    assert weeks_of_moving(PayComponent(name="visits", **OF_VISITS, gate=shut)) == []


def test_a_gate_on_sales_makes_a_rush_for_what_it_opens():
    visits = PayComponent(name="visits", measure="visits", quota=5.0, rate=9000.0, gate=OPENED_BY_SALES)
    itself = PayComponent(name="sales", rate=0.05, gate=OPENED_BY_SALES)
    assert weeks_of_moving(visits) == weeks_of_moving(itself) == [12, 25, 38, 51]


@pytest.mark.parametrize("r", [-0.7, 0.0, 0.7])
def test_the_gain_of_a_gate_by_hand(r):
    """A bonus for half of the visits, opened by the quarter's sales: odds of both by scipy, now and in the next one."""
    x, late = 20_000.0, P.present_bias * P.weekly_discount
    gated = PayComponent(name="visits", **OF_VISITS, gate=OPENED_BY_SALES)
    now, later = gains([gated], x, r)

    def both(sales, visits, weeks, doubts, sd, common):
        return stats.multivariate_normal.cdf(
            [(visits - 0.5) / doubts[1], (sales - 1.0) / doubts[0]],
            cov=[[1, common], [common, 1]],
            abseps=1e-11,
            releps=1e-11,
        )

    odds = []
    for weeks, sales, visits, more, shift in ((1, 0.93, 26 / 50, 0.0, x), (13, 1.0, 26 / 50, 0.2, -x)):
        sd = doubt(weeks, WEEKLY, (0.3 * WEEKLY) ** 2, QUOTA, more), doubt(weeks, 2.0, 3.0, 50.0, more)
        noise = weeks * 0.3 * WEEKLY * np.sqrt(3.0) + (weeks * P.forecast_error) ** 2 * WEEKLY * 2.0
        common = r * noise / QUOTA / 50.0 / sd[0] / sd[1]
        odds.append([both(sales + s / QUOTA, visits, weeks, sd, sd, common) for s in (0.0, shift)])
    assert now == pytest.approx(late * 30_000.0 * (odds[0][1] - odds[0][0]) / x, rel=1e-6)
    assert later == pytest.approx(late * P.weekly_discount**13 * 30_000.0 * (odds[1][0] - odds[1][1]) / x, rel=1e-6)
    assert now > 0.0


def test_the_gain_of_an_index_by_hand():
    x, late = 20_000.0, P.present_bias * P.weekly_discount
    now, _ = gains([PayComponent(name="score", measure="index", index=INDEX, bonuses=({"at": 0.9, "amount": 8e3},))], x)
    mean = 0.8 * 0.93 + 0.2 * 26 / 50
    sd = np.hypot(0.8 * doubt(1, WEEKLY, (0.3 * WEEKLY) ** 2, QUOTA), 0.2 * doubt(1, 2.0, 3.0, 50.0))
    odds = [stats.norm.cdf((mean + 0.8 * more / QUOTA - 0.9) / sd) for more in (0.0, x)]
    assert now == pytest.approx(late * 8e3 * (odds[1] - odds[0]) / x, rel=1e-9)


def test_a_target_incentive_is_what_its_curve_in_money_is():
    """A line from 50 % to 150 % of quota, and a jump at quota, written either way."""
    money = bonus("month", 8000.0, kinks=[{"at": 0.5, "rate": 0.02}, {"at": 1.5, "rate": 0.0}])
    month = QUOTA * 5 / 13
    points = (
        (0.5, 0.0),
        (1.0, 0.01 * month / 8000.0),
        (1.0, 0.01 * month / 8000.0 + 1.0),
        (1.5, 0.02 * month / 8e3 + 1),
    )
    shares = PayComponent(name="one", period="month", target_incentive=8000.0, points=points)
    for x in (20_000.0, -20_000.0):
        assert gains([shares], x, week=4)[0] == pytest.approx(gains([money], x, week=4)[0], rel=1e-9)


def test_whole_amount_tiers_are_a_bonus_that_grows_with_the_quota():
    whole = PayComponent(name="one", period="month", rate=0.01, how="whole", kinks=[{"at": 1.0, "rate": 0.03}])
    month = QUOTA * 5 / 13
    split = bonus("month", 0.02 * month, rate=0.01, kinks=[{"at": 1.0, "rate": 0.03}])
    assert gains([whole], 2e4, week=4)[0] == pytest.approx(gains([split], 2e4, week=4)[0], rel=1e-12)
    assert weeks_of_moving(whole) == weeks_of_moving(split)
