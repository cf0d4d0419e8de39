"""The rep as an agent: cells that read like attributes, and the choice of a wager."""

import json
import math
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from salesim.agents.effort import EffortParameters
from salesim.agents.rep import Rep
from salesim.columns import Reps, new_columns
from salesim.pay.plan import PayParameters
from salesim.pay.wager import WagerParameters, WagerTerms, wager_value

N = 2000
MENU = (WagerTerms(name="double", bonus_cny=12000.0), WagerTerms(name="small", win_at=1.2, bonus_cny=3000.0))


class Company(mesa.Model):
    """As much of a model as a rep looks at: forecasts without error, a season of 13."""

    def __init__(self, key, **values):
        super().__init__(rng=0)
        usual = {"target_cny": 400_000.0, "baseline_sales_cny": 400_000.0 / 13.0, "weekly_cv": 0.6, "present": 1}
        usual |= {"risk_gain": 0.88, "loss_aversion": 1.6, "probability_weight": 0.61}
        self.reps = new_columns(Reps, N, seat=np.arange(N), **(usual | values))
        self.key = key
        self.quarter = 3
        self.reference_rate = 0.012
        force = SimpleNamespace(effort=EffortParameters(forecast_error=0.0), pay=PayParameters(commission_rate=0.012))
        self.config = SimpleNamespace(sales_force=force)

    def season_of_quarter(self):
        return 13.0

    def choices(self, wager) -> np.ndarray:
        """Share of reps who take each entry of the menu; the first is none."""
        chosen = [Rep(self, seat).choose_wager(wager) for seat in range(N)]
        return np.bincount(chosen, minlength=len(wager.menu) + 1) / N


def value(terms, mean):
    sigma = 0.6 / math.sqrt(13.0)
    bonus = terms.bonus_cny / 4800.0
    v, _, _ = wager_value(mean, sigma, terms.win_at, bonus, terms.floor_at, 0.5, 1.0, 0.88, 1.6, 0.61, 0.69)
    return v


def test_choices_follow_their_values(key):
    """Shares proportional to exp(V / tau), V in a quarter's commission at target."""
    wager = WagerParameters(menu=MENU, temperature=0.3, symbolic=-0.05, challenge_lift=0.12)
    weights = np.exp([0.0, *((value(terms, 1.12) - 0.05) / 0.3 for terms in MENU)])
    expected = weights / weights.sum()
    error = np.sqrt(expected * (1.0 - expected) / N)
    assert (np.abs(Company(key).choices(wager) - expected) < 4.0 * error).all()


def test_who_takes_a_wager(key):
    """The optimistic more, the timid less: takers select themselves."""
    wager = WagerParameters(menu=MENU[:1])
    usual = Company(key).choices(wager)[1]
    assert 0.02 < usual < 0.98
    assert Company(key, optimism=0.2).choices(wager)[1] > usual
    assert Company(key, loss_aversion=3.0).choices(wager)[1] < usual
    assert Company(key, baseline_sales_cny=15_000.0).choices(wager)[1] < 0.5 * usual


def test_a_cool_head_takes_the_best_entry(key):
    """At a temperature near zero everybody takes what is worth most."""
    best = int(np.argmax([0.0, *(value(terms, 1.4) for terms in MENU)]))
    wager = WagerParameters(menu=MENU, temperature=1e-4, symbolic=0.0, challenge_lift=0.0)
    assert Company(key, baseline_sales_cny=1.4 * 400_000.0 / 13.0).choices(wager)[best] == 1.0
    assert Company(key).choices(WagerParameters(menu=()))[0] == 1.0


def test_forecast_of_the_quarter(key):
    company = Company(key)
    assert Rep(company, 0).expected_attainment() == pytest.approx((1.0, 0.6 / math.sqrt(13.0)))
    company.config.sales_force.effort = EffortParameters(forecast_error=0.2)
    means, sigmas = zip(*(Rep(company, seat).expected_attainment() for seat in range(N)), strict=True)
    assert np.mean(means) == pytest.approx(1.0, abs=4.0 * 0.1 / math.sqrt(N))
    assert np.std(means) == pytest.approx(0.1, rel=0.08)
    assert sigmas[0] == pytest.approx(math.hypot(0.6 / math.sqrt(13.0), 0.2))


def test_attributes_are_cells(key):
    company = Company(key)
    rep = Rep(company, 4)
    rep.effort = 1.25
    assert company.reps.effort[4] == 1.25 and company.reps.effort[5] == 0.0
    company.reps.visits[4] = 31
    assert rep.visits == 31
    assert json.dumps([rep.visits, rep.effort, rep.region]) == "[31, 1.25, 0]"  # no NumPy scalars
    assert "effort" in Rep.effort.__doc__


def test_attainment(key):
    company = Company(key, quarter_sales_cny=100_000.0)
    assert Rep(company, 0).attainment == 0.25
    company.reps.target_cny[0] = 0.0
    assert Rep(company, 0).attainment == 0.0


def test_defaults_change_nothing(key):
    rep = Rep(Company(key, effort=0.8), 0)
    assert rep.choose_effort() == 0.8
    assert rep.stays(False) and not rep.stays(True)
