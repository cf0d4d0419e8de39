"""Every period with a threshold moves orders over its end, by what is at stake in it, and no other week does."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.effort import EffortParameters
from salesim.agents.period_ends import choose_timing, sides_of, sums_of_components
from salesim.agents.timing import TimingWeek
from salesim.columns import Reps, new_columns
from salesim.model.timetable import timetable
from salesim.pay.component import Bonus, Kink, PayComponent
from salesim.pay.components import components_for
from salesim.pay.curve import add_jump, add_kink, empty_curves
from salesim.pay.either_side import gain_of_moving
from salesim.pay.measures import Measure
from salesim.pay.pay_week import PayWeek, pay_week
from salesim.pay.periods import A_HALF, A_MONTH, A_QUARTER, A_YEAR, PERIODS
from salesim.scenario.calendar import CalendarParameters

P = EffortParameters()
QUOTA = 390_000.0
WEEKLY = QUOTA / 13.0
TABLE = timetable(CalendarParameters(), 52)
FLAT = np.ones(len(TABLE.demand))
SHORT = 0.93  # of a period's quota: its bonus is still within reach
TIMING = TimingWeek(
    1.0, np.array([21_000.0]), P.pull_share, P.push_share, P.pull_discount, P.pull_trouble, 0.0, 0.5, 0.2
)


def pays(week: int, prize_ends: int = 0) -> PayWeek:
    return pay_week(
        week,
        TABLE,
        FLAT,
        FLAT,
        prize_ends=prize_ends,
        forecast_error=P.forecast_error,
        crediting_error=P.crediting_error,
        present_bias=P.present_bias,
        weekly_discount=P.weekly_discount,
        loss_frame=P.loss_frame,
    )


def bonus(period="quarter", amount=8000.0, **terms) -> PayComponent:
    return PayComponent(name="one", period=period, bonuses=(Bonus(at=1.0, amount=amount),), **terms)


def people(week: int, n=1, reach=SHORT) -> Reps:
    """Reps who will have sold ``reach`` of the quota of every period that this week is in."""
    first = {period: TABLE.span(period, week)[0] for period in range(len(PERIODS))}
    reps = new_columns(
        Reps,
        n,
        present=1,
        quota=QUOTA,
        annual_quota=4.0 * QUOTA,
        quota_shift=1.0,
        season_share=1.0,
        year_share=1.0,
        weekly_cv=0.3,
        loss_aversion=1.6,
        baseline_sales=WEEKLY,
        quarter_sales=WEEKLY * (week - first[A_QUARTER]) - (1.0 - reach) * QUOTA,
    )
    reps.seat[:] = np.arange(n)
    reps.measure_sum[:, Measure.SALES] = reps.quarter_sales
    reps.measure_year[:, Measure.SALES] = WEEKLY * (week - first[A_YEAR]) - (1.0 - reach) * QUOTA * 4.0
    return reps


def paying(reps: Reps, week: int, plan, reach=SHORT):
    """The plan's components, months and halves as far as their reps have come."""
    components = components_for(plan, reps, week)
    for c, one in enumerate(plan):
        period = PERIODS.index(one.period)
        if period in (A_MONTH, A_HALF):
            weeks, length = week - TABLE.span(period, week)[0], np.diff(TABLE.span(period, week))[0] + 1
            done = WEEKLY * weeks - (1.0 - reach) * WEEKLY * length
            components.opened[c, :, Measure.SALES] = reps.measure_year[:, Measure.SALES] - done
    return components


def moved(week: int, *plan: PayComponent, n=1, reach=SHORT, curve=None, ending_pay=0.0, prize_ends=0) -> np.ndarray:
    """What is moved over this week's end, in weeks' sales."""
    reps = people(week, n, reach)
    curve = empty_curves(n) if curve is None else curve
    terms = (paying(reps, week, plan, reach), np.full(n, ending_pay), np.ones(n), pays(week, prize_ends), TIMING)
    choose_timing(0, n, reps, curve, curve, *terms)
    return reps.pull.copy()


def weeks_of_moving(*plan, **terms) -> list[int]:
    return [week for week in range(52) if abs(moved(week, *plan, **terms)[0]) > 1e-9]


@pytest.mark.parametrize(
    ("period", "ends"),
    [
        ("month", [4, 8, 12, 17, 21, 25, 30, 34, 38, 43, 47, 51]),
        ("quarter", [12, 25, 38, 51]),
        ("half", [25, 51]),
        ("year", [51]),
    ],
)
def test_orders_are_moved_at_the_ends_of_the_period_with_a_threshold(period, ends):
    amount = 30_000.0
    if period == "quarter":  # on a rep's own sales against the quota it is the plan's own curve
        curve = empty_curves(1)
        add_jump(curve, 0, 1.0, amount)
        assert weeks_of_moving(curve=curve) == ends
        assert weeks_of_moving(bonus(period, amount, team="region")) == ends
    else:
        assert weeks_of_moving(bonus(period, amount)) == ends
    assert weeks_of_moving(bonus(period, amount, team="region"), n=3) == ends


def test_no_threshold_moves_nothing():
    """The same pay for every unit, whenever it comes and however it is written."""
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.012)
    rates = [PayComponent(name=period, period=period, rate=0.01, team="region") for period in PERIODS]
    visits = bonus("month", measure="visits", quota=50.0)
    assert np.abs([moved(week, *rates, visits, curve=curve)[0] for week in range(52)]).max() < 1e-12


