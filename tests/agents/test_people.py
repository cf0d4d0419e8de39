"""Who reps are: traits with their means and spreads, from standard normals of an address."""

import numpy as np
import pytest

from salesim.agents.effort import EffortParameters
from salesim.agents.people import N_TRAITS, PeopleParameters, hire, sample_people
from salesim.columns import Reps, new_columns

N = 4000
PEOPLE, EFFORT = PeopleParameters(), EffortParameters()


def drawn(z, falsified_share=0.05):
    reps = new_columns(Reps, len(z), recognition=3.0, lost_wagers=2.0, wager=1, coaching_until=99)
    sample_people(reps, np.arange(len(z)), z, PEOPLE, EFFORT, falsified_share)
    return reps


def test_people_differ_as_declared():
    reps = drawn(np.random.default_rng(0).standard_normal((N, N_TRAITS)))
    for name, mean, sd in (
        ("skill", 1.0, PEOPLE.skill_sd),
        ("loss_aversion", PEOPLE.loss_aversion, PEOPLE.loss_aversion_sd),
        ("optimism", PEOPLE.optimism, PEOPLE.optimism_sd),
    ):
        trait = getattr(reps, name)
        assert trait.mean() == pytest.approx(mean, abs=4.0 * sd / np.sqrt(N) + 0.02 * sd), name
        assert trait.std() == pytest.approx(sd, rel=0.06), name
    assert np.median(reps.falsified_share) == pytest.approx(0.05, rel=0.06)


def test_the_average_person():
    reps = drawn(np.zeros((1, N_TRAITS)))
    assert (reps.skill[0], reps.risk_gain[0], reps.base_effort[0]) == (1.0, PEOPLE.risk_gain, 1.0)
    assert reps.ratchet_belief[0] == EFFORT.ratchet_mean


@pytest.mark.parametrize("extreme", [-9.0, 9.0])
def test_traits_stay_within_reason(extreme):
    reps = drawn(np.full((1, N_TRAITS), extreme))
    assert 0.5 <= reps.skill[0] <= 1.6
    assert 0.5 <= reps.risk_gain[0] <= 1.0
    assert 1.0 <= reps.loss_aversion[0] <= 4.0
    assert 0.28 < reps.probability_weight[0] <= 1.0
    assert 0.0 <= reps.ratchet_belief[0] <= 1.0
    assert 0.0 <= reps.falsified_share[0] <= 0.9


def test_an_honest_firm_has_no_fakes():
    assert drawn(np.full((1, N_TRAITS), 3.0), falsified_share=0.0).falsified_share[0] == 0.0


def test_a_new_holder_starts_afresh():
    reps = drawn(np.zeros((2, N_TRAITS)))
    assert not reps.recognition.any() and not reps.lost_wagers.any()
    assert not reps.wager.any() and not reps.coaching_until.any()
    hire(reps, 1, 77)
    assert reps.present.tolist() == [0, 1]
    assert reps.hired_week.tolist() == [0, 77]
