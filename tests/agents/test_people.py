"""Who reps are: traits with their means and spreads, from standard normals of an address."""

import numpy as np
import pytest

from salesim.agents.effort import EffortParameters
from salesim.agents.people import N_TRAITS, PeopleParameters, hire, sample_people, skill_fifths
from salesim.columns import Reps, new_columns

N = 4000
PEOPLE, EFFORT = PeopleParameters(), EffortParameters()


def drawn(z, falsified_share=0.05, shift=0.0):
    reps = new_columns(Reps, len(z), recognition=3.0, lost_wagers=2.0, wager=1, coaching_until=99)
    sample_people(reps, np.arange(len(z)), z, PEOPLE, EFFORT, falsified_share, shift)
    return reps


def test_people_differ_as_declared():
    reps = drawn(np.random.default_rng(0).standard_normal((N, N_TRAITS)))
    for name, mean, sd in (
        ("loss_aversion", PEOPLE.loss_aversion, PEOPLE.loss_aversion_sd),
        ("optimism", PEOPLE.optimism, PEOPLE.optimism_sd),
    ):
        trait = getattr(reps, name)
        assert trait.mean() == pytest.approx(mean, abs=4.0 * sd / np.sqrt(N) + 0.02 * sd), name
        assert trait.std() == pytest.approx(sd, rel=0.06), name
    for name, sd in (("skill", PEOPLE.skill_sd), ("base_effort", PEOPLE.effort_sd)):
        trait = getattr(reps, name)
        assert trait.mean() == pytest.approx(1.0, abs=4.0 * sd / np.sqrt(N)), name
        assert np.log(trait).std() == pytest.approx(sd, rel=0.06), name
    assert np.median(reps.falsified_share) == pytest.approx(0.05, rel=0.06)


def test_the_average_person():
    reps = drawn(np.zeros((1, N_TRAITS)))
    assert reps.risk_gain[0] == PEOPLE.risk_gain
    for trait, sd in ((reps.skill, PEOPLE.skill_sd), (reps.base_effort, PEOPLE.effort_sd)):
        assert trait[0] == pytest.approx(np.exp(-0.5 * sd**2)), "the median lies below the mean of 1"
    assert reps.ratchet_belief[0] == EFFORT.ratchet_mean


@pytest.mark.parametrize("extreme", [-9.0, 9.0])
def test_traits_stay_within_reason(extreme):
    reps = drawn(np.full((1, N_TRAITS), extreme))
    assert 1 / 3 <= reps.skill[0] <= 3.0
    assert 0.5 <= reps.base_effort[0] <= 2.0
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


def test_a_plan_that_draws_abler_people_shifts_log_skill_and_nothing_else():
    z = np.random.default_rng(1).standard_normal((50, N_TRAITS))
    usual, drawn_in = drawn(z), drawn(z, shift=0.1)
    assert drawn_in.skill == pytest.approx(np.exp(0.1) * usual.skill)
    assert np.array_equal(drawn_in.base_effort, usual.base_effort)


def test_fifths_of_people_by_skill():
    """As many in each fifth of those whom today's distribution brings; for abler hires fifths stay where they are."""
    reps = drawn(np.random.default_rng(2).standard_normal((N, N_TRAITS)))
    fifths = skill_fifths(reps.skill, PEOPLE.skill_sd)
    assert np.bincount(fifths, minlength=5) / N == pytest.approx([0.2] * 5, abs=4.0 * np.sqrt(0.16 / N))
    assert (np.diff(fifths[np.argsort(reps.skill)]) >= 0).all(), "0 the weakest"
    assert (skill_fifths(1.3 * reps.skill, PEOPLE.skill_sd) == 4).mean() > 0.5
    assert skill_fifths(np.ones(3), 0.0).tolist() == [2, 2, 2]
