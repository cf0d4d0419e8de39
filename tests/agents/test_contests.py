"""The slope of a contest and its cut against closed forms."""

import math

import numpy as np
import pytest

from salesim.agents.contests import ContestWeek, find_cut, hopeful, value_contest, win_slope
from salesim.columns import Reps, new_columns
from salesim.pay.measures import SALES

SIGMA, QUOTA = 0.2, 100_000.0
WEEK = ContestWeek(
    weeks_left=6,
    season_left=6.0,
    quota_share=6 / 13,
    places=np.array([3]),
    rises=np.array([3000.0]),
    minimum=0.0,
    symbolic=0.0,
    optimism=0.0,
    late=1.0,
    forecast_error=0.15,
    crediting_error=0.05,
)


def pdf(z):
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def felt(n=12, week=WEEK, **values):
    """What everybody feels of a contest: the slope, and the reps."""
    usual = {"present": 1, "quota": QUOTA, "baseline_sales": QUOTA / 13.0, "season_share": 1.0, "weekly_cv": 0.5}
    reps = new_columns(Reps, n, seat=np.arange(n), **(usual | {"pay_at_quota": 25_000.0} | values))
    slopes = np.zeros(n)
    value_contest(reps, np.ones(n, np.bool_), np.zeros(n), week, slopes)
    assert reps.measure_pay[:, SALES].tolist() == slopes.tolist()
    return slopes, reps


def test_the_slope_is_symmetric_peaks_at_the_cut_and_falls_with_the_lead():
    def at(gap):
        return win_slope(1.0, 1.0 + gap, 1.0, SIGMA, QUOTA)

    leads = [at(gap) for gap in (0.0, 0.1, 0.2, 0.4, 0.8)]
    assert leads == pytest.approx([at(-gap) for gap in (0.0, 0.1, 0.2, 0.4, 0.8)])
    assert leads == sorted(leads, reverse=True)
    assert leads[0] == pytest.approx(1.0 / (math.sqrt(2.0 * math.pi) * SIGMA * QUOTA))


def test_those_behind_are_hopeful_and_give_up_later_than_leaders_ease():
    assert hopeful(1.4, 1.0, 0.3) == 1.4 and hopeful(0.6, 1.0, 0.3) == pytest.approx(0.72)
    behind = win_slope(1.0, hopeful(0.6, 1.0, 0.3), 1.0, SIGMA, QUOTA)
    assert behind > win_slope(1.0, hopeful(1.4, 1.0, 0.3), 1.0, SIGMA, QUOTA)


def test_the_cut_among_equals_is_a_quantile():
    """Of n normal results, and as uncertain as a quantile of a sample is: p (1 - p) / (n f^2)."""
    n, k = 50, 10
    cut, sd = find_cut(np.ones(n), np.full(n, SIGMA), np.ones(n, np.bool_), k)
    z = 0.841621  # 80 % lie below
    assert cut == pytest.approx(1.0 + z * SIGMA, abs=1e-6)
    assert sd == pytest.approx(math.sqrt(0.2 * 0.8 / n) * SIGMA / pdf(z), rel=1e-5)
    results = np.sort(np.random.default_rng(1).normal(1.0, SIGMA, (20_000, n)), axis=1)
    drawn = results[:, [n - k - 1, n - k]].mean(axis=1)
    assert cut == pytest.approx(drawn.mean(), abs=0.005) and sd == pytest.approx(drawn.std(), rel=0.05)


def test_who_does_not_take_part_does_not_count():
    takes_part = np.arange(20) < 10
    forecast = np.where(takes_part, 1.0, 9.0)
    alone = find_cut(np.ones(10), np.full(10, SIGMA), np.ones(10, np.bool_), 3)
    assert find_cut(forecast, np.full(20, SIGMA), takes_part, 3) == pytest.approx(alone)
    assert find_cut(forecast, np.full(20, SIGMA), takes_part, 10)[0] == -np.inf, "all of those who do win"


