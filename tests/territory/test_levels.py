"""Districts and regions above territories: exact counts, compact, named faults."""

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.scenario.loading import parse_scenario
from salesim.territory.balanced import BalancedLayout
from salesim.territory.layout import Layout, make_sites
from salesim.territory.levels import LevelParameters, group, levels_of, score_levels
from salesim.territory.travel import TravelParameters

DISTRICTS = LevelParameters(name="district", span=10)
REGIONS = LevelParameters(name="region", span=5)


def test_groups_on_a_line_are_stretches_of_it():
    of = group(np.arange(12.0), np.zeros(12), 3)
    assert [len(set(of[i : i + 4].tolist())) for i in (0, 4, 8)] == [1, 1, 1]


def test_no_exchange_of_two_members_makes_groups_more_compact():
    x, y = np.random.default_rng(4).normal(size=(2, 60))
    of = group(x, y, 6)
    assert sorted(np.bincount(of).tolist()) == [10] * 6

    def spread(of):
        return sum(np.var(v[of == g]) * 10 for g in range(6) for v in (x, y))

    best = spread(of)
    for i in range(60):
        for j in range(i):
            if of[i] != of[j]:
                other = of.copy()
                other[[i, j]] = of[[j, i]]
                assert spread(other) > best * (1 - 0.02)


def test_a_hundred_territories_are_ten_districts_and_two_regions(sites):
    layout = BalancedLayout().build("a", sites, 100, TravelParameters(), None)
    levels = (DISTRICTS, REGIONS)
    frame = levels_of(layout, sites, levels)
    assert sorted(np.unique(frame["district"], return_counts=True)[1].tolist()) == [10] * 10
    assert frame.groupby("region")["district"].nunique().tolist() == [5, 5]
    assert (frame.groupby("district")["region"].nunique() == 1).all()
    scored = score_levels(layout, sites, levels, frame).set_index("level")
    assert scored.loc["district", ["n_groups", "span_min", "span_max"]].tolist() == [10, 10, 10]
    assert scored.loc["region", ["n_groups", "span_min", "span_max"]].tolist() == [2, 5, 5]
    assert scored.loc["district", "workload_worst"] < 0.033  # of districts whose territories are even


def test_a_span_that_does_not_divide_leaves_groups_of_one_more():
    sites = make_sites(np.arange(23), np.arange(23.0), np.zeros(23))
    layout = Layout("a", "test", np.arange(23, dtype=np.int32), 23)
    counts = levels_of(layout, sites, (LevelParameters(name="district", span=6),))["district"].value_counts()
    assert sorted(counts.tolist()) == [5, 6, 6, 6]


def test_numbers_with_gaps_are_numbered_as_on_maps():
    sites = make_sites(np.arange(6), np.arange(6.0), np.zeros(6))
    layout = Layout("a", "test", np.array([1, 1, 3, 4, 8, 8], np.int32), 4)
    frame = levels_of(layout, sites, (LevelParameters(name="district", span=2),))
    assert frame["territory"].tolist() == [2, 4, 5, 9] and frame["district"].tolist() in ([1, 1, 2, 2], [2, 2, 1, 1])
    assert score_levels(layout, sites, (LevelParameters(name="district", span=2),), frame)["workload_worst"][0] == 0.0


def test_spans_that_do_not_fit_are_named():
    sites = make_sites(np.arange(4), np.arange(4.0), np.zeros(4))
    layout = Layout("a", "test", np.arange(4, dtype=np.int32), 4)
    with pytest.raises(InputError, match="a span of 10 does not fit: the level below has 4") as refused:
        levels_of(layout, sites, (DISTRICTS,))
    assert refused.value.field == "sales_force.levels.0.span"
    with pytest.raises(InputError, match="need names of their own, unlike 'territory'"):
        parse_scenario("{name: a, sales_force: {levels: [{name: territory}]}}")
    with pytest.raises(InputError, match="out of range"):
        parse_scenario("{name: a, sales_force: {levels: [{name: district, span: 1}]}}")
