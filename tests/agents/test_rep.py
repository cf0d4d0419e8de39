"""The rep as an agent: cells that read like attributes, and defaults that leave the compiled rules alone."""

import json

import mesa
import numpy as np

from salesim.agents.rep import Rep
from salesim.columns import Reps, new_columns
from salesim.pay.wager import WagerParameters, WagerTerms


class Company(mesa.Model):
    """As much of a model as a rep looks at."""

    def __init__(self, **values):
        super().__init__(rng=0)
        self.reps = new_columns(Reps, 8, seat=np.arange(8), quota=400_000.0, present=1, **values)


def test_attributes_are_cells():
    company = Company()
    rep = Rep(company, 4)
    rep.effort = 1.25
    assert company.reps.effort[4] == 1.25 and company.reps.effort[5] == 0.0
    company.reps.visits[4] = 31
    assert rep.visits == 31
    assert json.dumps([rep.visits, rep.effort, rep.region]) == "[31, 1.25, 0]"  # no NumPy scalars
    assert "effort" in Rep.effort.__doc__


def test_attainment():
    company = Company(quarter_sales=100_000.0)
    assert Rep(company, 0).attainment == 0.25
    company.reps.quota[0] = 0.0
    assert Rep(company, 0).attainment == 0.0


def test_defaults_change_nothing():
    rep = Rep(Company(effort=0.8), 0)
    assert rep.choose_effort() == 0.8
    assert rep.stays(False) and not rep.stays(True)
    rep.wager = 2
    assert rep.choose_wager(WagerParameters(menu=(WagerTerms(name="a"), WagerTerms(name="b")))) == 2


def test_expected_attainment():
    assert Rep(Company(opening_forecast=1.1, opening_sigma=0.2), 0).expected_attainment() == (1.1, 0.2)
