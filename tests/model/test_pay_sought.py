"""The extra pay that reps turn their time to never costs them more pay elsewhere: in real runs, of plans at random."""

import json

import numpy as np
import pytest
from tests.model.random_letters import RandomLetter

from salesim.agents.rep import Rep
from salesim.errors import InputError
from salesim.letter.in_model import in_model
from salesim.letter.letter import Letter
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel
from salesim.scenario.faults import checked
from salesim.scenario.overlay import apply_policy

EFFORT = "sales_force.effort"
# What is felt is what is paid: nothing counts less for being late, and a rep's own doubts are small. Otherwise reps
# pass up pay because they value it less, or make sure of what was sure.
FELT_AS_PAID = {f"{EFFORT}.{name}": 1.0 for name in ("present_bias", "weekly_discount", "payday_discount")}
FELT_AS_PAID |= {f"{EFFORT}.crediting_error": 0.01, f"{EFFORT}.forecast_error": 0.05}
CHUNKS, EACH, WEEKS = 4, 20, 52
LITTLE = -0.03  # share of pay that luck may take: a dozen reps, some of whose prizes come once a year


class Loyal(Rep):
    """Stays whatever happens."""

    def stays(self, quit_drawn):
        return True


class AsPaid(SalesModel):
    """All work as hard as another; what they spend their time on is what pay draws them to."""

    def choose_effort(self):
        super().choose_effort()
        reps, present = self.reps, self.reps.present == 1
        reps.effort[present] = reps.sales_aim[present] = 1.0
        reps.invented_share[present] = 0.0


class AsUsual(AsPaid):
    """All work as hard, and split their time as usual whatever is paid for."""

    def choose_effort(self):
        super().choose_effort()
        reps, present = self.reps, self.reps.present == 1
        reps.prospect_tilt[present] = reps.care[present] = 1.0
        reps.data_quality[present] = self.config.sales_force.work.recorded_share


def in_simulation(seed):
    """The letter of a seed, if the simulation has something for all of its parts."""
    letter = RandomLetter(seed).letter()
    try:
        in_model(checked(Letter, letter))
    except InputError:
        return None
    return letter


@pytest.fixture(scope="module")
def earned(small, tmp_path_factory):
    """What every rep earns in a year under a letter, by kind of model, and the weight of prospects and care chosen."""
    folder, world = tmp_path_factory.mktemp("letters"), opening(small(**FELT_AS_PAID))

    def year(seed, letter, kind):
        plan = folder / f"random_{seed}.yaml"
        plan.write_text(json.dumps(letter))
        policies = {"current": {}, "own": {"set": {"sales_force.pay.plan": str(plan)}}}
        scenario = apply_policy(small(**FELT_AS_PAID, policies=policies), "own")
        model, moved = kind(world, scenario, rep_class=Loyal), 0.0
        for _ in range(WEEKS):
            model.step()
            moved += np.abs(np.log(model.reps.prospect_tilt)).mean() + np.abs(np.log(model.reps.care)).mean()
        rows = model.records.tables()["rep_quarters"]
        return (rows["variable_pay"] + rows["team_pay"]).groupby(rows["seat"]).sum().to_numpy(), moved / WEEKS

    return year


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_pay_that_reps_turn_to_costs_them_no_more_elsewhere(earned, chunk):
    """Of plans at random, each for a year of the same world: who turns to what pays is not paid less in all."""
    gains, moving = {}, 0
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        letter = in_simulation(seed)
        if letter is None:
            continue
        (paid, moved), (usual, _) = (earned(seed, letter, kind) for kind in (AsPaid, AsUsual))
        moving += moved > 0.05
        gains[seed] = (paid.sum() - usual.sum()) / max(usual.sum(), 1.0)
        assert gains[seed] > LITTLE, (seed, gains[seed], letter)
    assert len(gains) >= EACH // 2 and moving >= 5
    assert np.median(list(gains.values())) >= 0.0
