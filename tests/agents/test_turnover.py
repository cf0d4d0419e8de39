"""Who quits: the base rate, what raises it, and new reps who ramp up."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.turnover import (
    SALES_BY_SKILL,
    StayWeek,
    TurnoverParameters,
    exits_kept,
    expect_pay,
    highest_base,
    inequity,
    outside_gap,
    quit_logit,
    quit_probability,
    ramp,
    remember_exits,
    usual_exits,
    who_quits,
)
from salesim.columns import Reps, new_columns
from salesim.random import Stream

P = TurnoverParameters()
N = 20_000


@pytest.fixture
def week(all_off):
    declared = {name: getattr(P, name) for name in StayWeek._fields if hasattr(P, name)}
    return all_off(
        StayWeek,
        **declared
        | {
            "week": 9,
            "base": P.weekly_base,
            "usual_odds": 1.0,
            "outside_pay": 50_000.0,
            "usual_stake": 0.4,
            "salary": np.array([20_000.0]),
            "resentment": 0.1,
            "quarter_share": 0.5,
        },
    )


def test_nothing_unusual_gives_the_base_rate(week):
    assert quit_logit(*[0.0] * 9, week) == 0.0
    assert quit_probability(0.0055, 1.0, 0.0) == pytest.approx(0.0055)


@pytest.mark.parametrize("usual_odds", [0.5, 1.0, 3.0])
def test_today_s_usual_circumstances_give_the_base_rate(usual_odds):
    """The mean factor on the odds that the burn-in has seen makes nobody leave more often than at the base rate."""
    assert quit_probability(0.02, usual_odds, math.log(usual_odds)) == pytest.approx(0.02)
    assert quit_probability(0.02, usual_odds, 50.0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("cause", "amount", "effect"),
    [
        (0, 0.3, -P.outside_option * 0.3),  # better paid than elsewhere
        (0, -0.3, P.outside_option * 0.3),
        (1, 0.4, P.inequity * 0.4),
        (2, 0.3, P.overload * 0.3),
        (3, 0.25, P.attainment * 0.25),
        (4, 0.2, P.standing * 0.2),
        (4, -0.2, -P.standing * 0.2),  # ahead of the colleagues
        (5, 1.0, P.lost_wager),
        (6, 0.1, P.peers * 0.1),
        (7, 2.0, -P.recognition * 2.0),
        (8, 1.0, 0.1),
    ],
)
def test_each_cause_multiplies_the_odds(week, cause, amount, effect):
    causes = np.zeros(9)
    causes[cause] = amount
    chance = quit_probability(0.0055, 1.0, quit_logit(*causes, week))
    assert chance / (1.0 - chance) == pytest.approx(0.0055 / 0.9945 * math.exp(effect))


def test_the_outside_gap_by_hand():
    """ln(W / [W_m (1 - x + x s^.8)]): no gap for who gets what others pay, and others pay more for more skill."""
    assert outside_gap(50_000.0, 1.0, 50_000.0, 0.4) == pytest.approx(0.0)
    assert outside_gap(60_000.0, 1.3, 50_000.0, 0.4) == pytest.approx(math.log(1.2 / (0.6 + 0.4 * 1.3**SALES_BY_SKILL)))
    assert outside_gap(45_000.0, 1.0, 50_000.0, 0.4) < 0.0 < outside_gap(55_000.0, 1.0, 50_000.0, 0.4)
    assert outside_gap(50_000.0, 1.3, 50_000.0, 0.4) < 0.0 < outside_gap(50_000.0, 0.7, 50_000.0, 0.4)
    assert outside_gap(50_000.0, 1.3, 50_000.0, 0.0) == pytest.approx(0.0), (
        "where nothing is at stake skill earns nothing"
    )
    assert outside_gap(6.0, 1.3, 5.0, 0.4) == pytest.approx(outside_gap(6e6, 1.3, 5e6, 0.4)), "whatever the currency"


def test_who_settles_in_expects_what_the_plan_pays_at_quota(week):
    """A new rep goes by pay at quota, a settled one by salary and expected pay; a first week is believed at once."""
    now = week._replace(week=100, ramp_weeks=22.0, pay_memory=0.25)
    reps = new_columns(
        Reps,
        4,
        present=[1, 1, 1, 0],
        hired_week=[79, 78, 0, 79],
        skill=1.3,
        expected_pay=10_000.0,
        pay_at_quota=60_000.0,
        own_pay=[50_000.0, 50_000.0, 0.0, 7.0],
        outside_gap=9.0,
    )
    expect_pay(reps, now)
    assert reps.own_pay == pytest.approx([52_500.0, 45_000.0, 30_000.0, 7.0])
    gaps = [outside_gap(pay, 1.3, now.outside_pay, now.usual_stake) for pay in reps.own_pay[:3]]
    assert reps.outside_gap == pytest.approx([*gaps, 9.0]), "a vacant seat expects nothing"
    for _ in range(60):
        expect_pay(reps, now)
    assert reps.own_pay[:3] == pytest.approx([60_000.0, 30_000.0, 30_000.0], rel=1e-6)


def quits_and_odds(week, key, n=N, n_teams=1, **values):
    defaults = {"seat": np.arange(n), "present": 1, "effort": 1.0, "base_effort": 1.0, "skill": 1.0}
    defaults |= {"expected_pay": 30_000.0, "season_share": 1.0, "quota": 100.0, "quarter_sales": 50.0}
    defaults |= {"peer_exits": week.base / (1.0 - week.exits_kept)}  # as many as usual
    reps = new_columns(Reps, n, **(defaults | values))
    quits, odds = np.zeros(n, np.bool_), np.zeros(n)
    who_quits(reps, n_teams, week, key(Stream.QUITTING), quits, odds)
    return quits, odds


def quitting(*given, **values):
    return quits_and_odds(*given, **values)[0]


def test_a_fair_share_quits(week, key):
    quits, odds = quits_and_odds(week._replace(base=0.05), key)
    assert abs(quits.mean() - 0.05) < 4.0 * math.sqrt(0.05 * 0.95 / N)
    assert odds == pytest.approx(1.0)


def test_what_is_usual_is_measured_as_it_acts(week, key):
    """Odds that everybody has are no reason to leave once they are the usual ones."""
    high = week._replace(base=0.05)
    plain, (worse, odds) = quitting(high, key), quits_and_odds(high, key, lost_wagers=1.0)
    assert odds == pytest.approx(math.exp(P.lost_wager))
    assert worse.sum() > plain.sum()
    assert np.array_equal(quitting(high._replace(usual_odds=odds.mean()), key, lost_wagers=1.0), plain)


def test_who_has_given_notice_decides_nothing_more(week, key):
    """And has no odds that would count as usual; nobody else is touched."""
    high = week._replace(base=0.4)
    given = np.where(np.arange(N) % 2, 12, 0)
    quits, odds = quits_and_odds(high, key, leaves_week=given, lost_wagers=1.0)
    assert not quits[1::2].any() and (odds[1::2] == 1.0).all()
    assert np.array_equal(quits[::2], quitting(high, key, lost_wagers=1.0)[::2])


def test_nobody_leaves_a_vacant_seat(week, key):
    assert not quitting(week._replace(base=0.4), key, present=0).any()


@pytest.mark.parametrize(
    "cause",
    [
        {"outside_gap": -0.2},
        {"effort": 1.6},
        {"base_effort": 0.7},
        {"quarter_sales": 10.0},
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


def test_others_look_for_the_best(week, key):
    """Odds e^(-eta s^mu gap): where others pay more the able leave first, where they pay less the able stay longest."""
    skill = np.array([0.8, 1.0, 1.3])
    for gap in (-0.2, 0.2):
        _, odds = quits_and_odds(week, key, n=3, skill=skill, outside_gap=gap)
        assert odds == pytest.approx(np.exp(-P.outside_option * skill**P.outside_skill * gap))


def test_who_stands_below_the_colleagues_leaves_who_stands_above_stays(week, key):
    """Odds e^(sigma (colleagues' mean attainment - own)), at most of a whole quota; what all have in common is none."""
    alone = week._replace(attainment=0.0, inequity=0.0, season_left=5.0)
    sold = np.array([20.0, 50.0, 80.0, 600.0, 600.0])
    team = np.array([0, 0, 0, 1, 1], np.int16)
    _, odds = quits_and_odds(alone, key, n=5, n_teams=2, quarter_sales=sold, team=team, baseline_sales=2.0)
    assert np.log(odds) == pytest.approx([0.3 * P.standing, 0.0, -0.3 * P.standing, 0.0, 0.0], abs=1e-12)
    _, odds = quits_and_odds(alone, key, n=2, quarter_sales=[0.0, 600.0])
    assert np.log(odds) == pytest.approx([P.standing, -P.standing]), "far behind is far behind"


def test_who_exceeds_the_quota_does_not_despair(week, key):
    _, odds = quits_and_odds(week, key, n=1, quarter_sales=20.0)
    assert odds[0] == pytest.approx(math.exp(P.attainment * 0.6**2)), "20 of the 50 due by now"
    assert quits_and_odds(week, key, n=1, quarter_sales=90.0)[1] == pytest.approx(1.0)


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
    """Small territories beside large ones of one manager; among a manager's equals nobody is treated unfairly."""
    unfair = week._replace(base=0.05, inequity=4.0, attainment=0.0, salary=np.array([2.0]))
    small = np.arange(N) % 2 == 0
    quota = np.where(small, 50.0, 150.0)
    values = {
        "quota": quota,
        "quarter_sales": 0.5 * quota,
        "baseline_sales": quota / 13.0,
        "expected_pay": 0.02 * quota,
    }
    ahead = unfair._replace(season_left=6.5)
    together = quitting(ahead, key, **values)
    apart = quitting(ahead, key, n_teams=2, team=small.astype(np.int16), **values)
    assert together[small].mean() > 1.4 * together[~small].mean()
    assert (together[~small] == apart[~small]).all() and together[small].sum() > apart[small].sum()


def test_as_many_exits_as_usual_drive_nobody_away(week, key):
    """At the base rate the memory of exits settles at base / (1 - kept), and that is the point of comparison."""
    usual = week._replace(base=0.05, exits_kept=0.9)
    assert usual_exits(0.05, 0.9) == pytest.approx(0.5)
    assert np.array_equal(quitting(usual, key, peer_exits=0.5), quitting(usual._replace(peers=0.0), key))
    assert quitting(usual, key, peer_exits=0.2).sum() < quitting(usual, key, peer_exits=0.5).sum()


def test_exits_are_remembered_by_the_managers_people_and_fade():
    reps = new_columns(Reps, 6, seat=np.arange(6), present=1, team=[0, 0, 0, 0, 1, 1])
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
