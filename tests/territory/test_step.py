"""Part of the way from today's territories to others."""

from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.balanced import BalancedLayout
from salesim.territory.grown import GrownLayout
from salesim.territory.step import StepLayout
from salesim.territory.travel import TravelParameters

TRAVEL = TravelParameters()


@pytest.fixture(scope="module")
def grown(sites):
    """The customers with today's owners, and the reps' homes."""
    rows = np.random.default_rng(5).choice(len(sites), 20, replace=False)
    homes = np.column_stack([sites.x_km[rows], sites.y_km[rows]])
    layout = GrownLayout().build("today", sites, 20, TRAVEL, homes)
    units = {**sites.ground.units, "region": ("north", "middle", "south")}
    ground = replace(sites.ground, units=units)
    return replace(sites, owner=layout.territory_of, ground=ground), homes


def drawn(grown, **fields):
    sites, homes = grown
    return StepLayout(**fields).build("step", sites, 20, TRAVEL, homes).territory_of


def test_a_step_moves_a_share_of_those_who_move_in_the_end_those_with_least_sales_first(grown):
    sites, _ = grown
    whole, half = drawn(grown, share=1.0), drawn(grown, share=0.5)
    goes, now = whole != sites.owner, half != sites.owner
    assert now.sum() == round(0.5 * goes.sum()) > 100
    assert (half[now] == whole[now]).all() and not (now & ~goes).any()
    assert sites.potential[now].max() <= sites.potential[goes & ~now].min()


def test_regions_change_one_after_the_other(grown):
    sites, _ = grown
    north, rest = drawn(grown, regions=("north",)), drawn(grown, regions=("middle", "south"))
    assert (north[sites.region != 0] == sites.owner[sites.region != 0]).all()
    whole = drawn(grown, share=1.0)
    assert ((north == whole) | (rest == whole)).mean() > 0.99  # who would have nobody keeps an account


def test_the_end_of_the_way_is_the_layout_itself(grown):
    sites, homes = grown
    anew = BalancedLayout(homes=0.2)
    whole = StepLayout(towards=anew, share=1.0).build("step", sites, 20, TRAVEL, homes)
    assert (whole.territory_of == anew.build("b", sites, 20, TRAVEL, homes).territory_of).all()


def test_nobody_is_left_without_an_account_in_between(grown):
    sites, homes = grown
    far = replace(sites, owner=np.where(np.arange(len(sites)) < 20, np.arange(len(sites)), 0).astype(np.int32))
    layout = StepLayout(share=0.9).build("step", far, 20, TRAVEL, homes)
    assert np.bincount(layout.territory_of, minlength=20).min() >= 1


def test_odd_steps_are_refused(grown):
    with pytest.raises(InputError, match="no such region") as refused:
        drawn(grown, regions=("nort",))
    assert refused.value.field == "regions.0" and refused.value.nearest == "north"
    with pytest.raises(Exception, match="regions or a share"):
        StepLayout(regions=("north",), share=0.5)
    kept = StepLayout(regions=("north",))  # a policy's scenario is read again from its values
    assert StepLayout.model_validate(kept.model_dump()) == kept
    with pytest.raises(InputError, match="before the baseline's own layout"):
        StepLayout().build("a", replace(grown[0], owner=None), 20, TRAVEL, grown[1])
