"""How hard a rep works: effort from what is at stake, the pay of one more currency unit of sales against all pay.

The rule gives the goal gradient (harder near a threshold), giving up (far below it), slack past a quota and past a
cap, without any of them being put in. What orders are moved in time is in `timing`, what time is spent on in `work`.

Effort is anchored in what pay is at stake, never in today's plan: x = M B / (W_i^omega W_m^(1 - omega)) with M the pay
of one more unit of sales, B what the seat's customers usually buy (never the quota: a target out of reach puts nothing
at stake), W_i all pay at quota under the option's own plan, and W_m what is usual today.
Drive D = kappa + (1 - kappa) x / x_ref + recognition + what goals, awards and contests add - what colleagues who quit
take; effort e = e0 (D / D-bar)^rho. D-bar is the mean drive under today's plan: a firm's rates are observed under it,
so that today's effort is the unit.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.agents.falsified_visits import detection, invented_share
from salesim.agents.line_time import pay_of_lines
from salesim.agents.timing import TimingParameters
from salesim.agents.work import CASH, SALES, VISITS, split_work
from salesim.columns import Tool
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY, parameter
from salesim.pay.component_sums import missing_within
from salesim.pay.value import normal_cdf, pay_and_slope, quota_slope
from salesim.weeks import QUARTER

CHECK_IN = int(Tool.CHECK_IN)


class EffortParameters(TimingParameters):
    """How reps respond to pay."""

    floor: float = parameter(
        0.45,
        about="part of effort that does not depend on pay, kappa",
        source="A: calibrated on P1 and P5 (experiments/published_findings.py)",
        ge=0,
        le=1,
    )
    exponent: float = parameter(
        0.49,
        about="response of effort to drive, rho",
        source="A: calibrated on P1, P5 and P15 (experiments/published_findings.py)",
        ge=0,
        le=2,
    )
    usual_stake: float = parameter(
        0.40,
        about="share of pay that is at stake in a usual plan, x_ref",
        source="L: pay mixes of 60 to 40 are usual in the USA (Zoltners, Sinha & Lorimer 2006)",
        gt=0,
        le=1,
    )
    own_pay_weight: float = parameter(
        0.15,
        about="weight of the own plan's pay, against today's usual, in what a stake is measured by, omega",
        source="A: from P2, P15 and P16 (experiments/published_findings.py); 1 would be the elasticity of pay in sales",
        ge=0,
        le=1,
    )
    lowest: float = parameter(0.4, about="least effort", source="A", gt=0, le=1)
    highest: float = parameter(1.6, about="greatest effort", source="A", ge=1, le=3)
    present_bias: float = parameter(
        0.77,
        about="what late pay is worth against pay today, beta",
        source="A: salespeople are present-biased (Chung, Steenburgh & Sudhir 2014); estimates run from about .7 to 1, "
        "nearer to 1 for money than for effort (Imai, Rutter & Camerer 2021)",
        gt=0,
        le=1,
    )
    weekly_discount: float = parameter(
        0.96, about="further discount of a week, delta", unit="1/week", source="A", gt=0, le=1
    )
    payday_discount: float = parameter(
        0.96,
        about="what pay earned now is felt as, for each week until the next pay run, against the mean of a pay period",
        unit="1/week",
        source="A: the sign by Kaur, Kremer & Mullainathan 2015, whose 8 % within a week would be .75 a week, which a "
        "month cannot have; hardly any bias for money in Augenblick, Niederle & Sprenger 2015",
        ge=0.7,
        le=1,
    )
    loss_frame: float = parameter(
        0.5,
        about="share of a rep's loss aversion that is felt for a bonus paid in advance",
        source="A: bounded, as field experiments find little (0 to 2 % of sales)",
        ge=0,
        le=1,
    )
    visits_exponent: float = parameter(0.7, about="visits grow with effort to this power", source="A", ge=0, le=2)
    quality_exponent: float = parameter(
        0.2, about="visit quality grows with effort to this power", source="A", ge=0, le=2
    )
    closing_exponent: float = parameter(
        0.22, about="order rate of the own accounts grows with effort to this power", source="A", ge=0, le=2
    )
    vacant: float = parameter(
        0.85,
        about="effort that a vacant seat's accounts feel when they order: the desk and colleagues answer them",
        source="A: customers order by themselves what they know (experiments/carry_over.py)",
        gt=0,
        le=1,
    )
    acquisition_exponent: float = parameter(
        0.5, about="funnel steps grow with effort to this power", source="A", ge=0, le=2
    )
    forecast_weight: float = parameter(
        0.06, about="weight of the newest week in a rep's forecast", source="A", gt=0, le=1
    )
    forecast_error: float = parameter(
        0.15, about="error of a rep's estimate of the own weekly sales, sigma_b", source="A", ge=0, le=2
    )
    crediting_error: float = parameter(
        0.05,
        about="uncertainty of what is credited, sigma_0; without it a bonus would not act in the last week",
        source="A",
        gt=0,
        le=1,
    )
    ratchet_mean: float = parameter(
        0.2, about="mean share of the quota's ratchet that reps foresee, chi", source="A", ge=0, le=1
    )
    ratchet_sd: float = parameter(0.2, about="its standard deviation", source="A", ge=0, le=1)


class EffortWeek(NamedTuple):
    """Numbers of the effort rule this week; one constructor keeps their types fixed."""

    weeks_left: int  # of the quarter, this week included
    season_left: float  # sum of season factors over those weeks
    season_next: float  # sum of season factors over the next quarter
    usual_pay: float  # W_m, money a quarter
    usual_drive: float  # D-bar
    usual_stake: float  # x_ref
    own_pay_weight: float  # omega
    floor: float
    exponent: float
    lowest: float
    highest: float
    present_bias: float
    weekly_discount: float
    payday_weight: np.ndarray  # (n_plans,) of what is earned now, 1 on average over a pay period
    forecast_error: float
    crediting_error: float
    quota_uncertainty: float
    ratchet_up: float
    ratchet_down: float
    recognition_effect: float
    fatigue_effect: float
    morale: float  # drive lost for each unit of exits beyond the usual
    usual_exits: float
    notice_slack: float  # share of drive lost under notice


@compiled
def forecast_attainment(sales, baseline, season_left, pulled, quota):
    """Attainment that a rep expects at the quarter's end: (S + b-hat x season left - debit of pulled orders) / T."""
    return (sales + baseline * season_left - pulled) / quota


