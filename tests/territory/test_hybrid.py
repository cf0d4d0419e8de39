from dataclasses import replace

import pytest
from pydantic import TypeAdapter, ValidationError

from salesim.territory.balanced import BalancedLayout
from salesim.territory.build import LayoutParameters, build_layout
from salesim.territory.count import NumberParameters
from salesim.territory.ground import Ground
from salesim.territory.heatmap import HeatmapLayout
from salesim.territory.hybrid import HybridLayout
from salesim.territory.layout import sum_by
from salesim.territory.radius import RadiusLayout

NAMED = Ground(industries=("制造", "医疗", "教育", "零售"), units={"region": ("core", "south", "north")})


@pytest.fixture
def named(sites):
    return replace(sites, ground=NAMED)


def test_territories_stay_in_their_region_and_industry(named):
    layout = build_layout("a", HybridLayout(), named, 60)
    for t in range(60):
        rows = layout.territory_of == t
        assert len(set(named.region[rows])) == 1 and len(set(named.industry[rows])) == 1


def test_one_industry_apart_and_the_others_together(named):
    parameters = HybridLayout(strata=("industry",), industries=(("教育",),), inside=RadiusLayout(radius_min=30.0))
    layout = build_layout("a", parameters, named, 30)
    served = {frozenset(named.industry[layout.territory_of == t].tolist()) for t in range(30)}
    assert served == {frozenset({2}), frozenset({0, 1, 3})}


def test_any_builder_may_be_inside_and_its_notes_are_passed_on(named):
    layout = build_layout("a", HybridLayout(strata=("region",), inside=HeatmapLayout()), named, 30)
    assert [note.partition(":")[0] for note in layout.notes] == ["core", "south", "north"]


def test_reps_go_by_workload(named):
    layout = build_layout("a", HybridLayout(strata=("region",)), named, 60)
    work = sum_by(named.region, 3, named.workload_hours) / named.workload_hours.sum()
    for region in range(3):
        assert len(set(layout.territory_of[named.region == region])) == pytest.approx(60 * work[region], abs=1.0)


def test_with_fewer_reps_than_strata_some_share(named):
    layout = build_layout("a", HybridLayout(), named, 7)
    assert layout.notes[0].startswith("12 strata for 7 territories, so some share reps: ")
    assert "core x " in layout.notes[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strata": ("region", "region")}, "twice"),
        ({"inside": BalancedLayout(number=NumberParameters(territories=3))}, "number of its own"),
        ({"inside": BalancedLayout(homes=0.5)}, "cannot weigh homes"),
    ],
)
def test_contradictions_are_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        HybridLayout(**changes)


def test_a_hybrid_inside_a_hybrid_is_refused():
    with pytest.raises(ValidationError):
        TypeAdapter(LayoutParameters).validate_python({"builder": "hybrid", "inside": {"builder": "hybrid"}})
