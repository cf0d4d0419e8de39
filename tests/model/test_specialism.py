"""Specialists: an industry's customers in one hand, what it brings and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.replicate import open_world, run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm

LAYOUTS = {"balanced": {"builder": "balanced"}, "industry": {"builder": "industry"}}
FAST_ROADS = {"market.travel.urban_kmh": 60.0, "market.travel.intercity_kmh": 120.0}


@pytest.fixture(scope="module")
def town(small):
    """Makes one prefecture's market, from general territories to territories by industry."""

    def make(**changes):
        return small(
            **{
                "market.places.units": ["Jiaxing"],
                "layouts": LAYOUTS,
                "policies": {"current": {}},
                "run.baseline": {"layout": "balanced", "policy": "current"},
                **changes,
            }
        )

    return make


def gain_in_year(year: int, config, replications: int = 2) -> float:
    """Contribution by industry over the general territories', less 1, in a year after the change."""
    world = open_world(config)
    earned = {}
    for layout in LAYOUTS:
        earned[layout] = 0.0
        for replication in range(replications):
            model = SalesModel(world, config, layout=layout, replication=replication)
            until = []
            for _ in range(year):
                for _ in range(52):
                    model.step()
                until.append(model.records.tables()["summary"]["contribution"].iloc[0])
            earned[layout] += until[-1] - (until[-2] if year > 1 else 0.0)
    return earned["industry"] / earned["balanced"] - 1.0


def test_knowledge_comes_slowly_the_road_is_longer_at_once(town):
    world = open_world(town())
    models = {layout: SalesModel(world, layout=layout) for layout in LAYOUTS}
    known, driven = [], []
    for _ in range(40):
        for model in models.values():
            model.step()
        known.append({name: model.reps.experience.max(axis=1).mean() for name, model in models.items()})
        driven.append({name: model.reps.km.sum() for name, model in models.items()})
    assert known[0]["industry"] < known[0]["balanced"] + 0.05
    assert known[12]["industry"] > known[12]["balanced"] + 0.1
    assert known[39]["industry"] > known[12]["industry"] + 0.1
    assert driven[0]["industry"] > 1.2 * driven[0]["balanced"]


def test_a_visit_is_worth_more_to_an_industry_that_the_rep_knows(town):
    world = open_world(town())
    model = SalesModel(world)
    model.reps.experience[:] = 0.0
    model.reps.experience[:, 0] = 1.0
    model.open_calendar()
    model.receive_leads()
    model.choose_effort()
    model.drive_tours()
    model.make_visits()
    c = model.columns
    once = (c.last_visit_week == model.week) & (c.visit_quality > 0)
    usual = SalesModel(world)
    for stage in ("open_calendar", "receive_leads", "choose_effort", "drive_tours", "make_visits"):
        getattr(usual, stage)()
    ratio = c.visit_quality[once] / usual.columns.visit_quality[once]
    assert ratio[c.industry[once] == 0].min() > 1.0 > ratio[c.industry[once] != 0].max()


def test_people_take_what_they_know_with_them(model_of):
    model = model_of()
    model.step()
    seat = int(model.reps.hired_week.argmin())  # long settled
    assert model.reps.experience[seat].sum() == pytest.approx(1.0)
    model.staff.leave(seat)
    while not model.reps.present[seat]:
        model.step()
    assert model.reps.experience[seat].sum() == 0.0
    model.step()
    assert 0.0 < model.reps.experience[seat].sum() < 0.05


def test_worth_nothing_it_changes_no_byte_however_it_is_learnt(small):
    summaries = []
    for learning in ({}, {"half_life_weeks": 2.0, "transfer": 0.9}):
        changes = {f"sales_force.specialism.{name}": value for name, value in learning.items()}
        config = small(**{"sales_force.specialism.exponent": 0.0, **changes})
        summaries.append(run_arm(open_world(config), config, Arm("balanced", "current"), 0).summary)
    assert summaries[0].equals(summaries[1])


def test_the_same_experience_on_any_number_of_threads(model_of):
    learnt = []
    for threads in (1, 2):
        model = model_of(threads=threads)
        for _ in range(6):
            model.step()
        learnt.append(model.reps.experience)
    assert np.array_equal(*learnt)


def test_territories_by_industry_win_where_knowledge_counts_and_roads_are_short(town):
    assert gain_in_year(2, town(**{"sales_force.specialism.exponent": 0.8}, **FAST_ROADS)) > 0.03


def test_territories_by_industry_lose_where_the_road_eats_the_day(town, small):
    assert gain_in_year(2, town(**{"market.places.units": small().market.places.units})) < -0.03
