import numpy as np
import pytest

from salesim.errors import InputError
from salesim.model.burn_in import open_world
from salesim.model.replicate import SMALL_WORLD
from salesim.report.layouts import SHOWN_SCORES, layout_maps, strata_of, write_maps, write_outlines
from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay
from salesim.territory.layout import make_sites
from salesim.world.market_places import places_of


@pytest.fixture(scope="module")
def world():
    changes = SMALL_WORLD | {
        "layouts": {name: {"builder": name} for name in ("unit", "balanced", "industry")},
        "run": {"weeks": 4, "burn_in_weeks": 26},
        "market.anchors.per_unit": 2,
    }
    return open_world(overlay(Scenario(name="small"), changes))


def test_each_layout_has_all_scores_and_the_baseline_moves_nobody(world):
    maps = {layout.name: layout for layout in layout_maps(world)}
    assert set(maps) == {"unit", "balanced", "industry"}
    for layout in maps.values():
        assert tuple(layout.scores) == SHOWN_SCORES
        assert np.isfinite(list(layout.scores.values())).all()
        assert len(layout.spots.anchors) == 4
    assert all(
        maps["unit"].scores[name] == 0
        for name in ("accounts_reassigned", "sales_reassigned", "relationship_reassigned")
    )
    assert 0 < maps["balanced"].scores["relationship_reassigned"] < 1
    assert maps["industry"].scores["overlap_share"] > 0.5 > maps["balanced"].scores["overlap_share"]


def test_a_list_of_territories_stands_beside_each_map(world):
    for layout in layout_maps(world):
        listed = layout.territories
        assert listed["n_accounts"].sum() == len(world.customers.state)
        assert listed["territory"].tolist() == sorted(set(layout.points["territory"] + 1)), "as numbered on the map"
    own = listed.set_index("territory").loc[1, "around"]
    town, unit = own.split(", ")
    assert town in world.towns["name_en"].tolist() and unit in places_of(world.scenario).units_en
    chinese = layout_maps(world, ["unit"], "zh")[0].territories["around"]
    assert all(not text.isascii() for text in chinese)


def test_an_industry_layout_is_drawn_industry_by_industry(world):
    maps = {layout.name: layout for layout in layout_maps(world)}
    assert "layer" not in maps["balanced"].points
    points = maps["industry"].points
    assert set(points["layer"]) <= set(world.scenario.market.customers.industries)
    assert (points.groupby("territory")["layer"].nunique() == 1).all()


def test_maps_tradeoff_and_outlines_are_written(world, tmp_path):
    files = write_maps(layout_maps(world), tmp_path)
    pictures = ["unit.png", "balanced.png", "industry.png", "tradeoff.png"]
    assert [file.name for file in files] == [*pictures, "unit.csv", "balanced.csv", "industry.csv"]
    assert write_maps(layout_maps(world, ["balanced"]), tmp_path) == [
        tmp_path / "balanced.png",
        tmp_path / "balanced.csv",
    ]
    assert [file.name for file in write_outlines(world, ["balanced"], tmp_path)] == ["balanced.geojson"]


def test_a_folder_that_cannot_be_written_is_said(world, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot"):
        write_maps(layout_maps(world, ["balanced"]), tmp_path / "file" / "maps")
    with pytest.raises(InputError, match="cannot"):
        write_outlines(world, ["balanced"], tmp_path / "file" / "maps")


def test_strata_are_found_where_territories_keep_to_them():
    sites = make_sites(np.arange(4), np.zeros(4), np.zeros(4), industry=[0, 0, 1, 1], size_class=[0, 2, 0, 2])
    assert strata_of(np.array([0, 0, 1, 1]), sites).tolist() == ["industry 0", "industry 0", "industry 1", "industry 1"]
    assert strata_of(np.array([0, 5, 0, 5]), sites).tolist() == ["small", "large", "small", "large"]
    assert strata_of(np.array([0, 1, 1, 0]), sites) is None
