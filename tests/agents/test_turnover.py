"""Who quits: the base rate, what raises it, and new reps who ramp up."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.turnover import (
    StayWeek,
    TurnoverParameters,
    exits_kept,
    highest_base,
    inequity,
    quit_probability,
    ramp,
    remember_exits,
    who_quits,
)
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
        inequity=P.inequity,
        overload=P.overload,
        attainment=P.attainment,
        lost_wager=P.lost_wager,
        peers=P.peers,
        recognition=P.recognition,
        resentment=0.1,
        quarter_share=0.5,
    )


def test_nothing_unusual_gives_the_base_rate(week):
    assert quit_probability(0.0055, *[0.0] * 7, 0, week) == pytest.approx(0.0055)


@pytest.mark.parametrize(
    ("causes", "effect"),
    [
        ((0.5, 0, 0, 0, 0, 0, 0, 0), P.pay_gap * 0.5),
        ((0, 0.4, 0, 0, 0, 0, 0, 0), P.inequity * 0.4),
        ((0, 0, 0.3, 0, 0, 0, 0, 0), P.overload * 0.3),
        ((0, 0, 0, 0.25, 0, 0, 0, 0), P.attainment * 0.25),
        ((0, 0, 0, 0, 1.0, 0, 0, 0), P.lost_wager),
        ((0, 0, 0, 0, 0, 0.1, 0, 0), P.peers * 0.1),
        ((0, 0, 0, 0, 0, 0, 2.0, 0), -P.recognition * 2.0),
        ((0, 0, 0, 0, 0, 0, 0, 1), 0.1),
    ],
)
def test_each_cause_multiplies_the_odds(week, causes, effect):
    chance = quit_probability(0.0055, *causes, week)
    assert chance / (1.0 - chance) == pytest.approx(0.0055 / 0.9945 * math.exp(effect))


def quitting(week, key, n=N, n_regions=1, **values):
    defaults = {"seat": np.arange(n), "present": 1, "effort": 1.0, "expected_pay": 1.0, "season_share": 1.0}
    defaults |= {"quota": 100.0, "quarter_sales": 50.0}
    reps = new_columns(Reps, n, **(defaults | values))
    quits = np.zeros(n, np.bool_)
    who_quits(reps, n_regions, week, key(Stream.QUITTING), quits)
    return quits


def test_a_fair_share_quits(week, key):
    quits = quitting(week._replace(base=0.05), key)
    assert abs(quits.mean() - 0.05) < 4.0 * math.sqrt(0.05 * 0.95 / N)


def test_nobody_leaves_a_vacant_seat(week, key):
    assert not quitting(week._replace(base=0.4), key, present=0).any()


@pytest.mark.parametrize(
    "cause",
    [
        {"expected_pay": 0.5},
        {"effort": 1.6},
        {"quarter_sales": 10.0},
        {"quarter_sales": 90.0},
        {"lost_wagers": 1.0},
        {"recognition": -1.0},
        {"peer_exits": 0.3},
    ],
)
def test_causes_of_quitting(week, key, cause):
    """Each cause raises the hazard of all; the same luck, so whoever quit still quits."""
    high = week._replace(base=0.05)
    usual, worse = quitting(high, key), quitting(high, key, **cause)
    assert worse.sum() > usual.sum() and worse[usual].all()


def test_a_quarter_s_first_weeks_say_nothing_about_attainment(week, key):
    early = week._replace(base=0.05, quarter_share=0.2)
    assert np.array_equal(quitting(early, key), quitting(early, key, quarter_sales=0.0))


def test_ramp():
    assert [ramp(w, 0.6, 22.0) for w in (0, 11, 22, 500)] == pytest.approx([0.6, 0.8, 1.0, 1.0])


def test_inequity_by_hand():
    """Half the colleagues' pay for the same attainment, and a salary besides: 1 - 150 / 200."""
    assert inequity(100.0, 50.0, 1.0, 300.0, 3.0) == pytest.approx(0.25)
    assert inequity(100.0, 75.0, 1.5, 300.0, 3.0) == pytest.approx(1 - 175 / 250)  # more work for the same rate
    assert inequity(100.0, 150.0, 1.0, 300.0, 3.0) == 0.0  # who gets more doesn't mind
    assert inequity(100.0, 50.0, 1.0, 0.0, 0.0) == 0.0  # nobody to compare with


def test_who_gets_less_than_colleagues_for_the_same_attainment_leaves_sooner(week, key):
    """Small territories beside large ones of a region; in a region of equals nobody is treated unfairly."""
    unfair = week._replace(base=0.05, inequity=4.0, attainment=0.0, salary=2.0, reference_salary=2.0)
    small = np.arange(N) % 2 == 0
    quota = np.where(small, 50.0, 150.0)
    values = {"quota": quota, "quarter_sales": 0.5 * quota, "baseline_sales": quota / 13.0}
    ahead = unfair._replace(season_left=6.5)
    together = quitting(ahead, key, **values)
    apart = quitting(ahead, key, n_regions=2, region=small.astype(np.int16), **values)
    assert together[small].mean() > 1.4 * together[~small].mean()
    assert (together[~small] == apart[~small]).all() and together[small].sum() > apart[small].sum()


def test_as_many_exits_as_usual_drive_nobody_away(week, key):
    """At the base rate the memory of exits settles at base / (1 - kept), and that is the point of comparison."""
    usual = week._replace(base=0.05, exits_kept=0.9)
    assert np.array_equal(quitting(usual, key, peer_exits=0.5), quitting(usual._replace(peers=0.0), key))
    assert quitting(usual, key, peer_exits=0.2).sum() < quitting(usual, key, peer_exits=0.5).sum()


def test_exits_are_remembered_by_the_region_and_fade():
    reps = new_columns(Reps, 6, seat=np.arange(6), present=1, region=[0, 0, 0, 0, 1, 1])
    quits = np.array([1, 0, 0, 0, 0, 0], np.bool_)
    remember_exits(reps, 2, 0.5, quits)
    assert reps.peer_exits.tolist() == [0.25] * 4 + [0.0] * 2
    remember_exits(reps, 2, 0.5, np.zeros(6, np.bool_))
    assert reps.peer_exits.tolist() == [0.125] * 4 + [0.0] * 2


def test_quitting_must_not_feed_on_itself():
    """Beyond the highest base rate a region does not return to it after a disturbance; below, it does."""
    highest = highest_base(P.peers, exits_kept(P.exit_half_life_weeks))
    with pytest.raises(ValidationError, match=r"weekly_base must lie below 0.0434"):
        TurnoverParameters(weekly_base=0.05)
    assert TurnoverParameters(weekly_base=0.05, peers=0.0).weekly_base == 0.05

    def after_two_years(base):
        kept, usual = exits_kept(P.exit_half_life_weeks), base / (1.0 - exits_kept(P.exit_half_life_weeks))
        memory = 0.9 * usual
        for _ in range(104):
            memory = kept * memory + 1.0 / (1.0 + (1.0 / base - 1.0) * np.exp(-P.peers * (memory - usual)))
        return memory / usual

    assert after_two_years(0.5 * highest) == pytest.approx(1.0, abs=0.02)
    assert after_two_years(2.0 * highest) < 0.5
