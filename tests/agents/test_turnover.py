"""Who quits: the base rate, what raises it, and new reps who ramp up."""

import math

import numpy as np
import pytest

from salesim.agents.turnover import StayWeek, TurnoverParameters, quit_probability, ramp, who_quits
from salesim.columns import Reps, new_columns
from salesim.random import Stream

P = TurnoverParameters()
N = 20_000


@pytest.fixture
def week(all_off):
    return all_off(
        StayWeek,
        week=9,
        reference_rate=0.02,
        base=P.weekly_base,
        pay_gap=P.pay_gap,
        overload=P.overload,
        attainment=P.attainment,
        lost_wager=P.lost_wager,
        peers=P.peers,
        recognition=P.recognition,
        resentment=0.1,
        quarter_share=0.5,
    )


def test_nothing_unusual_gives_the_base_rate(week):
    assert quit_probability(0.0055, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, week) == pytest.approx(0.0055)


@pytest.mark.parametrize(
    ("causes", "effect"),
    [
        ((0.5, 0, 0, 0, 0, 0, 0), P.pay_gap * 0.5),
        ((0, 0.3, 0, 0, 0, 0, 0), P.overload * 0.3),
        ((0, 0, 0.25, 0, 0, 0, 0), P.attainment * 0.25),
        ((0, 0, 0, 1.0, 0, 0, 0), P.lost_wager),
        ((0, 0, 0, 0, 0.1, 0, 0), P.peers * 0.1),
        ((0, 0, 0, 0, 0, 2.0, 0), -P.recognition * 2.0),
        ((0, 0, 0, 0, 0, 0, 1), 0.1),
    ],
)
def test_each_cause_multiplies_the_odds(week, causes, effect):
    chance = quit_probability(0.0055, *causes, week)
    assert chance / (1.0 - chance) == pytest.approx(0.0055 / 0.9945 * math.exp(effect))


def quitting(week, key, n=N, **values):
    defaults = {"seat": np.arange(n), "present": 1, "effort": 1.0, "expected_pay": 1.0, "season_share": 1.0}
    defaults |= {"target_cny": 100.0, "quarter_sales_cny": 50.0}
    reps = new_columns(Reps, n, **(defaults | values))
    quits = np.zeros(n, np.bool_)
    who_quits(reps, np.zeros(1), week, key(Stream.QUITTING), quits)
    return quits


def test_a_fair_share_quits(week, key):
    quits = quitting(week._replace(base=0.05), key)
    assert abs(quits.mean() - 0.05) < 4.0 * math.sqrt(0.05 * 0.95 / N)


def test_nobody_leaves_a_vacant_seat(week, key):
    assert not quitting(week._replace(base=0.4), key, present=0).any()


@pytest.mark.parametrize(
    "cause", [{"expected_pay": 0.5}, {"effort": 1.6}, {"quarter_sales_cny": 10.0}, {"quarter_sales_cny": 90.0}]
)
def test_causes_of_quitting(week, key, cause):
    """Poor pay, overload, and being far from target either way; the same luck, so whoever quit still quits."""
    high = week._replace(base=0.05)
    usual, worse = quitting(high, key), quitting(high, key, **cause)
    assert worse.sum() > usual.sum() and worse[usual].all()


def test_a_quarter_s_first_weeks_say_nothing_about_attainment(week, key):
    early = week._replace(base=0.05, quarter_share=0.2)
    assert np.array_equal(quitting(early, key), quitting(early, key, quarter_sales_cny=0.0))


def test_ramp():
    assert [ramp(w, 0.6, 22.0) for w in (0, 11, 22, 500)] == pytest.approx([0.6, 0.8, 1.0, 1.0])
