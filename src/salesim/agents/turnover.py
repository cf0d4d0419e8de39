"""Reps stay or quit; a vacant seat is filled after some weeks and the new rep ramps up.

Who quits gives notice and works on with less drive; colleagues learn of it then, some follow and all lose drive for a
while. Salespeople whose peers leave are likelier to leave themselves (Sunder, Kumar, Goreczny & Maurer 2017); shop
teams sell less from notice on, though little in all: a tenth more turnover costs as much as .6 % of wages (Kuhn & Yu
2021).
Contested is what is cause: what drives one away, or a manager, may drive and dishearten the others, too. Effects are
therefore small, and quitting must not feed on itself (`highest_base`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from pydantic import model_validator

from salesim.columns import Tool
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.phrase import Phrase
from salesim.random.generator import uniform

CHECK_IN = int(Tool.CHECK_IN)


class TurnoverParameters(Parameters):
    """What drives reps away, and how long it takes to replace them."""

    weekly_base: float = parameter(
        0.0055, about="probability to quit in a week under today's plan", unit="1/week", source="L", gt=0, lt=0.5
    )
    outside_option: float = parameter(
        2.0,
        about="effect of the logarithm of own pay over what others pay for the same skill, keeping people, eta",
        source="L: 2 to 3 in quasi-experiments (Naidu & Carr 2022)",
        ge=0,
        le=10,
    )
    outside_skill: float = parameter(
        2.0,
        about="that effect grows with skill to this power, mu: others look for the best",
        source="A: towards Sandvik, Saouma, Seegert & Stanton 2021, where a cut drove out the most productive",
        ge=0,
        le=5,
    )
    outside_pay: float = parameter(
        1.0,
        about="what others pay under every option, against today's usual pay here; weekly_base stays what is usual",
        source="A",
        ge=0.5,
        le=2,
    )
    pay_memory: float = parameter(
        0.04, about="weight of the newest week in the pay that a rep has come to expect", source="A", gt=0, le=1
    )
    hire_selection: float = parameter(
        1.5,
        about="how far a plan with more at stake draws abler people, eta_a: hires' mean log skill rises by this times "
        "the variance of log skill times what more is at stake",
        source="A: the sign is Lazear's (2000), who puts half of 44 % down to selection, in a trade without accounts",
        ge=0,
        le=20,
    )
    inequity: float = parameter(
        0.5,
        about="effect of pay below what the region's colleagues get for the same attainment, as a share of it",
        source="A",
        ge=0,
        le=10,
    )
    overload: float = parameter(0.5, about="effect of effort above normal, per unit of effort", source="A", ge=0, le=10)
    attainment: float = parameter(0.5, about="effect of being below quota, per squared unit", source="A", ge=0, le=10)
    standing: float = parameter(
        3.0,
        about="effect of expected attainment below the region's colleagues': who does worse leaves, or is let go",
        source="L: performance and turnover correlate by -.17 to -.31 (Williams & Livingstone 1994), and with the pull "
        "of others on the best the weakest and the best leave most (Trevor, Gerhart & Boudreau 1997)",
        ge=0,
        le=10,
    )
    lost_wager: float = parameter(0.6, about="effect of a wager just lost", source="A", ge=0, le=10)
    peers: float = parameter(
        2.0,
        about="effect of the share of the region's colleagues who quit lately, beyond the usual",
        source="A",
        ge=0,
        le=20,
    )
    exit_half_life_weeks: float = parameter(
        8.0, about="weeks in which the memory of colleagues who quit halves", unit="week", source="A", gt=0, le=520
    )
    morale: float = parameter(
        0.5,
        about="drive lost for each unit of the share of the region's colleagues who quit lately, beyond the usual; "
        "gained where fewer did",
        source="A: sign by Kuhn & Yu 2021 (shop teams sell less around an exit); Sunder, Kumar, Goreczny & Maurer 2017 "
        "find contagion among salespeople, but common causes and managers may be behind both",
        ge=0,
        le=5,
    )
    notice_weeks: int = parameter(
        4,
        about="weeks between the decision to quit, which colleagues learn at once, and leaving",
        unit="week",
        source="A: 30 days by China's labor law; Kuhn & Yu 2021: most is lost between notice and leaving",
        ge=0,
        le=13,
    )
    notice_slack: float = parameter(
        0.3, about="share of their drive that those lose who have given notice", source="A", ge=0, le=1
    )
    recognition: float = parameter(
        0.3, about="effect of the stock of recognition, keeping people", source="A", ge=0, le=10
    )
    vacancy_weeks_low: float = parameter(
        8.0, about="shortest vacancy", unit="week", source="V: two to three months", ge=0, le=520
    )
    vacancy_weeks_high: float = parameter(
        13.0, about="longest vacancy", unit="week", source="V: two to three months", ge=0, le=520
    )
    hiring_weeks: int = parameter(
        10,
        about="weeks from the decision for more reps until they begin, all of a date together",
        unit="week",
        source="A: as long as vacancies take, two to three months",
        ge=0,
        le=104,
    )
    ramp_start: float = parameter(0.6, about="visit quality of a new rep against a settled one", source="V", gt=0, le=1)
    ramp_weeks: float = parameter(
        22.0, about="weeks until a new rep is settled", unit="week", source="V: five months", ge=1, le=520
    )
    closing_cost: float = parameter(
        30000.0, about="severance when a seat is closed", unit="money", source="A: about three months' full pay", ge=0
    )
    hiring_cost: float = parameter(
        20000.0,
        about="recruiting and training of one rep",
        unit="money",
        source="A: about a month's full pay twice",
        ge=0,
    )

    @model_validator(mode="after")
    def _in_order(self) -> TurnoverParameters:
        if self.vacancy_weeks_low > self.vacancy_weeks_high:
            raise ValueError(
                Phrase(
                    "vacancy_weeks_low must not exceed vacancy_weeks_high ({vacancy_weeks_high:g})",
                    vacancy_weeks_high=self.vacancy_weeks_high,
                )
            )
        return self

    @model_validator(mode="after")
    def _settles(self) -> TurnoverParameters:
        most = highest_base(self.peers, exits_kept(self.exit_half_life_weeks))
        if self.weekly_base >= most:
            raise ValueError(
                Phrase(
                    "weekly_base must lie below {most:.3g}, or quitting would feed on itself: that follows "
                    "from peers ({peers:g}) and exit_half_life_weeks ({exit_half_life_weeks:g})",
                    most=most,
                    peers=self.peers,
                    exit_half_life_weeks=self.exit_half_life_weeks,
                )
            )
        return self


def exits_kept(half_life_weeks: float) -> float:
    """Share of the memory of colleagues who quit that is left after a week."""
    return 0.5 ** (1.0 / half_life_weeks)


def highest_base(peers: float, kept: float) -> float:
    """The base rate of quitting h up to which a region where people quit settles down again; 1 if any does.

    The memory x of exits follows x <- k x + h(x) with a logit hazard that rises by c for each unit of x. A disturbance
    fades if k + c h (1 - h) < 1.

    >>> round(highest_base(2.0, exits_kept(8.0)), 4), highest_base(0.0, 0.9)
    (0.0434, 1.0)
    """
    most = (1.0 - kept) / peers if peers > 0.0 else 1.0
    return 0.5 - math.sqrt(0.25 - most) if most < 0.25 else 1.0


SALES_BY_SKILL = 0.8  # what a rep sells goes with skill to this power, in this model (experiments/steady_state.py)
MOST_LOGIT = 50.0  # of quitting or staying: whoever has more is as certain, and the odds stay a number
NEW_TO_A_QUARTER = 0.25  # share of a quarter's time before which nobody minds the own attainment (A)


class StayWeek(NamedTuple):
    """Numbers of the stay-or-quit rule this week; one constructor keeps their types fixed."""

    week: int
    base: float
    usual_odds: float  # factor on the odds of quitting that was usual in the burn-in
    outside_option: float
    outside_skill: float
    outside_pay: float  # money a quarter, of a rep of mean skill
    usual_stake: float
    pay_memory: float
    ramp_weeks: float
    inequity: float
    overload: float
    attainment: float
    standing: float
    lost_wager: float
    peers: float
    recognition: float
    resentment: float  # of being checked
    exits_kept: float  # of the memory of colleagues who quit, over a week
    season_left: float  # sum of season factors over the quarter's weeks after this one
    quarter_share: float  # of the quarter's quota that is planned up to this week's end
    salary: np.ndarray  # (n_plans,) money a quarter


@compiled
def usual_exits(base, exits_kept):
    """What the memory of colleagues who quit settles at if everybody quits at the base rate: h / (1 - k)."""
    return base / (1.0 - exits_kept)


@compiled
def ramp(weeks_since_hired, ramp_start, ramp_weeks):
    """Visit quality of a rep hired so many weeks ago, against a settled one: a straight line from start to 1."""
    return min(1.0, ramp_start + (1.0 - ramp_start) * weeks_since_hired / ramp_weeks)


@compiled
def outside_gap(pay, skill, outside_pay, usual_stake):
    """Logarithm of a rep's pay over what others pay for the same skill: ln(W / [W_m (1 - x_ref + x_ref s^sigma)]).

    Others pay the share x_ref for what a rep sells, which goes with skill to the power sigma.
    """
    return math.log(max(pay, NO_MONEY) / (max(outside_pay, NO_MONEY) * skill_premium(skill, usual_stake)))


@compiled
def skill_premium(skill, usual_stake):
    """What others pay for a skill against the mean one: 1 - x_ref + x_ref s^sigma."""
    return 1.0 - usual_stake + usual_stake * skill**SALES_BY_SKILL


@compiled
def quit_logit(outside, inequity, overload, off_quota, behind, lost_wagers, exits, recognition, checked, week):
    """What everything unusual adds to the logit of quitting, each cause weighted by its coefficient.

    ``outside`` is s^mu times the `outside_gap`, which keeps people where it is positive; ``behind`` is the attainment
    by which colleagues are ahead.
    """
    return (
        -week.outside_option * outside
        + week.inequity * inequity
        + week.overload * overload
        + week.attainment * off_quota
        + week.standing * behind
        + week.lost_wager * lost_wagers
        + week.peers * exits
        - week.recognition * recognition
        + week.resentment * checked
    )


@compiled
def quit_probability(base, usual_odds, logit):
    """Probability to quit this week: the base rate's odds x e^logit over the factor that is usual today."""
    odds = base / (1.0 - base) * math.exp(logit) / usual_odds
    return odds / (1.0 + odds)


