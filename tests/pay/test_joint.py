"""Components of several measures: gates and indexes, target incentives and whole-amount tiers, felt and settled."""

import math
from itertools import product

import numpy as np
import pytest
from pydantic import ValidationError
from test_component_value import QUARTER_LATE, WEEK, earned, team, valued

from salesim.pay.component import PayComponent
from salesim.pay.component_value import add_pay_at_quota, earned_pay, value_components
from salesim.pay.components import components_for
from salesim.pay.measures import Measure, pair_of
from salesim.pay.pay_week import no_time_left

SALES, WINS = int(Measure.SALES), int(Measure.NEW_CUSTOMERS)
BONUS = ({"at": 1.0, "amount": 6000.0},)
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(20)


def selling(r=0.5, **values):
    """A rep in the middle of a quarter who sells and wins customers, weekly surprises of the two with correlation r."""
    reps = team(**values)
    reps.measure_sum[:, SALES], reps.measure_sum[:, WINS] = 2.2e5, 8.0
    reps.measure_rate[:, WINS] = 0.9
    reps.measure_noise[:, SALES], reps.measure_noise[:, WINS] = 1.4e4**2, 1.1
    reps.measure_covariance[:, pair_of(SALES, WINS)] = r * math.sqrt(1.4e4**2 * 1.1)
    return reps


def of_sales():
    """Mean and parts of the standard deviation of a quarter's sales, in attainment: noise, forecast, crediting."""
    mean = (2.2e5 + 3e4 * 5.5) / 4e5
    return mean, math.sqrt(5) * 0.33 * 3e4 / 4e5, 5 * 0.15 * 3e4 / 4e5


def of_wins(quota):
    mean = (8.0 + 5 * 0.9) / quota
    return mean, math.sqrt(5 * 1.1) / quota, 5 * 0.15 * 0.9 / quota


def joined(one, other, r, crediting=0.05):
    """Standard deviations of two measures and the correlation of their forecasts."""
    (_, noise, error), (_, noise_2, error_2) = one, other
    sd, sd_2 = math.hypot(noise, error, crediting), math.hypot(noise_2, error_2, crediting)
    return sd, sd_2, r * (noise * noise_2 + error * error_2) / (sd * sd_2)


def in_two_dimensions(pay, mean, sd, means_2, sd_2, r, knots, knot_2):
    """E[pay(x, y)] and its derivatives by both means, by quadrature: ``pay`` of arrays (n, 1) and (1, n)."""

    def nodes(mean, sd, knots):
        grid = mean + sd * np.arange(-9.0, 9.5, 0.75)
        cuts = np.unique([*grid, *(knot for knot in knots if grid[0] < knot < grid[-1])])
        middle, half = (cuts[1:] + cuts[:-1]) / 2, (cuts[1:] - cuts[:-1]) / 2
        return (middle[:, None] + half[:, None] * POINTS).ravel(), (half[:, None] * WEIGHTS).ravel()

    (x, wx), (y, wy), left = nodes(mean, sd, knots), nodes(means_2, sd_2, [knot_2]), 1 - r * r
    a, b = ((x - mean) / sd)[:, None], ((y - means_2) / sd_2)[None, :]
    density = np.exp(-(a * a - 2 * r * a * b + b * b) / (2 * left)) / (2 * math.pi * math.sqrt(left) * sd * sd_2)
    weighed = pay(x[:, None], y[None, :]) * density * wx[:, None] * wy[None, :]
    by_x, by_y = (weighed * (a - r * b)).sum() / (left * sd), (weighed * (b - r * a)).sum() / (left * sd_2)
    return weighed.sum(), by_x, by_y