@compiled
def forecast_sigma(weeks_left, weekly_cv, baseline, quota, forecast_error, crediting_error):
    """Standard deviation of that forecast: n sigma_w^2 w^2 + (n sigma_b w)^2 + sigma_0^2, w = b-hat / T."""
    w = baseline / quota
    return math.sqrt(weeks_left * (weekly_cv * w) ** 2 + (weeks_left * forecast_error * w) ** 2 + crediting_error**2)


@compiled
def forecast_all(reps, week):
    """Attainment that everybody expects at the quarter's end, and its standard deviation, (2, n_seats).

    A vacant seat expects nothing: 0 and 1.
    """
    found = np.zeros((2, reps.seat.shape[0]))
    found[1] = 1.0
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 1:
            quota, baseline = reps.quota[i], reps.baseline_sales[i]
            missing = missing_within(reps.pulled[i], reps.pulled_instalment[i], week.weeks_left)
            found[0, i] = forecast_attainment(reps.quarter_sales[i], baseline, week.season_left, missing, quota)
            found[1, i] = forecast_sigma(
                week.weeks_left, reps.weekly_cv[i], baseline, quota, week.forecast_error, week.crediting_error
            )
    return found


@compiled
def usual_rate(pay_at_quota, usual_pay, own_pay_weight, usual_stake, usual_sales):
    """Pay for one more currency unit of sales that makes a usual stake: x_ref W_i^omega W_m^(1 - omega) / B.

    Parameters
    ----------
    pay_at_quota, usual_pay : W_i and W_m [money a quarter].
    usual_sales : B of a whole quarter [money].
    """
    own = max(pay_at_quota, NO_MONEY) ** own_pay_weight * max(usual_pay, NO_MONEY) ** (1.0 - own_pay_weight)
    return usual_stake * own / max(usual_sales, NO_MONEY)


@compiled
def set_usual_rates(reps, week):
    """Write everybody's usual rate of the quarter that opens into ``reps.usual_rate``."""
    for i in range(reps.seat.shape[0]):
        reps.usual_rate[i] = usual_rate(
            reps.pay_at_quota[i], week.usual_pay, week.own_pay_weight, week.usual_stake, reps.usual_sales[i]
        )


@compiled
def drive(marginal, usual_rate, recognition, floor):
    """What drives a rep: D = kappa + (1 - kappa) M / usual rate + recognition, never below 0."""
    return max(floor + (1.0 - floor) * max(marginal, 0.0) / usual_rate + recognition, 0.0)


@compiled
def lost_morale(exits, usual_exits, morale):
    """Drive that colleagues who quit take: m (x - usual), negative where fewer quit than usual.

    Signed, as in `turnover.quit_logit`, so that a firm in which as many quit as usual works as usual. One exit in a
    region of ten costs D m / 10 at first, and over all weeks m / 10 / (1 - k) with k what is remembered after a week.
    """
    return morale * (exits - usual_exits)


@compiled
def effort(base_effort, drive, usual_drive, exponent, lowest, highest):
    """Effort e = clip(e0 (D / D-bar)^rho, lowest, highest).

    ``usual_drive`` is one constant of the baseline, never recomputed in an arm, so that today's plan gives e0 on
    average and a richer plan more.
    """
    return min(highest, max(lowest, base_effort * (drive / usual_drive) ** exponent))


