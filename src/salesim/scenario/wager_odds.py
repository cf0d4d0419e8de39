"""The odds of a scenario's wagers before anything is simulated, from how far quotas err."""

from __future__ import annotations

import math
from typing import NamedTuple

from salesim.pay.value import normal_cdf
from salesim.phrase import Phrase, told
from salesim.policy.quotas import QuotaParameters
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.weeks import QUARTER
from salesim.wording import percent
from salesim.wording.text import N_

WEEKLY_CV = 0.33  # of a rep's sales (A); a quarter averages over 13 weeks
LASTING_SD = 0.27  # of what lasts longer: accounts that drift, attacks, slumps (A: experiments/steady_state.py)
UNITS_OF_THE_DELTA = 11  # of the market that a scenario has unless it says where it is
RARE = 0.005  # what happens less often happens to nobody


class WagerOdds(NamedTuple):
    """How often an entry of a policy's menu is won and lost."""

    policy: str
    wager: str
    p_win: float
    p_lose: float

    @property
    def one_sided(self) -> str:
        """``win`` or ``lose`` if nobody does; else empty."""
        return "win" if self.p_win < RARE else "lose" if self.p_lose < RARE else ""


def expected_odds(scenario: Scenario) -> list[WagerOdds]:
    """Odds of every wager on a policy's menu, without its effect on effort.

    Attainment is taken as lognormal, with mean 1 under the usual stretch and variance
    sd_lasting^2 + sd_quarter^2 + .27^2 + cv^2 / 13; a team of n has an n-th of that variance. Without a bonus nobody
    wins, without claw-back and deposit nobody loses.
    """
    found = []
    usual_stretch = QuotaParameters().stretch  # asks for what reps reach on average
    for policy in scenario.policies:
        force = apply_policy(scenario, policy).sales_force
        errors = force.quotas.lasting_error**2 + force.quotas.quarter_error**2
        variance = errors + LASTING_SD**2 + WEEKLY_CV**2 / QUARTER
        mean = (1.0 + usual_stretch) / (1.0 + force.quotas.stretch)
        members = float(force.wager.team_size)
        n_areas = n_units(scenario)
        if force.wager.team == "region" and n_areas:
            members = max(force.team.reps / n_areas, 1.0)
        for terms in force.wager.menu:
            if terms.is_goal:
                continue  # nothing can be won or lost
            sd = max(math.sqrt(variance / (members if terms.team else 1.0)), 1e-6)
            p_win = 1.0 - below_probability(terms.win_at / mean, sd) if terms.bonus > 0 else 0.0
            found.append(WagerOdds(policy, terms.name, p_win, below_probability(terms.costs_below / mean, sd)))
    return found


def below_probability(attainment: float, sd: float) -> float:
    """Probability to stay below an attainment that is lognormal with mean 1."""
    return normal_cdf.py_func((math.log(attainment) + 0.5 * sd * sd) / sd) if attainment > 0 else 0.0


def odds_text(odds: WagerOdds, lang: str = "en") -> str:
    """The odds in a sentence."""
    return told(odds_phrase(odds), lang)


def odds_phrase(odds: WagerOdds) -> Phrase:
    """The same, for whoever will be told it later."""
    text = N_("wager '{wager}' of policy '{policy}': about {win} of quarters win it and {lose} lose")
    if odds.one_sided == "win":
        text = N_(
            "wager '{wager}' of policy '{policy}': nobody could win it; about {win} of quarters win it and {lose} lose"
        )
    elif odds.one_sided == "lose":
        text = N_(
            "wager '{wager}' of policy '{policy}': nobody could lose it; about {win} of quarters win it and {lose} lose"
        )
    return Phrase(
        text,
        wager=odds.wager,
        policy=odds.policy,
        win=percent(odds.p_win, decimals=1),
        lose=percent(odds.p_lose, decimals=1),
    )


def n_units(scenario: Scenario) -> int:
    """Units of the market as far as the scenario itself says; 0 if only the gazetteer knows."""
    places = scenario.market.places
    return len(places.units) or (UNITS_OF_THE_DELTA if places.is_delta else 0)
