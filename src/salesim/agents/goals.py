"""A goal that one has chosen binds: a reference point below which falling short is felt as a loss.

Below the goal the pull is the steeper slope of losses, given up where the goal is out of reach; past it a rep eases
off; just short of it some invent visits; and who misses it takes it to heart.

What is contested: goals raise output, d = .34 (.28, .41) over 141 trials (Epton, Currie & Armitage 2017), and reps who
chose goal and reward from a menu outsold those with equal quotas (Bommaraju & Hohenberg 2018). But goals breed
cheating, most of it just short of them (Schweitzer, Ordóñez & Douma 2004), and narrow what people do (Ordóñez,
Schweitzer, Galinsky & Bazerman 2009; denied by Locke & Latham 2009). The default is about a third of the effect that
the trials found, as their subjects were not paid for the result.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from salesim.agents.falsified_visits import detection, invented_share
from salesim.columns import Tool
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.pay.value import normal_cdf

CHECK_IN = int(Tool.CHECK_IN)


class GoalParameters(Parameters):
    """What a goal does to who has one, beside all pay."""

    strength: float = parameter(
        0.4,
        about="pull of a goal on drive for each unit of loss aversion above 1, gamma; 0: goals move nobody",
        source="A: about 2 % of sales near the goal, a third of d = .34 (Epton, Currie & Armitage 2017)",
        ge=0,
        le=2,
    )
    given: float | None = parameter(
        None,
        about="attainment that everybody who has chosen nothing from the menu is told to reach, beside the quota; left "
        "out: nobody is told anything",
        source="A",
        gt=0,
        le=3,
    )
    given_commitment: float = parameter(
        0.5,
        about="commitment to a goal that is given; to one that is chosen it is 1",
        source="A: the sign is from Bommaraju & Hohenberg 2018",
        ge=0,
        le=1,
    )
    reach: float = parameter(
        0.25,
        about="distance of a goal above the own forecast over which its pull fades, in attainment",
        source="A",
        ge=0.02,
        le=2,
    )
    easing: float = parameter(
        0.15,
        about="how far a rep eases off once sure of the goal, against its pull, epsilon",
        source="A: Heath, Larrick & Wu 1999",
        ge=0,
        le=1,
    )
    cheating: float = parameter(
        0.1,
        about="what inventing visits seems worth just short of a goal, as a share of what is usually at stake, psi",
        source="A: the sign is from Schweitzer, Ordóñez & Douma 2004",
        ge=0,
        le=2,
    )
    missed: float = parameter(
        0.1,
        about="recognition that a missed goal takes at the quarter's close; foreseen when one chooses, in quarters' "
        "commission",
        source="A",
        ge=0,
        le=2,
    )
    self_command: float = parameter(
        1.0,
        about="what a unit of drive that a goal gives is worth to who chooses, in quarters' commission: people bind "
        "themselves to do what they would else put off",
        source="A: about a third take a goal, as take a contract that can only cost them (Kaur, Kremer & "
        "Mullainathan 2015: 36 %)",
        ge=0,
        le=20,
    )


class GoalNumbers(NamedTuple):
    """The same as kernels take it."""

    strength: float
    reach: float
    easing: float
    cheating: float
    missed: float
    self_command: float


def goal_numbers(goals: GoalParameters) -> GoalNumbers:
    """Numbers of the goals' parameters."""
    return GoalNumbers(*(getattr(goals, name) for name in GoalNumbers._fields))


