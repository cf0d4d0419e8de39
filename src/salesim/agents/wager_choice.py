"""Which wager a rep takes: an own forecast of the quarter, the worth of each entry, a choice with noise.

Able, optimiztic and gain-seeking reps select themselves, so those who take a wager outsell the others with or without
it. What a wager does is seen only beside the same reps who were not offered one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.agents.effort import forecast_attainment, forecast_sigma
from salesim.columns import Tool
from salesim.compiled import compiled
from salesim.pay.component_sums import missing_within
from salesim.pay.measures import SALES
from salesim.pay.periods import A_QUARTER
from salesim.pay.prospect import pick, prospect_value
from salesim.pay.value import expected_pay, expected_pay_below, marginal_pay, normal_cdf, normal_pdf
from salesim.random.distributions import normal
from salesim.random.generator import sequence_key, uniform
from salesim.weeks import QUARTER

FORECAST = int(Tool.FORECAST)
FORECAST_NOISE = 0.5  # share of a rep's forecast error that is a mistake of the moment (A)
MIN_SIGMA = 0.02  # nobody is surer of the own quarter than this (A)


class WagerQuarter(NamedTuple):
    """Numbers of the choice this quarter; one constructor keeps their types fixed."""

    quarter: int
    season: float  # sum of season factors over the quarter
    forecast_error: float
    temperature: float
    symbolic: float
    challenge_lift: float
    loss_curvature: float
    sharper: float = 0.0  # share of its users' forecast errors that a forecast tool takes away


@compiled
def forecast_quarters(reps, numbers, key):
    """Every rep's own forecast of the quarter's attainment and its standard deviation, as the quarter begins.

    The mean is off by the rep's optimism and by a mistake of the moment, N(0, (half of sigma_b)^2); a forecast tool
    takes a share of optimism and sigma_b away.
    """
    for i in range(reps.seat.shape[0]):
        reps.opening_forecast[i] = 0.0
        reps.opening_sigma[i] = 0.0
        if reps.present[i] == 0:
            continue
        left = 1.0 - numbers.sharper * reps.uses[i, FORECAST]
        baseline, quota, error = reps.baseline_sales[i], reps.quota[i], numbers.forecast_error * left
        mean = forecast_attainment(0.0, baseline, numbers.season, reps.pulled[i], quota)
        mistake = FORECAST_NOISE * error * normal(sequence_key(key, reps.seat[i]), numbers.quarter)
        sigma = forecast_sigma(QUARTER, reps.weekly_cv[i], baseline, quota, error, 0.0)
        reps.opening_forecast[i] = mean * (1.0 + mistake) * (1.0 + reps.optimism[i] * left)
        reps.opening_sigma[i] = max(sigma, MIN_SIGMA)


@compiled
def forecast_teams(reps, team, mean, sigma, share):
    """The team's attainment as its members' forecasts make it, to every member: mean, sigma and the own share.

    Parameters
    ----------
    team : (n_seats,) number of each seat's team, below n_seats.
    mean, sigma : (n_seats,) out: sum F_i T_i / sum T_i, and its standard deviation if errors are independent.
    share : (n_seats,) out: T_i / sum T_i, what one's own result counts for.
    """
    n = team.shape[0]
    quotas, sums, squares = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(team.shape[0]):
        if reps.present[i]:
            quotas[team[i]] += reps.quota[i]
            sums[team[i]] += reps.opening_forecast[i] * reps.quota[i]
            squares[team[i]] += (reps.opening_sigma[i] * reps.quota[i]) ** 2
    for i in range(team.shape[0]):
        whole = max(quotas[team[i]], 1e-9)
        mean[i] = sums[team[i]] / whole
        sigma[i] = math.sqrt(squares[team[i]]) / whole
        share[i] = reps.quota[i] / whole


@compiled
def value_wagers(reps, ordinary, menu, numbers, team_mean, team_sigma, team_share, values, wins, loses):
    """What every entry of the menu is worth to every rep, in quarters' commission at quota.

    Parameters
    ----------
    ordinary : Curve of the ordinary plan.
    team_mean, team_sigma, team_share : (n_seats,) as `forecast_teams` says.
    values, wins, loses : (n_seats, n_entries) out: value, and the probabilities to win and to miss the floor as the
        rep sees them.

    A challenge is expected to lift one's own attainment, and a team's by as much as one's share of it.
    """
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0:
            continue
        quota = reps.quota[i]
        unit = max(reps.usual_rate[i] * reps.usual_sales[i] * reps.season_share[i], 1e-9)
        kink_at, kink_rate = ordinary.kink_at[i], ordinary.kink_rate[i]
        jump_at, jump = ordinary.jump_at[i], ordinary.jump[i]
        own_mean, own_sigma = reps.opening_forecast[i] + numbers.challenge_lift, reps.opening_sigma[i]
        for k in range(menu.win_at.shape[0]):
            mean, sigma, floor = own_mean, own_sigma, menu.floor_at[k]
            if menu.team[k]:
                mean, sigma = team_mean[i] + numbers.challenge_lift * team_share[i], max(team_sigma[i], MIN_SIGMA)
            win = 1.0 - normal_cdf((menu.win_at[k] - mean) / sigma)
            lose = normal_cdf((floor - mean) / sigma)
            taken = 0.0
            if menu.claw_back[k] > 0.0 and lose > 1e-12:
                if menu.team[k]:  # what I earn is hardly tied to whether the team misses its floor
                    pay = expected_pay(kink_at, kink_rate, jump_at, jump, own_mean, own_sigma, quota, 1.0)
                else:
                    pay = expected_pay_below(kink_at, kink_rate, jump_at, jump, mean, sigma, quota, floor) / lose
                taken = menu.claw_back[k] * max(pay, 0.0)
            deposit = menu.deposit[k] / unit
            wins[i, k], loses[i, k] = win, lose
            values[i, k] = numbers.symbolic + prospect_value(
                win,
                lose,
                menu.bonus[k] / unit,
                deposit + taken / unit,
                deposit,
                reps.risk_gain[i],
                reps.loss_aversion[i],
                reps.probability_weight[i],
                numbers.loss_curvature,
            )


@compiled
def team_choices(present, team, values, is_team, temperature, quarter, key, chosen):
    """Let teams choose among team entries by their members' mean value; into ``chosen`` (n_seats,), 0 for none.

    Rows of ``chosen`` are numbers of teams.
    """
    n_teams, n = values.shape
    sums, members = np.zeros((n_teams, n)), np.zeros(n_teams)
    for i in range(team.shape[0]):
        if present[i]:
            members[team[i]] += 1.0
            sums[team[i]] += values[i]
    for t in range(n_teams):
        chosen[t] = 0
        if members[t] > 0.0:
            mean = np.where(is_team, sums[t] / members[t], -np.inf)
            chosen[t] = pick(mean, temperature, uniform(key, t, quarter))


@compiled
def choose_wagers(reps, team, team_choice, values, is_team, temperature, quarter, key):
    """Write into ``reps.wager`` what everybody has taken: the team's entry if it has one, else the own choice."""
    for i in range(team.shape[0]):
        reps.wager[i] = 0
        if reps.present[i] == 0:
            continue
        reps.wager[i] = team_choice[team[i]]
        if reps.wager[i] == 0:
            alone = np.where(is_team, -np.inf, values[i])
            reps.wager[i] = pick(alone, temperature, uniform(key, reps.seat[i], quarter))