@pytest.mark.parametrize(("r", "below"), list(product((-0.7, 0.0, 0.3, 0.7), (False, True))))
def test_a_gate_of_another_measure(r, below):
    """A bonus on sales behind a gate of new customers: felt for both, with the correlation that was experienced."""
    gate = {"measure": "new_customers", "quota": 12.0, "at": 0.9, "below": below}
    component = PayComponent(name="gated", quota=4e5, bonuses=BONUS, gate=gate)
    reps = selling(r)
    marginal, pay = valued(reps, component)
    sales, wins = of_sales(), of_wins(12.0)
    sd, sd_2, common = joined(sales, wins, r)

    def paid(x, y):
        return 6000.0 * (x >= 1.0) * ((y >= 0.9) != below)

    value, by_sales, by_wins = in_two_dimensions(paid, sales[0], sd, wins[0], sd_2, common, [1.0], 0.9)
    assert pay[0] == pytest.approx(value, rel=1e-6)
    assert marginal[0] == pytest.approx(QUARTER_LATE * by_sales / 4e5, rel=1e-6)
    assert reps.measure_pay[0, WINS] == pytest.approx(QUARTER_LATE * by_wins / 12.0, rel=1e-6)
    assert (reps.measure_pay[0, WINS] < 0) == below


def test_a_rate_behind_a_gate_is_felt_as_it_is_earned_and_the_gate_as_a_bonus_is():
    gate = {"measure": "new_customers", "quota": 12.0}
    component = PayComponent(name="gated", rate=0.012, gate=gate)
    reps = selling(0.4)
    marginal, pay = valued(reps, component)
    sales, wins = of_sales(), of_wins(12.0)
    sd, sd_2, common = joined(sales, wins, 0.4)
    numbers = (sales[0], sd, wins[0], sd_2, common, [0.0], 1.0)
    value, by_sales, by_wins = in_two_dimensions(lambda x, y: 0.012 * 4e5 * np.maximum(x, 0) * (y >= 1), *numbers)
    assert pay[0] == pytest.approx(value, rel=1e-6)
    assert marginal[0] == pytest.approx(by_sales / 4e5, rel=1e-6)
    assert reps.measure_pay[0, WINS] == pytest.approx(QUARTER_LATE * by_wins / 12.0, rel=1e-6)


@pytest.mark.parametrize("r", [-0.7, 0.0, 0.3, 0.7])
def test_an_index_is_one_curve_over_all_its_measures(r):
    """Variance w' C w; each measure moves the index by its weight over its quota."""
    index = ({"measure": "sales", "weight": 0.7}, {"measure": "new_customers", "weight": 0.3, "quota": 12.0})
    component = PayComponent(name="score", measure="index", index=index, bonuses=BONUS)
    reps = selling(r)
    value_components(reps, components_for((component,), reps, 0), WEEK)
    sales, wins = of_sales(), of_wins(12.0)
    sd, sd_2, common = joined(sales, wins, r)
    numbers = (sales[0], sd, wins[0], sd_2, common)
    mean = 0.7 * sales[0] + 0.3 * wins[0]
    spread = math.sqrt((0.7 * sd) ** 2 + (0.3 * sd_2) ** 2 + 2 * 0.21 * common * sd * sd_2)
    z = (mean - 1.0) / spread
    density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) / spread
    assert reps.component_pay[0] == pytest.approx(6000.0 * 0.5 * math.erfc(-z / math.sqrt(2)), rel=1e-9)
    assert reps.measure_pay[0, SALES] == pytest.approx(QUARTER_LATE * 6000.0 * density * 0.7 / 4e5, rel=1e-9)
    assert reps.measure_pay[0, WINS] == pytest.approx(QUARTER_LATE * 6000.0 * density * 0.3 / 12.0, rel=1e-9)
    # a bonus at half the index of what lies far below: smooth, so that quadrature needs no knot
    points = ((0.0, 0.0), (9.0, 9.0))
    straight = PayComponent(name="line", measure="index", index=index, target_incentive=5000.0, points=points)
    value_components(reps, components_for((straight,), reps, 0), WEEK)
    line, by_sales, _ = in_two_dimensions(lambda x, y: 5000.0 * (0.7 * x + 0.3 * y), *numbers, [], 0.0)
    assert reps.component_pay[0] == pytest.approx(line, rel=1e-6)
    assert reps.measure_pay[0, SALES] == pytest.approx(by_sales / 4e5, rel=1e-6)


