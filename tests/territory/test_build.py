import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from salesim.errors import InputError
from salesim.territory.admin import AdminLayout
from salesim.territory.balanced import BalancedLayout
from salesim.territory.build import LayoutParameters, build_layout, how_many
from salesim.territory.competition import CompetitionLayout
from salesim.territory.count import NumberParameters
from salesim.territory.heatmap import HeatmapLayout
from salesim.territory.hybrid import HybridLayout
from salesim.territory.industry import IndustryLayout
from salesim.territory.layout import Sites, make_sites, sum_by
from salesim.territory.potential import PotentialLayout
from salesim.territory.radius import RadiusLayout
from salesim.territory.region import RegionLayout
from salesim.territory.size import SizeLayout
from salesim.territory.unit import UnitLayout

BUILDERS = [
    UnitLayout(),
    RegionLayout(),
    RadiusLayout(),
    RadiusLayout(radius_min=5.0),
    BalancedLayout(),
    AdminLayout(unit="county"),
    AdminLayout(unit="province"),
    IndustryLayout(),
    SizeLayout(),
    PotentialLayout(),
    CompetitionLayout(strata=3),
    HeatmapLayout(),
    HybridLayout(inside=HeatmapLayout()),
]
every_builder = pytest.mark.parametrize("parameters", BUILDERS, ids=lambda p: repr(p))


@every_builder
@pytest.mark.parametrize("k", [1, 2, 7, 60, 3000])
def test_every_customer_has_one_territory_and_every_territory_a_customer(sites, parameters, k):
    layout = build_layout("a", parameters, sites, k)
    assert layout.territory_of.shape == (len(sites),)
    assert layout.territory_of.dtype == np.int32
    assert set(layout.territory_of.tolist()) == set(range(k))


@every_builder
def test_the_order_of_rows_does_not_matter(sites, parameters):
    shuffle = np.random.default_rng(3).permutation(len(sites))
    shuffled = make_sites(
        sites.customer_id[shuffle],
        sites.x_km[shuffle],
        sites.y_km[shuffle],
        unit=sites.unit[shuffle],
        region=sites.region[shuffle],
        workload_hours=sites.workload_hours[shuffle],
        potential=sites.potential[shuffle],
        unit_residents=sites.unit_residents,
        province=sites.province[shuffle],
        county=sites.county[shuffle],
        industry=sites.industry[shuffle],
        size_class=sites.size_class[shuffle],
        contested=sites.contested[shuffle],
    )
    expected = build_layout("a", parameters, sites, 12).territory_of
    np.testing.assert_array_equal(build_layout("a", parameters, shuffled, 12).territory_of, expected)


@every_builder
def test_customers_at_one_place_are_still_divided(parameters):
    sites = make_sites(np.arange(30), np.full(30, 4.0), np.full(30, -2.0))
    layout = build_layout("a", parameters, sites, 7)
    counts = sum_by(layout.territory_of, 7)
    assert counts.min() >= 4
    assert counts.max() <= 5


@every_builder
def test_one_customer_one_territory(parameters):
    assert build_layout("a", parameters, make_sites([8], [0.0], [0.0]), 1).territory_of.tolist() == [0]


@every_builder
@pytest.mark.parametrize("weight", [0.0, 1e6])
def test_all_workload_on_one_customer_or_none(clustered_sites, parameters, weight):
    sites = clustered_sites(50)
    workload = np.zeros(50)
    workload[17] = weight
    changed = Sites(**(vars(sites) | {"workload_hours": workload}))
    assert set(build_layout("a", parameters, changed, 9).territory_of.tolist()) == set(range(9))


@pytest.mark.parametrize("k", [0, -1, 3001])
def test_a_number_of_territories_that_cannot_be_is_refused(sites, k):
    with pytest.raises(InputError, match="1 to 3000") as refused:
        build_layout("mine", BalancedLayout(), sites, k)
    assert refused.value.field == "layouts.mine"


def test_no_customers_are_refused():
    with pytest.raises(InputError, match="no customers"):
        build_layout("mine", BalancedLayout(), make_sites([], [], []), 1)


def test_a_scenario_names_the_builder():
    adapter = TypeAdapter(LayoutParameters)
    assert adapter.validate_python({"builder": "radius", "radius_min": 45.0}) == RadiusLayout(radius_min=45.0)
    with pytest.raises(ValidationError):
        adapter.validate_python({"builder": "raduis"})
    with pytest.raises(ValidationError):
        adapter.validate_python({"builder": "unit", "radius_min": 45.0})


@every_builder
def test_the_number_of_territories_may_be_stated_instead_of_one_for_each_rep(sites, parameters):
    stated = parameters.model_copy(update={"number": NumberParameters(territories=11)})
    assert how_many(parameters, sites, 17) == 17
    assert how_many(stated, sites, 17) == 11
    assert build_layout("a", stated, sites, 17).n_territories == 11


def test_a_stated_number_beyond_the_customers_is_refused(sites):
    with pytest.raises(InputError, match=r"every territory needs a customer.*3001.*1 to 3000"):
        build_layout("a", BalancedLayout(number=NumberParameters(territories=3001)), sites, 5)
