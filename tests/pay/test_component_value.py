"""What components are worth to reps, against integrals over all ways in which the period may end."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_pay import any_component, expected, slope

from salesim.columns import Reps, new_columns
from salesim.model.timetable import timetable
from salesim.pay.component import Bonus, Kink, PayComponent
from salesim.pay.component_curve import add_component_to_curve
from salesim.pay.component_value import add_pay_at_quota, earned_pay, value_components
from salesim.pay.components import components_for, teams
from salesim.pay.curve import curve_pay_all, empty_curves
from salesim.pay.measures import Measure
from salesim.pay.pay_week import PayWeek, no_time_left, pay_week
from salesim.scenario.calendar import CalendarParameters

TABLE = timetable(CalendarParameters(), 52)
WEEK = PayWeek(
    weeks_left=np.array([1, 5, 5, 18]),
    season_left=np.array([1.1, 5.5, 5.5, 19.0]),
    quota_share=np.array([0.3, 1.0, 2.1, 4.0]),
    passed=np.array([1.0, 0.7, 0.8, 0.65]),
    next_weeks=np.array([4, 13, 26, 52]),
    next_season=np.array([4.0, 13.0, 26.0, 52.0]),
    next_quota=np.array([0.9, 1.1, 1.0, 1.0]),
    forecast_error=0.15,
    crediting_error=0.05,
    present_bias=0.7,
    weekly_discount=0.96,
    loss_frame=0.5,
)
QUARTER_LATE, YEAR_LATE = 0.7 * 0.96**5, 0.7 * 0.96**18
YEAR_FAR = 0.96**13  # what is paid a quarter's weeks later counts so much less


def team(n=1, **values) -> Reps:
    usual = {
        "present": 1,
        "loss_aversion": 1.6,
        "season_share": 1.0,
        "year_share": 1.0,
        "quota_shift": 1.0,
        "quota": 4e5,
        "annual_quota": 1.5e6,
        "baseline_sales": 3e4,
        "weekly_cv": 0.33,
    }
    return new_columns(Reps, n, **{**usual, **values})


def filled(array, measure: Measure, value) -> None:
    array[:, measure] = value


def valued(reps: Reps, *plan: PayComponent) -> tuple[np.ndarray, np.ndarray]:
    """Marginal pay of the first component's measure, and expected pay, of each rep."""
    value_components(reps, components_for(plan, reps, 0), WEEK)
    return reps.measure_pay[:, Measure[plan[0].measure.upper()]], reps.component_pay


def curve_of(component: PayComponent, quota: float, late: float = 1.0, far: float = 1.0):
    """Pay as a function of the value, bonuses times ``late`` and rates times ``far``, and its knots."""
    curve = empty_curves(1)
    add_component_to_curve(component, curve, 0)
    curve.jump[:] *= late
    curve.kink_rate[:] *= far

    def pay(values):
        flat = np.ravel(values)
        one = type(curve)(*(np.repeat(array, len(flat), axis=0) for array in curve))
        return curve_pay_all(one, flat, np.full(len(flat), quota)).reshape(np.shape(values))

    return pay, quota * np.concatenate([curve.kink_at[0], curve.jump_at[0]])


def doubt(weeks, noise, rate, quota):
    return math.sqrt(weeks * noise + (weeks * WEEK.forecast_error * rate) ** 2 + (WEEK.crediting_error * quota) ** 2)


@settings(max_examples=60, deadline=None)
@given(component=any_component(), done=st.floats(0.0, 150.0), rate=st.floats(0.5, 20.0))
def test_a_count_is_valued_by_the_integral(component, done, rate):
    """Visits of a quarter: mean done + 5 weeks' usual; bonuses felt as late as they are paid, pay counted in full."""
    reps = team()
    filled(reps.measure_sum, Measure.VISITS, done)
    filled(reps.measure_rate, Measure.VISITS, rate)
    filled(reps.measure_noise, Measure.VISITS, 4.0)
    marginal, pay = valued(reps, component)
    quota = 100.0 if component.needs_quota else 1.0  # a plain rate has nothing to reach
    curve, knots = curve_of(component, quota)
    mean, sd = done + 5 * rate, doubt(5, 4.0, rate, quota)
    scale = 50.0 + sum(bonus.amount for bonus in component.bonuses) / sd
    assert pay[0] == pytest.approx(expected(curve, knots, mean, sd), rel=1e-8, abs=1e-8 * scale * sd)
    felt, _ = curve_of(component, quota, late=QUARTER_LATE)
    assert marginal[0] == pytest.approx(slope(felt, knots, mean, sd), rel=1e-8, abs=1e-8 * scale)


