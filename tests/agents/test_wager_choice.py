"""Who takes which wager: own forecasts, values, and teams that decide together."""

import math

import numpy as np
import pytest

from salesim.agents.wager_choice import (
    WagerQuarter,
    choose_wagers,
    forecast_quarters,
    forecast_teams,
    team_choices,
    value_team_wagers,
    value_wagers,
)
from salesim.columns import Reps, Tool, new_columns
from salesim.pay.curve import add_jump, add_kink, empty_curves, repeat_curve
from salesim.pay.measures import SALES
from salesim.pay.pay_week import no_time_left
from salesim.pay.prospect import prospect_value
from salesim.pay.wager import WagerTerms, menu_arrays
from salesim.random import Stream

N = 2000
RATE, QUOTA = 0.012, 400_000.0
SIGMA = 0.6 / math.sqrt(13.0)
MENU = (WagerTerms(name="double", bonus=12000.0), WagerTerms(name="small", win_at=1.2, bonus=3000.0))
TEAM = (WagerTerms(name="together", win_at=1.1, bonus=6000.0, team=True),)
QUARTER = WagerQuarter(
    quarter=3,
    season=13.0,
    forecast_error=0.0,
    temperature=0.3,
    symbolic=-0.05,
    challenge_lift=0.12,
    loss_curvature=0.69,
)


def people(n=N, **values):
    usual = {"quota": QUOTA, "baseline_sales": QUOTA / 13.0, "weekly_cv": 0.6, "present": 1, "usual_rate": RATE}
    usual |= {"usual_sales": QUOTA, "season_share": 1.0}
    usual |= {"risk_gain": 0.88, "loss_aversion": 1.6, "probability_weight": 0.61}
    return new_columns(Reps, n, seat=np.arange(n), **(usual | values))


def plan(n, bonus=0.0):
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, RATE)
    add_jump(curve, 0, 0.5, bonus)
    return repeat_curve(curve, n)


def choose(reps, menu, quarter, key, bonus=0.0):
    """Everybody's choice, and what it was made of."""
    n, arrays, team = len(reps.seat), menu_arrays(menu), reps.region.astype(np.int64)
    values, wins, loses = np.zeros((3, n, len(menu)))
    mean, sigma, share = np.zeros((3, n))
    forecast_quarters(reps, quarter, key(Stream.WAGER_FORECAST))
    forecast_teams(reps, team, mean, sigma, share)
    value_wagers(reps, plan(n, bonus), arrays, quarter, mean, sigma, share, values, wins, loses)
    chosen = np.zeros(n, np.int64)
    choice = (arrays.team, quarter.temperature, quarter.quarter)
    team_choices(reps.present, team, values, *choice, key(Stream.TEAM_WAGER), chosen)
    choose_wagers(reps, team, chosen, values, *choice, key(Stream.WAGER_CHOICE))
    return values, wins, loses


def shares(reps, menu, quarter, key):
    choose(reps, menu, quarter, key)
    return np.bincount(reps.wager, minlength=len(menu) + 1) / len(reps.seat)


def value(terms, mean, bonus=0.0):
    """A bet against commission, and a bonus at half the quota, by hand."""
    unit = RATE * QUOTA
    normal = lambda z: 0.5 * math.erfc(-z / math.sqrt(2.0))  # noqa: E731
    lose, win = normal((terms.floor_at - mean) / SIGMA), 1.0 - normal((terms.win_at - mean) / SIGMA)
    z = (terms.floor_at - mean) / SIGMA
    below = mean - SIGMA * math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) / lose
    bonus = bonus * (lose - normal((0.5 - mean) / SIGMA)) / lose
    taken = terms.claw_back * (RATE * QUOTA * below + bonus)
    return prospect_value(win, lose, terms.bonus / unit, taken / unit, 0.0, 0.88, 1.6, 0.61, 0.69) - 0.05


@pytest.mark.parametrize("bonus", [0.0, 2000.0])
def test_values_by_hand(key, bonus):
    """The claw-back takes its share of all ordinary pay below the floor, bonuses included."""
    values, wins, loses = choose(people(3), MENU, QUARTER, key, bonus)
    for k, terms in enumerate(MENU):
        assert values[:, k] == pytest.approx(value(terms, 1.12, bonus), abs=1e-5)
    assert (wins[:, 0] < wins[:, 1]).all() and (loses[:, 0] == loses[:, 1]).all()


