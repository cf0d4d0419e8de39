"""Who reps are: skill, risk attitude, optimism, honesty. Drawn for each person, so that people differ."""

from __future__ import annotations

import numpy as np

from salesim.agents.effort import EffortParameters
from salesim.columns import Reps
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import lognormal_factors

N_TRAITS = 8
N_FIFTHS = 5
FIFTH_ENDS = (-0.8416, -0.2533, 0.2533, 0.8416)  # of a standard normal
MAX_FALSIFIED = 0.9  # share of planned visits that the least honest rep skips (A)


class PeopleParameters(Parameters):
    """How reps differ from each other."""

    skill_sd: float = parameter(
        0.25,
        about="standard deviation of the logarithm of skill",
        source="L: output differs by 20 % of its mean, 15 % under piece rates (Schmidt & Hunter 1983), more in complex "
        "jobs",
        ge=0,
        le=0.5,
    )
    effort_sd: float = parameter(
        0.15,
        about="standard deviation of the logarithm of effort at the same pay: what effort costs a person",
        source="A",
        ge=0,
        le=0.5,
    )
    skill_accounts: float = parameter(
        0.6, about="order rate of the own accounts goes with skill to this power", source="A", ge=0, le=2
    )
    skill_funnel: float = parameter(0.5, about="funnel steps go with skill to this power", source="A", ge=0, le=2)
    risk_gain: float = parameter(
        0.88, about="mean curvature of value, alpha", source="L: Tversky & Kahneman 1992", gt=0, le=1
    )
    risk_gain_sd: float = parameter(0.05, about="its standard deviation", source="A", ge=0, le=0.5)
    loss_aversion: float = parameter(
        1.6, about="mean weight of a loss, lambda", source="L: between the meta-analyses' 1.31 and 1.96", ge=1, le=4
    )
    loss_aversion_sd: float = parameter(0.3, about="its standard deviation", source="A", ge=0, le=2)
    gain_probability_curvature: float = parameter(
        0.61,
        about="mean curvature of probability weighting for gains",
        source="L: Tversky & Kahneman 1992",
        gt=0.28,
        le=1,
    )
    gain_probability_sd: float = parameter(0.05, about="its standard deviation", source="A", ge=0, le=0.5)
    optimism: float = parameter(0.03, about="mean relative bias of a rep's own forecast", source="A", ge=-0.5, le=0.5)
    optimism_sd: float = parameter(0.08, about="its standard deviation", source="A", ge=0, le=0.5)
    honesty_sd: float = parameter(
        0.5,
        about="standard deviation of the logarithm of the share of visits that a rep falsifies",
        source="A",
        ge=0,
        le=2,
    )
    training_half_life_weeks: float = parameter(
        78.0, about="weeks in which half of what was trained is lost", unit="week", source="A", gt=0, le=5200
    )


def sample_people(
    reps: Reps,
    rows: np.ndarray,
    z: np.ndarray,
    people: PeopleParameters,
    effort: EffortParameters,
    falsified_share: float,
    shift: float = 0.0,
) -> None:
    """Give the persons in seats ``rows`` their traits, from standard normals ``z`` (n, N_TRAITS) of their address.

    Skill and effort at the same pay are lognormal with mean 1; ``shift`` is added to log skill, for hires whom a plan
    draws. Traits stay within what is known of people, whatever is drawn: skill from a third to three times the mean,
    curvatures of value and probability where they still rise, loss aversion from none to 4.
    """
    reps.base_effort[rows] = np.clip(lognormal_factors(people.effort_sd, z[:, 5]), 0.5, 2.0)
    reps.skill[rows] = np.clip(lognormal_factors(people.skill_sd, z[:, 0]) * np.exp(shift), 1 / 3, 3.0)
    reps.experience[rows] = 0.0
    reps.risk_gain[rows] = np.clip(people.risk_gain + people.risk_gain_sd * z[:, 1], 0.5, 1.0)
    reps.loss_aversion[rows] = np.clip(people.loss_aversion + people.loss_aversion_sd * z[:, 2], 1.0, 4.0)
    curvature = people.gain_probability_curvature + people.gain_probability_sd * z[:, 3]
    reps.probability_weight[rows] = np.clip(curvature, 0.3, 1.0)
    reps.optimism[rows] = np.clip(people.optimism + people.optimism_sd * z[:, 4], -0.4, 0.5)
    reps.ratchet_belief[rows] = np.clip(effort.ratchet_mean + effort.ratchet_sd * z[:, 6], 0.0, 1.0)
    reps.falsified_share[rows] = np.clip(falsified_share * np.exp(people.honesty_sd * z[:, 7]), 0.0, MAX_FALSIFIED)
    reps.recognition[rows] = 0.0
    reps.training[rows] = 0.0
    reps.training_days[rows] = 0
    reps.leaves_week[rows] = 0
    reps.rebound[rows] = 0.0
    reps.peer_exits[rows] = 0.0
    reps.lost_wagers[rows] = 0.0
    reps.coaching_until[rows] = 0
    reps.relief_until[rows] = 0
    reps.wager[rows] = 0
    reps.uses[rows] = 0
    reps.fatigue[rows] = 0.0


def skill_fifths(skill: np.ndarray, skill_sd: float) -> np.ndarray:
    """Fifth of today's people by skill, from 0 the weakest to 4 the best, (n,); all in the middle if all are alike.

    Fifths of the distribution that people are drawn from, so that they are the same in all options and years.
    """
    if skill_sd == 0.0:
        return np.full(len(skill), N_FIFTHS // 2)
    z = (np.log(skill) + 0.5 * skill_sd**2) / skill_sd
    return np.searchsorted(FIFTH_ENDS, z)


def hire(reps: Reps, seat: int, week: int) -> None:
    """A new holder takes the seat; traits are drawn separately with `sample_people`."""
    reps.present[seat] = 1
    reps.hired_week[seat] = week
