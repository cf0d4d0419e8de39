"""Specialists' areas over the reps' territories: stated in a layout, drawn with it, shown on maps and in lists."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.report.handover import accounts_of
from salesim.report.layouts import layout_maps, write_maps
from salesim.scenario.arms import Arm
from salesim.scenario.loading import load_scenario
from salesim.territory.layout import make_sites
from salesim.territory.overlays import areas_of_territories, draw_inside
from salesim.world.build import add_layouts, build_world
from salesim.world.sites import make_world_sites

FIRM = """
name: layered
market:
  places: {units: [Huzhou, Jiaxing]}
  customers: {count: 500, prospects: 60}
sales_force:
  team: {reps: 11}
  cross_sell: {enabled: true, lines: 2, line_names: [pumps, filters]}
  roles:
    - {name: rep, reps: 8}
    - {name: expert, reps: 3, overlay: true, product: filters, credit: 0.5, quota: 250000}
channel: {network: {distributors: 1}}
layouts:
  together: {builder: balanced}
  first: {builder: balanced, overlays: {expert: {first: true, even: potential}}}
run: {weeks: 13, burn_in_weeks: 26, baseline: {layout: together}}
"""


@pytest.fixture
def firm(tmp_path):
    def made(text: str = FIRM):
        (tmp_path / "layered.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / "layered.yaml")

    return made


def test_areas_are_whole_territories_and_every_rep_has_one_specialist(firm):
    world = add_layouts(build_world(firm()))
    for layout in world.layouts.values():
        specialist = layout.overlays[1]
        assert set(specialist[:8].tolist()) == {8, 9, 10} and (specialist[8:] == -1).all()
        assert (layout.overlays[0] == -1).all()


def test_areas_drawn_first_are_evener_and_territories_lie_inside(firm):
    world = add_layouts(build_world(firm()))
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents)
    worst = {}
    for name, layout in world.layouts.items():
        held = np.bincount(layout.overlays[1][layout.territory_of], weights=sites.potential, minlength=11)[8:]
        worst[name] = np.abs(held / held.mean() - 1).max()
    assert worst["first"] < 0.05 < worst["together"]


def test_each_area_gets_territories_by_its_work():
    area, work = np.repeat([0, 1], [30, 10]), np.ones(40)
    drawn = draw_inside(area, work, 4, lambda rows, k: np.arange(len(rows)) % k)
    assert set(drawn[:30].tolist()) == {0, 1, 2} and set(drawn[30:].tolist()) == {3}


def test_a_seat_without_customers_belongs_to_the_nearest_area():
    sites = make_sites(np.arange(4), [0.0, 1.0, 100.0, 101.0], np.zeros(4))
    homes = np.array([[0.0, 0.0], [100.0, 0.0], [90.0, 0.0]])
    area = areas_of_territories(sites, np.array([0, 0, 1, 1]), np.ones(4), homes, 2)
    assert area[0] != area[1] == area[2]


def test_the_simulation_goes_by_the_layout(firm):
    scenario = firm()
    world = opening(scenario)
    for name in ("together", "first"):
        credits = run_arm(world, scenario, Arm(name, "current"), 0).tables["credits"]
        shared = credits[credits["role"] == "expert"]
        assert len(shared) and (shared["share"] == 0.5).all()
        specialist = world.layouts[name].overlays[1]
        assert (specialist[shared["seller"]] == shared["credited_to"]).all()


def test_areas_are_on_maps_and_in_lists(firm, tmp_path):
    world = opening(firm())
    maps = layout_maps(world)
    assert [list(one.overlays) for one in maps] == [["expert"], ["expert"]]
    files = {file.name for file in write_maps(maps, tmp_path)}
    assert {"together.png", "together-overlay-1.png", "first-overlay-1.png"} <= files
    accounts = accounts_of(world, "first")
    expected = world.layouts["first"].overlays[1][accounts["territory_after"] - 1] + 1
    assert (accounts["expert_after"] == expected).all()


@pytest.mark.parametrize(
    ("overlays", "words"),
    [
        ("{expret: {}}", "did you mean 'expert'|is no overlay"),
        ("{rep: {}}", "is no overlay"),
        ("{expert: {even: beds}}", "even"),
    ],
)
def test_areas_of_nobody_are_refused(firm, overlays, words):
    with pytest.raises(InputError, match=words):
        build_world(
            firm(FIRM.replace("together: {builder: balanced", f"together: {{builder: balanced, overlays: {overlays}"))
        )