def test_an_index_behind_a_gate_of_one_of_its_own_measures():
    """Central differences by what has been done of each."""
    index = ({"measure": "sales", "weight": 0.6}, {"measure": "new_customers", "weight": 0.4, "quota": 12.0})
    gate = {"measure": "new_customers", "quota": 12.0, "at": 1.05}
    component = PayComponent(name="score", measure="index", index=index, bonuses=BONUS, gate=gate, rate=2000.0)
    quick = WEEK._replace(present_bias=1.0, weekly_discount=1.0)

    def value(sales=0.0, wins=0.0):
        reps = selling(0.4)
        reps.measure_sum[:, SALES] += sales
        reps.measure_sum[:, WINS] += wins
        value_components(reps, components_for((component,), reps, 0), quick)
        return reps.component_pay[0], reps.measure_pay[0].copy()

    _, slopes = value()
    assert slopes[SALES] == pytest.approx((value(sales=40.0)[0] - value(sales=-40.0)[0]) / 80.0, rel=1e-6)
    assert slopes[WINS] == pytest.approx((value(wins=1e-3)[0] - value(wins=-1e-3)[0]) / 2e-3, rel=1e-6)
    assert slopes[WINS] > 0.0


def test_a_gate_on_the_same_measure_is_one_dimension():
    """Paid from 90 % of 500,000 on: all of a curve over the own quota of 400,000 that lies beyond 112.5 %."""
    gate = {"measure": "sales", "quota": 5e5, "at": 0.9}
    gated = PayComponent(name="gated", rate=0.01, gate=gate)
    kinks, bonuses = ({"at": 1.125, "rate": 0.01},), ({"at": 1.125, "amount": 4500.0},)
    same = PayComponent(name="same", kinks=kinks, bonuses=bonuses, quota=4e5)
    for one, other in zip(valued(selling(), gated), valued(selling(), same), strict=True):
        assert one[0] > 0.0
        # the jump is a bonus, so that it is felt later than the rate either way
        assert one[0] == pytest.approx(other[0], rel=1e-12)


def test_a_team_may_have_a_target_incentive_and_whole_amounts():
    """Shares of the incentive for each 1 of attainment; a whole amount jumps by a share of each one's own quota."""
    reps = team(2, quota=[2e5, 4e5])
    reps.measure_sum[:, SALES] = [2.5e5, 3.5e5]
    shared = PayComponent(
        name="team", team="region", target_incentive=8000.0, rate=1.0, bonuses=({"at": 1.0, "amount": 0.5},)
    )
    assert earned(reps, shared).tolist() == pytest.approx([12_000.0] * 2)
    kinks = ({"at": 1.0, "rate": 0.03}, {"at": 1.2, "rate": 0.05})
    whole = PayComponent(name="tiers", rate=0.01, kinks=kinks, how="whole")
    assert earned(reps, whole).tolist() == pytest.approx([0.05 * 2.5e5, 0.01 * 3.5e5])
    reps.measure_sum[:, SALES] = [2.4e5, 4e5]  # exactly what the edges ask for
    assert earned(reps, whole).tolist() == pytest.approx([0.05 * 2.4e5, 0.03 * 4e5])


def test_points_are_joined_by_lines():
    points = ((0.8, 0.5), (1.0, 1.0), (1.0, 1.2), (1.5, 2.2))
    component = PayComponent(name="line", target_incentive=10_000.0, points=points, beyond=1.0)
    sold = np.array([0.79, 0.8, 0.9, 0.999999, 1.0, 1.25, 1.5, 2.0])
    reps = team(len(sold))
    reps.measure_sum[:, SALES] = sold * 4e5
    assert earned(reps, component) / 1e4 == pytest.approx([0, 0.5, 0.75, 1.0, 1.2, 1.7, 2.2, 2.7], abs=1e-4)
    from_nothing = PayComponent(name="line", target_incentive=10_000.0, points=((0.0, 0.2), (1.0, 1.0)))
    reps = team(2)
    reps.measure_sum[:, SALES] = [1.0, 8e5]
    assert earned(reps, from_nothing).tolist() == pytest.approx([2000.0, 10_000.0], abs=0.1)


