from dataclasses import replace

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.ground import Ground
from salesim.territory.industry import IndustryLayout, build_by_industry, industry_groups
from salesim.territory.layout import sum_by


@pytest.fixture
def named(sites):
    return replace(sites, ground=Ground(industries=("cars", "cloth", "food", "steel")))


def test_every_territory_belongs_to_one_industry_and_work_is_even(named):
    layout = build_by_industry("a", IndustryLayout(), named, 40)
    assert all(len(set(named.industry[layout.territory_of == t])) == 1 for t in range(40))
    work = sum_by(layout.territory_of, 40, named.workload_hours)
    assert np.abs(work / work.mean() - 1.0).max() < 0.2


def test_industries_of_one_chain_share_reps_and_the_others_form_a_group(named):
    layout = build_by_industry("a", IndustryLayout(groups=(("cars", "steel"),)), named, 40)
    served = {frozenset(named.industry[layout.territory_of == t].tolist()) for t in range(40)}
    assert served == {frozenset({0, 3}), frozenset({1, 2})}


@pytest.mark.parametrize(
    ("groups", "field", "message"),
    [
        ((("cars",), ("stell",)), "layouts.a.groups.1.0", "no such industry.*did you mean 'steel'"),
        ((("cars", "food"), ("food",)), "layouts.a.groups.1.0", "named before"),
    ],
)
def test_strange_and_repeated_industries_are_refused(named, groups, field, message):
    with pytest.raises(InputError, match=message) as refused:
        build_by_industry("a", IndustryLayout(groups=groups), named, 40)
    assert refused.value.field == field


def test_an_industry_without_customers_is_noted(named):
    nobody = replace(named, ground=Ground(industries=("cars", "cloth", "food", "steel", "toys")))
    layout = build_by_industry("a", IndustryLayout(), nobody, 40)
    assert layout.notes[0] == "no customers in toys, so no territory either"


def test_groups_that_name_all_leave_no_others(named):
    of, labels = industry_groups((("cars", "cloth"), ("food", "steel")), named, "f")
    assert labels == ["cars+cloth", "food+steel"] and set(of.tolist()) == {0, 1}