def test_choices_follow_their_values(key):
    """Shares proportional to exp(V / tau), V in a quarter's commission at quota."""
    weights = np.exp([0.0, *(value(terms, 1.12) / 0.3 for terms in MENU)])
    expected = weights / weights.sum()
    error = np.sqrt(expected * (1.0 - expected) / N)
    assert (np.abs(shares(people(), MENU, QUARTER, key) - expected) < 4.0 * error).all()


def test_who_takes_a_wager(key):
    """The optimiztic more, the timid less: takers select themselves."""
    quarter, menu = QUARTER._replace(temperature=0.15, challenge_lift=0.03), MENU[:1]
    usual = shares(people(), menu, quarter, key)[1]
    assert 0.02 < usual < 0.98
    assert shares(people(optimism=0.2), menu, quarter, key)[1] > usual
    assert shares(people(loss_aversion=3.0), menu, quarter, key)[1] < usual
    assert shares(people(baseline_sales=15_000.0), menu, quarter, key)[1] < 0.5 * usual
    paying_in = (menu[0].model_copy(update={"deposit": 1500.0}),)
    assert shares(people(), paying_in, quarter, key)[1] < 0.8 * usual


def test_a_cool_head_takes_the_best_entry(key):
    """At a temperature near zero everybody takes what is worth most."""
    quarter = QUARTER._replace(temperature=1e-4, symbolic=0.0, challenge_lift=0.0)
    reps = people(baseline_sales=1.4 * QUOTA / 13.0)
    values, _, _ = choose(reps, MENU, quarter, key)
    assert (reps.wager == 1 + np.argmax(values, axis=1)).all() and values.max() > 0


def test_forecast_of_the_quarter(key):
    reps = people(optimism=0.05, pulled=0.1 * QUOTA)
    forecast_quarters(reps, QUARTER, key(Stream.WAGER_FORECAST))
    assert reps.opening_forecast == pytest.approx(0.9 * 1.05)  # orders pulled forward last quarter are missing in this
    assert reps.opening_sigma == pytest.approx(SIGMA)
    reps = people()
    forecast_quarters(reps, QUARTER._replace(forecast_error=0.2), key(Stream.WAGER_FORECAST))
    assert reps.opening_forecast.mean() == pytest.approx(1.0, abs=4.0 * 0.1 / math.sqrt(N))
    assert reps.opening_forecast.std() == pytest.approx(0.1, rel=0.08)
    assert reps.opening_sigma[0] == pytest.approx(math.hypot(SIGMA, 0.2))


def test_vacant_seats_take_nothing(key):
    reps = people(present=0)
    choose(reps, (*MENU, *TEAM), QUARTER, key)
    assert not reps.wager.any()


