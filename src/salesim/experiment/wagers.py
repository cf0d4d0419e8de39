"""What wagers did: who took them, who won, what they changed, what they cost.

Those who take a wager were ahead before: comparing them with the others says next to nothing about the wager. Every rep
of an arm has a twin with the same random numbers in the arm without the wager, which no field study has, so that the
effect on those who took it can be told from the choice that they made. What a firm could see for itself is the effect
on all who were offered one (intention to treat).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salesim.experiment.statistics import mean_interval
from salesim.model.result import Result
from salesim.pay.components import teams
from salesim.pay.wager import WagerParameters
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.scenario.wager_odds import WagerOdds, odds_phrase

if TYPE_CHECKING:
    from salesim.experiment.compare import Comparison

KEY = ["replication", "quarter", "seat"]
ALL = "all"  # entries of the menu together
NEEDED = {"replication", "quarter", "seat", "region", "full_quarter", "attainment", "sales", "quota"}
INTERVALS = ("offer_effect", "taker_effect", "gap", "gap_without")
COLUMNS = (
    "arm",
    "layout",
    "policy",
    "against",
    "wager",
    "offered",
    "taken",
    "uptake",
    "win_rate",
    "loss_rate",
    "left_rate",
    "p_win_felt",
    *(f"{name}{end}" for name in INTERVALS for end in ("", "_low", "_high")),
    "cost",
    "quits_after_loss",
    "quits_without",
)


def wager_report(found: Comparison | Result, without: Result | None = None) -> pd.DataFrame:
    """What the wagers of a comparison did, one row an arm and entry of its menu, and one for all entries (``all``).

    Parameters
    ----------
    found : a comparison, or the result of a single run.
    without : with a single run, its twin: the same layout and replication without the wager.

    Returns
    -------
    arm, layout, policy, against (the arm without the wager: same layout, the baseline's policy; empty if there is
        none, and then all effects are NaN), wager
    offered : rep-quarters of those who were there from beginning to end
    taken, uptake, win_rate, loss_rate : of those; lost is who paid for it
    left_rate : of all who took it, those who quit before it ended
    p_win_felt : mean probability to win as takers saw it
    offer_effect : sales of everybody in the arm against the arm without, as a share: intention to treat. Of a policy
        that changes more than the wager (the comparison's fact ``more_than_wager``) it is the effect of all of it.
    taker_effect : the same for those who took it, in the quarters in which they did
    gap, gap_without : attainment of takers above that of the others, and what the same people's gap was without it:
        the gap is nearly all choice, and misleads
    cost : what wagers paid over the horizon, net of what they took; the employer's on-costs come on top
    quits_after_loss, quits_without : share of losers gone by the end of the next quarter, and of their twins

    Figures are means over replications, each effect with the limits of its interval.
    """
    if isinstance(found, Result):
        rep_quarters, wagers, baseline = _of_results(found, without)
    else:
        rep_quarters, wagers = found.attainment, found.wagers
        baseline = str(found.facts["baseline"])
    if wagers.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    base_policy = rep_quarters.loc[rep_quarters["arm"] == baseline, "policy"]
    rows = []
    for arm, taken in wagers.groupby("arm", sort=False):
        layout, policy = taken["layout"].iloc[0], taken["policy"].iloc[0]
        of_arm = rep_quarters[rep_quarters["arm"] == arm]
        twins = rep_quarters[
            (rep_quarters["layout"] == layout)
            & rep_quarters["policy"].isin(base_policy.unique())
            & ~rep_quarters["arm"].isin(wagers["arm"].unique())
        ]
        named = {"arm": arm, "layout": layout, "policy": policy}
        named["against"] = twins["arm"].iloc[0] if len(twins) else ""
        both = beside_twins(of_arm, taken, twins)
        for wager in (ALL, *dict.fromkeys(taken["wager"])):
            rows.append(named | {"wager": wager} | figures(both, taken, wager))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_results(result: Result, without: Result | None) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """The tables of one run and its twin, as a comparison would hold them."""

    def of(name: str) -> pd.DataFrame:
        frames = []
        for arm, one in (("with", result), ("without", without)):
            if one is not None:
                frames.append(one.tables[name].assign(arm=arm, layout="", policy=arm, replication=0))
        return pd.concat(frames, ignore_index=True)

    return of("rep_quarters"), of("wagers"), "without"


def beside_twins(of_arm: pd.DataFrame, taken: pd.DataFrame, twins: pd.DataFrame) -> pd.DataFrame:
    """An arm's rep-quarters with what was bet, and with their twins' figures (``_twin``), NaN if there are none."""
    both = of_arm.drop(columns="wager").merge(taken[[*KEY, "wager", "outcome", "p_win"]], on=KEY, how="left")
    both["gone_next"] = gone_next(both)
    columns = ["sales", "attainment", "full_quarter", "holder"]
    other = twins[[*KEY, *columns]].copy()
    other["gone_next"] = gone_next(other)
    both = both.merge(other, on=KEY, how="left", suffixes=("", "_twin"))
    both["same"] = (both["full_quarter"] == 1) & (both["full_quarter_twin"] == 1)
    both["same"] &= both["holder"] == both["holder_twin"]
    return both


def gone_next(rep_quarters: pd.DataFrame) -> pd.Series:
    """Whether the holder of a whole quarter left in the next one; NaN if nobody knows."""
    now = rep_quarters[[*KEY, "full_quarter"]]
    following = now.assign(quarter=now["quarter"] - 1).rename(columns={"full_quarter": "stayed"})
    stayed = now.merge(following, on=KEY, how="left")["stayed"].to_numpy(float)
    return pd.Series(np.where(now["full_quarter"] == 1, 1.0 - stayed, np.nan), index=rep_quarters.index)


def figures(both: pd.DataFrame, taken: pd.DataFrame, wager: str) -> dict[str, Any]:
    """The figures of one entry, or of all."""
    full = both[both["full_quarter"] == 1]
    mine = full["wager"].notna() if wager == ALL else full["wager"] == wager
    takers = full[mine]
    all_taken = taken if wager == ALL else taken[taken["wager"] == wager]
    lost = takers["outcome"].isin(["lost", "missed"])
    losers = takers[lost]
    decided = lost | takers["outcome"].isin(["won", "kept"])
    found: dict[str, Any] = {
        "offered": len(full),
        "taken": len(takers),
        "uptake": share(mine),
        "win_rate": share(takers.loc[decided, "outcome"] == "won"),
        "loss_rate": share(lost[decided]),
        "left_rate": share(all_taken["outcome"] == "left"),
        "p_win_felt": float(takers["p_win"].mean()) if len(takers) else np.nan,
        "cost": float(all_taken["pay"].sum() / both["replication"].nunique()),
        "quits_after_loss": float(losers["gone_next"].mean()),
        "quits_without": float(losers.loc[losers["same"], "gone_next_twin"].mean()),
    }
    others = full[full["wager"].isna()]
    rows = []
    for replication in both["replication"].unique():
        everybody = both[both["replication"] == replication]
        mine_now = takers[takers["replication"] == replication]
        others_now = others[others["replication"] == replication]
        twins, twins_of_others = mine_now[mine_now["same"]], others_now[others_now["same"]]
        rows.append(
            {
                "offer_effect": gain(everybody) if wager == ALL else np.nan,
                "taker_effect": gain(twins),
                "gap": mine_now["attainment"].mean() - others_now["attainment"].mean(),
                "gap_without": twins["attainment_twin"].mean() - twins_of_others["attainment_twin"].mean(),
            }
        )
    by_replication = pd.DataFrame(rows)
    for name in INTERVALS:
        values = by_replication[name].dropna().to_numpy(float)
        limits = mean_interval(values) if len(values) else (np.nan,) * 3
        found |= dict(zip((name, f"{name}_low", f"{name}_high"), limits, strict=True))
    return found


def gain(rows: pd.DataFrame) -> float:
    """Sales above those of the twins, as a share of theirs."""
    sales = float(rows["sales_twin"].sum())
    return float(rows["sales"].sum()) / sales - 1.0 if sales > 0 else np.nan


def share(marks: pd.Series) -> float:
    return float(marks.mean()) if len(marks) else np.nan


def simulated_odds(policy: str, wager: WagerParameters, rep_quarters: pd.DataFrame) -> list[WagerOdds]:
    """How often each entry of a policy's menu would have been won and lost in an arm's quarters, (replications,)."""
    full = rep_quarters[rep_quarters["full_quarter"] == 1]
    if full.empty:
        return []
    regions = full.groupby("seat")["region"].last()
    region = np.full(int(regions.index.max()) + 1, -1)
    region[regions.index] = regions
    team = teams(wager.team, wager.team_size, region)[full["seat"]]
    sums = full.groupby([full["replication"], full["quarter"], team])[["sales", "quota"]].sum()
    together = (sums["sales"] / sums["quota"]).to_numpy()
    found = []
    for terms in wager.menu:
        if terms.is_goal:
            continue  # nothing can be won or lost
        attainment = together if terms.team else full["attainment"].to_numpy()
        p_win = float((attainment >= terms.win_at).mean()) if terms.bonus > 0 else 0.0
        found.append(WagerOdds(policy, terms.name, p_win, float((attainment < terms.costs_below).mean())))
    return found


def more_than_wagers(scenario: Any, policies: Iterable[str], baseline: str) -> list[str]:
    """Policies with a wager that change other things, too: their effects are the whole policy's, not the wager's."""
    if not isinstance(scenario, Scenario):
        return []
    base, found = apply_policy(scenario, baseline), []
    for policy in dict.fromkeys(policies):
        under = apply_policy(scenario, policy)
        force = under.sales_force.model_copy(update={"wager": base.sales_force.wager})
        if under.sales_force.wager.menu and (force, under.channel) != (base.sales_force, base.channel):
            found.append(policy)
    return found


def one_sided_wagers(scenario: Any, policies: Iterable[str], rep_quarters: pd.DataFrame) -> list[WagerOdds]:
    """The wagers of some policies that nobody could lose, or win, by an arm's quarters; says so in a warning."""
    if not isinstance(scenario, Scenario) or not set(rep_quarters.columns) >= NEEDED:
        return []
    found = []
    for policy in dict.fromkeys(policies):
        wager = apply_policy(scenario, policy).sales_force.wager
        found += [one for one in simulated_odds(policy, wager, rep_quarters) if one.one_sided] if wager.menu else []
    for one in found:
        warnings.warn(odds_phrase(one), stacklevel=3)
    return found
