"""What `salesim check` refuses of levels, headcounts and overlays before anything is simulated."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import Scenario
from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import overlay
from salesim.world.check import check_market

SMALL = {
    "market.places.units": ["Huzhou"],
    "market.customers": {"count": 40, "prospects": 10},
    "sales_force.team.reps": 6,
    "channel.network.distributors": 1,
}


@pytest.mark.parametrize(
    ("settings", "field", "words"),
    [
        ({"sales_force.levels": [{"name": "district", "span": 40}]}, "sales_force.levels.0.span", "does not fit"),
        ({"policies": {"p": {"headcount": 51}}}, "policies.p.headcount", "every rep needs a customer"),
        (
            {"policies": {"p": {"later": [{"week": 9, "headcount": 51}]}}},
            "policies.p.later.0.headcount",
            "every rep needs a customer",
        ),
        (
            {"layouts": {"unit": {"builder": "unit", "overlays": {"expert": {}}}}},
            "layouts.unit.overlays.expert",
            "is no overlay",
        ),
    ],
)
def test_what_cannot_be_is_refused(settings, field, words):
    with pytest.raises(InputError, match=words) as caught:
        check_market(overlay(Scenario(name="small"), {**SMALL, **settings}))
    assert caught.value.field == field


def test_a_file_tells_how_many_reps_can_have_a_customer(tmp_path):
    rows = "\n".join(f"K{i},{120 + i / 50},{30.8 + i / 90}" for i in range(9))
    (tmp_path / "mine.csv").write_text(f"id,lon,lat\n{rows}\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nmarket: {customers: {file: mine.csv, prospects: 3}}\nsales_force: {team: {reps: 2}}\n"
        "policies: {current: {}, p: {headcount: 13}}\n"
    )
    with pytest.raises(InputError, match="every rep needs a customer") as caught:
        check_market(load_scenario(tmp_path / "mine.yaml"))
    assert caught.value.field == "policies.p.headcount"


def test_what_can_be_passes():
    settings = {"sales_force.levels": [{"name": "district", "span": 3}], "policies": {"p": {"headcount": 50}}}
    assert check_market(overlay(Scenario(name="small"), {**SMALL, **settings})) is None