def test_a_years_bonus_is_far_off():
    """Sales of the year against the year's quota; felt by the weeks until it is paid, expected by quarters."""
    annual = PayComponent(name="annual", period="year", bonuses=(Bonus(at=1.0, amount=20_000.0),))
    reps = team(pulled=4e4)
    filled(reps.measure_year, Measure.SALES, 9.2e5)
    marginal, pay = valued(reps, annual)
    mean, quota = 9.2e5 + 3e4 * 19.0 - 4e4, 1.5e6  # orders pulled forward will be missing
    sd = doubt(18, (0.33 * 3e4) ** 2, 3e4, quota)
    curve, knots = curve_of(annual, quota)
    assert marginal[0] == pytest.approx(YEAR_LATE * slope(curve, knots, mean, sd), rel=1e-8)
    assert pay[0] == pytest.approx(expected(curve, knots, mean, sd) / 4.0, rel=1e-8)


@pytest.mark.parametrize("period", ["quarter", "year"])
def test_part_of_a_period_counts_in_proportion(period):
    """Half of the time, half of the sales: as near the quota and as sure of it, for half the money of the period.

    Pay is expected for a whole quarter, as salaries are, and so is the same.
    """
    bonus = PayComponent(name="sales", period=period, team="region", rate=0.01, bonuses=(Bonus(at=1.0, amount=9e3),))
    shares = {"season_share": 0.5, "quota": 2e5} if period == "quarter" else {"year_share": 0.5}
    whole, half = team(pulled=4e4), team(pulled=2e4, baseline_sales=1.5e4, **shares)
    for reps, part in ((whole, 1.0), (half, 0.5)):
        filled(reps.measure_sum, Measure.SALES, part * 2.3e5)
        filled(reps.measure_year, Measure.SALES, part * 9.2e5)
    (marginal, pay), (same_marginal, same_pay) = valued(whole, bonus), valued(half, bonus)
    assert marginal[0] > 0.0 < pay[0]
    assert same_marginal == pytest.approx(marginal) and same_pay == pytest.approx(pay)
    assert earned(half, bonus) == pytest.approx(0.5 * earned(whole, bonus))


def test_moving_quotas_moves_the_years_quota_too():
    annual = PayComponent(name="annual", period="year", bonuses=(Bonus(at=1.0, amount=20_000.0),))
    plain, shifted = team(annual_quota=1.5e6), team(annual_quota=1e6, quota_shift=1.5)
    for reps in (plain, shifted):
        filled(reps.measure_year, Measure.SALES, 9.2e5)
    for one, other in zip(valued(plain, annual), valued(shifted, annual), strict=True):
        assert one[0] > 0.0 and other == pytest.approx(one)


@pytest.mark.parametrize(
    ("when", "rate_felt", "bonus_felt"),
    [
        ({"paid": "at_once"}, 1.0, 1.0),
        ({}, 1.0, QUARTER_LATE),
        ({"period": "year"}, YEAR_FAR, YEAR_LATE),
        ({"period": "year", "paid": "to_date"}, 1.0, QUARTER_LATE),
    ],
)
def test_rates_are_felt_as_they_are_earned_and_only_bonuses_wait(when, rate_felt, bonus_felt):
    """A rate a year off counts less by the weeks beyond the quarter, a bonus by all weeks and by present bias."""
    rate = PayComponent(name="rate", measure="new_customers", quota=30.0, rate=300.0, **when)
    bonus = PayComponent(
        name="bonus", measure="new_customers", quota=30.0, bonuses=(Bonus(at=1.0, amount=9e3),), **when
    )
    reps = team()
    for array in (reps.measure_sum, reps.measure_year):
        filled(array, Measure.NEW_CUSTOMERS, 25.0)
    filled(reps.measure_rate, Measure.NEW_CUSTOMERS, 0.5)
    weeks = 18 if "period" in when else 5
    mean, sd = 25.0 + 0.5 * weeks, doubt(weeks, 0.0, 0.5, 30.0)
    assert valued(reps, rate)[0][0] == pytest.approx(300.0 * rate_felt)
    curve, knots = curve_of(bonus, 30.0)
    assert valued(reps, bonus)[0][0] == pytest.approx(bonus_felt * slope(curve, knots, mean, sd), rel=1e-8)


