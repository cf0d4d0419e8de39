"""Effort from the pay curve: the hump around a target, and orders moved in time."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.agents.effort import (
    EffortParameters,
    EffortWeek,
    choose_effort,
    effort,
    forecast_attainment,
    forecast_sigma,
    normal_share,
    timing,
)
from salesim.columns import Reps, new_columns
from salesim.pay.curve import add_jump, add_kink, empty_curves

P = EffortParameters(floor=0.3, exponent=0.42)
TARGET = 390_000.0
WEEKLY = TARGET / 13.0
RATE = 0.02  # M_ref: what the reference plan pays for a yuan


def curves(n, commission=0.0, bonus=0.0, cap=None):
    curve = empty_curves(n)
    for rep in range(n):
        add_kink(curve, rep, 0.0, commission)
        add_jump(curve, rep, 1.0, bonus)
        if cap is not None:
            add_kink(curve, rep, cap, -commission)
    return curve


def team(forecasts, weeks_left, baseline=WEEKLY, **values) -> Reps:
    """Reps whose forecast of the quarter is as given, all selling ``baseline`` a week."""
    sold = np.asarray(forecasts) * TARGET - weeks_left * baseline
    return new_columns(
        Reps,
        len(sold),
        **({"present": 1, "base_effort": 1.0, "target_cny": TARGET, "season_share": 1.0, "weekly_cv": 0.33} | values),
        quarter_sales_cny=sold,
        baseline_sales_cny=baseline,
    )


@pytest.fixture
def week(all_off):
    def make(weeks_left, **values):
        usual = {name: getattr(P, name) for name in EffortWeek._fields if hasattr(P, name)}
        usual |= {
            "weeks_left": weeks_left,
            "season_left": float(weeks_left),
            "season_next": 13.0,
            "reference_rate": RATE,
            "ratchet_up": 0.0,
            "ratchet_down": 0.0,
        }
        return all_off(EffortWeek, **(usual | values))

    return make


def efforts(forecasts, curve, numbers, **values) -> np.ndarray:
    reps = team(forecasts, numbers.weeks_left, **values)
    choose_effort(0, len(reps.seat), reps, curve, curve, numbers)
    return reps.effort


def test_the_hump(week):
    """A bonus alone, three weeks left: most effort within reach of the target, giving up below it, slack past it.

    The prototype's figures at forecasts of .7, .9, 1, 1.1, 1.2 of the target were .84, .89, 1.24, .91, .84.
    """
    forecasts = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]
    chosen = efforts(forecasts, curves(7, bonus=RATE * TARGET), week(3))
    assert np.argmax(chosen) == 3
    assert (np.diff(chosen[:4]) > 0).all() and (np.diff(chosen[3:]) < 0).all()
    assert chosen == pytest.approx(chosen[::-1], rel=1e-6)  # as far below as above
    assert chosen[3] > 1.1 > 0.95 > chosen[0]


def test_the_last_week_has_the_sharpest_hump(week):
    """As doubt goes, effort concentrates on those for whom the last week decides."""
    spread = [np.ptp(efforts([0.7, 1.0], curves(2, bonus=RATE * TARGET), week(left))) for left in (1, 3, 13)]
    assert spread[0] >= spread[1] > spread[2]


def test_the_reference_plan_gives_normal_effort(week):
    """Commission at M_ref: effort e0 wherever a rep stands."""
    assert efforts([0.4, 1.0, 1.8], curves(3, RATE), week(5)) == pytest.approx(1.0, abs=1e-4)
    assert efforts([1.0], curves(1, RATE), week(5), base_effort=1.2) == pytest.approx(1.2)


def test_effort_by_hand():
    """e0 (kappa + (1 - kappa) M / M_ref + recognition)^rho, clipped."""
    assert effort(1.1, 0.03, 0.02, 0.1, 0.3, 0.42, 0.4, 1.6) == pytest.approx(1.1 * (0.3 + 0.7 * 1.5 + 0.1) ** 0.42)
    assert effort(1.0, -5.0, 0.02, 0.0, 0.3, 0.42, 0.4, 1.6) == pytest.approx(0.3**0.42)  # no pay, some duty
    assert effort(1.0, 9.0, 0.02, 0.0, 0.3, 0.42, 0.4, 1.6) == 1.6
    assert effort(0.5, 0.0, 0.02, 0.0, 0.1, 0.42, 0.4, 1.6) == 0.4


def test_nothing_is_earned_past_a_cap(week):
    below, past = efforts([0.8, 1.8], curves(2, RATE, cap=1.2), week(3))
    assert below == pytest.approx(1.0, abs=0.01)
    assert past == pytest.approx(0.3**0.42, abs=0.01)


def test_who_foresees_the_ratchet_holds_back(week):
    curve = curves(2, RATE, bonus=6000.0)
    numbers = week(3, ratchet_up=0.5, ratchet_down=0.2)
    free, wary = efforts([1.0, 1.0], curve, numbers, ratchet_belief=[0.0, 1.0])
    assert wary < free
    assert efforts([1.0], curves(1, RATE), numbers, ratchet_belief=1.0) == pytest.approx(1.0)  # no target, no fear


def test_a_vacant_seat_makes_no_effort(week):
    reps = team([1.0, 1.0], 3, present=[1, 0])
    reps.effort[:] = 9.0
    choose_effort(0, 2, reps, curves(2, RATE), curves(2, RATE), week(3))
    assert reps.effort[1] == reps.marginal_pay[1] == 0.0 < reps.effort[0]


def test_forecast_and_its_doubt():
    """Attainment (S + b season - debit) / T; variance n (sigma_w w)^2 + (n sigma_b w)^2 + sigma_0^2."""
    assert forecast_attainment(300.0, 50.0, 4.0, 40.0, 400.0) == pytest.approx(1.15)
    assert forecast_sigma(4, 0.3, 50.0, 500.0, 0.15, 0.05) == pytest.approx(math.sqrt(0.0036 + 0.0036 + 0.0025))
    assert forecast_sigma(4, 0.0, 50.0, 500.0, 0.0, 0.05) == pytest.approx(0.05)
    assert normal_share(1.1, 0.2) == pytest.approx(stats.norm.cdf(0.5))


def test_timing_needs_a_gain():
    """L(ln(now / next)) - L(0) of what can be moved, L(z) = 1 / (1 + exp(-3 (z - .2))), where now is worth more."""

    def readiness(z):
        return 1.0 / (1.0 + math.exp(-3.0 * (z - 0.2)))

    assert timing(0.02, 0.02, 1000.0) == 0.0
    assert timing(0.01, 0.02, 1000.0) == 0.0
    assert timing(0.0, 0.0, 1000.0) == timing(-0.1, 0.0, 1000.0) == 0.0
    assert timing(0.04, 0.02, 1000.0) == pytest.approx(1000.0 * (readiness(math.log(2.0)) - readiness(0.0)))
    assert timing(1e9, 1e-9, 1000.0) == pytest.approx(timing(0.02, 0.0, 1000.0)) == pytest.approx(645.6563)


def pulls(forecasts, curve, numbers) -> np.ndarray:
    reps = team(forecasts, numbers.weeks_left)
    choose_effort(0, len(reps.seat), reps, curve, curve, numbers)
    return reps.pull


def test_orders_are_moved_across_the_quarter_s_end(week):
    """Just short of a bonus orders are pulled forward; far past it they are held back; commission alone moves none."""
    numbers = week(1, weekly_discount=1.0, present_bias=1.0)
    just_short, far_past = pulls([0.93, 1.9], curves(2, 0.004, bonus=RATE * TARGET), numbers)
    assert just_short > 0.0 > far_past
    assert just_short <= 13 * P.pull_share
    assert far_past >= -13 * P.pull_share * P.push_share
    assert pulls([0.7, 1.0, 1.5], curves(3, RATE), numbers) == pytest.approx(0.0, abs=1e-3)


def test_orders_are_moved_in_the_last_week_only(week):
    curve = curves(1, 0.004, bonus=RATE * TARGET)
    assert pulls([0.93], curve, week(2)) == 0.0
    assert pulls([0.93], curve, week(1, pull_share=0.0)) == 0.0
