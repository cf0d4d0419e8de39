"""Metrics of reps: attainment, quotas, wagers, and who leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.metrics.metric import Better, metric
from salesim.metrics.run_tables import RunTables, ratio
from salesim.wording.text import N_

FIFTHS = ("quit_rate_weakest", "quit_rate_second", "quit_rate_third", "quit_rate_fourth", "quit_rate_best")


@metric("quits", N_("Reps who quit"), "count", better="lower", adds_up="sum", about="reps who quit", phrase=N_("quits"))
def quits(run: RunTables) -> int:
    return int((run.events["kind"] == "quit").sum())


def quit_rate(name: str, fifth: int, text: str, about: str, better: Better = "", phrase: str = "") -> None:
    """Declare the rate at which a fifth of reps by skill, 1 the weakest, quits."""

    @metric(name, text, "share", better=better, adds_up="mean", about=about, phrase=phrase, is_relative=True)
    def rate(run: RunTables) -> float:
        rows = run.who_leaves[run.who_leaves["skill_fifth"] == fifth]
        return ratio(float(rows["quits"].sum()), float(rows["person_years"].sum()))


quit_rate(
    "quit_rate_weakest",
    1,
    N_("Quits among the weakest fifth"),
    about="quits a year of the least able fifth of reps, as a share of them",
)
quit_rate(
    "quit_rate_second",
    2,
    N_("Quits among the second fifth"),
    about="quits a year of the second fifth of reps by skill, from the weakest",
)
quit_rate(
    "quit_rate_third",
    3,
    N_("Quits among the middle fifth"),
    about="quits a year of the middle fifth of reps by skill",
)
quit_rate(
    "quit_rate_fourth",
    4,
    N_("Quits among the fourth fifth"),
    about="quits a year of the fourth fifth of reps by skill, from the weakest",
)
quit_rate(
    "quit_rate_best",
    5,
    N_("Quits among the best fifth"),
    about="quits a year of the ablest fifth of reps, as a share of them",
    better="lower",
    phrase=N_("quits of the best fifth"),
)


@metric(
    "effort_at_limits",
    N_("Effort at a limit"),
    "share",
    better="lower",
    adds_up="mean",
    about="share of reps' weeks in which effort is the least or the greatest that the model knows",
)
def effort_at_limits(run: RunTables) -> float:
    return _mean(run.weeks["at_limits"])


@metric(
    "skill_mean",
    N_("Skill"),
    "score",
    better="higher",
    adds_up="mean",
    about="mean skill of the reps at work, 1 for everybody who might be hired today",
)
def skill_mean(run: RunTables) -> float:
    return _mean(run.full_quarters["skill"])


@metric(
    "attainment_mean",
    N_("Attainment"),
    "share",
    adds_up="mean",
    about="credited sales over quota, of reps who were there for the whole quarter",
    phrase=N_("attainment"),
    is_relative=True,
)
def attainment_mean(run: RunTables) -> float:
    return _mean(run.full_quarters["attainment"])


@metric(
    "attainment_sd",
    N_("Spread of attainment"),
    "share",
    adds_up="mean",
    about="standard deviation of attainment over reps and quarters",
    is_relative=True,
)
def attainment_sd(run: RunTables) -> float:
    return _sd(run.full_quarters["attainment"])


@metric(
    "attainment_gap",
    N_("Mean distance from quota"),
    "share",
    better="lower",
    adds_up="mean",
    about="how far attainment lies from 100%, on either side",
    is_relative=True,
)
def attainment_gap(run: RunTables) -> float:
    return _mean((run.full_quarters["attainment"] - 1.0).abs())


@metric(
    "share_at_quota",
    N_("Reps at quota"),
    "share",
    adds_up="mean",
    about="share of reps and quarters that reach the quota",
    phrase=N_("share of reps at quota"),
)
def share_at_quota(run: RunTables) -> float:
    return _mean(run.full_quarters["attainment"] >= 1.0)


def quota_errors(run: RunTables) -> pd.Series:
    """log(quota / what the seat's customers would buy at usual effort without attacks), by rep and quarter."""
    known = run.full_quarters[run.full_quarters["potential"] > 0]
    return np.log(known["quota"] / known["potential"])


@metric(
    "quota_error_mean",
    N_("Bias of quotas"),
    "share",
    adds_up="mean",
    about="mean log of quota over what customers would buy at usual effort without attacks",
    is_relative=True,
)
def quota_error_mean(run: RunTables) -> float:
    return _mean(quota_errors(run))


@metric(
    "quota_error_sd",
    N_("Error of quotas"),
    "share",
    better="lower",
    adds_up="mean",
    about="standard deviation of the log of quota over what customers would buy",
    is_relative=True,
)
def quota_error_sd(run: RunTables) -> float:
    return _sd(quota_errors(run))


@metric("wagers_taken", N_("Wagers taken"), "count", adds_up="sum", about="wagers that reps chose to take")
def wagers_taken(run: RunTables) -> int:
    return len(run.wagers)


@metric("wagers_won", N_("Wagers won"), "count", adds_up="sum", about="of the wagers taken")
def wagers_won(run: RunTables) -> int:
    return int(run.wagers["wager_won"].sum())


def _mean(values: pd.Series | np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0


def _sd(values: pd.Series) -> float:
    return float(values.std()) if len(values) > 1 else 0.0