def test_a_ratio_pays_for_its_numerator():
    """Conversion: one more win of 40 leads is 1/40. Days to collect: a money-day more costs, it is days not saved."""
    wins = PayComponent(name="wins", measure="conversion", quota=0.3, rate=9000.0)
    reps = team()
    for array, value in ((reps.measure_sum, 6.0), (reps.measure_rate, 1.2)):
        filled(array, Measure.CONVERSION, value)
    for array, value in ((reps.measure_base, 20.0), (reps.measure_base_rate, 4.0)):
        filled(array, Measure.CONVERSION, value)
    marginal, pay = valued(reps, wins)
    assert marginal[0] == pytest.approx(9000.0 / 40.0, rel=1e-6)
    assert pay[0] == pytest.approx(9000.0 * 12.0 / 40.0, rel=1e-6)

    days = PayComponent(name="days", measure="days_to_collect", quota=40.0, rate=100.0)
    reps = team()
    for array, value in ((reps.measure_sum, 8e6), (reps.measure_rate, 1.2e6)):
        filled(array, Measure.DAYS_TO_COLLECT, value)
    for array, value in ((reps.measure_base, 2.5e5), (reps.measure_base_rate, 3e4)):
        filled(array, Measure.DAYS_TO_COLLECT, value)
    marginal, pay = valued(reps, days)
    outstanding = (8e6 + 6e6) / (2.5e5 + 1.5e5)
    assert pay[0] == pytest.approx(100.0 * (80.0 - outstanding), rel=1e-6)
    assert marginal[0] == pytest.approx(-100.0 / 4e5, rel=1e-6)


def test_a_years_ratio_is_of_the_years_sums():
    wins = PayComponent(name="wins", period="year", measure="conversion", quota=0.3, rate=9000.0)
    reps = team()
    sums = (
        (reps.measure_year, 30.0),
        (reps.measure_year_base, 110.0),
        (reps.measure_sum, 6.0),
        (reps.measure_base, 20.0),
    )
    for array, value in (*sums, (reps.measure_rate, 1.2), (reps.measure_base_rate, 4.0)):
        filled(array, Measure.CONVERSION, value)
    marginal, pay = valued(reps, wins)
    base = 110.0 + 18 * 4.0
    assert marginal[0] == pytest.approx(YEAR_FAR * 9000.0 / base, rel=1e-6)
    assert pay[0] == pytest.approx(9000.0 * (30.0 + 18 * 1.2) / base / 4.0, rel=1e-6)
    assert earned(reps, wins)[0] == pytest.approx(9000.0 * 30.0 / 110.0)


def test_a_ratio_of_nothing_is_worth_nothing():
    wins = PayComponent(name="wins", measure="conversion", quota=0.3, rate=9000.0)
    days = PayComponent(name="days", measure="days_to_collect", quota=40.0, rate=100.0)
    marginal, pay = valued(team(), wins, days)
    assert marginal[0] == pay[0] == 0.0


@pytest.mark.parametrize("n", [2, 5])
def test_a_team_bonus_is_worth_one_nth(n):
    """B phi(z) / sigma_team x T_i / T_team for a member whose quota is T_i; unequal members share one result."""
    bonus = PayComponent(name="team", team="region", bonuses=(Bonus(at=1.0, amount=6000.0),))
    quotas = 3e5 + 5e4 * np.arange(n)
    reps = team(n, quota=quotas, baseline_sales=quotas / 13.0)
    filled(reps.measure_sum, Measure.SALES, 0.6 * quotas)
    marginal, pay = valued(reps, bonus)
    mean = (0.6 * quotas + quotas / 13.0 * 5.5).sum()
    variance = sum(doubt(5, (0.33 * b) ** 2, b, 0.0) ** 2 for b in quotas / 13.0)
    sd = math.sqrt(variance + (WEEK.crediting_error * quotas.sum()) ** 2)
    curve, knots = curve_of(bonus, quotas.sum())
    assert marginal == pytest.approx(QUARTER_LATE * slope(curve, knots, mean, sd), rel=1e-8)
    assert pay == pytest.approx([expected(curve, knots, mean, sd)] * n, rel=1e-8)
    # a yuan moves the team's attainment by 1 / T_team, its own by 1 / T_i
    density = math.exp(-0.5 * ((mean - quotas.sum()) / sd) ** 2) / math.sqrt(2 * math.pi)
    in_units_of_quota = 6000.0 * density / (sd / quotas.sum()) * quotas / quotas.sum()
    assert marginal * quotas == pytest.approx(QUARTER_LATE * in_units_of_quota, rel=1e-8)