def test_a_target_incentive_is_felt_by_each_ones_own_quota():
    component = PayComponent(name="line", target_incentive=10_000.0, points=((0.5, 0.0), (1.5, 2.0)))
    reps = team(2, quota=[2e5, 4e5], baseline_sales=[1.5e4, 3e4])
    reps.measure_sum[:, SALES] = [1.1e5, 2.2e5]
    marginal, pay = valued(reps, component)
    assert marginal[0] == pytest.approx(2 * marginal[1]) and pay[0] == pytest.approx(pay[1])


def test_what_is_settled_is_what_was_done():
    """Gates open at exactly their attainment; of somebody who was there half the time, half is asked and paid."""
    gate = {"measure": "new_customers", "quota": 10.0, "at": 1.1}
    reps = team(4, season_share=[1.0, 1.0, 0.5, 1.0])
    reps.measure_sum[:, SALES], reps.measure_sum[:, WINS] = [4e5, 4e5, 2e5, 4e5], [11.0, 10.9, 5.5, 12.0]
    over, under = (
        PayComponent(name="g", rate=0.01, quota=4e5, gate={**gate, "below": below}) for below in (False, True)
    )
    assert earned(reps, over).tolist() == pytest.approx([4000.0, 0.0, 2000.0, 4000.0])
    assert earned(reps, under).tolist() == pytest.approx([0.0, 4000.0, 0.0, 0.0])
    index = ({"measure": "sales", "weight": 0.5}, {"measure": "new_customers", "weight": 0.5, "quota": 10.0})
    score = PayComponent(name="s", measure="index", index=index, bonuses=({"at": 1.05, "amount": 900.0},))
    reps.quota[:] = [4e5, 4e5, 2e5, 4e5]
    assert earned(reps, score).tolist() == pytest.approx([900.0, 0.0, 450.0, 900.0])


def test_pay_at_quota_supposes_that_gates_quotas_are_met():
    opening = WEEK
    pay = {}
    for below in (False, True):
        gate = {"measure": "new_customers", "quota": 10.0, "below": below}
        component = PayComponent(name="g", rate=0.01, gate=gate)
        reps, found = team(), np.zeros(1)
        add_pay_at_quota(reps, components_for((component,), reps, 0), opening, found)
        pay[below] = found[0]
    assert pay == {False: pytest.approx(4000.0), True: 0.0}


def test_a_gate_of_a_ratio_that_nothing_is_known_of_stays_shut():
    gate = {"measure": "conversion", "quota": 0.3}
    component = PayComponent(name="g", rate=0.01, gate=gate)
    reps = selling()
    marginal, pay = valued(reps, component)
    assert marginal[0] == pytest.approx(0.0, abs=1e-12) and pay[0] == pytest.approx(0.0, abs=1e-9)
    assert earned(reps, component)[0] == 0.0


