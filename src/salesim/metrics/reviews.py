"""Metrics of management: how often managers diagnose rightly, and how regions stand on boards."""

from __future__ import annotations

from salesim.metrics.metric import metric
from salesim.metrics.run_tables import RunTables
from salesim.wording.text import N_


@metric(
    "diagnoses", N_("Managers' diagnoses"), "count", adds_up="sum", about="causes that managers named for a shortfall"
)
def diagnoses(run: RunTables) -> int:
    return len(run.diagnoses)


@metric(
    "diagnoses_right_share",
    N_("Diagnoses that were right"),
    "share",
    better="higher",
    adds_up="ratio",
    about="diagnoses that named the largest true part of the shortfall",
)
def diagnoses_right_share(run: RunTables) -> float:
    return (len(run.diagnoses) - len(run.wrong_diagnoses)) / max(len(run.diagnoses), 1)


@metric(
    "false_alarm_share",
    N_("Diagnoses where it was chance"),
    "share",
    better="lower",
    adds_up="ratio",
    about="diagnoses of a shortfall that was only chance",
)
def false_alarm_share(run: RunTables) -> float:
    return float((run.diagnoses["true_cause"] == "chance").sum()) / max(len(run.diagnoses), 1)


@metric(
    "wrong_action_cost",
    N_("Money spent on a wrong cause"),
    "money",
    better="lower",
    adds_up="sum",
    about="cost of actions against another cause than the true one",
)
def wrong_action_cost(run: RunTables) -> float:
    return float(run.wrong_diagnoses["cost"].sum())


@metric(
    "wrong_action_hours",
    N_("Hours spent on a wrong cause"),
    "hours",
    better="lower",
    adds_up="sum",
    about="hours of actions against another cause than the true one",
)
def wrong_action_hours(run: RunTables) -> float:
    return float(run.wrong_diagnoses["hours"].sum())


@metric(
    "region_forecast_error",
    N_("Error of regions' forecasts"),
    "share",
    better="lower",
    adds_up="mean",
    about="how far a region's forecast lay from what it sold",
    is_relative=True,
)
def region_forecast_error(run: RunTables) -> float:
    return float(run.boards["forecast_error"].abs().mean()) if len(run.boards) else 0.0


@metric(
    "regions_behind_share",
    N_("Regions behind on the board"),
    "share",
    better="lower",
    adds_up="ratio",
    about="regions shown as behind on the board",
)
def regions_behind_share(run: RunTables) -> float:
    return int(run.boards["behind"].sum()) / max(len(run.boards), 1)


@metric(
    "needless_behind_share",
    N_("Regions behind through no fault of theirs"),
    "share",
    better="lower",
    adds_up="ratio",
    about="of the regions shown as behind",
)
def needless_behind_share(run: RunTables) -> float:
    return int(run.boards["needless"].sum()) / max(int(run.boards["behind"].sum()), 1)