def test_a_teams_commission_is_shared_by_head():
    shared = PayComponent(name="team", team="group", team_size=4, rate=0.01)
    reps = team(4, quota=[1e5, 2e5, 3e5, 4e5])
    marginal, _ = valued(reps, shared)
    assert marginal == pytest.approx([0.01 / 4] * 4, rel=1e-6)
    reps.present[3] = 0  # a vacancy neither sells nor shares
    assert valued(reps, shared)[0].tolist() == pytest.approx([0.01 / 3] * 3 + [0.0], rel=1e-6)


def test_who_is_not_entitled_is_neither_paid_nor_counted():
    shared = PayComponent(name="team", team="group", team_size=3, rate=0.01)
    reps, pair = team(3), team(2)
    filled(reps.measure_sum, Measure.SALES, [1e5, 9e5, 2e5])
    filled(pair.measure_sum, Measure.SALES, [1e5, 2e5])
    components = components_for((shared,), reps, 0)
    components.entitled[0, 1] = 0
    value_components(reps, components, WEEK)
    for found, expected_pair in zip(
        (reps.measure_pay[:, Measure.SALES], reps.component_pay), valued(pair, shared), strict=True
    ):
        assert found[1] == 0.0 < found[0] and found[[0, 2]] == pytest.approx(expected_pair)
    pay, attainment = np.full((2, 3), 9.0)
    earned_pay(reps, components, 0, no_time_left(), np.ones(3), pay, attainment)
    assert pay.tolist() == pytest.approx([1500.0, 0.0, 1500.0])
    assert attainment.tolist() == pytest.approx([1.5e5 / 4e5, 0.0, 1.5e5 / 4e5])


def test_several_components_on_one_measure_add_up():
    first = PayComponent(name="first", measure="new_customers", rate=300.0)
    second = PayComponent(name="second", measure="new_customers", rate=200.0)
    reps = team()
    filled(reps.measure_sum, Measure.NEW_CUSTOMERS, 4.0)
    assert np.ravel(valued(reps, first, second)) == pytest.approx([500.0, 2000.0])


def test_what_would_be_lost_weighs_more_but_only_by_a_part_of_loss_aversion():
    """lambda = 1 + .5 (1.6 - 1) on bonuses; the plan's own curve already holds the money, so only the rest is added."""
    bonuses = (Bonus(at=1.0, amount=6000.0),)
    gain, loss = (PayComponent(name="year", period="year", bonuses=bonuses, frame=frame) for frame in ("gain", "loss"))
    (plain,), money = valued(team(), gain)
    (framed,), same_money = valued(team(), loss)
    assert framed == pytest.approx(1.3 * plain) and same_money == pytest.approx(money)
    own = PayComponent(name="own", bonuses=bonuses, frame="loss", kinks=(Kink(at=1.0, rate=0.01),))
    reps = team()
    filled(reps.measure_sum, Measure.SALES, 2.4e5)
    (extra,), money = valued(reps, own)
    mean, sd = 2.4e5 + 3e4 * 5.5, doubt(5, (0.33 * 3e4) ** 2, 3e4, 4e5)
    curve, knots = curve_of(PayComponent(name="bonus", bonuses=bonuses), 4e5)
    assert extra == pytest.approx(0.3 * QUARTER_LATE * slope(curve, knots, mean, sd), rel=1e-8)
    assert money[0] == 0.0


def test_without_components_nothing_is_worth_anything():
    reps = team(3)
    reps.measure_pay[:] = reps.component_pay[:] = 9.0
    value_components(reps, components_for((), reps, 0), WEEK)
    assert not reps.measure_pay.any() and not reps.component_pay.any()