def test_a_forecast_tool_takes_a_share_of_its_users_errors_away(key):
    """Optimism of .2 and mistakes of .1 become .1 and .05 for the half who use it; they are surer, too."""
    reps = people(optimism=0.2, weekly_cv=0.0)
    reps.uses[: N // 2, Tool.FORECAST] = 1
    forecast_quarters(reps, QUARTER._replace(forecast_error=0.2, sharper=0.5), key(Stream.WAGER_FORECAST))
    users, others = reps.opening_forecast[: N // 2], reps.opening_forecast[N // 2 :]
    assert users.mean() == pytest.approx(1.1, abs=0.01) and others.mean() == pytest.approx(1.2, abs=0.02)
    assert users.std() == pytest.approx(0.055, rel=0.1) and others.std() == pytest.approx(0.12, rel=0.1)
    assert reps.opening_sigma[0] == pytest.approx(0.5 * reps.opening_sigma[-1])


def test_a_team_s_forecast_is_its_sum():
    reps = people(4, region=[0, 0, 1, 1], present=[1, 1, 1, 0], quota=[100.0, 300.0, 50.0, 50.0])
    reps.opening_forecast[:], reps.opening_sigma[:] = [0.8, 1.2, 0.9, 5.0], [0.4, 0.2, 0.1, 5.0]
    mean, sigma, share = np.zeros((3, 4))
    forecast_teams(reps, reps.region.astype(np.int64), mean, sigma, share)
    assert mean[:3] == pytest.approx([1.1, 1.1, 0.9])
    assert sigma[:3] == pytest.approx([math.hypot(40.0, 60.0) / 400.0] * 2 + [0.1])
    assert share[:3] == pytest.approx([0.25, 0.75, 1.0])


def test_a_team_takes_a_wager_together_by_its_members_mean_value(key):
    """All of a region or nobody; who is too timid alone is carried along, and a team of many expects less lift."""
    reps = people(200, region=np.arange(200) // 5)
    choose(reps, TEAM, QUARTER, key)
    per_team = reps.wager.reshape(-1, 5)
    assert (per_team == per_team[:, :1]).all() and 0 < per_team[:, 0].sum() < 40
    mixed = people(200, region=np.arange(200) // 5, loss_aversion=np.where(np.arange(200) % 5 == 0, 4.0, 1.0))
    paying_in = (TEAM[0].model_copy(update={"deposit": 800.0}),)
    values, _, _ = choose(mixed, paying_in, QUARTER._replace(temperature=1e-3, symbolic=0.0), key)
    assert values[0, 0] < 0 < values[:5, 0].mean() and (mixed.wager == 1).all()
    large = people(200, region=np.arange(200) // 50)
    assert choose(large, TEAM, QUARTER, key)[1][0, 0] < choose(reps, TEAM, QUARTER, key)[1][0, 0]


def test_who_is_in_no_team_chooses_alone(key):
    """Where a region leaves the team's entry, its reps are free to take their own."""
    reps = people(400, region=np.arange(400) // 5)
    choose(reps, (*MENU, *TEAM), QUARTER, key)
    per_team = reps.wager.reshape(-1, 5)
    together = (per_team == 3).any(axis=1)
    assert (per_team[together] == 3).all() and (per_team[~together] != 3).all()
    assert (per_team[~together] == 1).any() and (per_team[~together] == 2).any()


def felt(reps, terms, key, seat=0, more=0.0):
    """What the team's wager is expected to pay one rep who has sold ``more``, and its slope by the rep's own sales."""
    reps.quarter_sales[seat] += more
    reps.component_pay[:] = reps.measure_pay[:] = 0.0
    week = (
        no_time_left()
        ._replace(weeks_left=np.full(4, 5), season_left=np.full(4, 5.0), forecast_error=0.15, crediting_error=0.05)
        ._replace(present_bias=0.7, weekly_discount=0.96)
    )
    value_team_wagers(reps, plan(len(reps.seat)), menu_arrays((terms,)), week)
    reps.quarter_sales[seat] -= more
    return reps.component_pay[seat].item(), reps.measure_pay[seat, SALES].item()


@pytest.mark.parametrize("sold", [0.3, 0.5, 0.7])
def test_a_team_s_wager_is_felt_as_the_derivative_of_its_expected_pay(key, sold):
    terms = WagerTerms(name="t", win_at=1.1, bonus=9000.0, floor_at=0.95, claw_back=0.6, deposit=500.0, team=True)
    team = people(5, wager=1, quarter_sales=sold * QUOTA, pulled=1000.0)
    (low, _), (high, _) = felt(team, terms, key, more=-50.0), felt(team, terms, key, more=50.0)
    assert felt(team, terms, key)[1] == pytest.approx((high - low) / 100.0, rel=1e-5)


def test_in_a_team_of_many_everybody_rides_free(key):
    """One's own yuan moves the team's attainment by a tenth in a team of ten."""
    terms = WagerTerms(name="t", win_at=1.0, bonus=9000.0, floor_at=0.0, claw_back=0.0, team=True)
    usual = {"wager": 1, "quarter_sales": 8 / 13 * QUOTA}
    alone = felt(people(1, **usual), terms, key)[1]
    # errors of ten average out by the root of ten, so at the threshold the slope falls by that root only
    assert felt(people(10, **usual), terms, key)[1] == pytest.approx(alone / math.sqrt(10.0), rel=1e-6)
    assert felt(people(3, **usual | {"wager": 0}), terms, key) == (0.0, 0.0)
