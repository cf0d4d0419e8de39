"""What a reader must know of options, since no figure says it."""

import pandas as pd

from salesim import Scenario, overlay
from salesim.experiment.oddities import oddities
from salesim.scenario.arms import Arm

ARMS = [Arm("today", "current"), Arm("today", "shrink")]
SUMMARY = pd.DataFrame(
    {
        "layout": "today",
        "policy": ["current", "shrink"] * 2,
        "replication": [0, 0, 1, 1],
        "visits": [10.0, 0.0, 12.0, 0.0],
    }
)
EVENTS = pd.DataFrame(
    {"layout": "today", "policy": ["shrink", "shrink", "current"], "replication": [0, 1, 0]}
    | {"kind": ["dissolved", "dissolved", "quit"]}
)
QUARTERS = pd.DataFrame({"layout": "today", "quarter": [0, 0, 0, 1], "seat": [0, 1, 2, 3]})


def told(scenario=None, summary=SUMMARY, quarters=QUARTERS, events=EVENTS):
    return [str(one) for one in oddities(scenario or Scenario(name="a"), ARMS, summary, quarters, events)]


def test_options_without_a_visit_are_named_with_the_time_of_a_day():
    long = overlay(Scenario(name="a", policies={"current": {}, "shrink": {}}), {"sales_force.time.visit_min": 480.0})
    found = told(long, events=EVENTS[:0])
    assert len(found) == 1 and "under today/shrink: no visit of 480 minutes" in found[0] and "278.4" in found[0]
    assert told(long, SUMMARY.assign(visits=1.0), events=EVENTS[:0]) == []


def test_dissolved_territories_are_counted_by_replication():
    found = told(summary=SUMMARY.assign(visits=1.0))
    assert len(found) == 1 and "under today/shrink 1 territories are dissolved" in found[0]


def test_a_layout_from_a_file_with_other_territories_than_reps():
    layouts = {"today": {"builder": "file", "file": "t.csv"}}
    run = {"baseline": {"layout": "today", "policy": "current"}}
    scenario = overlay(Scenario(name="a", layouts=layouts, run=run), {"sales_force.team.reps": 2})
    found = told(scenario, SUMMARY.assign(visits=1.0), events=EVENTS[:0])
    assert len(found) == 1 and "has 3 territories for sales_force.team.reps: 2" in found[0]
    same = overlay(scenario, {"sales_force.team.reps": 3})
    assert told(same, SUMMARY.assign(visits=1.0), events=EVENTS[:0]) == []