@compiled
def goal_pull(goal, forecast, sigma, loss_aversion, goals):
    """What a goal adds to drive for a commitment of 1, in the unit of D.

    gamma (lambda - 1) Phi((g - F) / sigma) exp(-(g - F)+ / h) - gamma epsilon Phi((F - g) / sigma)

    Parameters
    ----------
    goal, forecast, sigma : g, F and its standard deviation, attainments at the quarter's end.
    loss_aversion : lambda; who feels losses no more than gains is not pulled.

    References: Heath, Larrick & Wu 1999 (goals as reference points).

    >>> goals = GoalNumbers(0.4, 0.25, 0.15, 0.1, 0.1, 1.0)
    >>> [round(goal_pull(1.0 + gap, 1.0, 0.15, 1.6, goals), 3) for gap in (-0.3, 0.0, 0.1, 0.5)]
    [-0.053, 0.09, 0.105, 0.032]
    """
    short = normal_cdf((goal - forecast) / sigma)
    lost = max(loss_aversion - 1.0, 0.0) * short * math.exp(-max(goal - forecast, 0.0) / goals.reach)
    return goals.strength * (lost - goals.easing * (1.0 - short))


@compiled
def goal_temptation(goal, forecast, sigma, goals):
    """What visits that were never made seem worth near a goal, for a commitment of 1: gamma psi phi(z) / phi(0)."""
    z = (goal - forecast) / sigma
    return goals.strength * goals.cheating * math.exp(-0.5 * z * z)


@compiled
def goal_value(goal, forecast, sigma, loss_aversion, goals):
    """What a goal is worth to who chooses it, in quarters' commission at quota.

    The drive that it will give, less the pain of missing it as it is foreseen, lambda m Phi((g - F) / sigma): worth
    most somewhat above one's own forecast, and little far from it on either side (Harding & Hsiaw 2014).
    """
    pain = loss_aversion * goals.missed * normal_cdf((goal - forecast) / sigma)
    return goals.self_command * goal_pull(goal, forecast, sigma, loss_aversion, goals) - pain


@compiled
def press_goals(reps, goal, commitment, forecast, sigma, goals):
    """Add to ``reps.beside_pay`` what everybody's goal does this week.

    Parameters
    ----------
    goal, commitment, forecast, sigma : (n_seats,); commitment 0: no goal.
    """
    for i in range(goal.shape[0]):
        if commitment[i] > 0.0:
            pull = goal_pull(goal[i], forecast[i], sigma[i], reps.loss_aversion[i], goals)
            reps.beside_pay[i] += commitment[i] * pull


@compiled
def tempt(reps, goal, commitment, forecast, sigma, goals, falsified):
    """Add to ``reps.invented_share`` what goals tempt to; arguments as in `press_goals`.

    A share of reports is linear in what inventing them brings, so that what goals and rewards tempt to adds up.
    """
    for i in range(goal.shape[0]):
        if commitment[i] > 0.0:
            brings = commitment[i] * goal_temptation(goal[i], forecast[i], sigma[i], goals)
            caught = detection(reps.uses[i, CHECK_IN] * (1.0 - reps.waived[i]), falsified)
            more = invented_share(brings, caught, reps.rebound[i], falsified)
            reps.invented_share[i] = min(falsified.most, reps.invented_share[i] + more)


@compiled
def value_goals(reps, menu, goals, lift, team_mean, team_sigma, team_share, values):
    """Add to ``values`` (n_seats, n_entries) of wagers what entries without any money, which are goals, are worth.

    Parameters
    ----------
    lift : rise of own attainment that a rep expects from taking a challenge.
    team_mean, team_sigma, team_share : (n_seats,) of the forecasts of teams.
    """
    for k in range(menu.win_at.shape[0]):
        if menu.bonus[k] > 0.0 or menu.claw_back[k] > 0.0 or menu.deposit[k] > 0.0:
            continue
        for i in range(reps.seat.shape[0]):
            if reps.present[i] == 0:
                continue
            mean, sigma = reps.opening_forecast[i] + lift, reps.opening_sigma[i]
            if menu.team[k]:
                mean, sigma = team_mean[i] + lift * team_share[i], team_sigma[i]
            values[i, k] += goal_value(menu.win_at[k], mean, max(sigma, 1e-3), reps.loss_aversion[i], goals)