@compiled
def inequity(salary, pay, attainment, others_pay, others_attainment):
    """Pay below what colleagues would get for one's own attainment, as a share of it; 0 if one gets as much or more.

    1 - (salary + v) / (salary + u A)

    Parameters
    ----------
    salary, pay : of a quarter; v, the variable pay that one expects.
    attainment : A, that one expects.
    others_pay, others_attainment : sums over the colleagues; u is the one over the other.

    Equity theory (Adams 1965): what one gets for what one brings is held against what others get for it.
    """
    if others_attainment <= 0.0:
        return 0.0
    return max(0.0, 1.0 - (salary + pay) / (salary + others_pay / others_attainment * attainment))


@compiled
def expect_pay(reps, week):
    """Let the pay that reps have come to expect follow what they expect of this quarter.

    Who is still settling in goes by what the plan pays at quota: the weeks of learning are no disappointment.
    """
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0:
            continue
        settled = week.week - reps.hired_week[i] >= week.ramp_weeks
        pay = week.salary[reps.plan[i]] + reps.expected_pay[i] if settled else reps.pay_at_quota[i]
        weight = week.pay_memory if reps.own_pay[i] > 0.0 else 1.0
        reps.own_pay[i] += weight * (pay - reps.own_pay[i])
        reps.outside_gap[i] = outside_gap(reps.own_pay[i], reps.skill[i], week.outside_pay, week.usual_stake)