def test_each_period_moves_by_its_own_stake():
    """More is moved for a larger bonus of the month, and less where a unit also counts towards the year's."""
    small, large = (moved(4, bonus("month", amount))[0] for amount in (500.0, 5000.0))
    assert 0.0 < small < large
    with_year = moved(4, bonus("month", 5000.0), bonus("year", 50_000.0).model_copy(update={"name": "two"}))[0]
    assert 0.0 < with_year < large, "a unit counts towards the year's on either side"


def test_held_back_where_the_next_period_pays_more():
    """Far past the month's threshold, and on target for the next month."""
    assert moved(4, bonus("month", 5000.0), reach=1.8)[0] < 0.0


def test_the_gain_of_a_month_by_hand():
    """B [Phi(now with x) - Phi(now)] / x against the next month's, each paid at its end; months of 5 and 4 weeks."""
    reps, amount, x = people(4), 5000.0, 20_000.0
    components, pay = paying(reps, 4, [bonus("month", amount)]), pays(4)
    sums = sums_of_components(reps, components, pay)
    none = empty_curves(1)
    now, later = gain_of_moving(sides_of(reps, 0, none, none, components, *sums, np.zeros(1), pay, 0.2), x)
    quota = QUOTA * 5 / 13

    def sd(weeks, quota):
        variance = weeks * (0.3 * WEEKLY) ** 2 + (weeks * P.forecast_error * WEEKLY) ** 2
        return np.sqrt(variance + (P.crediting_error * quota) ** 2)

    def odds(sales, quota, doubt):
        return stats.norm.cdf((sales - quota) / doubt)

    reach, doubt = SHORT * quota, sd(1, quota)
    late = P.present_bias * P.weekly_discount
    assert now == pytest.approx(late * amount * (odds(reach + x, quota, doubt) - odds(reach, quota, doubt)) / x)
    following = QUOTA * 4 / 13
    doubt = np.hypot(sd(4, following), 0.2 * following)
    gained = odds(following, following, doubt) - odds(following - x, following, doubt)
    assert later == pytest.approx(late * P.weekly_discount**4 * amount * gained / x)


def test_in_a_team_everybody_moves_less():
    """One's own unit moves the team's attainment by 1/N: free riding makes it less worth the trouble."""
    alone, of_five, of_twenty = (moved(4, bonus("month", 1000.0, team="region"), n=n)[0] for n in (1, 5, 20))
    assert alone > of_five > of_twenty > 0.0


def test_pay_to_date_moves_orders_at_quarters_ends_by_less_than_a_quarter_s_bonus():
    """What is early is only paid early: a quarter later it is taken back, where a quarter's own bonus would be kept."""
    to_date = bonus("year", 32_000.0, paid="to_date")
    assert weeks_of_moving(to_date) == [12, 25, 38, 51]
    assert weeks_of_moving(bonus("half", 16_000.0, paid="to_date")) == [12, 25, 38, 51]
    kept = empty_curves(1)
    add_jump(kept, 0, 1.0, 8000.0)
    early = moved(12, to_date, reach=0.99)[0]
    assert 0.0 < early < moved(12, curve=kept)[0]
    patient = TIMING._replace(pull_trouble=0.0)
    reps = people(12)
    pay = pays(12)._replace(weekly_discount=1.0)
    components, none = components_for([to_date], reps, 12), empty_curves(1)
    choose_timing(0, 1, reps, none, none, components, np.zeros(1), np.ones(1), pay, patient)
    assert reps.pull[0] == 0.0, "who does not mind when it is paid gains nothing"


def test_a_bonus_framed_as_a_loss_moves_more():
    """In the plan's own curve is the money, in the component what the fear of losing it adds."""
    curve = empty_curves(1)
    add_jump(curve, 0, 1.0, 3000.0)
    fear = PayComponent(name="advance", frame="loss", bonuses=(Bonus(at=1.0, amount=3000.0),))
    assert moved(12, fear, curve=curve)[0] > moved(12, curve=curve)[0] > 0.0


def test_a_team_s_wager_is_one_of_the_quarter():
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.012)
    assert weeks_of_moving(curve=curve, ending_pay=0.02) == [12, 25, 38, 51]


def test_a_contest_has_an_end_of_its_own():
    """Within the quarter it moves what a team's wager moves at the quarter's end; without a contest nothing."""
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.012)
    assert moved(7, curve=curve, ending_pay=0.02)[0] == 0.0 == moved(7, curve=curve, prize_ends=1)[0]
    small, large = (moved(7, curve=curve, ending_pay=slope, prize_ends=1)[0] for slope in (0.005, 0.02))
    assert 0.0 < small < large == pytest.approx(moved(12, curve=curve, ending_pay=0.02)[0], rel=0.01)


def test_an_accelerator_of_the_month_moves_orders():
    faster = PayComponent(name="fast", period="month", rate=0.01, kinks=(Kink(at=1.0, rate=0.05),))
    assert moved(8, faster, reach=1.1)[0] > 0.1 > abs(moved(7, faster, reach=1.1)[0])


def test_vacant_seats_and_other_seats_are_left_alone():
    curve = empty_curves(3)
    for seat in range(3):
        add_jump(curve, seat, 1.0, 8000.0)
    reps = people(12, 3)
    reps.present[0] = 0
    reps.pull[:] = 9.0
    terms = (components_for([], reps, 12), np.zeros(3), np.ones(3), pays(12), TIMING)
    choose_timing(0, 2, reps, curve, curve, *terms)
    assert reps.pull[0] == 0.0 < reps.pull[1] < 9.0 == reps.pull[2]