@compiled
def choose_effort(first, last, reps, curve, ordinary, week, work, falsified):
    """Effort, what it is spent on and marginal pay for seats ``first`` to ``last``.

    Parameters
    ----------
    curve : Curve of this quarter, wagers included.
    ordinary : Curve without wagers, what next quarter will look like.
    week, work, falsified : EffortWeek, WorkWeek, Falsified.

    Rewards for reported visits raise effort beyond what sales are worth; ``reps.sales_aim`` is the part of effort that
    is meant for sales.
    """
    late = week.present_bias * week.weekly_discount**week.weeks_left
    later = week.present_bias * week.weekly_discount ** (week.weeks_left + QUARTER)
    lines, values = work.lines, np.empty(work.lines.share.shape[0])
    for i in range(first, last):
        if reps.present[i] == 0:
            rest(reps, i)
            continue
        quota, plan = reps.quota[i], reps.plan[i]
        felt = week.payday_weight[plan]
        baseline = reps.baseline_sales[i]
        missing = missing_within(reps.pulled[i], reps.pulled_instalment[i], week.weeks_left)
        f = forecast_attainment(reps.quarter_sales[i], baseline, week.season_left, missing, quota)
        sigma = forecast_sigma(
            week.weeks_left, reps.weekly_cv[i], baseline, quota, week.forecast_error, week.crediting_error
        )
        # rates are felt by the next pay run, bonuses by the quarter's end
        at, now = pay_and_slope(
            curve.kink_at[i], curve.kink_rate[i], curve.jump_at[i], curve.jump[i], f, sigma, quota, late / felt
        )
        now *= felt
        share = reps.season_share[i]
        paid_for = 1.0 - reps.settled_share[i] if reps.settled_share[i] > 0.0 else share  # by the plan of now
        reps.expected_pay[i] = at / paid_for + reps.component_pay[i]
        # next quarter: unknown quota, ordinary plan
        whole = quota / share  # the quota of a whole quarter
        next_f = baseline * week.season_next / whole
        next_sigma = math.sqrt(
            forecast_sigma(QUARTER, reps.weekly_cv[i], baseline, whole, week.forecast_error, week.crediting_error) ** 2
            + week.quota_uncertainty**2
        )
        up = normal_share(f, sigma)
        ratchet = week.ratchet_up * up + week.ratchet_down * (1.0 - up)
        loss = (
            reps.ratchet_belief[i]
            * ratchet
            * quota_slope(
                ordinary.kink_at[i],
                ordinary.kink_rate[i],
                ordinary.jump_at[i],
                ordinary.jump[i],
                next_f,
                next_sigma,
                whole,
                later,
            )
        )
        rate = usual_rate(
            reps.pay_at_quota[i], week.usual_pay, week.own_pay_weight, week.usual_stake, reps.usual_sales[i]
        )
        reps.usual_rate[i] = rate
        # a sale also counts towards further components on sales and, once paid, on cash, and on its line and margin
        every = now - loss + reps.measure_pay[i, SALES] + reps.measure_pay[i, CASH]
        marginal = pay_of_lines(
            every, reps.measure_pay[i], reps.measure_rate[i], rate, week.floor, lines, values, reps.line_sales[i]
        )
        reps.marginal_pay[i] = marginal
        usual_visits = reps.usual_visits[i]
        # a rep's numbers, not the whole of reps: handing over a hundred columns would take as long as all the rest
        marginals = work.credit_existing[plan] * marginal, work.credit_new[plan] * marginal
        selling, by_visits, by_care, tilt, care, recorded = split_work(
            marginals, reps.measure_pay[i], usual_visits, baseline, rate, week.floor, week.usual_drive, work
        )
        reps.prospect_tilt[i] = tilt
        reps.care[i] = care
        reps.data_quality[i] = recorded
        caught = detection(reps.uses[i, CHECK_IN] * (1.0 - reps.waived[i]), falsified)
        reward = reps.measure_pay[i, VISITS] * usual_visits / max(baseline, NO_MONEY) / rate
        reps.invented_share[i] = invented_share(reward, caught, reps.rebound[i], falsified)
        bonus = week.recognition_effect * reps.recognition[i] + reps.beside_pay[i]
        bonus -= lost_morale(reps.peer_exits[i], week.usual_exits, week.morale)
        limits = (week.usual_drive, week.exponent, week.lowest, week.highest)
        cares = 1.0 - week.notice_slack if reps.leaves_week[i] > 0 else 1.0
        for_sales = cares * drive(selling + by_care, rate, bonus, week.floor)
        of_all = cares * drive(selling + by_care + by_visits, rate, bonus, week.floor)
        reps.drive[i] = of_all
        chosen = effort(reps.base_effort[i], of_all, *limits)
        for_sales = chosen if by_visits <= 0.0 else effort(reps.base_effort[i], for_sales, *limits)
        reps.sales_aim[i] = for_sales / chosen
        reps.effort[i] = max(week.lowest, chosen * (1.0 - week.fatigue_effect * reps.fatigue[i]))


@compiled
def rest(reps, i):
    """A vacant seat makes no effort."""
    reps.effort[i] = 0.0
    reps.marginal_pay[i] = 0.0
    reps.pull[i] = 0.0
    reps.discount[i] = 0.0
    reps.invented_share[i] = 0.0
    reps.sales_aim[i] = 1.0
    reps.prospect_tilt[i] = 1.0
    reps.care[i] = 1.0


@compiled
def normal_share(forecast, sigma):
    """Probability, as a rep sees it, to end the quarter above quota."""
    return normal_cdf((forecast - 1.0) / sigma)
