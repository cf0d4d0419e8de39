import numpy as np

from salesim.territory.bisection import bisect
from salesim.territory.layout import Layout, make_sites
from salesim.territory.strata import build_in_strata


def inside(sites, n):
    return Layout("a", "inner", bisect(sites.x_km, sites.y_km, np.ones(len(sites)), n), n, (f"{n} drawn",))


def draw(n=60, workload=None):
    rng = np.random.default_rng(2)
    return make_sites(np.arange(n), rng.uniform(0, 50, n), rng.uniform(0, 50, n), workload_hours=workload)


def test_territories_go_to_strata_by_workload_and_stay_inside():
    stratum_of = np.repeat([0, 1, 2], 20)
    sites = draw(workload=np.repeat([6.0, 3.0, 1.0], 20))
    layout = build_in_strata("a", "x", stratum_of, ["p", "q", "r"], sites, 10, inside)
    counts = [len(np.unique(layout.territory_of[stratum_of == stratum])) for stratum in range(3)]
    assert counts == [6, 3, 1]
    assert set(layout.territory_of.tolist()) == set(range(10))
    assert layout.notes == ("p: 6 drawn", "q: 3 drawn", "r: 1 drawn")


def test_a_given_weight_goes_before_workload():
    stratum_of = np.repeat([0, 1], 30)
    layout = build_in_strata("a", "x", stratum_of, ["p", "q"], draw(), 8, inside, weight=np.repeat([3.0, 1.0], 30))
    assert len(np.unique(layout.territory_of[stratum_of == 0])) == 6


def test_a_stratum_without_customers_is_named_and_gets_nothing():
    layout = build_in_strata("a", "x", np.repeat([0, 2], 30), ["p", "q", "r"], draw(), 4, inside)
    assert layout.notes[0] == "no customers in q, so no territory either"
    assert layout.n_territories == 4


def test_with_fewer_territories_than_strata_the_smallest_share():
    sites = draw(workload=np.repeat([5.0, 4.0, 1.0], 20))
    layout = build_in_strata("a", "x", np.repeat([0, 1, 2], 20), ["p", "q", "r"], sites, 2, inside)
    assert set(layout.territory_of.tolist()) == {0, 1}
    assert layout.notes[0].startswith("3 strata for 2 territories, so some share reps: ")
    assert "r" in layout.notes[0].rpartition(": ")[2] and len(np.unique(layout.territory_of[40:])) == 1


def test_work_on_few_customers_does_not_leave_a_stratum_with_more_reps_than_customers():
    sites = draw(workload=np.array([900.0, 900.0] + [1.0] * 58))
    layout = build_in_strata("a", "x", np.repeat([0, 1], [2, 58]), ["p", "q"], sites, 12, inside)
    assert len(np.unique(layout.territory_of[:2])) == 2
    assert set(layout.territory_of.tolist()) == set(range(12))