def test_a_component_may_be_paid_in_some_regions_only():
    emerging = np.array([True, False, True])
    for regions, paid in (("emerging", [1, 0, 1]), ("mature", [0, 1, 0]), ("all", [1, 1, 1])):
        component = PayComponent(name="hunting", measure="new_customers", rate=500.0, regions=regions)
        assert components_for((component,), team(3), 0, emerging).entitled[0].tolist() == paid
    extra = PayComponent(name="extra", rate=0.01, regions="mature")
    assert not extra.is_ordinary, "the plan's own curve is the same everywhere"
    assert components_for((extra,), team(3), 0).entitled[0].tolist() == [1, 1, 1]
    hunting = PayComponent(name="hunting", measure="new_customers", rate=500.0, regions="emerging")
    assert components_for((hunting,), team(3), 0).entitled[0].tolist() == [0, 0, 0]


def test_a_rep_without_a_quota_is_still_paid_by_the_unit():
    sales = PayComponent(name="sales", rate=0.01, paid="at_once")
    reps = team(quota=0.0)
    filled(reps.measure_sum, Measure.SALES, 1e5)
    assert earned(reps, sales)[0] == pytest.approx(1000.0)


def test_only_new_reps_are_paid_what_is_meant_for_them():
    subsidy = PayComponent(name="start", measure="visits", rate=5.0, who="new_reps", paid="at_once", new_weeks=20)
    reps = team(3, hired_week=[-520, 75, 90])
    entitled = components_for((subsidy,), reps, 95).entitled[0]
    assert entitled.tolist() == [0, 0, 1]


def earned(reps: Reps, component: PayComponent, had=None) -> np.ndarray:
    pay = np.empty(len(reps.seat))
    had = np.ones(len(reps.seat)) if had is None else np.asarray(had, float)
    attainment = np.empty(len(reps.seat))
    earned_pay(reps, components_for((component,), reps, 0), 0, no_time_left(), had, pay, attainment)
    assert (attainment == 0.0).tolist() == (reps.present == 0).tolist()
    return pay


def test_what_is_earned_is_the_curve_of_what_was_done():
    visits = PayComponent(
        name="visits", measure="visits", quota=100.0, rate=2.0, bonuses=(Bonus(at=1.0, amount=500.0),)
    )
    reps = team(4, season_share=[1.0, 0.5, 0.5, 1.0], present=[1, 1, 1, 0])
    filled(reps.measure_sum, Measure.VISITS, [120.0, 50.0, 40.0, 120.0])
    # half a quarter: half the visits earn half the bonus; nobody in the seat, no pay
    assert earned(reps, visits).tolist() == pytest.approx([740.0, 350.0, 80.0, 0.0])
    # a quarter that is cut after two fifths pays as if the rest went the same way
    assert earned(reps, visits, [0.4] * 4).tolist() == pytest.approx([440.0, 200.0, 80.0 + 100.0, 0.0])
    sales = PayComponent(name="sales", rate=0.01, paid="at_once")
    reps = team(pulled=5e4)
    filled(reps.measure_sum, Measure.SALES, 1e5)
    assert earned(reps, sales).tolist() == pytest.approx([1000.0])  # what will be missing later has been sold


def at_quota(reps: Reps, *plan: PayComponent, emerging=None, start=1000.0) -> np.ndarray:
    """All pay of a quarter at quota, on top of ``start``, as the year's first quarter opens."""
    opening = pay_week(
        0,
        TABLE,
        *np.ones((2, len(TABLE.demand))),
        forecast_error=0.15,
        crediting_error=0.05,
        present_bias=0.7,
        weekly_discount=0.96,
        loss_frame=0.5,
    )
    pay = np.full(len(reps.seat), start)
    add_pay_at_quota(reps, components_for(plan, reps, 0, emerging), opening, pay)
    return pay


BONUS = (Bonus(at=1.0, amount=6000.0), Bonus(at=1.2, amount=9000.0))


