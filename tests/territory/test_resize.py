"""More territories by splits, fewer by dissolutions."""

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.layout import Layout, make_sites
from salesim.territory.resize import resize


@pytest.fixture(scope="module")
def today():
    """90 customers in 9 territories of ten on a line; work falls from west to east."""
    rows = np.arange(90)
    sites = make_sites(rows, rows.astype(float), np.zeros(90), workload_hours=10.0 - rows // 10)
    return Layout("today", "given", (rows // 10).astype(np.int32), 9), sites


def test_a_split_takes_the_heaviest_and_leaves_all_others_alone(today):
    layout, sites = today
    after = resize(layout, sites, 10)
    changed = after.territory_of != layout.territory_of
    assert set(layout.territory_of[changed]) == {0} and changed.sum() == 5
    assert after.n_territories == 10 == len(np.unique(after.territory_of))


def test_a_dissolution_gives_the_lightest_to_its_neighbors(today):
    layout, sites = today
    after = resize(layout, sites, 8)
    changed = after.territory_of != layout.territory_of
    assert set(layout.territory_of[changed]) == {8} and set(after.territory_of[changed]) == {7}


def test_a_larger_headcount_begins_with_the_splits_of_a_smaller_one(today):
    layout, sites = today
    few, many = resize(layout, sites, 12, 40), resize(layout, sites, 15, 40)
    assert sorted(set(few.territory_of) - set(layout.territory_of)) == [40, 41, 42]
    ours, theirs = few.territory_of, many.territory_of
    assert (ours[theirs < 43] == theirs[theirs < 43]).all(), "who is not of the last three is where he was"


def test_as_many_as_there_are_is_nothing_to_do(today):
    layout, sites = today
    assert resize(layout, sites, 9) is layout
    assert resize(layout, sites, 90).n_territories == 90 == len(np.unique(resize(layout, sites, 90).territory_of))


def test_more_territories_than_customers_are_refused(today):
    layout, sites = today
    with pytest.raises(InputError, match="every rep needs a customer"):
        resize(layout, sites, 91)