@compiled
def value_team_wagers(reps, ordinary, menu, week):
    """Add what a team's wager is expected to pay, and its derivative by one's own sales, to what reps go by this week.

    E = D [(B + d) Phi(z_win) - claw-back Phi(-z_floor) E_own] - d, with z = (F - theta) / sigma of the team. One's own
    money moves F by 1 / sum T, which is the free riding, and one's own pay in full.

    Parameters
    ----------
    ordinary : Curve of the ordinary plan, which E_own is expected of.
    week : PayWeek.

    Writes into ``reps.measure_pay`` and ``reps.component_pay``; returns that derivative alone, (n_seats,).
    """
    n = reps.seat.shape[0]
    slopes = np.zeros(n)
    weeks, season = week.weeks_left[A_QUARTER], week.season_left[A_QUARTER]
    late = week.present_bias * week.weekly_discount**weeks
    quotas, sums, squares = np.zeros(n), np.zeros(n), np.zeros(n)
    own_forecast, own_sigma = np.zeros(n), np.zeros(n)
    for i in range(n):
        k, t = reps.wager[i] - 1, reps.wager_team[i]
        if reps.present[i] == 0 or k < 0 or not menu.team[k]:
            continue
        quota, baseline = reps.quota[i], reps.baseline_sales[i]
        missing = missing_within(reps.pulled[i], reps.pulled_instalment[i], weeks)
        own_forecast[i] = forecast_attainment(reps.quarter_sales[i], baseline, season, missing, quota)
        own_sigma[i] = forecast_sigma(
            weeks, reps.weekly_cv[i], baseline, quota, week.forecast_error, week.crediting_error
        )
        quotas[t] += quota
        sums[t] += own_forecast[i] * quota
        squares[t] += (own_sigma[i] * quota) ** 2
    for i in range(n):
        k, t = reps.wager[i] - 1, reps.wager_team[i]
        if reps.present[i] == 0 or k < 0 or not menu.team[k]:
            continue
        quota, whole = reps.quota[i], quotas[t]
        mean, sigma = sums[t] / whole, math.sqrt(squares[t]) / whole
        stake, claw_back = menu.bonus[k] + menu.deposit[k], menu.claw_back[k]
        win, lose = (mean - menu.win_at[k]) / sigma, (menu.floor_at[k] - mean) / sigma
        slope = late * stake * normal_pdf(win) / (sigma * whole)
        pay = late * stake * normal_cdf(win) - menu.deposit[k]
        if claw_back > 0.0:
            kink_at, kink_rate = ordinary.kink_at[i], ordinary.kink_rate[i]
            jump_at, jump = ordinary.jump_at[i], ordinary.jump[i]
            own = (own_forecast[i], own_sigma[i], quota, 1.0)
            earned = expected_pay(kink_at, kink_rate, jump_at, jump, *own)
            kept_back = late * claw_back * normal_cdf(lose)
            slope += late * claw_back * earned * normal_pdf(lose) / (sigma * whole)
            slope -= kept_back * marginal_pay(kink_at, kink_rate, jump_at, jump, *own)
            pay -= kept_back * earned
        slopes[i] = slope
        reps.measure_pay[i, SALES] += slope
        reps.component_pay[i] += pay
    return slopes