@pytest.mark.parametrize(
    ("component", "paid"),
    [
        # a year's quota of 1.5 million and its bonus, by quarters; past the quota nothing is counted
        (PayComponent(name="year", period="year", rate=0.01, bonuses=BONUS), (15_000.0 + 6000.0) / 4),
        (PayComponent(name="half", period="half", bonuses=BONUS), 6000.0 / 2),
        (PayComponent(name="month", period="month", bonuses=BONUS), 6000.0 * 3),
        (PayComponent(name="team", team="region", rate=0.01, bonuses=BONUS), 4000.0 + 6000.0),
        (PayComponent(name="visits", measure="visits", quota=300.0, rate=5.0, bonuses=BONUS), 1500.0 + 6000.0),
        (PayComponent(name="wins", measure="conversion", quota=0.3, rate=9000.0, cap_at=2.0), 2700.0),
        # so much for each: as many as are usual in 13 weeks, or in a year
        (PayComponent(name="each", measure="visits", rate=5.0), 5.0 * 13 * 20.0),
        (PayComponent(name="same", measure="visits", quota=100.0, rate=5.0), 5.0 * 13 * 20.0),
        (PayComponent(name="yearly", measure="visits", period="year", rate=5.0), 5.0 * 52 * 20.0 / 4),
        # the plan's own curve holds these already
        (PayComponent(name="own", rate=0.01, bonuses=BONUS), 0.0),
        (PayComponent(name="framed", rate=0.01, bonuses=BONUS, frame="loss"), 0.0),
    ],
)
def test_pay_at_quota_by_hand(component, paid):
    reps = team(2)
    filled(reps.measure_rate, Measure.VISITS, 20.0)
    assert at_quota(reps, component) == pytest.approx([1000.0 + paid] * 2)


def test_pay_at_quota_is_of_whoever_is_paid_it_and_adds_up():
    emerging = np.array([True, False])
    reps = team(2, present=[1, 0])
    filled(reps.measure_rate, Measure.VISITS, 20.0)
    visits = PayComponent(name="visits", measure="visits", quota=300.0, rate=5.0, cap_at=1.5)
    hunting = PayComponent(name="hunting", measure="visits", quota=100.0, rate=5.0, cap_at=1.5, regions="emerging")
    each = PayComponent(name="each", measure="visits", rate=1.0)
    assert at_quota(reps, visits, hunting, emerging=emerging) == pytest.approx([3000.0, 2500.0])
    # a vacancy has a quota to fill, but no usual visits of anybody
    assert at_quota(reps, visits, each) == pytest.approx([2500.0 + 260.0, 2500.0])


def test_a_cut_quarter_s_quota_is_paid_like_a_whole_one_s():
    """Pay at quota is of a whole quarter, whenever its holder came."""
    component = PayComponent(name="team", team="region", rate=0.01)
    assert at_quota(team(1, quota=1e5, season_share=0.25), component) == pytest.approx(1000.0 + 4000.0)


def test_teams_are_of_one_region_and_nearly_even():
    region = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2])
    by_region = teams("region", 5, region)
    assert by_region.tolist() == [0] * 3 + [3] * 8 + [11]
    groups = teams("group", 3, region)
    assert groups.tolist() == [0] * 3 + [3] * 4 + [7] * 4 + [11]
    assert teams("none", 5, region).tolist() == list(range(12))


def test_payday_is_felt_in_rates_that_wait_for_a_pay_run():
    """Rates x omega, as in the plan's own curve; bonuses, and what is paid at once, as ever; expected pay is pay."""
    near = WEEK._replace(payday_weight=np.array([1.06]))
    of_rate = PayComponent(name="rate", measure="visits", rate=10.0)
    at_once = PayComponent(name="rate", measure="visits", rate=10.0, paid="at_once")
    bonus = PayComponent(name="bonus", measure="visits", quota=100.0, bonuses=({"at": 1.0, "amount": 500.0},))
    for component, times in ((of_rate, 1.06), (at_once, 1.0), (bonus, 1.0)):
        found = []
        for numbers in (WEEK, near):
            reps = team(measure_rate=8.0, measure_noise=9.0)
            value_components(reps, components_for((component,), reps, 0), numbers)
            found.append((reps.measure_pay[0, Measure.VISITS], reps.component_pay[0]))
        assert found[1][0] == pytest.approx(times * found[0][0], rel=1e-12) and found[0][0] > 0.0
        assert found[1][1] == found[0][1]


def test_the_firm_is_one_team():
    """Who sells twice as much is paid the same: the mean of all, whatever the region."""
    assert teams("firm", 5, np.array([0, 1, 1, 2])).tolist() == [0, 0, 0, 0]
    reps = team(3, region=[0, 1, 2])
    filled(reps.measure_sum, Measure.SALES, [1e5, 2e5, 6e5])
    assert earned(reps, PayComponent(name="firm", team="firm", rate=0.01)).tolist() == pytest.approx([3000.0] * 3)