def test_as_many_winners_as_reps_make_no_contest():
    slopes, reps = felt(3)
    assert not slopes.any()
    assert reps.component_pay == pytest.approx(3000.0), "the prize is sure"


def test_who_is_at_the_cut_feels_most():
    sales = np.linspace(0.2, 2.0, 13) * QUOTA / 13.0
    slopes, _ = felt(13, baseline_sales=sales, weekly_cv=0.1)
    peak = int(np.argmax(slopes))
    assert 8 <= peak <= 11, "the third of thirteen is the eleventh"
    assert (np.diff(slopes[: peak + 1]) > 0).all() and (np.diff(slopes[peak:]) < 0).all()


def test_more_participants_for_as_many_prizes_feel_less():
    means = [felt(n)[0].mean() for n in (6, 12, 24, 96)]
    assert means == sorted(means, reverse=True) and means[-1] < 0.5 * means[0]


def test_the_slope_by_hand():
    """Money and what winning is worth beside it, at what late pay is worth, for one more unit of the window's quota."""
    week = WEEK._replace(symbolic=0.02, late=0.6)
    slopes, reps = felt(12, week)
    quota = QUOTA * 6 / 13
    w = QUOTA / 13.0 / quota
    sigma = math.sqrt(6 * (0.5 * w) ** 2 + (6 * 0.15 * w) ** 2 + 0.05**2)
    everybody = np.ones(12, np.bool_)
    sd = math.hypot(sigma, find_cut(np.ones(12), np.full(12, sigma), everybody, 3)[1])
    cut, _ = find_cut(np.ones(12), np.full(12, sd), everybody, 3)
    assert slopes == pytest.approx(0.6 * 3500.0 * pdf((1.0 - cut) / sd) / (sd * quota))
    assert reps.component_pay == pytest.approx(3000.0 * 0.5 * math.erfc((cut - 1.0) / sd / math.sqrt(2.0)))


PODIUM = WEEK._replace(places=np.array([1, 3]), rises=np.array([1000.0, 1500.0]))


def drawn_prize(forecast, sigma, places, rises, minimum, n=400_000):
    """Mean prize of the first of some reps who end normally around their forecasts, by draws."""
    results = np.random.default_rng(2).normal(forecast, sigma, (n, len(forecast)))
    place = 1 + (results[:, 1:] > results[:, :1]).sum(axis=1)
    prize = sum(rise * (place <= k) for k, rise in zip(places, rises))
    return (prize * (results[:, 0] >= minimum)).mean()


@pytest.mark.parametrize(("own", "minimum"), [(1.0, 0.0), (0.8, 0.0), (1.25, 0.0), (1.0, 1.45)])
def test_ranked_prizes_are_worth_what_draws_say(own, minimum):
    """2,500 for the first and 1,500 for the next two: what a rep expects, and for more sales, within the mean field."""
    usual = QUOTA / 13.0
    baseline = np.full(40, usual)
    baseline[0] = own * usual
    week = PODIUM._replace(minimum=minimum)
    slopes, reps = felt(40, week, baseline_sales=baseline)
    quota, w = QUOTA * 6 / 13, 13 / 6 / 13.0
    at = baseline * 6 / quota
    sigma = np.sqrt(6 * (0.5 * w) ** 2 * (at / at[1]) ** 2 + (0.15 * at) ** 2 + 0.05**2)
    step, terms = 0.04, (week.places, week.rises, minimum)
    higher, lower = (drawn_prize(at + sign * step * np.eye(40)[0], sigma, *terms) for sign in (1.0, -1.0))
    assert reps.component_pay[0] == pytest.approx(drawn_prize(at, sigma, *terms), rel=0.06, abs=4.0)
    assert slopes[0] * quota == pytest.approx((higher - lower) / (2 * step), rel=0.06, abs=60.0)


def test_prizes_of_one_amount_are_one_prize():
    ranked, _ = felt(12, WEEK._replace(places=np.array([1, 3]), rises=np.array([0.0, 3000.0])))
    assert ranked == pytest.approx(felt(12)[0])
