import numpy as np
import pytest
from pydantic import ValidationError

from salesim.territory.count import SELLING_HOURS, NumberParameters, count_territories
from salesim.territory.layout import make_sites


@pytest.fixture
def sites():
    """200 who buy, 20 of them of class A, and 100 prospects; each takes half an hour a week."""
    return make_sites(
        np.arange(300),
        np.arange(300.0),
        np.zeros(300),
        workload_hours=np.full(300, 0.5),
        grade=np.where(np.arange(300) % 10 == 0, 0, 3),
        is_customer=np.arange(300) < 200,
        visit_hours=0.4,
    )


def test_one_for_each_rep_if_nothing_is_stated(sites):
    assert count_territories(None, sites, 17) == count_territories(NumberParameters(), sites, 17) == 17


def test_a_stated_number_is_taken(sites):
    assert count_territories(NumberParameters(territories=4), sites, 17) == 4


@pytest.mark.parametrize(("limit", "expected"), [(150.0, 2), (100.0, 2), (99.0, 3), (1e6, 1)])
def test_customers_for_each_territory_leave_prospects_out(sites, limit, expected):
    assert count_territories(NumberParameters(customers_per_territory=limit), sites, 17) == expected


@pytest.mark.parametrize(("hours", "expected"), [(15.0, 10), (14.9, 11), (150.0, 1)])
def test_capacity_is_workload_over_hours(sites, hours, expected):
    assert count_territories(NumberParameters(hours_per_rep=hours), sites, 17) == expected


def test_a_service_level_holds_for_customers_of_class_a_alone(sites):
    # 20 of class A at 2.5 visits of .4 hours, the other 280 as usual: 20 + 140 hours
    assert count_territories(NumberParameters(visits_a_week=2.5, hours_per_rep=16.0), sites, 17) == 10
    expected = int(np.ceil(160.0 / SELLING_HOURS))
    assert count_territories(NumberParameters(visits_a_week=2.5), sites, 17) == expected
    assert count_territories(NumberParameters(visits_a_week=5.0), sites, 17) == int(np.ceil(180.0 / SELLING_HOURS))


@pytest.mark.parametrize(
    "rules",
    [
        {"territories": 3, "customers_per_territory": 150.0},
        {"territories": 3, "visits_a_week": 2.0},
        {"customers_per_territory": 150.0, "hours_per_rep": 20.0},
    ],
)
def test_two_rules_are_one_too_many(rules):
    with pytest.raises(ValidationError, match="one rule"):
        NumberParameters(**rules)


def test_without_any_work_there_is_still_one_territory():
    sites = make_sites([1, 2], [0.0, 1.0], [0.0, 0.0], workload_hours=[0.0, 0.0])
    assert count_territories(NumberParameters(hours_per_rep=10.0), sites, 2) == 1