@compiled
def who_quits(reps, n_teams, week, key, quits, odds):
    """Mark in ``quits`` (n_seats,) who decides to quit this week; ``odds`` (n_seats,) is the factor on the odds of it.

    Who has given notice has decided. Who is far below quota despairs. Who is far above is hired away where others
    would pay more: `outside_gap`.
    """
    n = reps.seat.shape[0]
    as_usual = usual_exits(week.base, week.exits_kept)
    attainment = np.zeros(n)
    team_pay, team_attainment, people = np.zeros(n_teams), np.zeros(n_teams), np.zeros(n_teams)
    for i in range(n):
        if reps.present[i] == 0 or reps.quota[i] <= 0.0:
            continue
        ahead = reps.baseline_sales[i] * week.season_left
        attainment[i] = (reps.quarter_sales[i] + ahead) / reps.quota[i]
        team_pay[reps.team[i]] += reps.expected_pay[i]
        team_attainment[reps.team[i]] += attainment[i]
        people[reps.team[i]] += 1.0
    for i in range(n):
        quits[i] = False
        odds[i] = 1.0
        if reps.present[i] == 0 or reps.leaves_week[i] > 0:
            continue
        share = reps.season_share[i]
        off = 0.0
        passed = (week.quarter_share - (1.0 - share)) / share  # of the time that this holder has had
        if passed > NEW_TO_A_QUARTER and reps.quota[i] > 0.0:
            off = max(0.0, 1.0 - reps.quarter_sales[i] / (reps.quota[i] * passed))
        logit = quit_logit(
            reps.skill[i] ** week.outside_skill * reps.outside_gap[i],
            inequity(
                week.salary[reps.plan[i]],
                reps.expected_pay[i],
                attainment[i],
                team_pay[reps.team[i]] - reps.expected_pay[i],
                team_attainment[reps.team[i]] - attainment[i],
            ),
            max(0.0, reps.effort[i] / reps.base_effort[i] - 1.0),
            off * off,
            min(max(team_attainment[reps.team[i]] / max(people[reps.team[i]], 1.0) - attainment[i], -1.0), 1.0),
            reps.lost_wagers[i],
            reps.peer_exits[i] - as_usual,
            reps.recognition[i],
            reps.uses[i, CHECK_IN] * (1.0 - reps.waived[i]),
            week,
        )
        logit = max(-MOST_LOGIT, min(logit, MOST_LOGIT))
        odds[i] = math.exp(logit)
        chance = quit_probability(week.base, week.usual_odds, logit)
        quits[i] = uniform(key, reps.seat[i], week.week) < chance


@compiled
def quit_as_usual(reps, week, key, quits):
    """Mark in ``quits`` (n_seats,) who decides to quit this week where everybody does at the usual rate."""
    for i in range(reps.seat.shape[0]):
        quits[i] = uniform(key, reps.seat[i], week.week) < week.base


@compiled
def remember_exits(reps, n_teams, kept, quits):
    """Everybody's memory of colleagues who quit: ``kept`` of it, and this week's share of the manager's people.

    ``quits`` (n_seats,) marks who has decided to: colleagues learn of it when notice is given.
    """
    people, left = np.zeros(n_teams), np.zeros(n_teams)
    for i in range(reps.seat.shape[0]):
        people[reps.team[i]] += reps.present[i]
        left[reps.team[i]] += quits[i]
    for i in range(reps.seat.shape[0]):
        reps.peer_exits[i] = kept * reps.peer_exits[i] + left[reps.team[i]] / max(people[reps.team[i]], 1.0)
