import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.layout import BY_CUSTOMER, Layout, centers, make_sites


def test_sites_are_sorted_by_customer_together_with_all_they_know():
    sites = make_sites([5, 2, 9], [50.0, 20.0, 90.0], [0.0, 0.0, 0.0], region=[5, 2, 9], potential=[5, 2, 9])
    assert sites.customer_id.tolist() == [2, 5, 9]
    assert sites.x_km.tolist() == [20, 50, 90]
    assert sites.region.tolist() == sites.potential.tolist() == [2, 5, 9]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer_id": [1, 1]}, "customer_id"),
        ({"x_km": [0.0, np.nan]}, "x_km"),
        ({"y_km": [0.0, np.inf]}, "y_km"),
        ({"workload_hours": [1.0, -1.0]}, "workload_hours"),
        ({"potential": [1.0]}, "potential"),
        ({"region": [-1, 0]}, "region"),
    ],
)
def test_unusable_sites_are_refused_by_name(change, field):
    good = {"customer_id": [1, 2], "x_km": [0.0, 1.0], "y_km": [0.0, 1.0]}
    with pytest.raises(InputError) as refused:
        make_sites(**(good | change))
    assert refused.value.field == field


@pytest.mark.parametrize("territory_of", [[0, 0, 2], [0, 1, 1], [0, 0, 0]])
def test_a_layout_leaves_no_territory_empty(territory_of):
    with pytest.raises(ValueError, match="3 territories"):
        Layout("a", "balanced", np.array(territory_of, np.int32), 3)


def test_centers_are_weighted_and_plain_where_nothing_has_weight():
    x, y = centers(
        np.array([0, 0, 1, 1]), 2, np.array([0.0, 4.0, 10.0, 20.0]), np.zeros(4), np.array([3.0, 1.0, 0.0, 0.0])
    )
    assert x.tolist() == [1.0, 15.0]
    assert y.tolist() == [0.0, 0.0]


def test_some_sites_alone_keep_what_they_know():
    sites = make_sites(
        [5, 2, 9], [5.0, 2.0, 9.0], [0.0, 0.0, 0.0], county=[5, 2, 9], customer_key=["five", "two", "nine"],
        owner=[0, 1, 0], columns={"beds": [50, 20, 90]},
        is_customer=[True, False, True], expected=[5.0, 6.0, 7.0], unit_residents=[7.0],
    )  # fmt: skip
    some = sites.at(np.array([0, 2]))
    assert (some.customer_id.tolist(), some.county.tolist(), some.customer_key.tolist()) == (
        [2, 9],
        [2, 9],
        ["two", "nine"],
    )
    assert some.is_customer.tolist() == [False, True] and some.unit_residents.tolist() == [7.0]
    assert some.columns["beds"].tolist() == [20, 90] and some.worth().tolist() == [6.0, 7.0]
    assert len(some) == 2
    per_customer = {name for name, value in vars(sites).items() if isinstance(value, np.ndarray) and len(value) == 3}
    assert per_customer == set(BY_CUSTOMER)