GATE = {"measure": "new_customers", "quota": 10.0}
INDEX = ({"measure": "sales", "weight": 0.5}, {"measure": "visits", "weight": 0.5, "quota": 100.0})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"rate": 0.01, "gate": {"measure": "visits"}}, "quota is missing"),
        ({"rate": 0.01, "gate": GATE, "team": "region"}, "gate needs team: none"),
        ({"rate": 0.01, "gate": GATE, "paid": "at_once"}, "what gate comes to is known only then"),
        ({"bonuses": BONUS, "gate": GATE, "frame": "loss"}, "frame loss needs plain bonuses"),
        ({"measure": "index", "rate": 5.0}, "two measures or more"),
        ({"measure": "index", "rate": 5.0, "index": INDEX, "quota": 9.0}, "quota must be left out"),
        ({"measure": "index", "rate": 5.0, "index": (INDEX[0], {**INDEX[1], "weight": 0.6})}, "must sum to 1"),
        ({"measure": "index", "rate": 5.0, "index": (INDEX[0], INDEX[0])}, "a measure twice"),
        ({"rate": 5.0, "index": INDEX}, "index needs measure: index"),
        ({"points": ((0.5, 1.0),)}, "points need a target_incentive"),
        ({"rate": 0.1, "beyond": 1.0}, "beyond needs points"),
        ({"target_incentive": 9.0, "points": ((1.0, 0.0), (0.5, 1.0))}, "points must rise"),
        ({"target_incentive": 9.0, "points": ((1.0, 0.0), (1.0, 1.0), (1.0, 2.0))}, "three at one attainment"),
        ({"target_incentive": 9.0, "points": ((0.0, -0.5), (1.0, 1.0))}, "shares must lie between"),
        ({"target_incentive": 9.0, "points": ((0.0, 0.5), (1.0, 1.0)), "rate": 1.0}, "take the place of"),
        ({"target_incentive": 9.0, "points": ((0.0, 0.0), (1.0, 0.0))}, "would never pay"),
        ({"measure": "visits", "target_incentive": 9.0, "rate": 1.0}, "quota is missing"),
        ({"rate": 0.01, "how": "whole"}, "how whole needs kinks"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        PayComponent(name="odd", **fields)


VISITS = int(Measure.VISITS)
LINE = {"measure": "new_customers", "quota": 12.0, "how": "line", "levels": ((0.8, 0.5), (1.0, 1.0), (1.3, 1.2))}
LEVELS = {"measure": "new_customers", "quota": 12.0, "levels": ((0.0, 0.8), (0.9, 1.0), (1.1, 1.3))}


def walking(r=0.5):
    """Who sells, wins customers and makes visits, all of them in the middle of a quarter."""
    reps = selling(r)
    reps.measure_sum[:, VISITS], reps.measure_rate[:, VISITS], reps.measure_noise[:, VISITS] = 160.0, 24.0, 16.0
    reps.measure_covariance[:, pair_of(SALES, VISITS)] = 0.3 * 1.4e4 * 4.0
    reps.measure_covariance[:, pair_of(WINS, VISITS)] = -0.2 * math.sqrt(1.1) * 4.0
    return reps


@pytest.mark.parametrize("r", [-0.7, 0.0, 0.7])
@pytest.mark.parametrize("factor", [LINE, LEVELS])
def test_a_factor_of_another_measure_is_felt_for_both(r, factor):
    """Expected pay by quadrature in two dimensions, and both derivatives."""
    component = PayComponent(name="times", rate=0.012, quota=4e5, factor=factor)
    reps = selling(r)
    _, pay = valued(reps, component)
    sales, wins = of_sales(), of_wins(12.0)
    sd, sd_2, common = joined(sales, wins, r)
    places, factors = zip(*factor["levels"], strict=True)

    def paid(x, y):
        steps = np.array(factors)[np.maximum(np.searchsorted(places, y, side="right") - 1, 0)]
        return 0.012 * 4e5 * np.maximum(x, 0) * (np.interp(y, places, factors) if factor is LINE else steps)

    # quadrature cuts at one place of the second measure, so that the others lie between its panels' nodes
    numbers = (sales[0], sd, wins[0], sd_2, common)
    by_panels = [in_two_dimensions(paid, *numbers, [0.0], place)[0] for place in places]
    assert pay[0] == pytest.approx(np.median(by_panels), rel=2e-3)
    quick = WEEK._replace(present_bias=1.0, weekly_discount=1.0)

    def value(sold=0.0, won=0.0):
        reps = selling(r)
        reps.measure_sum[:, SALES] += sold
        reps.measure_sum[:, WINS] += won
        value_components(reps, components_for((component,), reps, 0), quick)
        return reps.component_pay[0], reps.measure_pay[0].copy()

    _, slopes = value()
    assert slopes[SALES] == pytest.approx((value(sold=40.0)[0] - value(sold=-40.0)[0]) / 80.0, rel=1e-6)
    assert slopes[WINS] == pytest.approx((value(won=1e-3)[0] - value(won=-1e-3)[0]) / 2e-3, rel=1e-6)


BESIDE = {
    "two gates": {"gate": {"measure": "new_customers", "quota": 12.0, "at": 0.9}, "also": {"measure": "visits"}},
    "a gate and one that shuts": {
        "gate": {"measure": "new_customers", "quota": 12.0},
        "also": {"measure": "visits", "below": True},
    },
    "a factor behind a gate": {"factor": LEVELS, "gate": {"measure": "visits"}},
    "a line behind a gate": {"factor": LINE, "gate": {"measure": "visits"}},
}


@pytest.mark.parametrize("what", BESIDE)
def test_a_third_measure_has_a_say_too(what):
    """The derivative by each of the three measures is that of expected pay; so is expected pay what draws say."""
    fields = {key: dict(some) for key, some in BESIDE[what].items()}
    for some in fields.values():
        if some["measure"] == "visits":
            some["quota"] = 270.0
    component = PayComponent(name="all", rate=0.012, quota=4e5, bonuses=BONUS, **fields)
    quick = WEEK._replace(present_bias=1.0, weekly_discount=1.0)

    def value(measure=SALES, more=0.0):
        reps = walking()
        reps.measure_sum[:, measure] += more
        value_components(reps, components_for((component,), reps, 0), quick)
        return reps.component_pay[0], reps.measure_pay[0].copy()

    pay, slopes = value()
    for measure, step in ((SALES, 40.0), (WINS, 1e-3), (VISITS, 1e-2)):
        difference = (value(measure, step)[0] - value(measure, -step)[0]) / (2 * step)
        assert slopes[measure] == pytest.approx(difference, rel=1e-5), measure
    sales, wins = of_sales(), of_wins(12.0)
    visits = ((160.0 + 5 * 24.0) / 270.0, math.sqrt(5.0) * 4.0 / 270.0, 5 * 0.15 * 24.0 / 270.0)
    three, rs = (sales, wins, visits), np.array([[1.0, 0.5, 0.3], [0.5, 1.0, -0.2], [0.3, -0.2, 1.0]])
    shared = [[rs[i, j] * (a[1] * b[1] + a[2] * b[2]) for j, b in enumerate(three)] for i, a in enumerate(three)]
    draws = np.random.default_rng(4).multivariate_normal(
        [one[0] for one in three], shared + 0.0025 * np.eye(3), 400_000
    )
    x, y, z = draws.T
    curve = 0.012 * 4e5 * np.maximum(x, 0.0) + 6000.0 * (x >= 1.0)
    places, factors = zip(*fields.get("factor", LEVELS)["levels"], strict=True)
    steps = np.array(factors)[np.maximum(np.searchsorted(places, y, side="right") - 1, 0)]
    times = {
        "two gates": (y >= 0.9) * (z >= 1.0),
        "a gate and one that shuts": (y >= 1.0) * (z < 1.0),
        "a factor behind a gate": steps * (z >= 1.0),
        "a line behind a gate": np.interp(y, places, factors) * (z >= 1.0),
    }[what]
    assert abs((curve * times).mean() - pay) < 4.0 * (curve * times).std() / math.sqrt(len(draws))


def test_gates_on_the_measure_itself_go_with_others():
    """A band of sales, and a gate on new customers beside one on sales: the same as kinks and jumps of the curve."""
    gate, also = {"measure": "sales", "at": 0.9}, {"measure": "sales", "at": 1.2, "below": True}
    band = PayComponent(name="band", rate=0.01, gate=gate, also=also)
    reps = selling()
    _, pay = valued(reps, band)
    sales = of_sales()
    sd = math.hypot(sales[1], sales[2], 0.05)
    x = np.linspace(sales[0] - 9 * sd, sales[0] + 9 * sd, 400_001)
    density = np.exp(-0.5 * ((x - sales[0]) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))
    known = (0.01 * 4e5 * x * ((x >= 0.9) & (x < 1.2)) * density).sum() * (x[1] - x[0])
    assert pay[0] == pytest.approx(known, rel=1e-4)
    wins = {"measure": "new_customers", "quota": 12.0}
    mixed = PayComponent(name="mixed", rate=0.01, gate=gate, also=wins)
    other = PayComponent(name="mixed", rate=0.01, gate=wins, also=gate)
    for one, two in zip(valued(selling(), mixed), valued(selling(), other), strict=True):
        assert one[0] == pytest.approx(two[0], rel=1e-12) and 0 < one[0] < pay[0] * 10


def test_factors_and_second_gates_are_settled():
    reps = walking()
    reps.measure_sum[:, SALES], reps.measure_sum[:, WINS], reps.measure_sum[:, VISITS] = 4e5, 13.2, 270.0
    times = PayComponent(name="t", rate=0.01, quota=4e5, factor=LINE)
    assert earned(reps, times)[0] == pytest.approx(4000.0 * (1.0 + 0.2 * 0.1 / 0.3))
    steps = PayComponent(name="t", rate=0.01, quota=4e5, factor=LEVELS)
    assert earned(reps, steps)[0] == pytest.approx(5200.0)  # 1.1 is reached
    for at, open_gates in ((1.0, 1.0), (1.001, 0.0)):
        gates = {"gate": {"measure": "visits", "quota": 270.0, "at": at}, "factor": LEVELS}
        assert earned(reps, PayComponent(name="g", rate=0.01, quota=4e5, **gates))[0] == pytest.approx(
            5200 * open_gates
        )
    band = {"gate": {"measure": "visits", "quota": 250.0}, "also": {"measure": "visits", "quota": 250.0, "at": 1.1}}
    shut = {**band, "also": {**band["also"], "below": True}}
    assert earned(reps, PayComponent(name="b", rate=0.01, **band))[0] == 0.0
    assert earned(reps, PayComponent(name="b", rate=0.01, **shut))[0] == pytest.approx(4000.0)


def test_amounts_to_date_are_paid_in_full_and_rates_as_earned():
    """Half a year in, at 110 % of the quota to date: the whole bonus, and the rate of what was sold."""
    reps = team()
    reps.measure_year[:, SALES] = 0.55 * 1.5e6
    plain = {"name": "d", "period": "year", "paid": "to_date"}
    bonus = PayComponent(**plain, rate=0.01, bonuses=BONUS)
    full = PayComponent(**plain, rate=0.01, bonuses=BONUS, amounts_to_date="in_full")
    assert part_of_year(reps, bonus, 0.5) == pytest.approx(0.01 * 0.55 * 1.5e6 + 3000.0)
    assert part_of_year(reps, full, 0.5) == pytest.approx(0.01 * 0.55 * 1.5e6 + 6000.0)
    points = {"target_incentive": 9000.0, "points": ((0.5, 0.0), (1.0, 1.0), (1.5, 2.0)), "amounts_to_date": "in_full"}
    assert part_of_year(reps, PayComponent(**plain, **points), 0.5) == pytest.approx(9000.0 * 1.2)


def part_of_year(reps, component, had):
    pay, attainment = np.empty(1), np.empty(1)
    components = components_for((component,), reps, 0)
    earned_pay(reps, components, 0, no_time_left(np.array([0.3, 1.0, 2.0, 4.0])), np.array([had]), pay, attainment)
    return pay[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"also": GATE}, "also needs gate"),
        ({"factor": {**LEVELS, "measure": "sales", "quota": None}}, "state it as rates"),
        ({"factor": LEVELS, "gate": GATE}, "let the factor's levels begin with 0"),
        ({"factor": LEVELS, "gate": {"measure": "visits", "quota": 9.0}, "also": {"measure": "cash"}}, "one gate"),
        ({"gate": GATE, "also": {**GATE, "quota": 11.0}}, "need the same quota"),
        ({"gate": GATE, "also": {**GATE, "at": 0.5, "below": True}}, "never open together"),
        ({"factor": {**LEVELS, "levels": ((1.0, 1.0), (0.9, 2.0))}}, "levels must rise"),
        ({"factor": {**LEVELS, "levels": ((0.0, -1.0), (0.9, 2.0))}}, "factors must lie between"),
        ({"factor": LEVELS, "team": "region"}, "factor needs team: none"),
        ({"amounts_to_date": "in_full"}, "needs paid: to_date"),
    ],
)
def test_what_does_not_go_together_is_refused(fields, words):
    with pytest.raises(ValidationError, match=words):
        PayComponent(name="no", rate=0.01, **fields)
